"""Who records are about: people as bags of words, and companies; which of them a name means where it alone does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import NONE, Hashes, Ids, Lists, Words, hash_of, joined, mixed
from sheets_crm.matching.chance import name_bits
from sheets_crm.matching.normal.diminutives import known_as
from sheets_crm.matching.normal.people import INITIAL, MOST_PEOPLE, MOST_WORDS, given_names, is_patronymic, stem
from sheets_crm.matching.reading import Column

MOST_FIRM_WORDS, MOST_MEANINGS = 10, 4
KNOWN_NAME, MOST_OF_COLUMN = 2.0, 5.0
MOSTLY_GIVEN = 0.8
ROOT = 7
ADJECTIVE = re.compile(r"(?:sk|[nvt])(?:ai?a|oe|ie|[io]i?)$")
LEAST_SEEN, RARE_SLIP = 5, 5000
"""A word seen so seldom may be a slip of another."""


@dataclass(frozen=True, eq=False)
class Bags:
    """Distinct people as bags of words: `words` by id (NONE behind them); the other arrays say what kind of word each is."""

    words: Ids
    hashes: Hashes
    known: Words
    given: NDArray[np.bool_]
    patronymic: NDArray[np.bool_]
    initial: NDArray[np.bool_]
    role: NDArray[np.uint8]
    letter: NDArray[np.uint8]
    length: NDArray[np.int16]
    stem: Hashes
    meanings: Hashes

    @cached_property
    def own(self) -> NDArray[np.bool_]:
        """Which words are no surnames, which relatives share."""
        return self.given | self.patronymic

    @cached_property
    def plain(self) -> NDArray[np.bool_]:
        """Which words can be surnames, or given names that nobody knows."""
        plain = ~(self.initial | self.patronymic)
        plain[NONE] = False
        return plain

    def hashed(self, ids: Ids) -> Hashes:
        """Return the hashes of people by id, 0 for NONE."""
        return np.append(self.hashes, np.uint64(0))[ids]


@dataclass(frozen=True, eq=False)
class Firms:
    """Distinct companies: the code of the legal form, the name as one word, its words in order (NONE behind), its digits."""

    form: NDArray[np.uint8]
    name: Ids
    names: Words
    words: Ids
    known: Words
    hashes: Hashes
    digits: Hashes
    chance: NDArray[np.float64]

    @cached_property
    def numeric(self) -> NDArray[np.bool_]:
        """Which words are numbers."""
        return self.known.that(str.isdigit)

    @cached_property
    def roots(self) -> Hashes:
        """Return, by word, the hash of how a long word begins; 0 for short ones."""
        return np.array([*(hash_of(word[:ROOT]) if len(word) > ROOT + 1 else 0 for word in self.known.texts), 0], np.uint64)

    @cached_property
    def adjective(self) -> NDArray[np.bool_]:
        """Which words are adjectives, which say again what a noun beside them says: стоматология, стоматологическая клиника."""
        return self.known.that(lambda word: ADJECTIVE.search(word) is not None)

    def hashed(self, ids: Ids) -> Hashes:
        """Return the hashes of companies by id, 0 for NONE."""
        return np.append(self.hashes, np.uint64(0))[ids]


@dataclass(frozen=True, eq=False)
class Parties:
    """The people of each row (ids of bags, NONE behind), and its company (NONE: it names none)."""

    people: Ids
    bags: Bags
    firm: Ids
    firms: Firms
    lore: Lore


@dataclass(frozen=True, eq=False)
class Lore:
    """What a table teaches of words, by their hashes: how much a word speaks for a person, which are given names.

    `people` is, for each column of names, how much it speaks for people whatever stands there. A part of a table, or new rows
    of it, are read by the lore of the whole.
    """

    hashes: Hashes
    worth: NDArray[np.float64]
    given: NDArray[np.bool_]
    people: tuple[float, ...]

    def of(self, known: Words) -> Lore:
        """Return what is known of these words."""
        worth, given = (
            lookup(self.hashes, self.worth[: len(self.hashes)], known.hashes, 0.0),
            lookup(self.hashes, self.given[: len(self.hashes)], known.hashes, default=False),
        )
        common = given_names()
        given = given | known.that(lambda word: word in common)[:-1]
        return Lore(known.hashes, np.append(worth, 0.0), np.append(given, False), self.people)


def lookup(hashes: Hashes, values: NDArray[Any], wanted: Hashes, default: Any) -> NDArray[Any]:  # noqa: ANN401 - of any type
    """Return the values that stand beside some of these (ascending) hashes, a default for those that are not there."""
    if not len(hashes):
        return np.full(len(wanted), default)
    at = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
    return np.where(hashes[at] == wanted, values[at], default)


def parties(
    names: Sequence[Column],
    people: Sequence[Column],
    parts: Mapping[str, Sequence[Column]],
    rows: int,
    lore: Lore | None = None,
) -> Parties:
    """Gather who rows are about; `lore` is that of the table of which these rows are a part."""
    known = Words.of(*(column.lists[2] for column in names), *(one for column in people for one in column.lists))
    told = [column.table(at, known, MOST_WORDS) for column in people for at in range(len(column.lists))]
    said = [column.table(2, known, MOST_WORDS) for column in names]
    words = Words.of(*(column.lists[0] for column in names))
    firm_words = [column.table(0, words, MOST_FIRM_WORDS) for column in names]
    lore = lore.of(known) if lore else _lore(said, firm_words, told, known, words, _given(known, parts))
    human = [_human(*one, lore) for one in zip(said, firm_words, lore.people, strict=True)]
    firm, firms = _firms(names, firm_words, human, words, rows)
    kept = [np.where(mask[:, None], table, NONE) for table, mask in zip(said, human, strict=True)]
    bags, ids = _bags([*told, *kept], known, lore.given)
    return Parties(joined([one[:, None] for one in ids], rows, MOST_PEOPLE), bags, firm, firms, lore)


def _some(ids: Ids) -> NDArray[np.bool_]:
    some: NDArray[np.bool_] = (ids != NONE).any(axis=1)
    return some


def _human(person: Ids, company: Ids, people: float, lore: Lore) -> NDArray[np.bool_]:
    """Return which names of a column are people's; those that may be either are weighed by their words."""
    worth = lore.worth[person].sum(axis=1) + lore.given[person].any(axis=1) * KNOWN_NAME + people
    human: NDArray[np.bool_] = _some(person) & (~_some(company) | (worth > 0))
    return human


