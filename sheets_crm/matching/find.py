"""Finds the records of a table that are one client."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.features import Features, features
from sheets_crm.matching.frequencies import Rarity, at_first, rarity
from sheets_crm.matching.partition import Clusters, clusters
from sheets_crm.matching.past import PATIENCE, Past, Patience, worth_comparing
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, Records, Scores, hopeful, scores

HOPELESS = -8 * ONE_BIT
"""A pair that far below even on the first look is not looked at again."""
ALMOST = -3 * ONE_BIT
"""Pairs that are one client in one case of nine are shown as doubtful."""


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
    """Links a table in this process; given what was remembered of it, by comparing what is new. `now` is what to remember."""

    def __init__(self, past: Past | None = None, patience: Patience = PATIENCE) -> None:
        """Begin with what was remembered."""
        self._past, self._patience = past, patience
        self.now: Past | None = None

    def __call__(self, table: Features, rare: Rarity) -> tuple[Records, Records, Scores, Clusters]:
        """Compare what is worth it, or what was near among that."""
        asked = self.now or worth_comparing(table, self._past, self._patience)
        near, bits = hopeful(table, rare, asked.one, asked.other, HOPELESS)
        one, other = asked.one[near], asked.other[near]
        rest = np.delete(asked.one, near), np.delete(asked.other, near)
        self.now = self.now or replace(asked, one=one, other=other)
        return one, other, bits, clusters(len(table), one, other, bits, lambda a, b: scores(table, rare, a, b), rest)


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
