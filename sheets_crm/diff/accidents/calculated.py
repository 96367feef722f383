"""Formulas that became values, values that became formulas, and formulas that ask for other cells than before."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sheets_crm.diff.accidents.cells import Changed
from sheets_crm.diff.cells import Flags
from sheets_crm.diff.formulas import seen_from, skeleton
from sheets_crm.model.cells import Kind

MANY = 3
HALF = 0.5


def formula_lost(those: Changed) -> Flags:
    """Say where a value stands now in place of a formula; an emptied cell is none."""
    out = np.zeros(len(those), bool)
    gone = [at for at in those.before.formulas if at not in those.after.formulas and those.after.kinds[at] != Kind.EMPTY]
    out[gone] = True
    return out


def formula_put(those: Changed) -> Flags:
    """Say where a formula stands now in place of a value; one in a cell that was empty is none."""
    out = np.zeros(len(those), bool)
    put = [at for at in those.after.formulas if at not in those.before.formulas and those.before.kinds[at] != Kind.EMPTY]
    out[put] = True
    return out


def formula_moved(those: Changed) -> Flags:
    """Say which formulas are what they were but for the cells that they ask for; a column whose formulas were all made anew
    in one way is none.
    """  # noqa: D205
    out = np.zeros(len(those), bool)
    both = [at for at in those.before.formulas if at in those.after.formulas]
    if not both:
        return out
    moved = [at for at in both if skeleton(those.before.formulas[at]) == skeleton(those.after.formulas[at])]
    if len(moved) >= MANY and len(moved) > HALF * len(those.field.after.cells.formulas) and _alike(those, moved):
        return out
    out[moved] = True
    return out


def _alike(those: Changed, moved: list[int]) -> bool:
    """Say whether nearly all formulas changed to the same one, seen from their own rows."""
    rows = those.sheet.after.rows[those.rows]
    told = Counter(seen_from(those.after.formulas[at], int(rows[at])) for at in moved)
    return told.most_common(1)[0][1] > HALF * len(moved)
