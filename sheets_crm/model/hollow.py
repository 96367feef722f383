"""Arrays in which nothing stands (NaN among numbers, None among texts): as long as others, but without memory, and read only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[Any]
Positions = NDArray[np.intp]


def no_numbers(length: int) -> NDArray[np.float64]:
    """Return so many NaN."""
    return np.broadcast_to(np.float64(np.nan), length)


def no_texts(length: int) -> NDArray[np.object_]:
    """Return so many None."""
    return np.broadcast_to(np.array(None, object), length)


def picked(cells: Cells, positions: Positions) -> Cells:
    """Return the cells at these positions."""
    return _nothing(cells, len(positions)) if _is_hollow(cells) else cells[positions]


def spread(cells: Cells, positions: Positions, length: int) -> Cells:
    """Return an array of this length with these cells at these positions, and nothing elsewhere."""
    out = _nothing(cells, length)
    if not _is_hollow(cells):
        out = out.copy()
        out[positions] = cells
    return out


def put(cells: Cells, positions: Positions | Sequence[int], values: Sequence[object]) -> Cells:
    """Return a copy with other values at these positions; the array itself when nothing is to stand where nothing stood."""
    new = np.array(values, cells.dtype)
    if _is_hollow(cells) and (new == np.array(None) if cells.dtype == object else np.isnan(new)).all():
        return cells
    cells = cells.copy()
    cells[positions] = new
    return cells


def _is_hollow(cells: Cells) -> bool:
    return cells.strides == (0,)


def _nothing(like: Cells, length: int) -> Cells:
    return no_texts(length) if like.dtype == object else no_numbers(length)
