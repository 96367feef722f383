"""The pairs of `blocking.candidates` said as keys, for engines that join records by keys and not by arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Hashes, mixed, salted
from sheets_crm.matching.blocking import (
    NEIGHBOURS,
    SMALL,
    STRONG,
    STRONG_PAIRS,
    WEAK_PAIRS,
    Blocks,
    Records,
    _refined,
    _sorted,
)
from sheets_crm.matching.features import Features
from sheets_crm.matching.keys import Columns, keys, refiners


@dataclass(frozen=True, eq=False)
class Keys:
    """Keys of one kind: `records[i]` bears `hashes[i]`. Who shares one is worth comparing; if it is weak, two kinds must say so."""

    strong: bool
    records: Records
    hashes: Hashes


def meeting(table: Features) -> list[Keys]:
    """Return the keys by which exactly the candidates meet."""
    size = len(table)
    splits = [(name, matrix) for name, matrix in refiners(table) if matrix.shape[1]]
    out = []
    for number, (kind, columns) in enumerate(keys(table)):
        strong = size <= SMALL or kind in STRONG
        hashes, records = _keys(kind, columns, splits, size, STRONG_PAIRS if strong else WEAK_PAIRS)
        if len(hashes):
            out.append(Keys(strong, records, mixed(np.full(len(hashes), salted(number)), hashes)))
    return out


def _keys(kind: str, columns: Columns, splits: list[tuple[str, Hashes]], size: int, each: int) -> tuple[Hashes, Records]:
    blocks = Blocks(*_sorted(columns, np.arange(size, dtype=np.int32)))
    limit = blocks.limit(each * size)
    out = [_whole(blocks, limit)]
    hashes, records = blocks.larger(limit)
    for number, (name, split) in enumerate(splits if len(hashes) else ()):
        if name in kind:
            continue
        finer = Blocks(*_sorted(list(_refined(hashes, split[records]).T), records))
        least = min(limit, finer.limit(each * size))
        out += [
            (mixed(np.full(len(some), salted(number)), some), who) for some, who in (_whole(finer, least), _near(finer, least))
        ]
    return np.concatenate([one for one, _ in out]), np.concatenate([one for _, one in out])


def _whole(blocks: Blocks, limit: int) -> tuple[Hashes, Records]:
    """Return the keys of blocks up to a size."""
    some = (blocks.size_of > 1) & (blocks.size_of <= limit)
    return blocks.hashes[some], blocks.records[some]


def _near(blocks: Blocks, limit: int) -> tuple[Hashes, Records]:
    """Return a key for each pair of neighbours in the blocks beyond a size."""
    out: list[tuple[Hashes, Records]] = []
    places: NDArray[np.intp] = np.flatnonzero(blocks.size_of > limit)
    for distance in range(1, NEIGHBOURS + 1):
        places = places[blocks.left[places] >= distance]
        hashes = mixed(blocks.hashes[places], blocks.records[places].astype(np.uint64), np.full(len(places), salted(distance)))
        out += [(hashes, blocks.records[places]), (hashes, blocks.records[places + distance])]
    return np.concatenate([one for one, _ in out]), np.concatenate([one for _, one in out])
