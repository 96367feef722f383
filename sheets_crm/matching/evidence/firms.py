"""Companies: the whole name, a slip in it, or the words that it shares with the other; the legal form and numbers apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import NONE, Ids
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Bits, Evidence, Records, near, slips
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity

SAME, SAME_OTHER_FORM, TYPO, PARTLY, OTHER_DIGITS, OTHER = 1, 2, 3, 4, 5, 6
SHORT, LONG, LONGEST = 5, 8, 14


def firms(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare the companies of records."""
    out = Evidence.none(len(one))
    x, y = table.firm[one], table.firm[other]
    some = np.flatnonzero((x != NONE) & (y != NONE))
    if len(some):
        out.bits[some], out.said[some] = _compared(table, rare, np.minimum(x, y)[some], np.maximum(x, y)[some])
    return out


def _compared(table: Features, rare: Rarity, x: Ids, y: Ids) -> tuple[Bits, NDArray[np.uint8]]:
    known = table.firms
    name_x, name_y = known.name[x], known.name[y]
    form = _forms(known.form[x], known.form[y])
    bits, said = np.full(len(x), weights.OTHER_FIRM), np.full(len(x), OTHER, np.uint8)
    wide = np.sort(known.words[x], axis=1), np.sort(known.words[y], axis=1)
    same = (name_x == name_y) | (wide[0] == wide[1]).all(axis=1)
    worth = np.minimum(rare.firm_name[name_x], rare.firm_name[name_y])  # the words in another order may be another's name
    bits[same] = (np.minimum(worth + weights.SAME_FIRM, weights.SAME_FIRM_MOST) + form)[same]
    said[same] = np.where(form < 0, SAME_OTHER_FORM, SAME)[same]
    digits = ~same & (known.digits[x] != known.digits[y])
    bits[digits], said[digits] = weights.OTHER_DIGITS, OTHER_DIGITS
    rest = np.flatnonzero(~same & ~digits)
    typo = _typos(table, rare, name_x[rest], name_y[rest])
    found = np.isfinite(typo)
    at = rest[found]
    bits[at], said[at] = typo[found] + form[at], TYPO
    rest = rest[~found]
    partly = _partly(table, rare, x[rest], y[rest])
    found = np.isfinite(partly)
    at = rest[found]
    bits[at], said[at] = partly[found] + form[at], PARTLY
    return bits, said


def _forms(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Bits:
    told = (one > 0) & (other > 0)
    return np.where(told, np.where(one == other, weights.SAME_FORM, weights.OTHER_FORM), 0.0)


def _typos(table: Features, rare: Rarity, one: Ids, other: Ids) -> Bits:
    """Return what names are worth that differ by slips; -inf for others."""
    names = table.firms.names
    shortest = np.minimum(names.lengths[one], names.lengths[other])
    off = slips(names, one, other, 2)
    length = np.where(shortest < LONGEST, 0.0, weights.FIRM_LONG)
    bits = np.minimum(np.minimum(rare.firm_name[one], rare.firm_name[other]), weights.FIRM_MOST + length)
    bits = bits + length + weights.FIRM_TYPO + weights.SECOND_TYPO * (off - 1)
    return np.where((shortest >= SHORT) & (off <= np.where(shortest < LONG, 1, 2)), bits, -np.inf)


@dataclass(eq=False)
class _Words:
    a: Ids
    b: Ids
    bits: Bits
    matched: NDArray[np.int64]


def _partly(table: Features, rare: Rarity, x: Ids, y: Ids) -> Bits:
    """Return what names are worth that share some words; -inf for those that share none."""
    worth = rare.firm_word
    a, b = table.firms.words[x], table.firms.words[y]
    whole_a, whole_b = worth[a].sum(axis=1), worth[b].sum(axis=1)
    laid = _Words(a.copy(), b.copy(), np.zeros(len(a)), np.zeros(len(a), np.int64))
    for i, j in product(range(a.shape[1]), repeat=2):
        _lay(laid, i, j, (laid.a[:, i] == laid.b[:, j]) & (laid.a[:, i] != NONE), worth[laid.a[:, i]])
    for i, j in product(range(a.shape[1]), repeat=2):
        t, u = laid.a[:, i], laid.b[:, j]
        close = np.zeros(len(a), bool)
        some = np.flatnonzero((t != NONE) & (u != NONE))
        close[some] = near(table.firms.known, t[some], u[some])
        _lay(laid, i, j, close, np.minimum(worth[t], worth[u]) + weights.FIRM_WORD_TYPO)
    left_a, left_b = (laid.a != NONE).sum(axis=1), (laid.b != NONE).sum(axis=1)
    most = np.minimum(laid.bits, weights.FIRM_MOST)
    inside = most + weights.FIRM_WORD_MISSING * np.maximum(left_a, left_b)
    share = np.clip(2 * laid.bits / np.maximum(whole_a + whole_b, 1e-9), 0, None)
    across = weights.OTHER_FIRM + (most - weights.OTHER_FIRM) * share**1.5
    bits = np.where((left_a == 0) | (left_b == 0), inside, across)
    return np.where(laid.matched > 0, bits, -np.inf)


def _lay(laid: _Words, i: int, j: int, hit: NDArray[np.bool_], bits: Bits) -> None:
    laid.bits += np.where(hit, bits, 0.0)
    laid.matched += hit
    laid.a[hit, i] = NONE
    laid.b[hit, j] = NONE
