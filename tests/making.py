"""Small books for tests: tables from rows of {column key: value}, as a bound snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import numpy as np

from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.identity import row_ids
from sheets_crm.model.memory import Memory
from sheets_crm.model.settings import Settings
from sheets_crm.model.snapshot import Field, Grid, Snapshot, SparseColumn, Table

Rows = Sequence[Mapping[str, CellValue]]
LAYOUT = load_layout("extended")
FRIDAY = date(2026, 11, 20)
NOON = time(12)


def table(
    kind: str,
    rows: Rows,
    *,
    columns: Sequence[str] = (),
    formulas: Mapping[tuple[int, str], str] | None = None,
    ours: bool = True,
    sheet_name: str | None = None,
) -> Table:
    """Make a table of one kind.

    `columns` adds columns that no row fills, `formulas` maps (position, key) to a formula; not `ours` is a sheet that people
    made themselves.
    """
    sheet = LAYOUT.sheet(kind)
    keys = list(dict.fromkeys([*columns, *(key for row in rows for key in row)]))
    numbers = np.arange(2, len(rows) + 2, dtype=np.int32)
    fields = tuple(
        Field(
            key,
            place + 1,
            sheet.column(key).title.ru,
            Vector.of(
                [row.get(key) for row in rows],
                {at: text for (at, name), text in (formulas or {}).items() if name == key},
            ),
            sheet.column(key),
        )
        for place, key in enumerate(keys)
    )
    id_field = next((one for one in fields if one.name == "id"), None)
    ids = row_ids(id_field.cells if id_field else None, numbers)
    return Table(kind, sheet_name or sheet.title.ru, 1, numbers, fields, ids, ours=ours)


def snapshot(*tables: Table) -> Snapshot:
    """Make a book of these tables."""
    grids = {
        one.sheet: Grid(one.sheet, {each.letter_index: SparseColumn(one.rows, each.cells) for each in one.fields})
        for one in tables
    }
    return Snapshot("book.xlsx", "identity", grids, tables)


def context(today: date = FRIDAY, *, memory: Memory | None = None, **settings: Any) -> Context:
    """Make the context of a run at noon of a day (by default Friday, 20 November 2026)."""
    now = datetime.combine(today, NOON)
    return Context(now, LAYOUT, Settings(**settings), memory or Memory())


def values(one: Table, name: str) -> list[CellValue]:
    """Return a column of a table."""
    return one.cells(name).values()
