"""Rows without IDs that stayed where they were: some column still reads down as it did, whatever became of the others."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from sheets_crm.diff.cells import Codes, mixed
from sheets_crm.diff.likeness import Pairs, Strangers, once
from sheets_crm.model.difference import Positions

LENGTHS = (4, 8, 16)
"""So many cells, one below the other, are known again together though each value of them is frequent."""
FEW, SHARE = 8, 0.05
IN_ORDER = 0.9
NOWHERE = -1


def standing(those: Strangers) -> Pairs:
    """Pair rows along the columns that read as they did; no pairs where no column does."""
    votes: dict[tuple[int, int], int] = {}
    least = max(FEW, SHARE * min(those.left.shape[1], those.right.shape[1]))
    for one, other in zip(those.left, those.right, strict=True):
        for length in LENGTHS:
            mine, theirs = once(_strips(one, length), _strips(other, length))
            many = len(mine)
            mine, theirs = _rising(mine, theirs)
            if len(mine) >= max(least, IN_ORDER * many):
                for step in range(length):
                    for pair in zip((mine + step).tolist(), (theirs + step).tolist(), strict=True):
                        votes[pair] = votes.get(pair, 0) + 1
    pairs = sorted(votes, key=lambda pair: (-votes[pair], pair))
    taken, taken2 = set[int](), set[int]()
    chosen = []
    for one, other in pairs:
        if one not in taken and other not in taken2:
            taken.add(one)
            taken2.add(other)
            chosen.append((one, other))
    table = np.array(chosen, np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def agreement(those: Strangers, pairs: Pairs) -> float:
    """Return how well pairs explain the columns, in bits for a row: a value that most rows have says little.

    A column moves as a whole or not at all: half of each of two columns is worth less than the whole of one.
    """
    count, out = max(1, min(those.left.shape[1], those.right.shape[1])), 0.0
    for one, other in zip(those.left[~those.id_column], those.right[~those.id_column], strict=True):
        shares = np.unique(one, return_counts=True)[1] / max(1, len(one))
        same = int((one[pairs[0]] == other[pairs[1]]).sum()) / count
        out += float(-np.log2((shares**2).sum())) * same**2
    return out


def _strips(codes: Codes, length: int) -> Codes:
    """Return a number for each run of so many cells one below the other."""
    out = np.zeros(max(0, len(codes) - length + 1), np.uint64)
    for step in range(length):
        out = mixed(out + codes[step : step + len(out)] + np.uint64(1))
    return out


def _rising(mine: Positions, theirs: Positions) -> Pairs:
    """Return the longest part of these pairs in which both sides go down the sheet."""
    order = np.argsort(mine)
    mine, theirs = mine[order], theirs[order]
    ends: list[int] = []
    tails, before = list[int](), np.full(len(mine), NOWHERE)
    for at, value in enumerate(theirs.tolist()):
        place = bisect_left(ends, value)
        before[at] = tails[place - 1] if place else NOWHERE
        ends[place : place + 1], tails[place : place + 1] = [value], [at]
    path, at = [], tails[-1] if tails else NOWHERE
    while at != NOWHERE:
        path.append(at)
        at = int(before[at])
    return mine[path[::-1]], theirs[path[::-1]]
