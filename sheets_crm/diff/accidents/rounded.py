"""Amounts that became exactly their own rounding, many in one column (G7)."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np

from sheets_crm.diff.accidents.cells import Changed
from sheets_crm.diff.cells import Flags

UNITS = tuple(map(Decimal, ("0.01", "0.1", "1", "10", "100", "1000")))
WAYS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
FEWEST = 5
MANY, FEW_KINDS = 10, 3
"""So many amounts are enough in a column of few different ones."""
MOST = 0.8
LARGEST, FURTHEST = 1e13, 1e3


def rounded(those: Changed) -> Flags:
    """Say which amounts were rounded: most of those that changed, and not a few that somebody rounded on purpose."""
    out = np.zeros(len(those), bool)
    numbers = np.flatnonzero(those.numbers)
    if len(numbers) < FEWEST:
        return out
    was, now = those.before.numbers[numbers], those.after.numbers[numbers]
    near = (np.abs(was - now) < FURTHEST) & (np.abs(was) < LARGEST) & (was != 0)
    hits = [
        at
        for at, one, other in zip(numbers[near], was[near].tolist(), now[near].tolist(), strict=True)
        if is_rounding(one, other)
    ]
    kinds, become = len(set(those.was[hits].tolist())), len(set(those.now[hits].tolist()))
    enough = kinds >= FEWEST or (len(hits) >= MANY and kinds >= FEW_KINDS and become > 1)
    if enough and len(hits) >= max(FEWEST, MOST * len(numbers)):
        out[hits] = True
    return out


def is_rounding(before: float, after: float) -> bool:
    """Say whether an amount is another one rounded: to tens of kopecks up to thousands, half up, half even, or cut off."""
    was, now = Decimal(repr(before)), Decimal(repr(after))
    return any(now % unit == 0 and was % unit != 0 and any(_to(was, unit, way) == now for way in WAYS) for unit in UNITS)


def _to(amount: Decimal, unit: Decimal, way: str) -> Decimal:
    return (amount / unit).quantize(Decimal(1), way) * unit


def drift(those: Changed) -> Decimal:
    """Return by how much the sum of these amounts changed, in the book's money, exact."""
    pairs = zip(those.before.numbers.tolist(), those.after.numbers.tolist(), strict=True)
    return sum((Decimal(repr(now)) - Decimal(repr(was)) for was, now in pairs), Decimal(0))
