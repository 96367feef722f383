"""Records without an ID that are known again by what they hold, or by where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Codes, Flags, mixed
from sheets_crm.model.difference import Positions

Pairs = tuple[Positions, Positions]
MOST_TELLING = 4
"""So many columns, those with the most different values, are looked at two by two as well: name and phone."""
HALF, QUARTER = 0.5, 0.25
NEARLY_ALL = 0.8
ENOUGH = 20
FEW_CELLS = 2
SMALL_GAP = 400
"""So many pairs of one gap are compared with each other."""


@dataclass(frozen=True, eq=False)
class Strangers:
    """Records of an earlier (`left`) and a later (`right`) table that are not matched yet.

    `left` and `right` are codes of their cells, one row for each column, 0 for nothing; `id_column` marks the column of IDs.
    `named` are those with an ID of their own; `gap` tells of each between which matched records it stands.
    """

    left: Codes
    right: Codes
    id_column: Flags
    left_named: Flags
    right_named: Flags
    left_gap: Positions
    right_gap: Positions

    def alike(self, pairs: Pairs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how much the filled cells tell that each pair has in common, in bits, and their share of all that either fills.

        What many hold tells little: one name is worth more than five ticks.
        """
        told, same, filled = np.zeros(len(pairs[0])), np.zeros(len(pairs[0]), np.int64), np.zeros(len(pairs[0]), np.int64)
        for one, other in zip(self.left, self.right, strict=True):
            mine, theirs = one[pairs[0]], other[pairs[1]]
            equal = (mine == theirs) & (mine != 0)
            same += equal
            told += np.where(equal, _rarity(other)[pairs[1]], 0.0)
            filled += (mine != 0) | (theirs != 0)
        return told, same / np.maximum(filled, 1)

    def possible(self, pairs: Pairs) -> Flags:
        """Say which pairs do not have two IDs that tell them apart."""
        return ~(self.left_named[pairs[0]] & self.right_named[pairs[1]])


def equal_rows(those: Strangers) -> Pairs:
    """Pair rows that are equal but for the ID, the first with the first of those that are all equal."""
    left, right = (_whole(codes[~those.id_column]) for codes in (those.left, those.right))
    return _in_turn(left, right)


def by_telling_values(those: Strangers) -> Pairs:
    """Pair rows that share a value which only one of each side has, the most alike first."""
    found: dict[tuple[int, int], bool] = {}
    for one, other, telling in _evidence(those):
        for pair in zip(*(part.tolist() for part in once(one, other)), strict=True):
            found[pair] = telling or found.get(pair, False)
    pairs = _both([*found])
    told, share = those.alike(pairs)
    sure = (share >= HALF) | (np.fromiter(found.values(), bool, len(found)) & (share >= QUARTER))
    return _best(pairs, told, sure & those.possible(pairs))


def in_the_same_gap(those: Strangers) -> Pairs:
    """Pair rows between the same neighbours: in order where they are as many, else those that share something."""
    out: list[tuple[int, int]] = []
    rights = _grouped(those.right_gap)
    for gap, left in _grouped(those.left_gap).items():
        right = rights.get(gap, [])
        if len(left) == len(right):
            out.extend(zip(left, right, strict=True))
        elif len(left) * len(right) <= SMALL_GAP:
            out.extend((one, other) for one in left for other in right)
    pairs = _both(out)
    told, share = those.alike(pairs)
    few = ((those.left != 0).sum(axis=0)[pairs[0]] <= FEW_CELLS) & ((those.right != 0).sum(axis=0)[pairs[1]] <= FEW_CELLS)
    return _best(pairs, told, ((share >= QUARTER) | few) & those.possible(pairs))


def _rarity(codes: Codes) -> NDArray[np.float64]:
    """Return how many bits each value tells, by how many of a column hold it."""
    _, value, times = np.unique(codes, return_inverse=True, return_counts=True)
    return np.asarray(np.log2((1 + len(codes)) / times)[value])