def _lore(
    said: Sequence[Ids], firm_words: Sequence[Ids], told: Sequence[Ids], known: Words, words: Words, given: NDArray[np.bool_]
) -> Lore:
    """Learn where words stand: in names that certainly are people's, or in names with a legal form."""
    seen, firm, people = np.zeros(len(known) + 1), np.zeros(len(words) + 1), []
    for person, company in zip(said, firm_words, strict=True):
        sure, certain = _some(person) & ~_some(company), _some(company) & ~_some(person)
        seen += _times(person[sure], len(known))
        firm += _times(company[certain], len(words))
        named = (_some(person) & ~sure) & given[person].any(axis=1)
        unnamed = (_some(person) & ~sure) & ~named
        most = np.log2((sure.sum() + named.sum() + 1) / (certain.sum() + unnamed.sum() + 1))
        people.append(float(np.clip(most, -MOST_OF_COLUMN, KNOWN_NAME)))
    for table in told:
        seen += _times(table, len(known))
    as_firm = lookup(words.hashes, firm[:-1], known.hashes, 0.0)
    worth = np.append(np.log2((seen[:-1] + 0.5) / (as_firm + 0.5)), 0.0)
    worth[known.that(lambda word: INITIAL in word)] = 0.0
    return Lore(known.hashes, worth, given, tuple(people))


def _times(ids: Ids, size: int) -> NDArray[np.float64]:
    """Count the words of a table by id, with one more for NONE, which is 0."""
    return np.append(np.bincount(ids[ids != NONE], minlength=size), 0).astype(np.float64)


