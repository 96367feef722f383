"""Numbers and days of a column that became text, most of them at one go."""

from __future__ import annotations

import numpy as np

from sheets_crm.diff.accidents.cells import Changed
from sheets_crm.diff.cells import Flags
from sheets_crm.model.cells import Kind

FEWEST = 5
HALF = 0.5
COUNTED = (Kind.NUMBER, Kind.DATE)


def retyped(those: Changed) -> Flags:
    """Say which numbers and days became text, if these are more than half of what the column held of them."""
    counted = np.isin(those.field.before.cells.kinds, COUNTED)[those.sheet.rows.before]
    out: Flags = np.isin(those.before.kinds, COUNTED) & (those.after.kinds == Kind.TEXT) & those.plain
    return out if out.sum() >= max(FEWEST, HALF * counted.sum()) else np.zeros(len(those), bool)
