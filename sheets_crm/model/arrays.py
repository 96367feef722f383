"""Formulas of people's that fill the cells below their own, and wait where one of these is taken."""

from __future__ import annotations

import re
from math import inf

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import Vector

ARRAY = re.compile(r"=\s*(?:ARRAYFORMULA\(|\{)", re.IGNORECASE)


def waits_from(rows: NDArray[np.int32], cells: Vector) -> float:
    """Return the first row of a column with a formula that waits for a cell below it to become free; infinity for none.

    Once that one is free again, nothing of the program's is to stand in its way.
    """
    errors = ((at, text, cells[at]) for at, text in cells.formulas.items())
    waiting = (at for at, text, shown in errors if shown == "#SPILL!" or (shown == "#REF!" and ARRAY.match(text)))
    return min((int(rows[at]) for at in waiting), default=inf)
