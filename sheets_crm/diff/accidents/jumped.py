"""Figures that can hardly be: far from what stood there, and beyond all others of their column or of their client (G8)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.accidents.cells import Changed
from sheets_crm.diff.cells import Flags, codes
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.difference import FieldDiff, Positions, SheetDiff

Logs = NDArray[np.float64]
OWNERS = ("client_id", "client")
"""Whose row it is: an order is measured by the other orders of its client."""
FEWEST, FEWEST_OWN = 12, 5
BEYOND = np.log(1.5)
"""So far above the largest of the others."""
STEP = np.log(3.0)
"""So far above what stood there."""
FAR, SURELY = 4.5, 6.0
"""So many deviations (median absolute ones, of logarithms) above the middle: with a former value to show, and without."""
LEAST_SPREAD = np.log(1.15)
TOGETHER = 5
"""So many figures that jump in one night were multiplied by a person."""


def jumped(those: Changed) -> Flags:
    """Say which numbers went up at least threefold, to beyond all others of their column."""
    out = np.zeros(len(those), bool)
    where = np.flatnonzero(those.numbers & (those.before.numbers > 0) & (those.after.numbers > 0))
    if not len(where):
        return out
    up = np.log(those.after.numbers[where]) - np.log(those.before.numbers[where])
    where = where[up >= STEP]
    if len(where) and len(where) < TOGETHER:
        column = those.field.after.cells
        out[where] = _far(np.log(those.after.numbers[where]), _logs(column, leaving=those.rows[where]), FAR, FEWEST)
    return out


def new_jumps(sheet: SheetDiff, field: FieldDiff) -> Positions:
    """Return the new rows, by their positions in the later table, with a number beyond all others of their column and client."""
    cells, new = field.after.cells, sheet.rows.new
    rows: Positions = new[(cells.kinds[new] == Kind.NUMBER) & (np.nan_to_num(cells.numbers[new]) > 0)]
    rows = rows[[at not in cells.formulas for at in rows.tolist()]] if cells.formulas and len(rows) else rows
    if not len(rows) or len(cells) < FEWEST:
        return rows[:0]
    top = cells.numbers[sheet.rows.after]
    largest = np.nanmax(top[cells.kinds[sheet.rows.after] == Kind.NUMBER], initial=0)
    rows = rows[cells.numbers[rows] > np.exp(BEYOND) * largest] if largest > 0 else rows[:0]
    if not len(rows) or len(rows) >= TOGETHER:
        return rows[:0]
    logs = np.log(cells.numbers[rows])
    far = _far(logs, _logs(cells, leaving=rows), SURELY, FEWEST)
    owner = next((one for name in OWNERS if (one := sheet.after.field(name)) is not None), None)
    if owner is not None and far.any():
        far &= [_of_owner(cells, codes(owner.cells), row, rows) for row in rows.tolist()]
    return rows[far]


def _of_owner(cells: Vector, owners: NDArray[np.uint64], row: int, leaving: Positions) -> bool:
    """Say whether a figure is far beyond the others of its client; a client with too few says nothing against it."""
    own = np.flatnonzero(owners == owners[row])
    own = own[~np.isin(own, leaving)]
    others = _logs(cells.take(own), leaving=own[:0])
    if owners[row] == 0 or len(others) < FEWEST_OWN:
        return True
    return bool(_far(np.log(cells.numbers[[row]]), others, FAR, FEWEST_OWN)[0])


def _logs(cells: Vector, leaving: Positions) -> Logs:
    """Return the logarithms of the positive numbers of a column, some rows left out."""
    kept = (cells.kinds == Kind.NUMBER) & (np.nan_to_num(cells.numbers) > 0)
    kept[leaving] = False
    logs: Logs = np.log(cells.numbers[kept])
    return logs


def _far(values: Logs, others: Logs, deviations: float, fewest: int) -> Flags:
    """Say which values lie beyond the largest of the others, and so many deviations above their middle."""
    if len(others) < fewest:
        return np.zeros(len(values), bool)
    middle = float(np.median(others))
    spread = max(1.4826 * float(np.median(np.abs(others - middle))), float(LEAST_SPREAD))
    far: Flags = (values >= float(others.max()) + BEYOND) & (values >= middle + deviations * spread)
    return far
