"""One look at pairs of a table: their scores and the clusters that they make, taken over from the past where nothing changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.blocking import Truths
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.partition import WHOLE, clusters, components
from sheets_crm.matching.past import GONE, NEVER, Asked, Look, Since
from sheets_crm.matching.prints import prints, world
from sheets_crm.matching.scoring import Records, hopeful, scores


class CrowdError(Exception):
    """A piece of the table has changed that is too large for all its pairs, and which of them were hopeless is not remembered."""


@dataclass(frozen=True, eq=False)
class Looked:
    """A look; which of the pairs that were asked about score as they did, and which records are in a cluster as it was."""

    look: Look
    same: Truths
    quiet: Truths

    def some(self, at: NDArray[np.intp]) -> Looked:
        """Pick pairs."""
        return replace(self, look=replace(self.look, bits=self.look.bits[at]), same=self.same[at])


def looked(table: Features, rare: Rarity, asked: Asked, at: int, least: int) -> Looked:
    """Compare pairs and cluster the table; `at` says which look it is, pairs of no more than `least` are hopeless."""
    whole, marks, since = world(rare), prints(table, rare), asked.since
    stays, same = np.zeros(len(table), bool), np.zeros(len(asked.one), bool)
    then = np.full(len(same), NEVER, np.int32)
    if since:
        before, met = since.past.looks[at], since.pair != GONE
        stays = (since.was != GONE) & (marks == before.prints[since.was]) & (whole == before.world)
        then[met] = before.bits[since.pair[met]]
        same = met & stays[asked.one] & stays[asked.other]
    bits = np.where(same, then, NEVER)
    rest = np.flatnonzero(~same)
    near, found = hopeful(table, rare, asked.one[rest], asked.other[rest], least)
    bits[rest[near]] = found
    stir = ~stays
    for side in (asked.one, asked.other):
        stir[side[bits != then]] = True
    good = bits > 0
    of = components(len(table), asked.one[good], asked.other[good])
    if since:
        stir[_left(since, at)] = True
        crowd = np.bincount(of, minlength=len(table))[of] > WHOLE
        if not at and (crowd & _any(of, stir)).any():
            raise CrowdError
    quiet = ~_any(of, stir)
    close = bits != NEVER
    some, far = np.flatnonzero(close & ~quiet[asked.one] & ~quiet[asked.other]), (asked.one[~close], asked.other[~close])
    pairs = asked.one[some], asked.other[some], bits[some]
    group = clusters(len(table), *pairs, lambda a, b: scores(table, rare, a, b), far)
    if since:
        group[quiet] = since.place[before.cluster[since.was[quiet]]]
    return Looked(Look(whole, marks, bits, group), same, quiet)


def _left(since: Since, at: int) -> Records:
    """Return the records that have lost a pair."""
    lost = since.past.looks[at].bits != NEVER
    lost[since.pair[since.pair != GONE]] = False
    ends = np.concatenate([since.place[side[lost]] for side in (since.past.one, since.past.other)])
    stays: Records = ends[ends != GONE]
    return stays


def _any(of: NDArray[np.int32], some: Truths) -> Truths:
    """Return the records whose piece holds some of these."""
    found = np.zeros(len(of), bool)
    found[of[some]] = True
    theirs: Truths = found[of]
    return theirs