def _whole(codes: Codes) -> Codes:
    """Return a number for each row that equal rows share; 0 for rows in which nothing stands."""
    out = np.zeros(codes.shape[1], np.uint64)
    for at, column in enumerate(codes, 1):
        out += np.where(column != 0, mixed(column + np.uint64(at)), np.uint64(0))
    return out


def _evidence(those: Strangers) -> Iterator[tuple[Codes, Codes, bool]]:
    """Yield columns, pairs of the most telling ones, and all but one or two of these, for those may all be new at once; with
    whether nearly every row has a value of its own there.
    """  # noqa: D205
    shares = [_telling(one, other) for one, other in zip(those.left, those.right, strict=True)]
    for one, other, share in zip(those.left, those.right, shares, strict=True):
        yield one, other, share >= NEARLY_ALL and min(one.astype(bool).sum(), other.astype(bool).sum()) >= ENOUGH
    best = sorted(range(len(shares)), key=lambda at: -shares[at])[:MOST_TELLING]
    for first, second in combinations(best, 2):
        yield _joined(those.left, first, second), _joined(those.right, first, second), False
    for left_out in (*combinations(best, 1), *combinations(best, 2)):
        others = ~those.id_column
        others[list(left_out)] = False
        yield _whole(those.left[others]), _whole(those.right[others]), False


def _telling(one: Codes, other: Codes) -> float:
    filled, filled2 = one[one != 0], other[other != 0]
    if not (len(filled) and len(filled2)):
        return 0.0
    return float(min(len(np.unique(filled)) / len(filled), len(np.unique(filled2)) / len(filled2)))


def _joined(codes: Codes, first: int, second: int) -> Codes:
    full = (codes[first] != 0) & (codes[second] != 0)
    return np.where(full, mixed(codes[first]) + codes[second], np.uint64(0))


def once(left: Codes, right: Codes) -> Pairs:
    """Return where the values stand that are on either side exactly once."""
    (values, places), (values2, places2) = _single(left), _single(right)
    _, one, other = np.intersect1d(values, values2, assume_unique=True, return_indices=True)
    return places[one], places2[other]


def _single(codes: Codes) -> tuple[Codes, Positions]:
    values, first, times = np.unique(codes, return_index=True, return_counts=True)
    kept = (times == 1) & (values != 0)
    return values[kept], first[kept]


def _in_turn(left: Codes, right: Codes) -> Pairs:
    """Pair equal numbers, the n-th of one side with the n-th of the other."""
    _, one, other = np.intersect1d(_numbered(left), _numbered(right), assume_unique=True, return_indices=True)
    kept = (left[one] != 0) & (right[other] != 0)
    return one[kept], other[kept]


def _numbered(codes: Codes) -> Codes:
    """Return a number for each place that tells its value, and how many equal ones stand before it."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(codes) else np.empty(0, bool)
    turn = np.arange(len(codes)) - np.maximum.accumulate(np.where(starts, np.arange(len(codes)), 0))
    out = np.empty_like(codes)
    out[order] = mixed(ordered) + turn.astype(np.uint64)
    return out


def _best(pairs: Pairs, told: NDArray[np.float64], possible: Flags) -> Pairs:
    """Choose pairs so that no row is in two of them: the most alike first, then those that stand nearest to each other."""
    distance = np.abs(pairs[0] - pairs[1])
    order = np.lexsort((distance, -told))
    used, used2, chosen = set[int](), set[int](), list[tuple[int, int]]()
    for at in order[possible[order]].tolist():
        one, other = int(pairs[0][at]), int(pairs[1][at])
        if one not in used and other not in used2:
            used.add(one)
            used2.add(other)
            chosen.append((one, other))
    return _both(chosen)


def _both(pairs: list[tuple[int, int]]) -> Pairs:
    table = np.array(pairs, np.intp).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _grouped(gaps: Positions) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for at, gap in enumerate(gaps.tolist()):
        out.setdefault(gap, []).append(at)
    return out
