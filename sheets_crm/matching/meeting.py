"""The pairs of `blocking.candidates` said as keys, for engines that join records by keys and not by arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Hashes, mixed, salted
from sheets_crm.matching.blocking import NEIGHBOURS, Blocks, Records, met
from sheets_crm.matching.features import Features


@dataclass(frozen=True, eq=False)
class Keys:
    """Keys of one kind: `records[i]` bears `hashes[i]`. Who shares one is worth comparing; of weak ones it takes two kinds."""

    strong: bool
    records: Records
    hashes: Hashes


def meeting(table: Features) -> list[Keys]:
    """Return the keys by which exactly the candidates meet."""
    out = []
    for kind, (strong, blocks) in enumerate(met(table)):
        parts = [part for some, limit, near in blocks for part in (_whole(some, limit), *([_near(some, limit)] if near else []))]
        salts = [np.full(len(hashes), salted(kind << 16 | at)) for at, (hashes, _) in enumerate(parts)]
        hashes = np.concatenate([mixed(salt, hashes) for salt, (hashes, _) in zip(salts, parts, strict=True)])
        if len(hashes):
            out.append(Keys(strong, np.concatenate([records for _, records in parts]), hashes))
    return out


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
