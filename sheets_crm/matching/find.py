"""Finds the records of a table that are one client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.features import Features, features
from sheets_crm.matching.frequencies import Rarity, at_first, rarity
from sheets_crm.matching.looking import CrowdError, Looked, looked
from sheets_crm.matching.partition import Clusters
from sheets_crm.matching.past import GONE, NEVER, PATIENCE, Asked, Past, Patience, Said, worth_comparing
from sheets_crm.matching.prints import COARSE, Prints, prints, world
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, Records, Scores, scores

HOPELESS = -8 * ONE_BIT
"""A pair that far below even on the first look is not looked at again."""
ALMOST = -3 * ONE_BIT
"""Pairs that are one client in one case of nine are shown as doubtful."""
LOOKS = 2


@dataclass(frozen=True, eq=False)
class Found:
    """Records, their clusters (each named after its smallest record), and the pairs that were compared to the end.

    `alike` are the records that stand in several rows and are one client by themselves, as pairs with themselves.
    """

    table: Features
    rare: Rarity
    one: Records
    other: Records
    bits: Scores
    cluster: NDArray[np.int32]
    alike: tuple[tuple[int, int, int], ...]

    def cluster_of_rows(self) -> NDArray[np.int64]:
        """Return a number for each row of the table that rows of one client share, and others do not."""
        lone = np.ones(len(self.table), bool)
        lone[[record for record, _, _ in self.alike]] = False
        lone &= np.bincount(self.cluster, minlength=len(lone))[self.cluster] == 1
        of: NDArray[np.int64] = self.cluster[self.table.record_of].astype(np.int64)
        apart = np.flatnonzero(lone[self.table.record_of])
        of[apart] = len(lone) + apart
        return of


class Link(Protocol):
    """Compares and clusters a table, given how rare everything in it is; asked twice, again for what was near."""

    def __call__(self, table: Features, rare: Rarity, /) -> tuple[Records, Records, Scores, Clusters]:
        """Return pairs with their scores (those below ALMOST may be missing), and the cluster of each record."""
        ...


class Here:
    """Links a table in this process: first all that is worth it, then what was near among that.

    Given what was remembered of it, only what has changed since is looked at.
    """

    def __init__(self, past: Past | None = None, patience: Patience = PATIENCE) -> None:
        """Begin with what was remembered."""
        self._past, self._patience = past, patience
        self._hashes = np.zeros(0, np.uint64)
        self._asked: Asked | None = None
        self._looks: list[Looked] = []

    def __call__(self, table: Features, rare: Rarity) -> tuple[Records, Records, Scores, Clusters]:
        """Compare what is worth it, or what was near among that."""
        asked = self._asked or self._begun(table, prints(table, rare, COARSE) ^ np.uint32(world(rare, COARSE)), self._past)
        try:
            seen = looked(table, rare, asked, len(self._looks), HOPELESS)
        except CrowdError:
            asked = self._begun(table, asked.coarse)
            seen = looked(table, rare, asked, 0, HOPELESS)
        near = np.flatnonzero(seen.look.bits != NEVER)
        bits = seen.look.bits[near]
        if self._asked is None:
            self._hashes, self._asked, seen = table.hashes, asked.some(near), seen.some(near)
        self._looks.append(seen)
        return asked.one[near], asked.other[near], bits, seen.look.cluster

    def _begun(self, table: Features, coarse: Prints, past: Past | None = None) -> Asked:
        return worth_comparing(table, coarse, past, self._patience)

    @property
    def now(self) -> Past | None:
        """What to remember; nothing before both looks."""
        asked, looks = self._asked, tuple(seen.look for seen in self._looks)
        if asked is None or len(looks) < LOOKS:
            return None
        return Past(self._hashes, asked.coarse, asked.one, asked.other, looks, asked.limits, asked.changed)

    def holds(self, said: Said) -> Said:
        """Return what of the reasons of the past still holds, by the clusters and near pairs of today."""
        asked, seen = self._asked, self._looks[-1]
        near = seen.look.bits != NEVER
        since = asked.since if asked else None
        if since is None:
            return Said.nothing(len(seen.quiet), int(near.sum()))
        of_pair = np.full(len(since.past.one) + 1, GONE, np.int32)
        of_pair[:-1][since.past.looks[-1].bits != NEVER] = said.of_pair
        return Said(
            said.reasons,
            np.where(seen.quiet, said.of_cluster[since.was], GONE),
            np.where(seen.same, of_pair[since.pair], GONE)[near],
        )


def find(contacts: Contacts, spread: Spread = one_by_one, link: Link | None = None) -> Found:
    """Compare, cluster, count again how rare everything is now that some rows are one client, and do both once more."""
    table = features(contacts, spread)
    link = link or Here()
    rare = rarity(table, at_first(table), weights.PARTNERS)
    *_, group = link(table, rare)
    rare = rarity(table, group)
    one, other, bits, group = link(table, rare)
    return Found(table, rare, one, other, bits, group, _alike(table, rare))


def _alike(table: Features, rare: Rarity) -> tuple[tuple[int, int, int], ...]:
    """Return the records of several rows that say enough to be one client."""
    several = np.flatnonzero(table.times > 1).astype(np.int32)
    bits = scores(table, rare, several, several)
    enough = bits > 0
    return tuple((at, at, score) for at, score in zip(several[enough].tolist(), bits[enough].tolist(), strict=True))
