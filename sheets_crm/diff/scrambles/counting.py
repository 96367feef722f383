"""How much it says that a column holds as many of each value as it did: in bits, against people who fill it anew."""

from __future__ import annotations

import math
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.scrambles.columns import Column, Numbers
from sheets_crm.diff.scrambles.evidence import ENOUGH_BITS, SEVERAL, counted
from sheets_crm.diff.scrambles.orders import middles
from sheets_crm.model.difference import Positions

EDITED = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""So many cells may have been typed over beside; each step costs a bit."""
STEPS = 400
TINY = 1e-300
BLOCKS = 10.0
"""2^10: such luck is once in a thousand columns that people fill block by block."""
Floats = NDArray[np.float64]


def arranged_bits(before: Numbers, now: Numbers) -> float:
    """Return the evidence that values only changed places: nobody who types at random hits the old counts of every value."""
    was, counts = _known(before, now)
    return _same_bits(was, counts) + _spread(counts) if counts.any() else -math.inf


def in_blocks(column: Column) -> bool:
    """Say whether the cells that changed stand in blocks, one for each value, and hold what they held: a sort, by any list.

    Who fills blocks by hand ends each of them somewhere; a sort leaves as many of each value as there were.
    """
    for rows in (column.places, column.places[np.argsort(column.own[column.places])]):
        now = column.new[rows]
        was, counts = _known(column.before[rows], now)
        kinds, count = len(counts), int(counts.sum())
        if count < SEVERAL or kinds < 2:  # noqa: PLR2004
            return False
        moved = _orderly(middles(now, column.kinds)[now])
        odd = 2 * (len(now) - moved) * math.log2(len(now)) + math.lgamma(kinds + 1) / math.log(2)
        ends = math.log2(math.comb(count + kinds - 1, kinds - 1))
        if _arrangements(counts) - odd >= ENOUGH_BITS and ends + _same_bits(was, counts) >= BLOCKS:
            return True
    return False


def _known(before: Numbers, now: Numbers) -> tuple[Positions, Positions]:
    """Count the values that were there; those that never were are typed, whatever else happened."""
    was, counts = counted(before, now)
    return was[was > 0], counts[was > 0]


def _same_bits(was: Positions, counts: Positions) -> float:
    """Return how likely these counts are (as a logarithm) if some cells at most were typed over."""
    share, off = (was + counts) / (was + counts).sum(), counts - was
    total = np.array([off.sum()])
    return max(
        float(_skellam(off, edited * share).sum() - _skellam(total, np.array([edited]))[0]) - step
        for step, edited in enumerate(EDITED)
    )


def _skellam(differences: Positions, means: Floats) -> Floats:
    """Return the logarithm of how likely as many cells more of a value came than went, both at random."""
    steps = np.arange(STEPS)[None, :]
    means, apart = np.maximum(means, TINY)[:, None], np.abs(differences)[:, None]
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, STEPS + int(apart.max()) + 1)))])
    told = np.exp((2 * steps + apart) * np.log(means) - 2 * means - logs[steps] - logs[steps + apart]).sum(axis=1)
    return np.asarray(np.log2(np.maximum(told, TINY)))


def _spread(counts: Positions) -> float:
    """Return how unlikely it is to draw these very counts out of values that are as usual as that."""
    count = int(counts.sum())
    drawn: float = sum(one * math.log2(one / count) for one in counts.tolist() if one)
    return -_arrangements(counts) - drawn


def _arrangements(counts: Positions) -> float:
    return (math.lgamma(int(counts.sum()) + 1) - sum(math.lgamma(one + 1) for one in counts.tolist())) / math.log(2)


def _orderly(ranks: Floats) -> int:
    """Return how many stand in order, at most: the longest part that never falls."""
    ends: list[float] = []
    for one in ranks.tolist():
        at = bisect_right(ends, one)
        ends[at : at + 1] = [one]
    return len(ends)
