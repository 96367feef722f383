"""Birth dates: the same, a slip in it, day and month swapped, or near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Evidence, Records, Truths
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity

SAME, SLIP, NEAR, OTHER = 1, 2, 3, 4
MONTH_OF_DAYS, YEAR_OF_DAYS, DECADE, TWO = 31, 366, 10, 2


def births(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare birth dates; a record that knows only a part of it says nothing."""
    out = Evidence.none(len(one))
    some = np.flatnonzero(table.is_born[one] & table.is_born[other])
    if not len(some):
        return out
    a, b = table.birth[one[some]].astype(np.int64), table.birth[other[some]].astype(np.int64)
    equal = a == b
    same, parts = equal.all(axis=1), equal.sum(axis=1)
    days = np.abs(_days(a) - _days(b))
    swapped = equal[:, 0] & (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
    decade = (np.abs(a[:, 0] - b[:, 0]) == DECADE) & (parts > 0)
    bits = np.select(
        [same, _one_off(a, b) | swapped, (parts == TWO) | (days <= MONTH_OF_DAYS), (days <= YEAR_OF_DAYS) | decade, parts == 1],
        [rare.birth[one[some]], weights.BIRTH_SLIP, weights.BIRTH_NEAR, 0.0, weights.BIRTH_PART],
        weights.BIRTH_FAR,
    )
    out.bits[some] = bits
    out.said[some] = np.select([same, bits == weights.BIRTH_SLIP, bits >= 0], [SAME, SLIP, NEAR], OTHER)
    return out


def _days(parts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return days between dates well enough to compare them, of impossible dates too."""
    days: NDArray[np.int64] = parts @ np.array([365, 30, 1])
    return days


def _one_off(a: NDArray[np.int64], b: NDArray[np.int64]) -> Truths:
    """Return which dates differ by one digit, or by two neighbours that changed places."""
    digits = [part // np.array([1000, 100, 10, 1]) % 10 for part in (a[:, :1], b[:, :1])]
    rest = [part[:, 1:, None] // np.array([10, 1]) % 10 for part in (a, b)]
    x, y = (np.concatenate([year, more.reshape(len(a), 4)], axis=1) for year, more in zip(digits, rest, strict=True))
    differ = x != y
    times, first = differ.sum(axis=1), differ.argmax(axis=1)
    rows, after = np.arange(len(a)), np.minimum(first + 1, x.shape[1] - 1)
    crossed = (x[rows, first] == y[rows, after]) & (x[rows, after] == y[rows, first]) & differ[rows, after]
    found: Truths = (times == 1) | ((times == TWO) & crossed)
    return found
