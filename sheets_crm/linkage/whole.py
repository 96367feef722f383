"""The score of pairs in whole bits: the numbers in which an engine's own model takes our evidence."""

from __future__ import annotations

from threading import local

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.evidence.weights import LARGEST
from sheets_crm.matching.features import Features
from sheets_crm.matching.find import HOPELESS
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.scoring import ONE_BIT, scores

LEAST, MOST = HOPELESS // ONE_BIT, int(LARGEST)
"""Pairs below are not looked at again, and nothing above is taken for surer."""
Whole = NDArray[np.int16]
NOTHING: Whole = np.zeros(0, np.int16)


class WholeBits:
    """Scores pairs; the last batch is remembered, because an engine asks of each level anew whether a pair is there."""

    def __init__(self, table: Features, rare: Rarity) -> None:
        self.table, self.rare = table, rare
        self._last = local()

    def __call__(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> Whole:
        """Return the bits of pairs, rounded up: above zero if and only if the score is."""
        codes = one * len(self.table) + other
        known, bits = getattr(self._last, "batch", (codes[:0], NOTHING))
        at = np.searchsorted(known, codes)
        if not len(known) or at.max(initial=0) >= len(known) or not np.array_equal(known[at], codes):
            known, bits = self._last.batch = self._read(codes)
            at = np.searchsorted(known, codes)
        told: Whole = bits[at]
        return told

    def _read(self, codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], Whole]:
        codes = np.unique(codes)
        one, other = (part.astype(np.int32) for part in np.divmod(codes, max(len(self.table), 1)))
        bits = -(-scores(self.table, self.rare, one, other) // ONE_BIT)
        return codes, np.clip(bits, LEAST, MOST).astype(np.int16)
