"""From pairs to clusters: two clusters are one only if everything between them, taken together, says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.evidence.weights import LARGEST
from sheets_crm.matching.scoring import ONE_BIT, Records, Scores

CAP = int(LARGEST * ONE_BIT)
WHOLE = 60
"""Components of up to so many records are looked at pair by pair; larger ones are cut at their weaker links first."""
Score = Callable[[Records, Records], Scores]
Clusters = NDArray[np.int32]


def clusters(size: int, one: Records, other: Records, bits: Scores, score: Score) -> Clusters:
    """Return the cluster of each record, named after its smallest member; `score` is asked about pairs not yet compared."""
    good = bits > 0
    one, other, bits = one[good], other[good], bits[good]
    of = _components(size, one, other)
    of = _cut(of, one, other, bits)
    members = _members(of)
    a, b = _missing(members, one, other, size)
    every_one, every_other = np.concatenate([one, a]), np.concatenate([other, b])
    every = np.concatenate([bits, score(a, b)])
    out = np.arange(size, dtype=np.int32)
    inside = of[every_one] == of[every_other]
    every_one, every_other, every = every_one[inside], every_other[inside], every[inside]
    order = np.argsort(of[every_one], kind="stable")
    every_one, every_other, every = every_one[order], every_other[order], np.clip(every[order], -CAP, CAP)
    bounds = np.flatnonzero(np.diff(of[every_one], prepend=-1, append=-1))
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        if end - start == 1:
            out[every_other[start]] = every_one[start]
        else:
            for cluster in _grown(every_one[start:end], every_other[start:end], every[start:end]):
                out[cluster] = min(cluster)
    return out


def _components(size: int, one: Records, other: Records) -> Clusters:
    """Return the connected component of each record, named after its smallest member."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        x, y = root(a), root(b)
        if x != y:
            parent[max(x, y)] = min(x, y)
    return np.fromiter((root(at) for at in range(size)), np.int32, size)


def _cut(of: Clusters, one: Records, other: Records, bits: Scores) -> Clusters:
    """Cut components that are too large at their weaker links, until none is, or only the strongest links are left."""
    for least in range(2 * ONE_BIT, 4 * CAP, 2 * ONE_BIT):
        sizes = np.bincount(of, minlength=len(of))
        large = sizes[of] > WHOLE
        if not large.any():
            break
        strong = (bits > least) | ~large[one]
        if strong.all():
            continue
        fresh = _components(len(of), one[strong], other[strong])
        of = np.where(large, fresh, of).astype(np.int32)
    return of


def _members(of: Clusters) -> Iterator[NDArray[np.int32]]:
    order = np.argsort(of, kind="stable").astype(np.int32)
    bounds = np.flatnonzero(np.diff(of[order], prepend=-1, append=-1))
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        if 2 < end - start <= WHOLE:  # noqa: PLR2004 - of two records the only pair is known
            yield order[start:end]


def _missing(members: Iterator[NDArray[np.int32]], one: Records, other: Records, size: int) -> tuple[Records, Records]:
    """Return the pairs within components that were never compared."""
    known = np.sort(one.astype(np.int64) * size + other)
    codes = []
    for records in members:
        i, j = np.triu_indices(len(records), 1)
        codes.append(records[i].astype(np.int64) * size + records[j])
    every = np.concatenate([np.zeros(0, np.int64), *codes])
    at = np.minimum(np.searchsorted(known, every), max(len(known) - 1, 0))
    fresh = every[known[at] != every] if len(known) else every
    return (fresh // max(size, 1)).astype(np.int32), (fresh % max(size, 1)).astype(np.int32)


def _grown(one: Records, other: Records, bits: Scores) -> Iterator[list[int]]:
    """Join the records of one component from the strongest pair on; yield the clusters of two and more."""
    names = np.unique(np.concatenate([one, other]))
    between = np.zeros((len(names), len(names)), np.int64)
    a, b = np.searchsorted(names, one), np.searchsorted(names, other)
    between[a, b] = between[b, a] = bits
    groups: dict[int, list[int]] = {at: [at] for at in range(len(names))}
    of = list(range(len(names)))
    for at in np.lexsort((b, a, -bits)).tolist():
        if bits[at] <= 0:
            break
        x, y = of[a[at]], of[b[at]]
        if x == y or between[x, y] <= 0:
            continue
        x, y = min(x, y), max(x, y)
        between[x] += between[y]
        between[:, x] += between[:, y]
        for member in groups[y]:
            of[member] = x
        groups[x] += groups.pop(y)
    for group in groups.values():
        if len(group) > 1:
            yield names[group].tolist()
