"""The heading that was sorted among the records: “my data has headers” was not ticked (G5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sheets_crm.model.addresses import by_place
from sheets_crm.model.cells import CellValue
from sheets_crm.model.grids import Grid
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text

RULE = "partial_sort"
BACK = Text(
    "шапка снова над записями: её отсортировали вместе со строками", "the heading, which was sorted with the rows, is back"
)
MOSTLY = 0.5


def heading_back(before: Table, grid: Grid) -> tuple[Changes, ...]:
    """Return what puts headers back that stand among the records now: each changes places with what stands in its stead.

    Nothing where rows only came above the heading: what stands in its place was nobody's then.
    """
    found = list(_displaced(before, grid)) if before.header_row else []
    stands = [(one, grid.entered(before.header_row, one.letter_index)) for one, _ in found]
    filled = [value in one.cells.values() for one, value in stands if value is not None]
    if not filled or sum(filled) < MOSTLY * len(filled):
        return ()
    return tuple(
        _swapped(before, one, row, value, grid.entered(row, one.letter_index))
        for (one, row), (_, value) in zip(found, stands, strict=True)
    )


def by_places(swaps: tuple[Changes, ...]) -> tuple[Changes, ...]:
    """Return the same changes of a sheet in which no table is known."""
    return tuple(replace(one, column=by_place(one.letter_index)) for one in swaps)


def _displaced(before: Table, grid: Grid) -> Iterator[tuple[Field, int]]:
    """Yield the columns whose header stands below its row, once and as never before, and in which row."""
    for one in before.fields:
        column = grid.columns.get(one.letter_index)
        if column is None or not one.title or str(grid.entered(before.header_row, one.letter_index)).strip() == one.title:
            continue
        rows = column.rows[column.cells.texts == one.title]
        if len(rows) == 1 and rows[0] > before.header_row and not (one.cells.texts == one.title).any():
            yield one, int(rows[0])


def _swapped(before: Table, one: Field, row: int, stands: CellValue, header: CellValue) -> Changes:
    rows = np.array([before.header_row, row], np.int32)
    ids = [f"#{at}" for at in rows.tolist()]
    return Changes(before.sheet, one.name, one.letter_index, RULE, rows, ids, [stands, header], [header, stands], [BACK, BACK])
