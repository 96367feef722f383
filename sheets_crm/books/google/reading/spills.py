"""Which formula put a value into a cell in which nothing was entered (`=ARRAYFORMULA(...)`, `=FILTER(...)`)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def spread_formulas(
    rows: NDArray[np.int32], columns: NDArray[np.int32], formulas: NDArray[np.object_], spilled: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Return the formulas, "" without one, with those of spilled cells filled in; cells are given by columns, then by rows.

    The formula is that of the nearest entered cell above when it has one, else what stands at the left; where neither has a
    formula (in a pivot table), there is none.
    """
    out = formulas.copy()
    at_left = np.full(int(rows.max(initial=0)) + 1, "", object)
    for start, end in pairwise(np.flatnonzero(np.diff(columns, prepend=-1, append=-1)).tolist()):
        here = slice(start, end)
        own, empty, lines = out[here], spilled[here], rows[here]
        if empty.any():
            above = np.maximum.accumulate(np.where(empty, -1, np.arange(end - start)))
            from_above = np.where(above >= 0, own[np.maximum(above, 0)], "")
            own[empty] = np.where(from_above.astype(bool), from_above, at_left[lines])[empty]
        at_left[lines] = own
    return out
