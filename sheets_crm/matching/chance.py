"""How likely a new company comes to a name by chance: names made of common parts (Фармресурс) are, others (Колесникторг) are not.

A model of letter sequences, learnt from the distinct names of the table itself; each name is judged by the others alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ORDER = 4
"""A letter is foretold by the three before it."""
WEIGHT = 1.5
"""So many imagined letters are drawn from the shorter context, wherever one is extended."""
LETTERS = 40.0
END = 1
SPAN = (5.0, 60.0)
CENTRE = 20.0
STEPS = 30
IMAGINED_BITS = np.array([10.0, 20.0, 35.0])
IMAGINED_SHARERS = np.array([1 / 300, 1 / 5000, 1 / 100_000])
IMAGINED_TIMES = 10.0
"""«Вектор» is borne by one company in 300, «Вектор-Мед» by one in 5,000, «Колесникторг» by one in 100,000: ten of each."""
SHAPE = 0.3
"""How far names of one rarity differ: some are fashionable."""
Bits = NDArray[np.float64]
_STEP = np.uint64(1_000_003)


def name_bits(names: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return, for each of some distinct names, -log2 of the chance that a name made up like the others is this one."""
    if not len(names):
        return np.zeros(0)
    lengths = np.fromiter(map(len, names), np.int64, len(names)) + 1
    text = ("\1" + "\1".join(names.tolist()) + "\1").encode("ascii", "replace")
    letters = np.frombuffer(text, np.uint8).astype(np.uint64)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    at = np.arange(len(letters) - 1) + 1
    chance = np.full(len(at), 1 / LETTERS)
    context = np.zeros(len(at), np.uint64)
    for back in range(ORDER):
        if back:
            place = at - back
            context = context * _STEP + np.where(place >= starts, letters[np.maximum(place, 0)], np.uint64(0)) + np.uint64(1)
        whole = context * _STEP * _STEP + letters[at]
        chance = (_others(whole) + WEIGHT * chance) / (_others(context) + WEIGHT)
    bits: NDArray[np.float64] = np.add.reduceat(-np.log2(chance), np.cumsum(lengths) - lengths)
    return bits


def sharers(chance: Bits, others: Bits, entities: int) -> Bits:
    """Return how many other companies are to be expected to bear each name.

    How that falls with the rarity of a name is learnt from the table (a Poisson regression on `chance`, the bits of
    `name_bits`), together with a few imagined names; what is known of a name itself then counts beside that.
    """
    told = np.concatenate([np.clip(chance, *SPAN), IMAGINED_BITS])
    seen = np.concatenate([others, np.minimum(IMAGINED_SHARERS * entities, len(told))])
    times = np.concatenate([np.ones(len(chance)), np.full(len(IMAGINED_BITS), IMAGINED_TIMES)])
    level, slope = _fitted((told - CENTRE) / CENTRE, seen, times)
    expected = np.exp(level + slope * (np.clip(chance, *SPAN) - CENTRE) / CENTRE)
    known: Bits = (SHAPE + np.maximum(others - 1, 0)) / (SHAPE / expected + 1)
    return known


def _fitted(told: Bits, seen: Bits, times: Bits) -> tuple[float, float]:
    """Fit log(expected) = level + slope * told by Newton's method."""
    level, slope = float(np.log(np.average(seen, weights=times) + 1e-9)), 0.0
    for _ in range(STEPS):
        mean = np.exp(np.minimum(level + slope * told, 20.0)) * times
        off = seen * times - mean
        a, b, c = mean.sum(), (mean * told).sum(), (mean * told * told).sum()
        x, y = off.sum(), (off * told).sum()
        whole = a * c - b * b
        if whole <= 0:
            break
        level, slope = (
            level + float(np.clip((c * x - b * y) / whole, -2, 2)),
            slope + float(np.clip((a * y - b * x) / whole, -2, 2)),
        )
    return level, min(slope, 0.0)


def _others(codes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Count how often each code stands elsewhere."""
    _, inverse, times = np.unique(codes, return_inverse=True, return_counts=True)
    others: NDArray[np.int64] = times[inverse] - 1
    return others
