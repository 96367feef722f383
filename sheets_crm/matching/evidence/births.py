"""Birth dates: the same, a slip in it, day and month swapped, or near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Bits, Evidence, Records, Truths
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity

SAME, SLIP, NEAR, OTHER = 1, 2, 3, 4
Dates = NDArray[np.int64]
MONTH_OF_DAYS, YEAR_OF_DAYS, DECADE, TWO = 31, 366, 10, 2


def births(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare birth dates; of dates that are not known whole the parts that are."""
    out = Evidence.none(len(one))
    some = np.flatnonzero((table.birth[one] > 0).any(axis=1) & (table.birth[other] > 0).any(axis=1))
    if not len(some):
        return out
    a, b = table.birth[one[some]].astype(np.int64), table.birth[other[some]].astype(np.int64)
    whole = (a > 0).all(axis=1) & (b > 0).all(axis=1)
    vague = (_is_new_year(a) | _is_new_year(b)) & (a != b).any(axis=1)
    in_full, in_part = _in_full(a, b, rare.birth[one[some]]), _in_part(a, b, vague)
    bits = np.where(whole & ~vague, in_full, in_part)
    out.bits[some] = bits
    same = whole & (a == b).all(axis=1)
    out.said[some] = np.select([same, bits == weights.BIRTH_SLIP, bits > 0, bits < 0, whole], [SAME, SLIP, NEAR, OTHER, NEAR])
    return out


def _is_new_year(dates: Dates) -> Truths:
    """Return which dates are 1 January, as people write when they know the year alone."""
    found: Truths = (dates[:, 1:] == 1).all(axis=1)
    return found


def _in_full(a: Dates, b: Dates, worth: Bits) -> Bits:
    equal = a == b
    parts = equal.sum(axis=1)
    days = np.abs(_days(a) - _days(b))
    swapped = equal[:, 0] & (a[:, 1] == b[:, 2]) & (a[:, 2] == b[:, 1])
    decade = (np.abs(a[:, 0] - b[:, 0]) == DECADE) & (parts > 0)
    near = [(parts == TWO) | (days <= MONTH_OF_DAYS), (days <= YEAR_OF_DAYS) | decade, parts == 1]
    return np.select(
        [equal.all(axis=1), _one_off(a, b) | swapped, *near],
        [worth, weights.BIRTH_SLIP, weights.BIRTH_NEAR, 0.0, weights.BIRTH_PART],
        weights.BIRTH_FAR,
    )


def _in_part(a: Dates, b: Dates, vague: Truths) -> Bits:
    """Compare years, and days of the year, where both know them."""
    years = (a[:, 0] > 0) & (b[:, 0] > 0)
    off = np.abs(a[:, 0] - b[:, 0])
    year = np.select([off == 0, off == 1], [weights.BIRTH_YEAR, 0.0], weights.BIRTH_PART)
    days = (a[:, 1:] > 0).all(axis=1) & (b[:, 1:] > 0).all(axis=1) & ~vague
    day = np.where((a[:, 1:] == b[:, 1:]).all(axis=1), weights.BIRTH_DAY, weights.BIRTH_PART)
    bits: Bits = np.where(years, year, 0.0) + np.where(days, day, 0.0)
    return bits


def _days(parts: Dates) -> NDArray[np.int64]:
    """Return days between dates well enough to compare them, of impossible dates too."""
    days: NDArray[np.int64] = parts @ np.array([365, 30, 1])
    return days


def _one_off(a: Dates, b: Dates) -> Truths:
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
