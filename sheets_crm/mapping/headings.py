"""Headings of sections between the records of a sheet, such as «МОСКВА» over the clients of Moscow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.mapping.traits import traits
from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import Grid

FEWEST = 2
MOST = 0.35
"""Headings are a small part of the rows of a sheet."""
SHOUTED = 0.2
SAMPLE = 200
SOMEBODY = frozenset({"company", "full_name", "phone", "email"})


def are_headings(grid: Grid, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Say which of the used rows certainly are headings of sections.

    A row merged across most of the sheet is one. Without formats a line of capitals is one only when nothing speaks for a
    client of whom no more than a name is known: the first row is such a line, there are more of them, each has a fuller row
    right below it, no other row holds a single cell, and the names of the sheet are not in capitals themselves.
    """
    if len(rows) <= FEWEST:
        return np.zeros(len(rows), bool)
    alone = _widths(grid, int(rows[-1]))[rows] == 1
    found: NDArray[np.bool_] = alone & np.isin(rows, _merged_rows(grid))
    lines = np.flatnonzero(alone & ~found)
    found[lines] = _between_records(len(rows), lines, alone) and _in_capitals(grid, rows, lines)
    return found


def _widths(grid: Grid, last: int) -> NDArray[np.int32]:
    """Count the filled cells of each row, from row 0 (there is none) to the last."""
    widths = np.zeros(last + 1, np.int32)
    for column in grid.columns.values():
        filled = column.rows[column.cells.kinds != Kind.EMPTY]
        widths[filled[filled <= last]] += 1
    return widths


def _merged_rows(grid: Grid) -> list[int]:
    least = max(2, len(grid.columns) / 2)
    return [
        area.first_row
        for area in grid.merged
        if area.first_row == area.last_row and area.last_column - area.first_column + 1 >= least
    ]


def _between_records(rows: int, lines: NDArray[np.intp], alone: NDArray[np.bool_]) -> bool:
    """Say whether lines begin a sheet and its parts, each with something to head."""
    if not FEWEST <= len(lines) <= MOST * rows or lines[0] != 0 or lines[-1] == rows - 1:
        return False
    return not alone[lines + 1].any()


def _in_capitals(grid: Grid, rows: NDArray[np.int32], lines: NDArray[np.intp]) -> bool:
    """Say whether all these lines stand in one column, in capitals, among names that do not."""
    for number in grid.columns:
        said = grid.dense(number, rows[lines]).texts
        if not all(said):
            continue
        if not all(text.isupper() and traits(text).isdisjoint(SOMEBODY) for text in said):
            return False
        others = np.setdiff1d(np.arange(len(rows)), lines)[:SAMPLE]
        names = [text for text in grid.dense(number, rows[others]).texts if text]
        return len([name for name in names if name.isupper()]) <= SHOUTED * len(names)
    return False
