"""What is remembered of a table that was searched, so that the next time only what is new is compared.

Held fixed for records that were there: which pairs of them were near at first sight, and how large a block may be. All the rest,
how rare words are, the scores and the clusters, is worked out from the whole table as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Hashes
from sheets_crm.matching.blocking import Limits, Records, Truths, candidates
from sheets_crm.matching.features import Features

GONE = -1


@dataclass(frozen=True, eq=False)
class Past:
    """The records of a table by their hashes, ascending; pairs of them to look at; and the limits of blocks.

    `changed` is how many records have come or gone since all were compared.
    """

    hashes: Hashes
    one: Records
    other: Records
    limits: Mapping[str, int]
    changed: int = 0


@dataclass(frozen=True)
class Patience:
    """When all is compared again: tables of fewer records than `least` always, others once such a share of them has changed."""

    least: int = 5_000
    share: float = 0.05


PATIENCE = Patience()


def worth_comparing(table: Features, past: Past | None, patience: Patience) -> Past:
    """Return the pairs of a table that are to be compared, given those that were near in what it was before."""
    if past is not None and len(table) >= max(patience.least, 1):
        place = np.searchsorted(table.hashes, past.hashes)
        stays = table.hashes[np.minimum(place, len(table) - 1)] == past.hashes
        fresh = np.ones(len(table), bool)
        fresh[place[stays]] = False
        changed = past.changed + int(fresh.sum()) + int((~stays).sum())
        if changed <= patience.share * len(table):
            limits = Limits(past.limits)
            one, other = _together(table, past, np.where(stays, place, GONE), _new(table, limits, fresh))
            return Past(table.hashes, one, other, limits.known, changed)
    limits = Limits()
    one, other = candidates(table, limits)
    return Past(table.hashes, one, other, limits.known)


def _new(table: Features, limits: Limits, fresh: Truths) -> tuple[Records, Records]:
    nothing = np.zeros(0, np.int32)
    return candidates(table, limits, fresh) if fresh.any() else (nothing, nothing)


def _together(table: Features, past: Past, place: NDArray[np.intp], new: tuple[Records, Records]) -> tuple[Records, Records]:
    """Put the pairs of records that stayed (each has its place of today) and those of new ones in one order."""
    one, other = place[past.one], place[past.other]
    stays = (one != GONE) & (other != GONE)
    codes = [a.astype(np.int64) * len(table) + b for a, b in ((one[stays], other[stays]), new)]
    one, other = np.divmod(np.sort(np.concatenate(codes)), len(table))
    return one.astype(np.int32), other.astype(np.int32)
