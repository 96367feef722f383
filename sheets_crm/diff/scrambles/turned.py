"""Pieces of a column that changed places: cut cells inserted elsewhere, so that those between moved, two blocks, or one alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.scrambles.alignment import LONG, USUAL, densest
from sheets_crm.diff.scrambles.columns import Column, Numbers
from sheets_crm.diff.scrambles.evidence import SEVERAL, TYPED, likely
from sheets_crm.model.difference import Positions

SLACK = 5
"""So many cells of the pieces, less one, may hold at either end what stood there before."""


def turned(column: Column, slots: Positions) -> Iterator[tuple[Positions, float]]:
    """Yield the later rows, in the order in which their cells stood, as each kind of exchange best explains the changes.

    With each goes how many bits it takes to tell where the pieces begin, meet and end.
    """
    first, last = densest(column.changed[slots])
    windows = [
        (start, end)
        for start in range(max(0, first - SLACK + 1), first + 1)
        for end in range(last, min(len(slots), last + SLACK - 1) + 1)
        if end - start >= SEVERAL
    ]
    cost = 3 * math.log2(len(slots)) if windows else 0.0
    for exchange in (_inserted, _exchanged):
        tried = [(start, end, *exchange(column.new[slots[start:end]], column.before[slots[start:end]])) for start, end in windows]
        found = max(tried, key=lambda one: one[3] - (one[1] - one[0]), default=None)
        if found is not None:
            start, end, order, _ = found
            yield np.concatenate([slots[:start], slots[start:end][order], slots[end:]]), cost


def drawn(column: Column, slots: Positions, offsets: Sequence[int]) -> tuple[Positions, Positions, float] | None:
    """Return the one piece that looks most as if it came from so many rows off, whatever became of the place it left: its later
    rows, the earlier ones, and how many bits it takes to tell which.
    """  # noqa: D205
    now, length = column.new[slots], len(column.old)
    chance = likely(now, column.kinds)
    hit, miss = math.log2((1 - TYPED) / chance), math.log2(TYPED / (1 - chance))
    best, found = 0.0, None
    for offset in (one for one in offsets if one):
        first, last = max(0, -offset), min(len(slots), length - offset)
        if last - first < SEVERAL:
            continue
        gain = np.where(now[first:last] == column.old[first + offset : last + offset], hit, miss)
        gain[~column.changed[slots[first:last]] & (gain > 0)] = 0.0
        sums = np.concatenate([[0.0], np.cumsum(gain)])
        rise = sums - np.minimum.accumulate(sums)
        end = int(rise.argmax())
        if rise[end] > best:
            start = int(sums[: end + 1].argmin())
            best, found = float(rise[end]), (first + start, first + end, offset)
    if found is None:
        return None
    start, end, offset = found
    return slots[start:end], np.arange(start + offset, end + offset), 3 * math.log2(len(slots))


def _inserted(now: Numbers, held: Numbers) -> tuple[Positions, int]:
    """Return the turn that explains most cells, and how many: what stood last stands first now."""
    usual = np.unique(held, return_counts=True)
    kinds = usual[0][np.argsort(-usual[1])[:USUAL]]
    length = len(now)
    found: NDArray[np.float64] = np.zeros(length)
    for kind in kinds.tolist():
        found += np.fft.irfft(np.conj(np.fft.rfft(now == kind)) * np.fft.rfft(held == kind), length)
    by = 1 + int(found[1:].argmax())
    return np.roll(np.arange(length), -by), round(found[by])


def _exchanged(now: Numbers, held: Numbers) -> tuple[Positions, int]:
    """Return how the first so many and the last so many changed places, and how many cells that explains."""
    length = len(now)
    sizes = range(1, length // 2 + 1) if length <= LONG else range(0)
    same = np.concatenate([[0], np.cumsum(now == held)])
    hits = [
        int((now[:size] == held[-size:]).sum() + (now[-size:] == held[:size]).sum() + same[length - size] - same[size])
        for size in sizes
    ]
    size = 1 + int(np.argmax(hits)) if hits else 0
    rows = np.arange(length)
    return np.concatenate([rows[length - size :], rows[size : length - size], rows[:size]]), max(hits, default=0)
