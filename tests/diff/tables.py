"""Tables as people change them between two moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from making import snapshot, table

from sheets_crm.diff.books import compare
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.difference import BookDiff, SheetDiff
from sheets_crm.model.identity import row_ids
from sheets_crm.model.snapshot import Field, Snapshot, Table

KEYS = ("id", "name", "phone", "orders_total")
PEOPLE = [
    ("K-1", "Анна Белова", "+7 916 123-45-67", 1200),
    ("K-2", "Борис Ветров", "+7 916 765-43-21", 800.5),
    ("K-3", "Вера Громова", "+7 903 555-11-22", 1200),
    ("K-4", "Глеб Дымов", None, None),
    ("K-5", "Дарья Ежова", "+7 903 555-99-00", 40),
]
Row = Sequence[CellValue]


def book(rows: Sequence[Row] = PEOPLE, keys: Sequence[str] = KEYS, **given: Any) -> Snapshot:
    """A book of clients, one column for each key."""
    return snapshot(table("clients", [dict(zip(keys, row, strict=True)) for row in rows], columns=keys, **given))


def clients(of: Snapshot) -> Table:
    return of.tables[0]


def without(of: Snapshot, name: str) -> Snapshot:
    """The same book without a column; its records lose their IDs with it."""
    one = clients(of)
    kept = replace(one, fields=tuple(each for each in one.fields if each.name != name))
    return replace(of, tables=(known(kept),))


def known(one: Table) -> Table:
    """The table with the IDs that its cells give."""
    cells = next((each.cells for each in one.fields if each.key == "id"), None)
    return replace(one, ids=row_ids(cells, one.rows))


def in_order(of: Snapshot, order: Sequence[int]) -> Snapshot:
    """The same rows sorted otherwise, or only some of them."""
    one, at = clients(of), np.array(order, np.intp)
    rows = np.arange(2, len(at) + 2, dtype=np.int32)
    fields = tuple(replace(each, cells=each.cells.take(at)) for each in one.fields)
    return replace(of, tables=(known(replace(one, rows=rows, fields=fields)),))


def with_field(of: Snapshot, name: str, **given: object) -> Snapshot:
    """The same book with a column that has another title, key, place or content."""
    one = clients(of)
    return replace(of, tables=(replace(one, fields=tuple(replace(f, **given) if f.name == name else f for f in one.fields)),))  # type: ignore[arg-type]


def unknown(title: str, at: int, values: Sequence[CellValue]) -> Field:
    """A column that the layout does not know."""
    return Field(f"col_{letters(at)}", at, title, Vector.of(values))


def differing(before: Snapshot, after: Snapshot) -> set[tuple[str, str, CellValue, CellValue]]:
    """(ID, column, before, after) of every cell that differs, among the records that are in both."""
    return {cell for sheet in compare(before, after).sheets for cell in cells_of(sheet)}


def cells_of(sheet: SheetDiff) -> set[tuple[str, str, CellValue, CellValue]]:
    return {
        (sheet.after.ids[now], one.after.name, one.before.cells[was], one.after.cells[now])
        for one in sheet.fields
        for was, now in zip(sheet.rows.before[one.differ].tolist(), sheet.rows.after[one.differ].tolist(), strict=True)
    }


def carried_over(diff: BookDiff) -> list[list[list[CellValue]]]:
    """What the later moment holds, table by table and column by column, made of the earlier one and of the differences alone."""
    return [_columns(one) for one in diff.sheets] + [[each.cells.values() for each in one.fields] for one in diff.new]


def _columns(sheet: SheetDiff) -> list[list[CellValue]]:
    out: dict[int, list[CellValue]] = {}
    for one in sheet.fields:
        cells: list[CellValue] = [None] * len(sheet.after)
        for at, (was, now) in enumerate(zip(sheet.rows.before.tolist(), sheet.rows.after.tolist(), strict=True)):
            cells[now] = one.after.cells[now] if at in one.differ or at in one.recalculated else one.before.cells[was]
        for now in sheet.rows.new.tolist():
            cells[now] = one.after.cells[now]
        out[id(one.after)] = cells
    out |= {id(one): one.cells.values() for one in sheet.new_fields}
    return [out[id(one)] for one in sheet.after.fields]
