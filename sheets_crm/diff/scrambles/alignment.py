"""Which earlier row each place took its value from, where rows kept an order: in pieces, each by so many rows off."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.evidence import SEVERAL, TYPED, likely, wrong_bits
from sheets_crm.model.difference import Positions

BAND = 64
LONG, BLOCK = 4000, 32
FAR, AROUND = 6, 2
"""So many offsets beyond the band are tried, with so many beside each, for rows that came or went."""
USUAL = 16
"""By so many kinds of values a piece that went far is looked for; what is rarer is known again by itself."""
DENSE = 0.25
LISTED = 12
"""A list by which people sort has no more values: days of the week, stages of a deal."""
Gain = NDArray[np.float32]
Bits = NDArray[np.float64]


def aligned(
    columns: Sequence[Column], slots: Positions, rows: Positions, band: int, far: Sequence[int] = (), *, seldom: bool = False
) -> tuple[Positions, Positions]:
    """Return the source of each later row, and by how many rows off each slot is filled: the best path over offsets.

    `slots` are the later rows in question, `rows` the earlier ones in the order in which they would have filled these.
    """
    length = len(slots)
    missing = len(columns[0].own) + len(columns[0].old) - 2 * int((columns[0].own >= 0).sum())
    near = min(BAND, band + missing)
    offsets = np.array([*range(-near, near + 1), *(one for one in far if abs(one) > near)])
    gain = np.zeros((length, len(offsets)), np.float32)
    for one in columns:
        chance = likely(one.new[slots], one.kinds)
        hit, miss = math.log2((1 - TYPED) / chance), math.log2(TYPED / (1 - chance))
        now, held = one.new[slots], one.old[rows]
        for step, offset in enumerate(offsets.tolist()):
            gain[:, step] += np.where(now == _moved(held, offset, length), hit, miss)
    jumps = np.full(len(offsets), dear(length, seldom=seldom))
    jumps[near] = math.log2(length)
    path = _best_path(gain, near, jumps)
    at = np.arange(length) + offsets[path]
    inside = (at >= 0) & (at < len(rows))
    source = np.full(len(columns[0].own), NOWHERE)
    source[slots[inside]] = rows[at[inside]]
    return source, offsets[path]


def pieces(path: Positions, first: int, last: int, *, seldom: bool = False) -> tuple[float, float]:
    """Return how many bits it takes to tell of the pieces from one slot to another: where others begin, and where all ends."""
    part, rows = path[first : last + 1], len(path)
    begun = part[1:][np.diff(part) != 0]
    within = sum(dear(rows, seldom=seldom) if one else math.log2(rows) for one in begun.tolist())
    begins, ends = bool(part[0]) and (path[:first] != part[0]).any(), bool(part[-1]) and (path[last:] != part[-1]).any()
    return within, begins * dear(rows, seldom=seldom) + ends * math.log2(rows)


def _moved(held: Numbers, offset: int, length: int) -> Numbers:
    out = np.full(length, NOWHERE, np.int64)
    first, last = max(0, -offset), min(length, len(held) - offset)
    if first < last:
        out[first:last] = held[first + offset : last + offset]
    return out


def unlike_blocks(column: Column, source: Positions, rows: Positions) -> float:
    """Return how much better a sort explains these rows than somebody who filled them block by block, few values all in all."""
    now = column.new[rows]
    kinds = np.unique(now)
    if len(kinds) > LISTED:
        return math.inf
    wrong = wrong_bits(column, rows)
    gain = np.where(now[:, None] == kinds, 0.0, -wrong).astype(np.float32)
    jump = math.log2(len(rows) * len(kinds))
    path = _best_path(gain, 0, np.full(len(kinds), jump))
    filled = jump * (1 + int((np.diff(path) != 0).sum())) + wrong * int((kinds[path] != now).sum())
    return filled - wrong * int((column.old[source[rows]] != now).sum())


def far_offsets(column: Column, slots: Positions, rows: Positions) -> list[int]:
    """Return by how many rows off, however far, more values are found again than chance would have it."""
    now, held = np.where(column.changed[slots], column.new[slots], NOWHERE), column.old[rows]
    size = 1 << (len(now) + len(held)).bit_length()
    usual = np.argsort(-column.old_counts)[:USUAL].tolist()
    spectrum = sum(np.conj(np.fft.rfft(now == kind, size)) * np.fft.rfft(held == kind, size) for kind in usual)
    found = np.fft.irfft(spectrum, size)
    offsets = np.arange(-len(now) + SEVERAL, len(held) - SEVERAL)
    within = np.concatenate([[0], np.cumsum(now != NOWHERE)])
    shared = within[np.minimum(len(now), len(held) - offsets)] - within[np.maximum(0, -offsets)]
    chance = likely(now[now != NOWHERE], column.kinds)
    surprise = (found[offsets] - chance * shared) / np.sqrt(np.maximum(1, shared) * chance * (1 - chance))
    best = offsets[np.argsort(-surprise)[:FAR]].tolist()
    return sorted({one + aside for one in best for aside in range(-AROUND, AROUND + 1)})


def dear(rows: int, *, seldom: bool = False) -> float:
    """Return how many bits it costs to say that a row came or went, or that a piece begins: where, and by how far.

    To say that it ends, and all is as it was, where is enough. What people do `seldom` has more ways to fit by chance.
    """
    return math.log2(rows) + (12 if seldom else 4)


def _best_path(gain: Gain, still: int, jumps: Bits) -> Positions:
    """Return the offset (its number) of each row that is best altogether; long columns are looked at by blocks first."""
    if len(gain) < LONG:
        return _viterbi(gain, still, jumps)
    starts = np.arange(0, len(gain), BLOCK)
    path = np.repeat(_viterbi(np.add.reduceat(gain, starts), still, jumps), BLOCK)[: len(gain)]
    for at in np.flatnonzero(np.diff(path)).tolist():
        first, last = max(0, at + 1 - BLOCK), min(len(gain), at + 1 + BLOCK)
        here, there = path[at], path[at + 1]
        better = np.cumsum(gain[first:last, here] - gain[first:last, there])
        split = first + int(np.argmax(np.concatenate([[0.0], better])))
        path[first:split], path[split:last] = here, there
    return path


def _viterbi(gain: Gain, still: int, jumps: Bits) -> Positions:
    length, width = gain.shape
    score = gain[0] - jumps * (np.arange(width) != still)
    jumped, origin = np.zeros((length, width), bool), np.zeros(length, np.intp)
    for at in range(1, length):
        origin[at] = score.argmax()
        floor = score[origin[at]] - jumps
        jumped[at] = score < floor
        score = np.maximum(score, floor) + gain[at]
    path, step = np.empty(length, np.intp), int(score.argmax())
    for at in range(length - 1, -1, -1):
        path[at] = step
        if jumped[at, step]:
            step = int(origin[at])
    return path


def densest(flags: Flags) -> tuple[int, int]:
    """Return the stretch in which the flagged lie closest together (Kadane's, a flag weighing four gaps)."""
    sums = np.concatenate([[0.0], np.cumsum(np.where(flags, 1.0, -DENSE))])
    lowest = np.minimum.accumulate(sums)
    last = int((sums - lowest).argmax())
    return int(sums[: last + 1].argmin()), last


def density(column: Column) -> float:
    """Return which share of the cells changed where changes lie closest together, in the order of rows now or formerly."""
    known = np.flatnonzero(column.own >= 0)
    shares = []
    for order in (known, formerly(column)):
        flags = column.changed[order]
        first, last = densest(flags)
        shares.append(float(flags[first:last].mean()) if last > first else 0.0)
    return max(shares)


def formerly(column: Column) -> Positions:
    """Return the later rows of records that were there, in the order in which they stood formerly."""
    known = np.flatnonzero(column.own >= 0)
    return known[np.argsort(column.own[known], kind="stable")]
