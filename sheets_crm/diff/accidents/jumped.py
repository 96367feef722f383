"""Figures that can hardly be: far from what stood there, and beyond all others of their column or of their client (G8)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.accidents.cells import Changed
from sheets_crm.diff.cells import Codes, Flags, codes
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.difference import FieldDiff, Positions, SheetDiff

Logs = NDArray[np.float64]
OWNERS = ("client_id", "client")
"""Whose row it is: an order is measured by the other orders of its client."""
FEWEST, FEWEST_OWN = 12, 5
BEYOND = np.log(1.5)
"""So far above the largest of the others."""
STEP = 3.0
"""So many times what stood there."""
FEWEST_OF_FEW, FEW_STEP, FEW_BEYOND = 5, 10.0, np.log(3.0)
"""Where the others are fewer than enough, such as the KPIs of seven people: so many times what stood there, and so far above."""
NOUGHTS = (10.0, 100.0, 1000.0)
OWN_BEYOND = np.log(4.0)
"""So far above the largest of the client's own."""
FAR = 6.0
"""So many deviations (median absolute ones, of logarithms) above the middle."""
LEAST_SPREAD = np.log(1.15)
TOGETHER = 5
"""So many figures that jump in one night were multiplied by a person."""


def jumped(those: Changed) -> Flags:
    """Say which numbers went up at least threefold to beyond all others of their column: far beyond, or by a nought or three.

    In a column of few numbers it takes more than that.
    """
    out = np.zeros(len(those), bool)
    where = np.flatnonzero(those.numbers & (those.before.numbers > 0) & (those.after.numbers > 0))
    if not len(where):
        return out
    times = those.after.numbers[where] / those.before.numbers[where]
    where, times = where[times >= STEP], times[times >= STEP]
    if len(where) and len(where) < TOGETHER:
        others = _logs(those.field.after.cells, leaving=those.rows[where])
        values = np.log(those.after.numbers[where])
        beyond = _beyond(values, others)
        if FEWEST_OF_FEW <= len(others) < FEWEST:
            out[where] = (times >= FEW_STEP) & (values >= float(others.max()) + FEW_BEYOND)
        elif beyond.any():
            slipped = np.isin(np.round(times, 6), NOUGHTS)
            out[where] = beyond & (slipped | (_deviations(values, others) >= FAR))
    return out


def new_jumps(sheet: SheetDiff, field: FieldDiff) -> Positions:
    """Return the new rows, by their positions in the later table, with a number beyond all others of their column and client."""
    cells, new = field.after.cells, sheet.rows.new
    rows: Positions = new[(cells.kinds[new] == Kind.NUMBER) & (np.nan_to_num(cells.numbers[new]) > 0)]
    rows = rows[[at not in cells.formulas for at in rows.tolist()]] if cells.formulas and len(rows) else rows
    if not len(rows) or len(cells) < FEWEST:
        return rows[:0]
    others = _logs(cells, leaving=rows)
    rows = rows[_beyond(np.log(cells.numbers[rows]), others)]
    if not len(rows) or len(rows) >= TOGETHER:
        return rows[:0]
    owner = next((one for name in OWNERS if (one := sheet.after.field(name)) is not None), None)
    owners = codes(owner.cells) if owner else np.zeros(len(cells), np.uint64)
    return rows[[_far(cells, owners, row, rows, others) for row in rows.tolist()]]


def _far(cells: Vector, owners: Codes, row: int, leaving: Positions, others: Logs) -> bool:
    """Say whether a new figure is far beyond the others of its client; where these are too few, of its column."""
    value = np.log(cells.numbers[[row]])
    same = np.flatnonzero(owners == owners[row]) if owners[row] else leaving[:0]
    own = _logs(cells.take(same[~np.isin(same, leaving)]), leaving=leaving[:0])
    if len(own) < FEWEST_OWN:
        return bool(_deviations(value, others)[0] >= FAR)
    return bool(value[0] >= own.max() + OWN_BEYOND and _deviations(value, own)[0] >= FAR)


def _logs(cells: Vector, leaving: Positions) -> Logs:
    """Return the logarithms of the positive numbers of a column, some rows left out."""
    kept = (cells.kinds == Kind.NUMBER) & (np.nan_to_num(cells.numbers) > 0)
    kept[leaving] = False
    logs: Logs = np.log(cells.numbers[kept])
    return logs


def _beyond(values: Logs, others: Logs) -> Flags:
    """Say which values lie clearly above the largest of the others, if these are enough to tell."""
    out: Flags = values >= float(others.max()) + BEYOND if len(others) >= FEWEST else np.zeros(len(values), bool)
    return out


def _deviations(values: Logs, others: Logs) -> Logs:
    """Return how many deviations the values lie above the middle of the others."""
    middle = float(np.median(others))
    spread = max(1.4826 * float(np.median(np.abs(others - middle))), float(LEAST_SPREAD))
    out: Logs = (values - middle) / spread
    return out
