"""What was found, for people: clusters of rows with a score and reasons, and pairs that only a person can decide on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.explain import merged, spoken
from sheets_crm.matching.find import ALMOST, Found, Link, find
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, evidence
from sheets_crm.model.text import Text

MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Cluster:
    """Rows (from 0, ascending) that are, or may be, one client: how likely (0..1), and why."""

    rows: tuple[int, ...]
    score: float
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The clusters of a table, and the doubtful pairs beside them, both by their first row."""

    rows: int
    clusters: tuple[Cluster, ...]
    doubtful: tuple[Cluster, ...]


def find_duplicates(contacts: Contacts, spread: Spread = one_by_one, link: Link | None = None) -> Duplicates:
    """Find the rows of a table that are one client (K4); `spread` lets several processes read it, `link` others compare it."""
    found = find(contacts, spread, link)
    rows = _Rows(found.table.record_of)
    return Duplicates(contacts.rows, tuple(_clusters(found, rows)), tuple(_doubtful(found, rows)))


class _Rows:
    """The rows of each record, ascending."""

    def __init__(self, record_of: NDArray[np.int32]) -> None:
        self._rows: list[int] = np.argsort(record_of, kind="stable").tolist()
        self._ends: list[int] = np.cumsum(np.bincount(record_of)).tolist()

    def __getitem__(self, record: int) -> list[int]:
        start = self._ends[record - 1] if record else 0
        return self._rows[start : self._ends[record]]


def _clusters(found: Found, rows: _Rows) -> list[Cluster]:
    links = _links(found)
    told = _reasons(found, [(a, b) for a, b, _ in links])
    by_cluster: dict[int, list[tuple[int, tuple[Text, ...]]]] = defaultdict(list)
    homes = found.cluster[[a for a, *_ in links]].tolist() if links else ()
    for (*_, bits), home, why in zip(links, homes, told, strict=True):
        by_cluster[home].append((bits, why))
    members = _members(found)
    out = []
    for cluster, own in by_cluster.items():
        every = sorted(row for record in members.get(cluster, (cluster,)) for row in rows[record])
        out.append(
            Cluster(tuple(every), probability(min(bits for bits, _ in own)), merged([why for _, why in own], MOST_REASONS))
        )
    return sorted(out, key=lambda one: one.rows)


def _members(found: Found) -> dict[int, list[int]]:
    """Return the records of each cluster of several."""
    out: dict[int, list[int]] = defaultdict(list)
    several = np.flatnonzero(np.bincount(found.cluster, minlength=len(found.cluster))[found.cluster] > 1)
    for record, cluster in zip(several.tolist(), found.cluster[several].tolist(), strict=True):
        out[cluster].append(record)
    return out


def _links(found: Found) -> list[tuple[int, int, int]]:
    """Return the strongest pair of each record with another of its cluster, and of records that stand in several rows."""
    inside = (found.cluster[found.one] == found.cluster[found.other]) & (found.bits > 0)
    one, other, bits = found.one[inside], found.other[inside], found.bits[inside]
    record, pair = np.concatenate([one, other]), np.tile(np.arange(len(bits)), 2)
    order = np.lexsort((pair, -bits[pair], record))
    best = np.unique(pair[order[np.flatnonzero(np.diff(record[order], prepend=-1))]])
    return [*zip(one[best].tolist(), other[best].tolist(), bits[best].tolist(), strict=True), *found.alike]


def _doubtful(found: Found, rows: _Rows) -> list[Cluster]:
    near = (found.bits > ALMOST) & (found.cluster[found.one] != found.cluster[found.other])
    pairs = list(zip(found.one[near].tolist(), found.other[near].tolist(), strict=True))
    told = _reasons(found, pairs)
    doubts = [
        Cluster(tuple(sorted((rows[a][0], rows[b][0]))), probability(bits), reasons[:MOST_REASONS])
        for (a, b), bits, reasons in zip(pairs, found.bits[near].tolist(), told, strict=True)
    ]
    return sorted(doubts, key=lambda one: (-one.score, one.rows))


def _reasons(found: Found, pairs: Sequence[tuple[int, int]]) -> list[tuple[Text, ...]]:
    a, b = np.array(pairs, np.int32).reshape(-1, 2).T
    return spoken(evidence(found.table, found.rare, a, b)) if pairs else []


def probability(bits: float) -> float:
    """Turn a score into the chance that it is one client."""
    return round(1 / (1 + 2 ** -min(bits / ONE_BIT, 60)), 4)