def _firms(
    names: Sequence[Column], tables: Sequence[Ids], human: Sequence[NDArray[np.bool_]], words: Words, rows: int
) -> tuple[Ids, Firms]:
    """Return the company of each row, the first that its names name, and all companies."""
    whole = Words.of(*(column.lists[1] for column in names))
    row_words = np.full((rows, max([1, *(table.shape[1] for table in tables)])), NONE, np.int32)
    row_name, row_form = np.full(rows, NONE, np.int32), np.zeros(rows, np.uint8)
    for column, table, person in zip(names, tables, human, strict=True):
        laid = column.table(1, whole, 1)
        name = laid[:, 0] if laid.shape[1] else np.full(rows, NONE, np.int32)
        free = (row_name == NONE) & ~person & (name != NONE)
        row_words[free, : table.shape[1]] = table[free]
        row_name[free], row_form[free] = name[free], column.marks[column.codes][free]
    hashes = mixed(row_form.astype(np.uint64), whole.hashed(row_name), *(words.hashed(one) for one in row_words.T))
    hashes[row_name == NONE] = 0
    every, first, firm = np.unique(hashes, return_index=True, return_inverse=True)
    shift = int(len(every) > 0 and every[0] == 0)
    every, first, ids = every[shift:], first[shift:], firm.astype(np.int32) - np.int32(shift)
    numbers = np.where(words.that(str.isdigit), np.append(words.hashes, np.uint64(0)), np.uint64(0))
    said = row_words[first]
    digits = numbers[said].sum(axis=1)  # whatever their order
    return ids, Firms(row_form[first], row_name[first], whole, said, words, every, digits, name_bits(whole.texts))


def _given(known: Words, parts: Mapping[str, Sequence[Column]]) -> NDArray[np.bool_]:
    """Return which words are given names: those known everywhere, and those mostly in the table's own column of them."""
    common = given_names()
    found = known.that(lambda word: word in common)
    times = {key: np.zeros(len(known) + 1) for key in parts}
    for key, columns in parts.items():
        for column in columns:
            ids = column.table(0, known, MOST_WORDS) if len(known) else np.zeros((0, 0), np.int32)
            np.add.at(times[key], ids.ravel(), 1)
    if "given_name" in times:
        total = sum(times.values())
        often = max(LEAST_SEEN, times["given_name"].sum() / RARE_SLIP)
        found |= (times["given_name"] >= often) & (times["given_name"] >= MOSTLY_GIVEN * total)
    found[NONE] = False
    return found


def _bags(tables: Sequence[Ids], known: Words, given: NDArray[np.bool_]) -> tuple[Bags, list[Ids]]:
    """Return the distinct people of some tables of words, and for each table who each row names (NONE: nobody)."""
    width = max((table.shape[1] for table in tables), default=0)
    wide = [np.pad(table, ((0, 0), (0, width - table.shape[1])), constant_values=NONE) for table in tables]
    every = np.concatenate([np.zeros((0, width), np.int32), *wide])
    if width:
        every = np.sort(np.where(every == NONE, LAST, every), axis=1)
        every[every == LAST] = NONE
    hashes = mixed(*(known.hashed(column) for column in every.T)) if width else np.zeros(len(every), np.uint64)
    if width:
        hashes[every[:, 0] == NONE] = 0
    distinct, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    ids = inverse.astype(np.int32)
    if len(distinct) and distinct[0] == 0:
        distinct, first, ids = distinct[1:], first[1:], ids - 1
    splits = np.cumsum([len(table) for table in tables])[:-1]
    return _described(every[first], distinct, known, given), np.split(ids, splits) if tables else []


LAST = np.iinfo(np.int32).max


def _described(words: Ids, hashes: Hashes, known: Words, given: NDArray[np.bool_]) -> Bags:
    full = known_as()
    texts = known.texts.tolist()
    meanings = Lists.of(full.get(text, ()) for text in texts)
    stems = Lists.of((stem(text),) for text in texts)
    width = min(int(meanings.lengths.max(initial=0)), MOST_MEANINGS)
    meant = np.zeros((len(known) + 1, width), np.uint64)
    ends = np.cumsum(meanings.lengths)
    for at in range(width):
        has = np.flatnonzero(meanings.lengths > at)
        meant[has, at] = meanings.hashes[meanings.flat[(ends - meanings.lengths)[has] + at]]
    return Bags(
        words=words,
        hashes=hashes,
        known=known,
        given=given,
        patronymic=known.that(is_patronymic),
        initial=known.that(lambda word: INITIAL in word),
        role=np.array([*(int(text[-1]) if INITIAL in text and text[-1] != INITIAL else 0 for text in texts), 0], np.uint8),
        letter=np.array([*(ord(text[0]) % 256 for text in texts), 0], np.uint8),
        length=np.array([*map(len, texts), 0], np.int16),
        stem=np.append(stems.hashes[stems.flat], np.uint64(0)),
        meanings=meant,
    )
