"""Money in columns of floats, exact to the kopeck."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import Kind, Vector

Kopecks = NDArray[np.int64]
LARGEST = 1e13
KOPECK = Decimal("0.01")
SPLIT = 1_000_000
ALL_POINTS = 10_000


def readable(cells: Vector) -> NDArray[np.bool_]:
    """Where an amount stands that can be counted: a number below ten trillion (a larger one keeps no kopecks in a cell)."""
    with np.errstate(invalid="ignore"):
        fine: NDArray[np.bool_] = (cells.kinds == Kind.NUMBER) & (np.abs(cells.numbers) < LARGEST)
    return fine


def kopecks(cells: Vector) -> Kopecks:
    """Return every amount in whole kopecks, rounded half away from zero as its 15 digits read; 0 where none is readable."""
    fine = readable(cells)
    scaled = np.where(fine, cells.numbers, 0.0) * 100
    whole: Kopecks = np.rint(scaled).astype(np.int64)
    doubtful = np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6 + np.abs(scaled) * 1e-14
    for at in np.flatnonzero(doubtful):
        exact = Decimal(f"{float(cells.numbers[at]):.15g}")
        whole[at] = int(exact.quantize(KOPECK, ROUND_HALF_UP).scaleb(2))
    return whole


def sums(amounts: Kopecks, groups: NDArray[np.intp], count: int) -> list[int]:
    """Sum kopecks by group number (0 to `count` - 1), exactly."""
    high, low = np.divmod(amounts, SPLIT)
    highs = np.bincount(groups, weights=high, minlength=count)
    lows = np.bincount(groups, weights=low, minlength=count)
    return [int(left) * SPLIT + int(right) for left, right in zip(highs.tolist(), lows.tolist(), strict=True)]


def total(amounts: Kopecks) -> int:
    """Sum kopecks exactly."""
    return sums(amounts, np.zeros(len(amounts), np.intp), 1)[0]


def roubles(amount: int | Decimal) -> Decimal:
    """Turn kopecks into an amount."""
    return Decimal(amount).scaleb(-2)


def average(amount: int, count: int) -> Decimal | None:
    """Divide an amount in kopecks, to the kopeck, half up; None where there is nothing to divide by."""
    return (roubles(amount) / count).quantize(KOPECK, ROUND_HALF_UP) if count else None


def shares(parts: Sequence[int]) -> list[Decimal] | None:
    """Return each part of the whole, to 0.01 %, adding up to exactly 1 (largest remainders); None where there is no whole."""
    whole = sum(parts)
    if whole <= 0:
        return None
    points = [part * ALL_POINTS // whole for part in parts]
    rest = [part * ALL_POINTS % whole for part in parts]
    missing = ALL_POINTS - sum(points)
    for at in sorted(range(len(parts)), key=lambda at: (-rest[at], at))[:missing]:
        points[at] += 1
    return [Decimal(point).scaleb(-4) for point in points]
