"""Finds the records of a table that are one client."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.blocking import candidates
from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.features import Features, features
from sheets_crm.matching.frequencies import Rarity, rarity
from sheets_crm.matching.partition import clusters
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, Records, Scores, scores

HOPELESS = -8 * ONE_BIT
"""A pair that far below even on the first look is not looked at again."""


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


def find(contacts: Contacts, spread: Spread = one_by_one) -> Found:
    """Compare, cluster, count again how rare everything is now that some rows are one client, and do both once more."""
    table = features(contacts, spread)
    one, other = candidates(table)
    group = np.arange(len(table), dtype=np.int32)
    for last in (False, True):
        rare = rarity(table, group)
        bits = scores(table, rare, one, other)
        group = clusters(len(table), one, other, bits, lambda a, b, rare=rare: scores(table, rare, a, b))
        if not last:
            near = bits > HOPELESS
            one, other = one[near], other[near]
    return Found(table, rare, one, other, bits, group, _alike(table, rare))


def _alike(table: Features, rare: Rarity) -> tuple[tuple[int, int, int], ...]:
    """Return the records of several rows that say enough to be one client."""
    several = np.flatnonzero(table.times > 1).astype(np.int32)
    bits = scores(table, rare, several, several)
    enough = bits > 0
    return tuple((at, at, score) for at, score in zip(several[enough].tolist(), bits[enough].tolist(), strict=True))
