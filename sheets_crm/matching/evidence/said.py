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
NOTHING = 0


@dataclass(frozen=True, eq=False)
class Evidence:
    """Bits for (or against) each pair being one client, and a code of what agrees or differs; 0 where nothing is known."""

    bits: Bits
    said: Codes

    @staticmethod
    def none(pairs: int) -> Evidence:
        """Return that nothing is known."""
        return Evidence(np.zeros(pairs), np.zeros(pairs, np.uint8))


def filled(ids: Ids) -> Truths:
    """Return which records have anything here."""
    some: Truths = (ids != NONE).any(axis=1)
    return some


def slips(one: NDArray[np.object_], other: NDArray[np.object_], most: int) -> NDArray[np.int64]:
    """Return how many letters were mistyped or swapped between texts, pair by pair; `most` + 1 where more."""
    if not len(one):
        return np.zeros(0, np.int64)
    distances: NDArray[np.int64] = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=most, dtype=np.int64)
    return distances


def shared(one: Ids, other: Ids) -> list[tuple[Ids, Truths]]:
    """Return, for each way to pick one word of either side, the words of the first and where both are the same."""
    return [
        (one[:, i], (one[:, i] == other[:, j]) & (one[:, i] != NONE)) for i, j in product(range(one.shape[1]), range(other.shape[1]))
    ]
