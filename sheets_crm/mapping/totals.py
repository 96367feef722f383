"""Which row is no record but the sum of the records above it."""

from __future__ import annotations

import re

import numpy as np

from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import Grid

LABEL = re.compile(r"(?:итого|всего|общий итог|grand total|totals?|sum total)(?:\s+(?:по|за|for|of)\s.*)?\s*:?", re.IGNORECASE)
SIGNATURE_ROWS = 3
"""So many rows (a date, a signature, a note) may follow the sums at the end of a sheet."""


def totals_row(grid: Grid, header_row: int) -> int | None:
    """Return the row of an Excel table's totals, or of «Итого» with sums at the end of a sheet; None when there is none."""
    for listed in grid.tables:
        if listed.totals_row and listed.area.first_row == header_row:
            return listed.area.last_row
    rows = last_rows(grid, header_row, SIGNATURE_ROWS + 1)
    for back, row in enumerate(rows):
        if _is_total(grid, row) and all(_width(grid, below) <= 1 for below in rows[:back]):
            return row
    return None


def last_rows(grid: Grid, header_row: int, count: int) -> list[int]:
    """Return the last used rows below the header, the lowest first."""
    tails = [column.rows[-8 * count :] for column in grid.columns.values() if len(column.rows)]
    used = np.unique(np.concatenate(tails)) if tails else np.empty(0, np.int32)
    found = [int(row) for row in used[::-1] if row > header_row and _width(grid, int(row))]
    return found[:count]


def _is_total(grid: Grid, row: int) -> bool:
    words, sums = [], 0
    for kind, text in _cells(grid, row):
        if kind == Kind.TEXT:
            words.append(text.strip())
        else:
            sums += 1
    return sums > 0 and len(words) == 1 and LABEL.fullmatch(words[0]) is not None


def _width(grid: Grid, row: int) -> int:
    return len(_cells(grid, row))


def _cells(grid: Grid, row: int) -> list[tuple[int, str]]:
    found = []
    for column in grid.columns.values():
        at = int(np.searchsorted(column.rows, row))
        if at < len(column.rows) and column.rows[at] == row and column.cells.kinds[at] != Kind.EMPTY:
            text = column.cells.texts[at]
            if text is None or text.strip():
                found.append((int(column.cells.kinds[at]), text or ""))
    return found
