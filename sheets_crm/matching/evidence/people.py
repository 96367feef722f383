"""People: words of two names are laid beside each other, the same ones first, then short names, slips and initials."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from sheets_crm.matching.arrays import NONE, Hashes, Ids
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Bits, Codes, Evidence, Records, Truths, may_slip, slips
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.normal.people import OF_GIVEN, OF_PATRONYMIC
from sheets_crm.matching.parties import Bags

SAME, FEWER, SHORT, ENDING, TYPO, INITIALS, ALIKE = 1, 2, 3, 4, 5, 6, 7
OTHER_SURNAME, OTHER_PATRONYMIC, OTHER_INITIALS, OTHER_GIVEN, OTHER = 8, 9, 10, 11, 12
LONG, LONGER, LONGEST_FIRST, MOST_SLIPS = 3, 7, 5, 2
GIVEN, FATHER = int(OF_GIVEN), int(OF_PATRONYMIC)


@dataclass(frozen=True, eq=False)
class People(Evidence):
    """Evidence of names: relatives share the surname, and nothing else of them."""

    but_surname: Bits

    @property
    def own(self) -> Bits:
        """What the given name and patronymic say."""
        return self.but_surname


def people(table: Features, rare: Rarity, one: Records, other: Records) -> People:
    """Compare the people of records, the two who agree best."""
    out = People(np.zeros(len(one)), np.zeros(len(one), np.uint8), np.zeros(len(one)))
    known = np.zeros(len(one), bool)
    for i, j in product(range(table.people.shape[1]), repeat=2):
        x, y = table.people[one, i], table.people[other, j]
        some = np.flatnonzero((x != NONE) & (y != NONE))
        found = compared(table.bags, rare.person_word, np.minimum(x, y)[some], np.maximum(x, y)[some])
        better = (found.bits > out.bits[some]) | ~known[some]
        at = some[better]
        out.bits[at], out.said[at], out.but_surname[at] = found.bits[better], found.said[better], found.own[better]
        known[at] = True
    return out


def at_most(table: Features, rare: Rarity, one: Records, other: Records) -> People:
    """Return more than people can come to, without looking at the letters of their names one after the other."""
    out = People(np.zeros(len(one)), np.zeros(len(one), np.uint8), np.full(len(one), np.inf))
    known = np.zeros(len(one), bool)
    for i, j in product(range(table.people.shape[1]), repeat=2):
        x, y = table.people[one, i], table.people[other, j]
        some = np.flatnonzero((x != NONE) & (y != NONE))
        most = _most(table.bags, rare.person_word, x[some], y[some])
        out.bits[some] = np.where(known[some], np.maximum(out.bits[some], most), most)
        known[some] = True
    return out


def _most(bags: Bags, rare: Bits, one: Ids, other: Ids) -> Bits:
    """Take each word for laid beside the best of those that it may resemble, and at most two for standing alone."""
    laid = _same(bags, np.maximum(rare, -weights.SAME_WORD), one, other)
    best_a, best_b = np.full(laid.a.shape, -np.inf), np.full(laid.b.shape, -np.inf)
    for i, j in product(range(laid.a.shape[1]), repeat=2):
        at = np.flatnonzero(laid.free_a[:, i] & laid.free_b[:, j])
        kinds, worth = _relations(bags, rare, laid.a[at, i], laid.b[at, j], letter_by_letter=False)
        at, worth = at[kinds > 0], np.maximum(worth[kinds > 0], 0.0)
        best_a[at, i] = np.maximum(best_a[at, i], worth)
        best_b[at, j] = np.maximum(best_b[at, j], worth)
    gained = np.minimum(*(np.maximum(best, 0.0).sum(axis=1) for best in (best_a, best_b)))
    alike = np.minimum(*((best >= 0).sum(axis=1) for best in (best_a, best_b)))
    alone = np.minimum(laid.free_a.sum(axis=1), laid.free_b.sum(axis=1)) - alike
    most: Bits = np.maximum(laid.bits + gained + np.clip(alone, 0, 2) * weights.OTHER_WORD, weights.SIMILAR_PERSON)
    return most


@dataclass(eq=False)
class _Laid:
    """Two names of each pair, word by word: which words are not laid beside another yet, and what the others came to.

    `own` is what words that are no surnames came to, `loose` and `rarest` what the sum and the best of the others did.
    """

    a: Ids
    b: Ids
    free_a: Truths
    free_b: Truths
    bits: Bits
    own: Bits
    loose: Bits
    rarest: Bits
    matched: Bits
    said: Codes

    @staticmethod
    def of(a: Ids, b: Ids) -> _Laid:
        """Begin with every word free."""
        bits, own, loose, rarest, matched = (np.zeros(len(a)) for _ in range(5))
        return _Laid(a, b, a != NONE, b != NONE, bits, own, loose, rarest, matched, np.full(len(a), SAME, np.uint8))

    def lay(self, i: int, j: int, hit: Truths, bits: Bits, own: Truths, says: int = 0) -> None:
        """Lay word i of the one beside word j of the other, in these pairs."""
        gained = np.where(hit, bits, 0.0)
        self.bits += gained
        self.own += gained * own
        self.loose += gained * ~own
        np.maximum(self.rarest, gained * ~own, out=self.rarest)
        self.matched += hit * (0.5 if says == INITIALS else 1.0)
        self.free_a[:, i] &= ~hit
        self.free_b[:, j] &= ~hit
        if says:
            np.maximum(self.said, np.where(hit, says, 0).astype(np.uint8), out=self.said)

    def some(self, at: NDArray[np.intp]) -> _Laid:
        """Pick pairs."""
        return _Laid(*(getattr(self, one.name)[at] for one in fields(self)))


def compared(bags: Bags, rare: Bits, one: Ids, other: Ids) -> People:
    """Compare people pair by pair; the smaller id must stand first, so that no order of records matters."""
    laid = _same(bags, rare, one, other)
    open_ = np.flatnonzero(laid.free_a.any(axis=1) & laid.free_b.any(axis=1))
    rest = laid.some(open_)
    _looser(bags, rare, rest)
    spare = laid.free_a.sum(axis=1) + laid.free_b.sum(axis=1)
    laid.bits += spare * weights.WORD_TOO_MANY
    laid.said[spare > 0] = FEWER
    laid.own += laid.loose - laid.rarest
    laid.bits[open_], laid.own[open_], laid.said[open_] = _left(bags, rest)
    return People(laid.bits, laid.said, laid.own)


def _same(bags: Bags, rare: Bits, one: Ids, other: Ids) -> _Laid:
    """Lay the same words beside each other."""
    a, b = bags.words[one], bags.words[other]
    laid = _Laid.of(a, b)
    for i, j in product(range(a.shape[1]), repeat=2):
        hit = (a[:, i] == b[:, j]) & laid.free_a[:, i] & laid.free_b[:, j] & ~bags.initial[a[:, i]]
        if hit.any():
            laid.lay(i, j, hit, rare[a[:, i]] + weights.SAME_WORD, bags.own[a[:, i]])
    return laid


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
                t, u = laid.a[:, x], laid.b[:, y]
                own = bags.own[t] | bags.initial[t] | bags.own[u] | bags.initial[u]
                laid.lay(x, y, hit, worth[:, x, y], own, says=kind)


def _relations(bags: Bags, rare: Bits, t: Ids, u: Ids, *, letter_by_letter: bool = True) -> tuple[Codes, Bits]:
    """Say how words resemble each other, and what that is worth; or, sooner, how they may, and what it is worth at most."""
    kinds, worth = np.zeros(len(t), np.uint8), np.zeros(len(t))
    initial = bags.initial[t] | bags.initial[u]
    first = initial & (bags.letter[t] == bags.letter[u]) & _one_role(bags, t, u)
    kinds[first] = INITIALS
    worth[first] = np.where(bags.initial[t] & bags.initial[u], weights.INITIALS_SAME, weights.INITIAL_SAME)[first]
    long = ~initial & (bags.length[t] > LONG) & (bags.length[u] > LONG)
    low, high = np.minimum(rare[t], rare[u]), np.maximum(rare[t], rare[u])
    ending = long & (bags.stem[t] == bags.stem[u])
    kinds[ending], worth[ending] = ENDING, (low + weights.ENDING)[ending]
    try_ = np.flatnonzero(long & (np.abs(bags.length[t] - bags.length[u]) <= MOST_SLIPS) & ~(bags.given[t] & bags.given[u]))
    if letter_by_letter:
        off = slips(bags.known, t[try_], u[try_], MOST_SLIPS)
    else:
        off = np.where(may_slip(bags.known, t[try_], u[try_], MOST_SLIPS), 1, MOST_SLIPS + 1)
    near = off <= np.where(np.minimum(bags.length[t], bags.length[u])[try_] < LONGER, 1, 2)
    typo, off = try_[near], off[near]
    kinds[typo] = np.where(kinds[typo] == ENDING, ENDING, TYPO)
    slip = np.minimum(high, low + weights.TYPO_MOST)[typo] + weights.TYPO + weights.SECOND_TYPO * (off - 1)
    worth[typo] = np.where(kinds[typo] == ENDING, np.maximum(slip, worth[typo]), slip)
    short = _short(bags.meanings, t, u)
    kinds[short] = SHORT
    worth[short] = np.minimum(low, weights.SHORT_NAME_MOST)[short] + weights.SHORT_NAME
    return kinds, worth


def _short(meanings: Hashes, t: Ids, u: Ids) -> Truths:
    """Return which words may be forms of one name."""
    found = np.zeros(len(t), bool)
    some = np.flatnonzero((meanings[t, 0] != 0) & (meanings[u, 0] != 0)) if meanings.shape[1] else np.zeros(0, np.intp)
    for i, j in product(range(meanings.shape[1]), repeat=2):
        x, y = meanings[t[some], i], meanings[u[some], j]
        found[some] |= (x == y) & (x != 0)
    return found


def _one_role(bags: Bags, t: Ids, u: Ids) -> Truths:
    """Return where an initial can stand for the other word: that of a given name stands for no patronymic."""
    role_t, role_u = bags.role[t], bags.role[u]
    found: Truths = (role_t == 0) | (role_u == 0) | (role_t == role_u)
    for role, word in ((role_t, u), (role_u, t)):
        full = ~bags.initial[word]
        found &= ~(full & (role == GIVEN) & bags.patronymic[word]) & ~(
            full & (role == FATHER) & bags.given[word] & ~bags.patronymic[word]
        )
    return found


def _left(bags: Bags, laid: _Laid) -> tuple[Bits, Bits, Codes]:
    """Count against a pair the words that are left on both sides; return what all comes to, the own part of it, and why."""
    left_a, left_b = np.where(laid.free_a, laid.a, NONE), np.where(laid.free_b, laid.b, NONE)
    count_a, count_b = laid.free_a.sum(axis=1), laid.free_b.sum(axis=1)
    both, spare = np.minimum(count_a, count_b), np.abs(count_a - count_b)
    bits = laid.bits + both * weights.OTHER_WORD + spare * weights.WORD_TOO_MANY
    own = laid.own + laid.loose - laid.rarest + (both > 0) * weights.OTHER_SURNAME
    said = np.where((laid.said == INITIALS) & (laid.rarest == 0), ALIKE, laid.said)  # no surname agrees
    said[(both == 0) & (spare > 0) & (said == SAME)] = FEWER
    said[both > 0] = OTHER_SURNAME
    kinds = [[kind[side].any(axis=1) for side in (left_a, left_b)] for kind in (bags.patronymic, bags.given, bags.initial)]
    (father_a, father_b), (given_a, given_b), (initial_a, initial_b) = kinds
    word_a, word_b = (bags.plain[side].any(axis=1) for side in (left_a, left_b))
    father = father_a & father_b
    bits[father] = np.minimum(laid.bits, weights.BEFORE_PATRONYMIC)[father] + weights.OTHER_PATRONYMIC
    said[father], own[father] = OTHER_PATRONYMIC, weights.OTHER_GIVEN
    named = [left | initial for left, initial in ((father_a | given_a, initial_a), (father_b | given_b, initial_b))]
    letters = (initial_a & named[1]) | (initial_b & named[0])
    surname = laid.rarest > 0
    given = (given_a & given_b) | (surname & ((given_a & word_b) | (given_b & word_a)))
    for differ, why in ((letters, OTHER_INITIALS), (given, OTHER_GIVEN)):
        bits[differ], own[differ], said[differ] = weights.OTHER_GIVEN, weights.OTHER_GIVEN, why
    own[given_a & given_b] = weights.OTHER_GIVEN_OF_RELATIVE
    strange = np.flatnonzero(laid.matched < 1)
    like = _alike(bags, left_a[strange], left_b[strange])
    bits[strange] = own[strange] = np.where(like, weights.SIMILAR_PERSON, weights.OTHER_PERSON)
    said[strange] = np.where(like, ALIKE, OTHER)
    return bits, own, said


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
