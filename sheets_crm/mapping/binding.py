"""Turns a raw snapshot into tables, as a mapping says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sheets_crm.mapping.checking import check_mapping
from sheets_crm.mapping.languages import spoken
from sheets_crm.mapping.placing import Placed, place
from sheets_crm.mapping.program import made_by_us
from sheets_crm.mapping.records import record_rows
from sheets_crm.mapping.titles import Title
from sheets_crm.model.addresses import letters
from sheets_crm.model.identity import row_ids
from sheets_crm.model.layout import Layout, Sheet
from sheets_crm.model.mapping import MappedSheet, Mapping
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.model.text import Text

RULE = "mapping"


class Bound(NamedTuple):
    """A snapshot with its tables, and what of the mapping could not be found in the book."""

    snapshot: Snapshot
    notes: tuple[Finding, ...]


def bind(snapshot: Snapshot, mapping: Mapping, layout: Layout) -> Bound:
    """Fill a snapshot's tables and language as the mapping says; what the book no longer has becomes a note, not an error.

    ConfigError when the mapping names a kind, key or letter that there is not.
    """
    check_mapping(mapping, layout)
    tables: list[Table] = []
    notes: list[Finding] = []
    grids = {_plain(name): grid for name, grid in snapshot.grids.items()}
    for mapped in mapping.sheets:
        if mapped.kind is None:
            continue
        grid = snapshot.grids.get(mapped.sheet) or grids.get(_plain(mapped.sheet))
        if grid is None:
            notes.append(_sheet_gone(mapped, layout))
            continue
        table, said = _table(grid, mapped, layout.sheet(mapped.kind))
        tables.append(table)
        notes.extend(said)
    main = max(tables, key=lambda table: (table.kind == "clients", len(table)), default=None)
    lang = main.lang if main else snapshot.lang
    return Bound(replace(snapshot, tables=tuple(tables), lang=lang), tuple(notes))


def _table(grid: Grid, mapped: MappedSheet, sheet: Sheet) -> tuple[Table, list[Finding]]:
    placed = place(grid, mapped, sheet)
    rows = record_rows(grid, placed.header_row)
    fields = _fields(grid, sheet, placed, rows)
    ids = row_ids(next((one.cells for one in fields if one.key == "id"), None), rows)
    lang = spoken(sheet, placed.titles, fields)
    ours = made_by_us(sheet, grid.name, fields)
    return Table(sheet.kind, grid.name, placed.header_row, rows, fields, ids, lang, ours, grid.key), list(placed.notes)


def _fields(grid: Grid, sheet: Sheet, placed: Placed, rows: NDArray[np.int32]) -> tuple[Field, ...]:
    """Make a field of every column with anything in its header or below; the layout's keys name them, else their letters."""
    fields: list[Field] = []
    used: Counter[str] = Counter()
    for number in sorted({*grid.columns, *placed.titles}):
        cells = grid.dense(number, rows)
        title = placed.titles.get(number, Title("")).text
        key = placed.keys.get(number)
        if not title and not key and not cells.kinds.any():
            continue
        name = key or f"col_{letters(number)}"
        used[name] += 1
        unique = name if used[name] == 1 else f"{name}_{used[name]}"
        fields.append(Field(unique, number, title, cells, sheet.column(key) if key else None))
    return tuple(fields)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _sheet_gone(mapped: MappedSheet, layout: Layout) -> Finding:
    kind = layout.sheet(mapped.kind or "").title
    return Finding(
        mapped.sheet,
        "",
        "",
        RULE,
        "warning",
        Text(
            ru=f"В книге нет листа «{mapped.sheet}», который в настройках назван листом «{kind.ru}»",
            en=f"The book has no sheet “{mapped.sheet}”, which the settings call the sheet of {kind.en.lower()}",
        ),
        Text(
            ru="Если лист переименовали, впишите его новое имя в настройки или запустите adopt ещё раз.",
            en="If it was renamed, write its new name into the settings, or run adopt again.",
        ),
    )
