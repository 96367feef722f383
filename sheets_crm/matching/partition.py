"""From pairs to clusters: two clusters are one only if what is between them, taken together, says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.evidence.weights import LARGEST
from sheets_crm.matching.scoring import ONE_BIT, Records, Scores

CAP = int(LARGEST * ONE_BIT)
PAIR, WHOLE = 2, 60
"""Components of up to so many records are looked at pair by pair; larger ones are cut at their weaker links first."""
WEAK_LINKS = (2 * ONE_BIT, 4 * ONE_BIT, 6 * ONE_BIT, 9 * ONE_BIT)
Score = Callable[[Records, Records], Scores]
Clusters = NDArray[np.int32]


def clusters(
    size: int, one: Records, other: Records, bits: Scores, score: Score, hopeless: tuple[Records, Records] | None = None
) -> Clusters:
    """Return the cluster of each record, named after its smallest member; `score` is asked about pairs not yet compared.

    Of a component that is too large for all its pairs, `hopeless` are those that are worth comparing and cannot join it.
    """
    good = bits > 0
    of = components(size, one[good], other[good])
    of = _cut(of, one[good], other[good], bits[good])
    inside = of[one] == of[other]
    one, other, bits = one[inside], other[inside], bits[inside]
    a, b = _missing(_members(of), one, other, size)
    if hopeless:
        crowd = np.bincount(of, minlength=size)[of] > WHOLE
        known = np.flatnonzero((of[hopeless[0]] == of[hopeless[1]]) & crowd[hopeless[0]])
        a, b = np.concatenate([a, hopeless[0][known]]), np.concatenate([b, hopeless[1][known]])
    one, other, bits = np.concatenate([one, a]), np.concatenate([other, b]), np.concatenate([bits, score(a, b)])
    order = np.argsort(of[one], kind="stable")
    one, other, bits = one[order], other[order], np.clip(bits[order], -CAP, CAP)
    out = np.arange(size, dtype=np.int32)
    bounds = np.flatnonzero(np.diff(of[one], prepend=-1, append=-1))
    agreed = _agreed(of, of[one[bounds[:-1]]], bits, bounds)
    whole = np.repeat(agreed, np.diff(bounds))
    for side in (one[whole], other[whole]):
        out[side] = of[side]
    for start, end in zip(bounds[:-1][~agreed].tolist(), bounds[1:][~agreed].tolist(), strict=True):
        for cluster in _grown(one[start:end], other[start:end], bits[start:end]):
            out[cluster] = min(cluster)
    return out


def _agreed(of: Clusters, names: Records, bits: Scores, bounds: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return the components of which every two records were compared and are one client: nothing is to be weighed there."""
    if not len(bits):
        return np.zeros(0, bool)
    members = np.bincount(of, minlength=len(of))[names]
    found: NDArray[np.bool_] = (np.minimum.reduceat(bits, bounds[:-1]) > 0) & (2 * np.diff(bounds) == members * (members - 1))
    return found


def components(size: int, one: Records, other: Records) -> Clusters:
    """Return the connected component of each record, named after its smallest member."""
    of = np.arange(size, dtype=np.int32)
    while len(one):
        apart = of[one] != of[other]
        one, other = one[apart], other[apart]
        low, high = np.minimum(of[one], of[other]), np.maximum(of[one], of[other])
        np.minimum.at(of, high, low)
        while (of != (further := of[of])).any():
            of = further
    return of


def _cut(of: Clusters, one: Records, other: Records, bits: Scores) -> Clusters:
    """Cut components that are too large at their weaker links; what hangs together by strong ones alone stays."""
    for least in WEAK_LINKS:
        large = np.bincount(of, minlength=len(of))[of] > WHOLE
        if not large.any():
            break
        strong = (bits > least) | ~large[one]
        fresh = components(len(of), one[strong], other[strong])
        shattered = np.bincount(fresh, minlength=len(of))[fresh] == 1
        of = np.where(large & ~shattered, fresh, of).astype(np.int32)
    return of


def _members(of: Clusters) -> Iterator[NDArray[np.int32]]:
    """Give the records of components of one size after the other, a line for each component."""
    sizes = np.bincount(of, minlength=len(of))[of]
    order = np.lexsort((of, sizes)).astype(np.int32)
    for size in np.unique(sizes[(sizes > PAIR) & (sizes <= WHOLE)]).tolist():
        yield order[sizes[order] == size].reshape(-1, size)


def _missing(members: Iterator[NDArray[np.int32]], one: Records, other: Records, size: int) -> tuple[Records, Records]:
    """Return the pairs within components that were never compared."""
    known = np.sort(one.astype(np.int64) * size + other)
    codes = []
    for records in members:
        i, j = np.triu_indices(records.shape[1], 1)
        codes.append((records[:, i].astype(np.int64) * size + records[:, j]).ravel())
    every = np.concatenate([np.zeros(0, np.int64), *codes])
    at = np.minimum(np.searchsorted(known, every), max(len(known) - 1, 0))
    fresh = every[known[at] != every] if len(known) else every
    return (fresh // max(size, 1)).astype(np.int32), (fresh % max(size, 1)).astype(np.int32)


Between = tuple[int, int, int]
"""What is between two clusters: the score of the strongest pair, the sum over all pairs, and how many those are."""


def _grown(one: Records, other: Records, bits: Scores) -> Iterator[list[int]]:
    """Join the records of one component from the strongest pair on; yield the clusters of two and more."""
    between: dict[int, dict[int, Between]] = defaultdict(dict)
    order = np.lexsort((other, one, -bits))
    pairs = list(zip(one[order].tolist(), other[order].tolist(), bits[order].tolist(), strict=True))
    for a, b, score in pairs:
        between[a][b] = between[b][a] = (score, score, 1)
    groups = {at: [at] for at in between}
    of = {at: at for at in between}
    for a, b, score in pairs:
        if score <= 0:
            break
        x, y = of[a], of[b]
        if x == y or not _are_one(between[x].get(y)):
            continue
        x, y = (x, y) if (-len(between[x]), x) < (-len(between[y]), y) else (y, x)
        _join(between, x, y)
        for member in groups[y]:
            of[member] = x
        groups[x] += groups.pop(y)
    yield from (group for group in groups.values() if len(group) > 1)


def _are_one(between: Between | None) -> bool:
    """Weigh the strongest pair with one third, and all pairs together with two: some records say little, and no pair is all."""
    if between is None:
        return False
    best, total, count = between
    return best * count + 2 * total > 0


def _join(between: dict[int, dict[int, Between]], x: int, y: int) -> None:
    """Add what was said between y and others to what x and they have between them."""
    for other, (best, total, count) in between.pop(y).items():
        if other != x:
            known = between[x].get(other, (best, 0, 0))
            both = max(best, known[0]), total + known[1], count + known[2]
            between[x][other] = between[other][x] = both
            del between[other][y]
    del between[x][y]
