"""What is remembered of a table that was searched, so that the next time only what has changed is compared.

A score holds while both records say what they said and their words are as rare as they were; a cluster holds while nothing in
the piece of the table that hangs together with it has changed. So far all is as if it were searched afresh. Held fixed besides
is what decides which pairs are worth a second look: how large a block may be, and which pairs were far from one client at first
sight, until a word of theirs comes to another whole bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Hashes, distinct
from sheets_crm.matching.blocking import Limits, Records, Truths, candidates, is_large
from sheets_crm.matching.features import Features
from sheets_crm.matching.partition import Clusters
from sheets_crm.matching.prints import Prints
from sheets_crm.matching.scoring import Scores
from sheets_crm.model.text import Text

GONE = -1
NEVER = np.iinfo(np.int32).min
"""The score of a pair that is hopeless."""
Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Look:
    """A look at the pairs of a table: how rare everything was, the scores of pairs, and the cluster of each record."""

    world: int
    prints: Prints
    bits: Scores
    cluster: Clusters


@dataclass(frozen=True, eq=False)
class Said:
    """The reasons that were told, and which of them of each cluster (at its smallest record) and of each pair that was near.

    GONE where nothing was said.
    """

    reasons: list[tuple[Text, ...]]
    of_cluster: Places
    of_pair: Places

    @staticmethod
    def nothing(records: int, pairs: int) -> Said:
        """Return that nothing was said of so many."""
        return Said([], np.full(records, GONE, np.int32), np.full(pairs, GONE, np.int32))


@dataclass(frozen=True, eq=False)
class Past:
    """The records of a table by their hashes, ascending; the pairs that were near at first sight; both looks; what was said.

    `coarse` are the coarse prints of records, `limits` those of blocks, and `changed` is how many records have come or gone since
    all were compared.
    """

    hashes: Hashes
    coarse: Prints
    one: Records
    other: Records
    looks: tuple[Look, ...]
    limits: Mapping[str, int]
    changed: int = 0


@dataclass(frozen=True)
class Patience:
    """When all is compared again: tables of fewer records than `least` always, others once such a share of them has changed."""

    least: int = 5_000
    share: float = 0.05


PATIENCE = Patience()


@dataclass(frozen=True, eq=False)
class Since:
    """What has become of the past: where the records of today were then, those of then are today, and pairs asked about were.

    GONE where nowhere.
    """

    past: Past
    was: Places
    place: Places
    pair: Places
    changed: int


@dataclass(frozen=True, eq=False)
class Asked:
    """The pairs of a table that are to be compared, and how it has come from what it was; nothing where all are compared."""

    one: Records
    other: Records
    limits: Mapping[str, int]
    coarse: Prints
    since: Since | None = None

    @property
    def changed(self) -> int:
        """How many records have come or gone since all were compared."""
        return self.since.changed if self.since else 0

    def some(self, at: NDArray[np.intp]) -> Asked:
        """Pick pairs."""
        since = self.since and replace(self.since, pair=self.since.pair[at])
        return replace(self, one=self.one[at], other=self.other[at], since=since)


def worth_comparing(table: Features, coarse: Prints, past: Past | None, patience: Patience) -> Asked:
    """Return the pairs of a table that are to be compared, given what it was before."""
    if past is not None and _of_its_kind(table, past, patience):
        was, place = _places(past.hashes, table.hashes), _places(table.hashes, past.hashes)
        changed = past.changed + int((was == GONE).sum()) + int((place == GONE).sum())
        if changed <= patience.share * len(table):
            limits = Limits(past.limits)
            moved = (was == GONE) | (coarse != past.coarse[was])
            one, other, pair = _together(table, past, place, moved, _new(table, limits, moved))
            return Asked(one, other, limits.known, coarse, Since(past, was, place, pair, changed))
    limits = Limits()
    one, other = candidates(table, limits)
    return Asked(one, other, limits.known, coarse)


def _of_its_kind(table: Features, past: Past, patience: Patience) -> bool:
    """Return whether the table is large enough for a past, and the same keys make pairs worth comparing as then."""
    then, now = len(past.hashes), len(table)
    return min(then, now) > 0 and now >= patience.least and is_large(then) == is_large(now)


def _places(where: Hashes, hashes: Hashes) -> Places:
    """Return where some hashes stand among others, GONE where they do not."""
    at = np.minimum(np.searchsorted(where, hashes), len(where) - 1)
    return np.where(where[at] == hashes, at, GONE).astype(np.int32)


def _new(table: Features, limits: Limits, moved: Truths) -> tuple[Records, Records]:
    nothing = np.zeros(0, np.int32)
    return candidates(table, limits, moved) if moved.any() else (nothing, nothing)


def _together(
    table: Features, past: Past, place: Places, moved: Truths, new: tuple[Records, Records]
) -> tuple[Records, Records, Places]:
    """Put the pairs of records that stayed as they were and those of others in one order; say where they stood in the past."""
    size = len(table)
    one, other = place[past.one], place[past.other]
    stood = np.flatnonzero((one != GONE) & (other != GONE))
    old = one[stood].astype(np.int64) * size + other[stood]
    stays = ~(moved[one[stood]] | moved[other[stood]])
    codes = distinct(np.concatenate([old[stays], new[0].astype(np.int64) * size + new[1]]))
    pair = np.full(len(codes), GONE, np.int32)
    if len(codes):
        at = np.minimum(np.searchsorted(codes, old), len(codes) - 1)
        met = codes[at] == old
        pair[at[met]] = stood[met]
    one, other = np.divmod(codes, max(size, 1))
    return one.astype(np.int32), other.astype(np.int32), pair
