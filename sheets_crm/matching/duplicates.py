"""What was found, for people: clusters of rows with a score and reasons, and pairs that only a person can decide on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.explain import merged, spoken
from sheets_crm.matching.find import ALMOST, Found, Link, find
from sheets_crm.matching.past import GONE, Places, Said
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, Records, Scores, evidence
from sheets_crm.model.text import Text

MOST_REASONS = 6
Reasons = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Rows (from 0, ascending) that are, or may be, one client: how likely (0..1), and why."""

    rows: tuple[int, ...]
    score: float
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The clusters of a table, and the doubtful pairs beside them, both by their first row."""

    rows: int
    clusters: tuple[Cluster, ...]
    doubtful: tuple[Cluster, ...]


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups as arrays: all their rows one group after the other, how many each has, how likely it is, and which reasons."""

    flat: NDArray[np.int32]
    lengths: NDArray[np.int32]
    scores: NDArray[np.float64]
    why: Places

    def told(self, reasons: Sequence[Reasons]) -> tuple[Cluster, ...]:
        """Return the groups, given the reasons by number."""
        rows, ends = self.flat.tolist(), np.cumsum(self.lengths).tolist()
        spans = pairwise([0, *ends])
        parts = zip(spans, self.scores.tolist(), self.why.tolist(), strict=True)
        return tuple(Cluster(tuple(rows[start:end]), score, reasons[why]) for (start, end), score, why in parts)


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found in a table of so many rows: the reasons that are given, clusters and doubtful pairs."""

    rows: int
    reasons: list[Reasons]
    clusters: Groups
    doubtful: Groups

    def told(self) -> Duplicates:
        """Return it for people."""
        return Duplicates(self.rows, self.clusters.told(self.reasons), self.doubtful.told(self.reasons))


def find_duplicates(contacts: Contacts, spread: Spread = one_by_one, link: Link | None = None) -> Duplicates:
    """Find the rows of a table that are one client (K4); `spread` lets several processes read it, `link` others compare it."""
    found = find(contacts, spread, link)
    return answered(found, Said.nothing(len(found.table), len(found.one)))[0].told()


def answered(found: Found, said: Said) -> tuple[Answer, Said]:
    """Say what was found, given the reasons that are known; return with it the reasons that were given."""
    book = _Reasons(said.reasons)
    clusters, of_cluster = _clusters(found, said.of_cluster, book)
    doubtful, of_pair = _doubtful(found, said.of_pair, book)
    return Answer(len(found.table.record_of), book.told, clusters, doubtful), Said(book.told, of_cluster, of_pair)


class _Reasons:
    """Reasons by number."""

    def __init__(self, told: Sequence[Reasons]) -> None:
        self.told = list(told)
        self._known = {reasons: number for number, reasons in enumerate(told)}

    def number(self, reasons: Reasons) -> int:
        if (number := self._known.setdefault(reasons, len(self.told))) == len(self.told):
            self.told.append(reasons)
        return number


def _clusters(found: Found, of_cluster: Places, book: _Reasons) -> tuple[Groups, Places]:
    one, other, bits = _links(found)
    home = found.cluster[one]
    order = np.argsort(home, kind="stable")
    one, other, bits, home = one[order], other[order], bits[order], home[order]
    starts = np.flatnonzero(np.diff(home, prepend=-1))
    names = home[starts]
    why, worst = of_cluster[names], np.minimum.reduceat(bits, starts) if len(bits) else bits
    fresh = np.flatnonzero(why == GONE)
    counts = np.diff(np.append(starts, len(home)))
    asked = np.repeat(why == GONE, counts)
    told = _spoken(found, one[asked], other[asked])
    ends = [0, *np.cumsum(counts[fresh]).tolist()]
    why[fresh] = [book.number(merged(told[start:end], MOST_REASONS)) for start, end in pairwise(ends)]
    of_cluster = np.full(len(of_cluster), GONE, np.int32)
    of_cluster[names] = why
    flat, lengths = _rows(found, names)
    first = flat[np.cumsum(lengths) - lengths]
    return _ordered(Groups(flat, lengths, probabilities(worst), why), np.argsort(first)), of_cluster


def _rows(found: Found, names: Records) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the rows of some clusters, one after the other, and how many each has."""
    place = np.full(len(found.table), GONE, np.int32)
    place[names] = np.arange(len(names), dtype=np.int32)
    of = place[found.cluster[found.table.record_of]]
    rows = np.flatnonzero(of != GONE).astype(np.int32)
    return rows[np.argsort(of[rows], kind="stable")], np.bincount(of[rows], minlength=len(names)).astype(np.int32)


def _ordered(groups: Groups, order: NDArray[np.intp]) -> Groups:
    ends = np.cumsum(groups.lengths)
    lengths = groups.lengths[order]
    steps = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    flat = groups.flat[np.repeat((ends - groups.lengths)[order], lengths) + steps]
    return Groups(flat, lengths, groups.scores[order], groups.why[order])


def _links(found: Found) -> tuple[Records, Records, Scores]:
    """Return the strongest pair of each record with another of its cluster, and of records that stand in several rows."""
    inside = (found.cluster[found.one] == found.cluster[found.other]) & (found.bits > 0)
    one, other, bits = found.one[inside], found.other[inside], found.bits[inside]
    record, pair = np.concatenate([one, other]), np.tile(np.arange(len(bits)), 2)
    order = np.lexsort((pair, -bits[pair], record))
    best = np.unique(pair[order[np.flatnonzero(np.diff(record[order], prepend=-1))]])
    alike = np.array(found.alike, np.int32).reshape(-1, 3).T
    one, other, bits = (np.concatenate([side[best], more]) for side, more in zip((one, other, bits), alike, strict=True))
    return one, other, bits


def _doubtful(found: Found, of_pair: Places, book: _Reasons) -> tuple[Groups, Places]:
    near = np.flatnonzero((found.bits > ALMOST) & (found.cluster[found.one] != found.cluster[found.other]))
    one, other, why = found.one[near], found.other[near], of_pair[near]
    fresh = np.flatnonzero(why == GONE)
    why[fresh] = [book.number(told[:MOST_REASONS]) for told in _spoken(found, one[fresh], other[fresh])]
    of_pair = np.full(len(of_pair), GONE, np.int32)
    of_pair[near] = why
    first = np.unique(found.table.record_of, return_index=True)[1].astype(np.int32)
    rows = np.sort(np.stack([first[one], first[other]], axis=1), axis=1)
    scores = probabilities(found.bits[near])
    groups = Groups(rows.ravel(), np.full(len(rows), 2, np.int32), scores, why)
    return _ordered(groups, np.lexsort((rows[:, 1], rows[:, 0], -scores))), of_pair


def _spoken(found: Found, one: Records, other: Records) -> list[Reasons]:
    return spoken(evidence(found.table, found.rare, one, other)) if len(one) else []


def probabilities(bits: Scores) -> NDArray[np.float64]:
    """Turn scores into chances that it is one client."""
    distinct, which = np.unique(bits, return_inverse=True)
    return np.array([probability(score) for score in distinct.tolist()], np.float64)[which]


def probability(bits: float) -> float:
    """Turn a score into the chance that it is one client."""
    return round(1 / (1 + 2 ** -min(bits / ONE_BIT, 60)), 4)
