"""What comparing one field of many pairs of records came to: bits, and a code for what to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from sheets_crm.matching.arrays import NONE, Ids, Words

Bits = NDArray[np.float64]
Codes = NDArray[np.uint8]
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]
Records = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Bits for (or against) each pair being one client, and a code of what agrees or differs; 0 where nothing is known."""

    bits: Bits
    said: Codes

    @property
    def own(self) -> Bits:
        """The part of it that relatives and neighbours do not share."""
        return self.bits

    def some(self, at: Places) -> Evidence:
        """Pick pairs."""
        return Evidence(self.bits[at], self.said[at])

    @staticmethod
    def none(pairs: int) -> Evidence:
        """Return that nothing is known."""
        return Evidence(np.zeros(pairs), np.zeros(pairs, np.uint8))


def slips(words: Words, one: Ids, other: Ids, most: int) -> NDArray[np.int64]:
    """Return how many letters were mistyped or swapped between words, pair by pair; `most` + 1 where more."""
    out = np.full(len(one), most + 1, np.int64)
    some = np.flatnonzero(may_slip(words, one, other, most))
    if len(some):
        texts = words.texts[one[some]], words.texts[other[some]]
        out[some] = process.cpdist(*texts, scorer=OSA.distance, score_cutoff=most, dtype=np.int64)
    return out


def may_slip(words: Words, one: Ids, other: Ids, most: int) -> Truths:
    """Return where words may be so few slips apart, going by their lengths and by which letters they have."""
    lengths, letters = words.lengths, words.letters
    found: Truths = np.abs(lengths[one] - lengths[other]) <= most
    some = np.flatnonzero(found)
    found[some] = np.bitwise_count(letters[one[some]] ^ letters[other[some]]).sum(axis=1) <= 2 * most
    return found


def shared(one: Ids, other: Ids) -> list[tuple[Ids, Truths]]:
    """Return, for each way to pick one word of either side, the words of the first and where both are the same."""
    return [
        (one[:, i], (one[:, i] == other[:, j]) & (one[:, i] != NONE))
        for i, j in product(range(one.shape[1]), range(other.shape[1]))
    ]


def near(words: Words, one: Ids, other: Ids) -> Truths:
    """Return which words of four letters and more are a slip apart, long ones two."""
    shortest = np.minimum(words.lengths[one], words.lengths[other])
    found: Truths = (shortest > SHORT) & (slips(words, one, other, 2) <= np.where(shortest > LONG, 2, 1))
    return found


SHORT, LONG = 3, 7
