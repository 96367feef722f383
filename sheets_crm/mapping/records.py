"""Which rows of a sheet are records."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.mapping.headings import are_headings
from sheets_crm.mapping.totals import end_of_records
from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import Grid, SparseColumn


def record_rows(grid: Grid, header_row: int) -> NDArray[np.int32]:
    """Return the rows below the header in which somebody wrote something, without sums, footnotes and headings of sections.

    What is certainly no record at the end of a sheet is told in `end_of_records`, between the records in `are_headings`. Rows
    of numbers that formulas alone make (filled down in advance, or sums) hold nobody's data either. Whatever else stands
    there stays a record: to mend a heading does less harm than to lose a client.
    """
    used = np.zeros(grid.last_row + 1, bool)
    for column in grid.columns.values():
        used[column.rows[_typed(column)]] = True
    for column in grid.columns.values():
        open_still = np.flatnonzero((column.cells.kinds == Kind.TEXT) & ~used[column.rows])
        said = [at for at in open_still if column.cells.texts[at].strip()]
        used[column.rows[said]] = True
    used[: header_row + 1] = False
    rows = np.flatnonzero(used)
    used[end_of_records(grid, header_row, rows) + 1 :] = False
    kept: NDArray[np.int32] = np.flatnonzero(used).astype(np.int32)
    return kept[~are_headings(grid, kept)]


def _typed(column: SparseColumn) -> NDArray[np.bool_]:
    """Say which cells hold anything but text or the number of a formula."""
    kinds = column.cells.kinds
    typed: NDArray[np.bool_] = (kinds != Kind.EMPTY) & (kinds != Kind.TEXT)
    made = np.fromiter(column.cells.formulas, np.intp, len(column.cells.formulas))
    typed[made[kinds[made] == Kind.NUMBER]] = False
    return typed
