"""What comparing one field of many pairs of records came to: bits, and a code for what to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from sheets_crm.matching.arrays import NONE, Ids

Bits = NDArray[np.float64]
Codes = NDArray[np.uint8]
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]
Records = NDArray[np.int32]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Bits for (or against) each pair being one client, and a code of what agrees or differs; 0 where nothing is known."""

    bits: Bits
    said: Codes

    @property
    def own(self) -> Bits:
        """The part of it that relatives and neighbours do not share."""
        return self.bits

    @staticmethod
    def none(pairs: int) -> Evidence:
        """Return that nothing is known."""
        return Evidence(np.zeros(pairs), np.zeros(pairs, np.uint8))


def slips(one: Texts, other: Texts, most: int) -> NDArray[np.int64]:
    """Return how many letters were mistyped or swapped between texts, pair by pair; `most` + 1 where more."""
    if not len(one):
        return np.zeros(0, np.int64)
    distances: NDArray[np.int64] = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=most, dtype=np.int64)
    return distances


def shared(one: Ids, other: Ids) -> list[tuple[Ids, Truths]]:
    """Return, for each way to pick one word of either side, the words of the first and where both are the same."""
    return [
        (one[:, i], (one[:, i] == other[:, j]) & (one[:, i] != NONE))
        for i, j in product(range(one.shape[1]), range(other.shape[1]))
    ]


def lengths_of(texts: Texts) -> NDArray[np.int64]:
    """Return how many letters each text has."""
    return np.fromiter(map(len, texts), np.int64, len(texts))


def near(one: Texts, other: Texts) -> Truths:
    """Return which words of four letters and more are a slip apart, long ones two."""
    shortest = np.minimum(lengths_of(one), lengths_of(other))
    found: Truths = (shortest > SHORT) & (slips(one, other, 2) <= np.where(shortest > LONG, 2, 1))
    return found


SHORT, LONG = 3, 7
