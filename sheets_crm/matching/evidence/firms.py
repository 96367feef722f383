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
from sheets_crm.matching.parties import Firms

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
    numbered = np.flatnonzero(digits)
    differ = numbered[_differ(table, x[numbered], y[numbered])]
    bits[differ], said[differ] = weights.OTHER_DIGITS, OTHER_DIGITS
    rest = np.flatnonzero(~same & ~digits)
    typo = _typos(table, rare, name_x[rest], name_y[rest])
    found = np.isfinite(typo)
    at = rest[found]
    bits[at], said[at] = typo[found] + form[at], TYPO
    rest = np.union1d(rest[~found], np.setdiff1d(numbered, differ, assume_unique=True))
    partly = _partly(table, rare, x[rest], y[rest], digits[rest])
    found = np.isfinite(partly)
    at = rest[found]
    bits[at], said[at] = partly[found] + form[at], PARTLY
    return bits, said


def _differ(table: Features, x: Ids, y: Ids) -> NDArray[np.bool_]:
    """Say where names that do not have the same numbers are told apart by them: each has its own, or one has nothing else."""
    a, b = table.firms.words[x], table.firms.words[y]
    numeric = table.firms.numeric
    left_a, left_b = _without(a, b), _without(b, a)
    numbers_a, numbers_b = (numeric[left].any(axis=1) for left in (left_a, left_b))
    more_a, more_b = (((left != NONE) & ~numeric[left]).any(axis=1) for left in (left_a, left_b))
    differ: NDArray[np.bool_] = (numbers_a & numbers_b) | (numbers_a & ~more_a) | (numbers_b & ~more_b)
    return differ


def _without(a: Ids, b: Ids) -> Ids:
    """Return the words of the one side that the other does not have."""
    found = a.copy()
    for column in b.T:
        found[found == column[:, None]] = NONE
    return found


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

    def open(self, i: int, j: int) -> tuple[NDArray[np.intp], Ids, Ids]:
        """Return the pairs in which word i of the one and word j of the other are not laid beside any yet, and these words."""
        at = np.flatnonzero((self.a[:, i] != NONE) & (self.b[:, j] != NONE))
        return at, self.a[at, i], self.b[at, j]

    def lay(self, i: int, j: int, at: NDArray[np.intp], bits: Bits) -> None:
        """Lay word i of the one beside word j of the other, in these pairs."""
        self.bits[at] += bits
        self.matched[at] += 1
        self.a[at, i], self.b[at, j] = NONE, NONE


def _partly(table: Features, rare: Rarity, x: Ids, y: Ids, digits: NDArray[np.bool_]) -> Bits:
    """Return what names are worth that share some words; -inf for those that share none. `digits` says where numbers differ."""
    worth, numeric = rare.firm_word, table.firms.numeric
    a, b = table.firms.words[x], table.firms.words[y]
    whole_a, whole_b = worth[a].sum(axis=1), worth[b].sum(axis=1)
    models = numeric & (table.firms.known.lengths >= weights.MODEL_DIGITS) & (worth >= weights.TELLING_WORD)
    laid = _Words(a.copy(), b.copy(), np.zeros(len(a)), np.zeros(len(a), np.int64))
    pairs = list(product(range(a.shape[1]), repeat=2))
    for i, j in pairs:
        at, t, u = laid.open(i, j)
        same = t == u
        laid.lay(i, j, at[same], worth[t[same]])
    model = models[np.where(laid.a == NONE, a, NONE)].any(axis=1)
    for i, j in pairs:
        at, t, u = laid.open(i, j)
        close = near(table.firms.known, t, u) & ~numeric[t] & ~numeric[u]
        laid.lay(i, j, at[close], np.minimum(worth[t], worth[u])[close] + weights.FIRM_WORD_TYPO)
    _say_again(table.firms, laid)
    left_a, left_b = ((side != NONE).any(axis=1) for side in (laid.a, laid.b))
    most = np.minimum(laid.bits, weights.FIRM_MOST + model * weights.MODEL)
    telling = np.clip(worth / weights.TELLING_WORD, weights.LEAST_MISSING, 1.0)
    telling[NONE] = 0.0
    inside = most + weights.FIRM_WORD_MISSING * (telling[laid.a] + telling[laid.b]).sum(axis=1)
    share = np.clip(2 * laid.bits / np.maximum(whole_a + whole_b, 1e-9), 0, None)
    across = weights.OTHER_FIRM + (most - weights.OTHER_FIRM) * share**1.5
    bits = np.where(left_a & left_b & ~model, across, inside) + (digits & ~model) * weights.DIGITS_TOO_MANY
    return np.where(laid.matched > 0, bits, -np.inf)


def _say_again(known: Firms, laid: _Words) -> None:
    """Leave out nouns and adjectives of one root, which neither agree nor differ: стоматология, стоматологическая клиника."""
    roots, adjective = known.roots, known.adjective
    for i, j in product(range(laid.a.shape[1]), repeat=2):
        at, t, u = laid.open(i, j)
        again = at[(roots[t] == roots[u]) & (roots[t] != 0) & (adjective[t] | adjective[u])]
        laid.a[again, i], laid.b[again, j] = NONE, NONE
