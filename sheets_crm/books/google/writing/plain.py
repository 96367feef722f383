"""What rules see of a spreadsheet in which lookups of ours stand: the values that these show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sheets_crm.books.google.writing.facts import GoogleSnapshot, id_text
from sheets_crm.books.google.writing.lookups import FORMULA, PREFIX, Hidden, shown_column
from sheets_crm.model.addresses import column_number
from sheets_crm.model.cells import CellValue, Kind
from sheets_crm.model.snapshot import Grid, SparseColumn


def plainly(snapshot: GoogleSnapshot) -> GoogleSnapshot:
    """Return the snapshot as rules should see it: lookups of ours are the values that they show.

    Where a formula of people's makes one go round in a circle, it is what it would show: no run can mend that by writing.
    """
    snapshot = replace(snapshot, hidden={name: grid for name, grid in snapshot.grids.items() if name.startswith(PREFIX)})
    lookups: dict[tuple[str, int], dict[int, int]] = {}
    grids: dict[str, Grid] = {}
    spellings: dict[str, set[str]] = {}
    for name, grid in snapshot.grids.items():
        columns = dict(grid.columns)
        for number, column in grid.columns.items():
            shown = ((at, shown_column(text, snapshot.facts[name].sheet_id)) for at, text in column.cells.formulas.items())
            ours = {at: place for at, place in shown if place}
            if ours:
                spellings.setdefault(name, set()).update(column.cells.formulas[at] for at in ours)
                lookups[name, number] = {int(column.rows[at]): place for at, place in ours.items()}
                days = {place for place in set(ours.values()) if _holds_days(snapshot, snapshot.facts[name].sheet_id, place)}
                sound = _own(_sound(column, ours, grid, snapshot), ours, grid)
                columns[number] = _without(_as_kept(sound, {at: place in days for at, place in ours.items()}), list(ours))
        grids[name] = replace(grid, columns=columns)
    hidden = {name: grid for name, grid in grids.items() if name.startswith(PREFIX)}
    grids = {name: grid for name, grid in grids.items() if name not in hidden}
    return replace(snapshot, grids=grids, lookups=lookups, hidden=hidden, spellings=spellings)


def _sound(column: SparseColumn, ours: Mapping[int, int], grid: Grid, snapshot: GoogleSnapshot) -> SparseColumn:
    """Return the column with the values of the hidden tab in place of errors."""
    wrong = [at for at in ours if column.cells.kinds[at] == Kind.ERROR]
    if not wrong:
        return column
    tab, values = Hidden.of(snapshot, grid.name), list[CellValue]()
    for at in wrong:
        found = FORMULA.fullmatch(column.cells.formulas[at])
        known = grid.value(int(column.rows[at]), column_number(found["ids"])) if found else None
        name = tab.columns[ours[at] - 2] if ours[at] - 2 < len(tab.columns) else ""
        values.append(tab.entries.get(id_text(known), {}).get(name))
    texts = column.cells.formulas
    return replace(column, cells=replace(column.cells.put(wrong, values), formulas=texts))


def _own(column: SparseColumn, ours: Mapping[int, int], grid: Grid) -> SparseColumn:
    """Return the column with nothing in lookups of copied rows, which show the record's that they were copied from.

    They are about to get IDs of their own: nobody is to tell by such a value what the column is.
    """
    looked_at = {found["ids"] for at in ours if (found := FORMULA.fullmatch(column.cells.formulas[at]))}
    ids = [grid.columns[number] for number in map(column_number, looked_at) if number in grid.columns]
    copied = {row for one in ids for row in _repeated(one)}
    others = [at for at in ours if int(column.rows[at]) in copied]
    if not others:
        return column
    texts = column.cells.formulas
    return replace(column, cells=replace(column.cells.put(others, [None] * len(others)), formulas=texts))


def _repeated(column: SparseColumn) -> Iterator[int]:
    """Yield the rows whose cell holds what stands in one above already."""
    seen: set[str] = set()
    for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
        known = id_text(value) if value is not None else ""
        if known in seen:
            yield row
        seen |= {known} - {""}


def _holds_days(snapshot: GoogleSnapshot, sheet_id: int, place: int) -> bool:
    grid = snapshot.grids.get(f"{PREFIX}{sheet_id}")
    used = grid.columns.get(place) if grid else None
    return used is not None and bool((used.cells.kinds == Kind.DATE).any())


def _as_kept(column: SparseColumn, days: Mapping[int, bool]) -> SparseColumn:
    """Return the column with lookups as days or as numbers, as the hidden tab keeps them: a cell may have a format of its own."""
    kinds = column.cells.kinds.copy()
    for at, is_day in days.items():
        if kinds[at] in (Kind.NUMBER, Kind.DATE):
            kinds[at] = Kind.DATE if is_day else Kind.NUMBER
    return replace(column, cells=replace(column.cells, kinds=kinds))


def _without(column: SparseColumn, ours: list[int]) -> SparseColumn:
    gone = set(ours)
    cells = replace(column.cells, formulas={at: text for at, text in column.cells.formulas.items() if at not in gone})
    stays = np.ones(len(cells), bool)
    stays[[at for at in ours if cells.kinds[at] == Kind.EMPTY]] = False
    kept = np.flatnonzero(stays)
    formats = column.formats[kept] if column.formats is not None else None
    return SparseColumn(column.rows[kept], cells.take(kept), formats)
