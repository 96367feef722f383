"""Which pairs of records are worth comparing: those that share a key that few others have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
LARGEST, LARGEST_WEAK, SMALLEST = 200, 64, 6
"""The largest block of which all pairs are worth comparing; where it takes two keys, both must be rarer than one alone."""
NEIGHBOURS = 3
Records = NDArray[np.int32]
Truths = NDArray[np.bool_]
Pairs = NDArray[np.int64]
"""Two records in one number: the smaller, times the number of records, plus the larger."""


def is_large(size: int) -> bool:
    """Return whether a table is so large that a weak key alone makes no pair worth comparing."""
    return size > SMALL


class Limits:
    """The sizes up to which all pairs of a block are worth comparing, by what the blocks share; once worked out they hold."""

    def __init__(self, known: Mapping[str, int] | None = None) -> None:
        """Begin with those that are known."""
        self.known = dict(known or {})

    def of(self, name: str, blocks: Blocks, most: int, largest: int) -> int:
        """Return the limit of some blocks, which may bring about so many pairs."""
        if name not in self.known:
            self.known[name] = min(blocks.limit(most), largest)
        return self.known[name]


def candidates(table: Features, limits: Limits | None = None, fresh: Truths | None = None) -> tuple[Records, Records]:
    """Return the pairs that are worth comparing, each once, the smaller record first, in ascending order.

    With some `fresh` records, only pairs of which at least one is.
    """
    size = len(table)
    found = [np.zeros(0, np.int64)]
    for strong, blocks in met(table, limits, fresh):
        parts = [part for some, limit, near in blocks for part in (some.pairs(limit, size), some.neighbours(limit * near, size))]
        pairs = distinct(np.concatenate(parts))
        if fresh is not None:
            pairs = pairs[fresh[pairs // size] | fresh[pairs % size]]
        found.append(pairs * 2 + strong)
    marked = np.concatenate(found)
    found.clear()
    return _counted(marked, size)


def met(table: Features, limits: Limits | None = None, fresh: Truths | None = None) -> Iterator[tuple[bool, Iterator[Met]]]:
    """Give, kind of key by kind of key, whether it is strong, and the blocks of records that share one.

    With some `fresh` records, only the blocks in which one of them stands.
    """
    size, limits = len(table), limits or Limits()
    splits = [(name, matrix) for name, matrix in refiners(table) if matrix.shape[1]]
    many = is_large(size)
    most = int(size * max(MOST_PAIRS * min(1.0, (SMALL / max(size, 1)) ** 0.5), FEWEST_PAIRS))
    for kind, columns in keys(table):
        strong = not many or kind in STRONG
        blocks = Blocks(*in_order(columns, np.arange(size, dtype=np.int32), fresh))
        others = [(name, split) for name, split in splits if name not in kind]
        yield strong, _met(kind, blocks, others, (limits, most, strong), fresh)


def _counted(marked: Pairs, size: int) -> tuple[Records, Records]:
    """Return the pairs that some strong key brought (marked by the last bit), or two kinds of weak ones."""
    marked.sort()
    pairs, strong = marked >> 1, marked & 1 == 1
    same = pairs[1:] == pairs[:-1]
    kept = np.append(~same, True)[: len(pairs)] & (strong | np.append(False, same)[: len(pairs)])
    one, other = np.divmod(pairs[kept], max(size, 1))
    return one.astype(np.int32), other.astype(np.int32)


def _met(
    kind: str, blocks: Blocks, splits: Sequence[tuple[str, Hashes]], limits: tuple[Limits, int, bool], fresh: Truths | None
) -> Iterator[Met]:
    """Give the blocks of one kind of key, and how those that are too large are split."""
    known, most, strong = limits
    limit = known.of(kind, blocks, most, LARGEST if strong else LARGEST_WEAK)
    yield blocks, limit, False
    hashes, records = blocks.larger(limit)
    for name, split in splits if len(hashes) else ():
        finer = Blocks(*in_order(_refined(hashes, split[records]).T, records, fresh))
        yield finer, known.of(f"{kind}, {name}", finer, most // 4, limit), strong


def _refined(hashes: Hashes, split: Hashes) -> Hashes:
    both = mixed(np.broadcast_to(hashes[:, None], split.shape), split)
    return np.where(split != 0, both, np.uint64(0))


def in_order(columns: Columns, records: Records, fresh: Truths | None = None) -> tuple[Hashes, Records]:
    """Return the keys that several records share, in order, each once for a record; of some `fresh` ones, if that is asked.

    There may be others by chance. Of a hash only so many bits are told as a number has room for beside a record: two keys in a
    million million are taken for one, which costs a needless comparison.
    """
    hashes, owners = gathered(columns, records) if fresh is None else _met_by(list(columns), records, fresh[records])
    hashes *= SPREAD
    room = np.uint64((1 << int(records.max(initial=0)).bit_length()) - 1)
    kept = _shared(hashes)
    both = hashes[kept] & ~room | owners[kept].astype(np.uint64)
    both = distinct(both)
    hashes, owners = both & ~room, (both & room).astype(np.int32)
    return (hashes, owners) if fresh is None else _theirs(hashes, owners, fresh)


def _theirs(hashes: Hashes, owners: Records, fresh: Truths) -> tuple[Hashes, Records]:
    """Leave the keys in order that fresh records have."""
    starts = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    if not len(starts):
        return hashes, owners
    kept = np.repeat(np.logical_or.reduceat(fresh[owners], starts), np.diff(np.append(starts, len(hashes))))
    return hashes[kept], owners[kept]


def gathered(columns: Columns, records: Records) -> tuple[Hashes, Records]:
    """Return all keys, column after column, and who bears each."""
    hashes, owners = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    for column in columns:
        some = np.flatnonzero(column)
        hashes.append(column[some])
        owners.append(records[some])
    return np.concatenate(hashes), np.concatenate(owners)


def _met_by(columns: Sequence[Hashes], records: Records, fresh: Truths) -> tuple[Hashes, Records]:
    """Return the keys that fresh records may have too, and who bears each: the others meet none of them."""
    theirs = np.zeros(1 << BUCKETS, bool)
    for column in columns:
        theirs[column[fresh] * SPREAD >> TOP] = True
    hashes, owners = [np.zeros(0, np.uint64)], [np.zeros(0, np.int32)]
    for column in columns:
        some = np.flatnonzero(column)
        some = some[theirs[column[some] * SPREAD >> TOP]]
        hashes.append(column[some])
        owners.append(records[some])
    return np.concatenate(hashes), np.concatenate(owners)


SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Some keys are numbers and no hashes: multiplied by this, their upper bits tell them apart too."""


BUCKETS = 20
TOP = np.uint64(64 - BUCKETS)


def _shared(hashes: Hashes) -> NDArray[np.intp]:
    """Return the places of hashes that may stand in several places: those that share a bucket."""
    buckets = (hashes >> np.uint64(32)).astype(np.int64) & ((1 << len(hashes).bit_length()) - 1)
    return np.flatnonzero(np.bincount(buckets)[buckets] > 1)


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
        if not len(pairs) or pairs[-1] <= most:
            return LARGEST
        return int(min(max(sizes[pairs <= most].max(initial=SMALLEST), SMALLEST), LARGEST))

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
