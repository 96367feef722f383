"""People: words of two names are laid beside each other, the same ones first, then short names, slips and initials."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from sheets_crm.matching.arrays import NONE, Ids
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Bits, Codes, Evidence, Truths, slips
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.parties import Bags

SAME, FEWER, SHORT, ENDING, TYPO, INITIALS, ALIKE = 1, 2, 3, 4, 5, 6, 7
OTHER_SURNAME, OTHER_PATRONYMIC, OTHER_GIVEN, OTHER = 8, 9, 10, 11
LONG, LONGER, LONGEST_FIRST = 3, 7, 5


def people(table: Features, rare: Rarity, one: NDArray[np.int32], other: NDArray[np.int32]) -> Evidence:
    """Compare the people of records, the two who agree best."""
    out = Evidence.none(len(one))
    known = np.zeros(len(one), bool)
    for i, j in product(range(table.people.shape[1]), repeat=2):
        x, y = table.people[one, i], table.people[other, j]
        some = np.flatnonzero((x != NONE) & (y != NONE))
        bits, said = compared(table.bags, rare.person_word, np.minimum(x, y)[some], np.maximum(x, y)[some])
        better = (bits > out.bits[some]) | ~known[some]
        at = some[better]
        out.bits[at], out.said[at], known[at] = bits[better], said[better], True
    return out


@dataclass(eq=False)
class _Laid:
    """Two names of each pair, word by word: which words are not laid beside another yet, and what the others came to."""

    a: Ids
    b: Ids
    free_a: Truths
    free_b: Truths
    bits: Bits
    matched: Bits
    said: Codes

    def lay(self, i: int, j: int, hit: Truths, bits: Bits, *, share: float = 1.0, says: int = 0) -> None:
        """Lay word i of the one beside word j of the other, in these pairs."""
        self.bits += np.where(hit, bits, 0.0)
        self.matched += hit * share
        self.free_a[:, i] &= ~hit
        self.free_b[:, j] &= ~hit
        if says:
            np.maximum(self.said, np.where(hit, says, 0).astype(np.uint8), out=self.said)

    def some(self, at: NDArray[np.intp]) -> _Laid:
        """Pick pairs."""
        parts = (self.a, self.b, self.free_a, self.free_b, self.bits, self.matched, self.said)
        return _Laid(*(part[at] for part in parts))


def compared(bags: Bags, rare: Bits, one: Ids, other: Ids) -> tuple[Bits, Codes]:
    """Compare people pair by pair; the smaller id must stand first, so that no order of records matters."""
    a, b = bags.words[one], bags.words[other]
    laid = _Laid(a, b, a != NONE, b != NONE, np.zeros(len(a)), np.zeros(len(a)), np.full(len(a), SAME, np.uint8))
    plain = ~bags.initial
    for i, j in product(range(a.shape[1]), repeat=2):
        hit = (a[:, i] == b[:, j]) & laid.free_a[:, i] & laid.free_b[:, j] & plain[a[:, i]]
        laid.lay(i, j, hit, rare[a[:, i]] + weights.SAME_WORD)
    open_ = np.flatnonzero(laid.free_a.any(axis=1) & laid.free_b.any(axis=1))
    rest = laid.some(open_)
    _looser(bags, rare, rest)
    _left(bags, rest)
    laid.bits[open_], laid.said[open_] = rest.bits, rest.said
    done = np.ones(len(a), bool)
    done[open_] = False
    spare = (laid.free_a.sum(axis=1) + laid.free_b.sum(axis=1)) * done
    laid.bits += spare * weights.WORD_TOO_MANY
    laid.said[(spare > 0) & (laid.said == SAME)] = FEWER
    return laid.bits, laid.said


def _looser(bags: Bags, rare: Bits, laid: _Laid) -> None:
    """Lay beside each other the words that only resemble each other."""
    width = laid.a.shape[1]
    at, i, j = np.nonzero(laid.free_a[:, :, None] & laid.free_b[:, None, :])
    kinds = np.zeros((len(laid.a), width, width), np.uint8)
    worth = np.zeros((len(laid.a), width, width))
    kinds[at, i, j], worth[at, i, j] = _relations(bags, rare, laid.a[at, i], laid.b[at, j])
    for kind in (SHORT, TYPO, INITIALS):
        for x, y in product(range(width), repeat=2):
            found = kinds[:, x, y]
            hit = (found == kind) | ((found == ENDING) if kind == TYPO else False)
            hit &= laid.free_a[:, x] & laid.free_b[:, y]
            if hit.any():
                laid.lay(x, y, hit, worth[:, x, y], share=0.5 if kind == INITIALS else 1.0, says=kind)


def _relations(bags: Bags, rare: Bits, t: Ids, u: Ids) -> tuple[Codes, Bits]:
    """Say how words resemble each other, and what that is worth."""
    kinds, worth = np.zeros(len(t), np.uint8), np.zeros(len(t))
    initial = bags.initial[t] | bags.initial[u]
    first = initial & (bags.letter[t] == bags.letter[u])
    kinds[first] = INITIALS
    worth[first] = np.where(bags.initial[t] & bags.initial[u], weights.INITIALS_SAME, weights.INITIAL_SAME)[first]
    long = ~initial & (bags.length[t] > LONG) & (bags.length[u] > LONG)
    low, high = np.minimum(rare[t], rare[u]), np.maximum(rare[t], rare[u])
    ending = long & (bags.stem[t] == bags.stem[u])
    kinds[ending], worth[ending] = ENDING, (low + weights.ENDING)[ending]
    try_ = np.flatnonzero(long & (np.abs(bags.length[t] - bags.length[u]) <= 2) & ~(bags.given[t] & bags.given[u]))
    texts = bags.known.texts
    off = slips(texts[t[try_]], texts[u[try_]], 2)
    near = off <= np.where(np.minimum(bags.length[t], bags.length[u])[try_] < LONGER, 1, 2)
    typo, off = try_[near], off[near]
    kinds[typo] = np.where(kinds[typo] == ENDING, ENDING, TYPO)
    slip = np.minimum(high, low + weights.TYPO_MOST)[typo] + weights.TYPO + weights.SECOND_TYPO * (off - 1)
    worth[typo] = np.where(kinds[typo] == ENDING, np.maximum(slip, worth[typo]), slip)
    short = _short(bags.meanings, t, u)
    kinds[short] = SHORT
    worth[short] = np.minimum(low, weights.SHORT_NAME_MOST)[short] + weights.SHORT_NAME
    return kinds, worth


def _short(meanings: Ids, t: Ids, u: Ids) -> Truths:
    """Return which words may be forms of one name."""
    found = np.zeros(len(t), bool)
    some = np.flatnonzero((meanings[t, 0] != NONE) & (meanings[u, 0] != NONE)) if meanings.shape[1] else np.zeros(0, np.intp)
    for i, j in product(range(meanings.shape[1]), repeat=2):
        x, y = meanings[t[some], i], meanings[u[some], j]
        found[some] |= (x == y) & (x != NONE)
    return found


def _left(bags: Bags, laid: _Laid) -> None:
    """Count against a pair the words that are left on both sides."""
    left_a, left_b = np.where(laid.free_a, laid.a, NONE), np.where(laid.free_b, laid.b, NONE)
    count_a, count_b = laid.free_a.sum(axis=1), laid.free_b.sum(axis=1)
    both = np.minimum(count_a, count_b)
    some = laid.matched > 0
    bits = laid.bits + both * weights.OTHER_WORD + np.abs(count_a - count_b) * weights.WORD_TOO_MANY
    strange = np.flatnonzero(~some)
    like = _alike(bags, left_a[strange], left_b[strange])
    bits[strange] = np.where(like, weights.SIMILAR_PERSON, weights.OTHER_PERSON)
    laid.said[strange] = np.where(like, ALIKE, OTHER)
    laid.said[some & (both > 0)] = OTHER_SURNAME
    fewer = some & (both == 0) & (count_a != count_b) & (laid.said == SAME)
    laid.said[fewer] = FEWER
    patronymic = bags.patronymic[left_a].any(axis=1) & bags.patronymic[left_b].any(axis=1)
    bits[patronymic] = np.minimum(laid.bits, weights.BEFORE_PATRONYMIC)[patronymic] + weights.OTHER_PATRONYMIC
    laid.said[patronymic] = OTHER_PATRONYMIC
    given = bags.given[left_a].any(axis=1) & bags.given[left_b].any(axis=1)
    bits[given], laid.said[given] = weights.OTHER_GIVEN, OTHER_GIVEN
    laid.bits[:] = bits


def _alike(bags: Bags, a: Ids, b: Ids) -> Truths:
    """Return whose names have words that sound alike."""
    found, texts = np.zeros(len(a), bool), bags.known.texts
    for i, j in product(range(a.shape[1]), repeat=2):
        t, u = a[:, i], b[:, j]
        some = (t != NONE) & (u != NONE) & ((bags.letter[t] == bags.letter[u]) | (bags.length[t] > LONGEST_FIRST)) & ~found
        at = np.flatnonzero(some)
        if len(at):
            found[at] = process.cpdist(texts[t[at]], texts[u[at]], scorer=JaroWinkler.similarity) > weights.LIKE
    return found
