"""What was found, for people: clusters of rows with a score and reasons, and pairs that only a person can decide on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.explain import merged, spoken
from sheets_crm.matching.find import ALMOST, Found, Link, find
from sheets_crm.matching.reading import Spread, one_by_one
from sheets_crm.matching.scoring import ONE_BIT, Records, evidence
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
    rows: dict[int, list[int]] = defaultdict(list)
    for row, record in enumerate(found.table.record_of.tolist()):
        rows[record].append(row)
    return Duplicates(contacts.rows, tuple(_clusters(found, rows)), tuple(_doubtful(found, rows)))


def _clusters(found: Found, rows: dict[int, list[int]]) -> list[Cluster]:
    links = _links(found)
    told = dict(zip(((a, b) for a, b, _ in links), _reasons(found, [(a, b) for a, b, _ in links]), strict=True))
    by_cluster: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for link in links:
        by_cluster[int(found.cluster[link[0]])].append(link)
    members: dict[int, list[int]] = defaultdict(list)
    for record, cluster in enumerate(found.cluster.tolist()):
        members[cluster] += rows[record]
    out = []
    for cluster, own in by_cluster.items():
        weakest = min(bits for *_, bits in own)
        reasons = merged([told[a, b] for a, b, _ in own], MOST_REASONS)
        out.append(Cluster(tuple(sorted(members[cluster])), probability(weakest), reasons))
    return sorted(out, key=lambda one: one.rows)


def _links(found: Found) -> list[tuple[int, int, int]]:
    """Return the strongest pair of each record with another of its cluster, and of records that stand in several rows."""
    best: dict[int, tuple[int, int, int]] = {}
    inside = (found.cluster[found.one] == found.cluster[found.other]) & (found.bits > 0)
    for a, b, bits in zip(found.one[inside].tolist(), found.other[inside].tolist(), found.bits[inside].tolist(), strict=True):
        for record in (a, b):
            if record not in best or bits > best[record][2]:
                best[record] = (a, b, bits)
    return [*dict.fromkeys(best.values()), *found.alike]


def _doubtful(found: Found, rows: dict[int, list[int]]) -> list[Cluster]:
    near = (found.bits > ALMOST) & (found.cluster[found.one] != found.cluster[found.other])
    pairs = list(zip(found.one[near].tolist(), found.other[near].tolist(), strict=True))
    told = _reasons(found, pairs)
    doubts = [
        Cluster(tuple(sorted((rows[a][0], rows[b][0]))), probability(bits), reasons[:MOST_REASONS])
        for (a, b), bits, reasons in zip(pairs, found.bits[near].tolist(), told, strict=True)
    ]
    return sorted(doubts, key=lambda one: (-one.score, one.rows))


def _reasons(found: Found, pairs: Iterable[tuple[int, int]]) -> list[tuple[Text, ...]]:
    a, b = (np.array(side, np.int32) for side in zip(*pairs, strict=True)) if pairs else (EMPTY, EMPTY)
    said = evidence(found.table, found.rare, a, b)
    return [spoken(said, at) for at in range(len(a))]


EMPTY: Records = np.zeros(0, np.int32)


def probability(bits: float) -> float:
    """Turn a score into the chance that it is one client."""
    return round(1 / (1 + 2 ** -min(bits / ONE_BIT, 60)), 4)
