"""Which pairs of records are worth comparing: those that share a key that few others have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Hashes, distinct, mixed
from sheets_crm.matching.features import Features
from sheets_crm.matching.keys import Columns, keys, refiners

STRONG = frozenset(
    {
        "phone", "phone slip", "email", "tax id", "tax id slip", "number", "number slip", "domain", "firm", "person words",
        "person short", "person birth",
    }
)  # fmt: skip
"""Keys that alone make a pair worth comparing, however many records there are; of the others it then takes two."""
SMALL = 20_000
MOST_PAIRS, FEWEST_PAIRS = 12, 2
"""So many pairs for each record a kind of key may bring, the fewer the more records there are; blocks too large for that are
split by a second key, and each way to split them may bring a quarter of that."""
LARGEST, LARGEST_WEAK, SMALLEST = 200, 24, 6
"""The largest block of which all pairs are worth comparing; where it takes two keys, both must be rarer than one alone."""
NEIGHBOURS = 3
Records = NDArray[np.int32]
Pairs = NDArray[np.int64]
"""Two records in one number: the smaller, times the number of records, plus the larger."""


def candidates(table: Features) -> tuple[Records, Records]:
    """Return the pairs that are worth comparing, each once, the smaller record first, in ascending order."""
    size = len(table)
    found = [np.zeros(0, np.int64)]
    for strong, blocks in met(table):
        pairs = [part for some, limit, near in blocks for part in (some.pairs(limit, size), some.neighbours(limit * near, size))]
        found.append(distinct(np.concatenate(pairs)) * 2 + strong)
    return _counted(np.concatenate(found), size)


def met(table: Features) -> Iterator[tuple[bool, Iterator[Met]]]:
    """Give, kind of key by kind of key, whether it is strong, and the blocks of records that share one."""
    size = len(table)
    splits = [(name, matrix) for name, matrix in refiners(table) if matrix.shape[1]]
    many = size > SMALL
    most = int(size * max(MOST_PAIRS * min(1.0, (SMALL / max(size, 1)) ** 0.5), FEWEST_PAIRS))
    for kind, columns in keys(table):
        strong = not many or kind in STRONG
        yield strong, _met(columns, [split for name, split in splits if name not in kind], size, most, strong=strong)


def _counted(marked: Pairs, size: int) -> tuple[Records, Records]:
    """Return the pairs that some strong key brought (marked by the last bit), or two kinds of weak ones."""
    marked.sort()
    pairs = marked >> 1
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    if not len(first):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    times = np.diff(np.append(first, len(pairs)))
    last = np.append(first[1:], len(pairs)) - 1
    kept = pairs[first[(times > 1) | (marked[last] & 1 == 1)]]
    return (kept // max(size, 1)).astype(np.int32), (kept % max(size, 1)).astype(np.int32)


def _met(columns: Columns, splits: Sequence[Hashes], size: int, most: int, *, strong: bool) -> Iterator[Met]:
    """Give the blocks of one kind of key, and how those that are too large are split."""
    blocks = Blocks(*in_order(columns, np.arange(size, dtype=np.int32)))
    limit = min(blocks.limit(most), LARGEST if strong else LARGEST_WEAK)
    yield blocks, limit, False
    hashes, records = blocks.larger(limit)
    for split in splits if len(hashes) else ():
        finer = Blocks(*in_order(list(_refined(hashes, split[records]).T), records))
        yield finer, min(limit, finer.limit(most // 4)), strong


def _refined(hashes: Hashes, split: Hashes) -> Hashes:
    both = mixed(np.broadcast_to(hashes[:, None], split.shape), split)
    return np.where(split != 0, both, np.uint64(0))


def in_order(columns: Columns, records: Records) -> tuple[Hashes, Records]:
    """Return all keys in order, without those that are missing, each once for a record."""
    some = [np.flatnonzero(column) for column in columns]
    hashes = np.concatenate([np.zeros(0, np.uint64), *(column[at] for column, at in zip(columns, some, strict=True))])
    owners = np.concatenate([np.zeros(0, np.int32), *(records[at] for at in some)])
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    once = np.ones(len(hashes), bool)
    once[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    return hashes[once], owners[once]


class Blocks:
    """Records that share a key, block after block."""

    def __init__(self, hashes: Hashes, records: Records) -> None:
        self.hashes, self.records = hashes, records
        starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.zeros(0, np.intp)
        self.sizes = np.diff(np.append(starts, len(hashes)))
        self.size_of = np.repeat(self.sizes, self.sizes)
        self.left = np.repeat(starts + self.sizes, self.sizes) - np.arange(len(hashes)) - 1

    def limit(self, most: int) -> int:
        """Return the size up to which all blocks together have at most so many pairs."""
        sizes, times = np.unique(self.sizes, return_counts=True)
        pairs = np.cumsum(sizes * (sizes - 1) // 2 * times)
        fits = sizes[pairs <= most]
        return int(min(max(fits.max(initial=SMALLEST), SMALLEST), LARGEST))

    def pairs(self, limit: int, size: int) -> Pairs:
        """Return all pairs of the blocks up to a size."""
        return self._at_distances(np.flatnonzero((self.size_of <= limit) & (self.left > 0)), limit, size)

    def neighbours(self, limit: int, size: int) -> Pairs:
        """Return pairs of records that stand near each other in the blocks beyond a size; none if that is 0."""
        beyond = (self.size_of > limit) & (self.left > 0) & (limit > 0)
        return self._at_distances(np.flatnonzero(beyond), NEIGHBOURS + 1, size)

    def larger(self, limit: int) -> tuple[Hashes, Records]:
        """Return the keys and records of the blocks beyond a size."""
        large = self.size_of > limit
        return self.hashes[large], self.records[large]

    def _at_distances(self, places: NDArray[np.intp], limit: int, size: int) -> Pairs:
        out = [np.zeros(0, np.int64)]
        for distance in range(1, limit):
            places = places[self.left[places] >= distance]
            if not len(places):
                break
            out.append(self.records[places].astype(np.int64) * size + self.records[places + distance])
        return np.concatenate(out)


Met = tuple[Blocks, int, bool]
"""Blocks, the size up to which all pairs of a block are worth comparing, and whether neighbours in larger ones are."""
