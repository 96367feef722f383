"""Which rows of a sheet are records."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.mapping.totals import totals_row
from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import Grid


def record_rows(grid: Grid, header_row: int) -> NDArray[np.int32]:
    """Return the rows below the header in which any cell holds something, down to the totals if there are any."""
    used = np.zeros(grid.last_row + 1, bool)
    for column in grid.columns.values():
        used[column.rows[(column.cells.kinds != Kind.EMPTY) & (column.cells.kinds != Kind.TEXT)]] = True
    for column in grid.columns.values():
        open_still = np.flatnonzero((column.cells.kinds == Kind.TEXT) & ~used[column.rows])
        said = [at for at in open_still if column.cells.texts[at].strip()]
        used[column.rows[said]] = True
    used[: header_row + 1] = False
    totals = totals_row(grid, header_row)
    if totals is not None:
        used[totals:] = False
    return np.flatnonzero(used).astype(np.int32)
