"""What records may meet by: a phone or one with a digit left out, a surname and an initial, two words of an address..."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, permutations, product

import numpy as np

from sheets_crm.matching.arrays import NONE, Hashes, Ids, hash_of, mixed
from sheets_crm.matching.features import Feature, Features

LEAST_DIGITS, MOST_DIGITS = 7, 18
FULL_PHONE = 10
SHORTEST = 3
HEAD, FIRM_HEAD = 3, 6
Keys = Hashes
"""A matrix: the keys of each record, 0 where it has fewer."""
Columns = Iterable[Hashes]
"""The same, column by column; to be gone through once, as each takes much memory."""


def keys(table: Features) -> Iterator[tuple[str, Columns]]:
    """Give the keys of every kind, one kind after the other."""
    yield "phone", table.phones.hashed()
    yield "phone slip", _without_one(table.phones, FULL_PHONE)
    yield "email", table.emails.hashed()
    yield "mailbox", _locals(table.emails)
    yield "tax id", table.tax_ids.hashed()
    yield "tax id slip", _without_one(table.tax_ids, LEAST_DIGITS)
    yield "number", table.numbers.hashed()
    yield "number slip", _without_one(table.numbers, LEAST_DIGITS)
    yield "domain", table.domains.hashed()
    yield from _firms(table)
    yield from _people(table)
    if table.birth.any():
        yield "birth", [_birth(table, 0, 1, 2)]
    streets = table.streets.hashed()
    yield "street", (_both(one, other) for one, other in combinations(streets, 2))
    yield "house", (_both(street, house) for street, house in product(streets, table.houses.hashed()))


def refiners(table: Features) -> Iterator[tuple[str, Keys]]:
    """Give the keys that split blocks which are too large."""
    stems = _stems(table)
    yield "person", np.concatenate([stems[words] for words in _people_words(table)], axis=1)
    yield "phone", _own(table.phones)
    yield "email", _own(table.emails)
    yield "firm", _firm_heads(table, 4)
    yield "year", _birth(table, 0)[:, None]
    yield "day", _birth(table, 1, 2)[:, None]
    for key, place in table.places.items():
        yield key, _own(place)
    yield "street", _own(table.streets)
    yield "house", _own(table.houses)


def _own(feature: Feature) -> Keys:
    return np.stack(feature.hashed(), axis=1) if feature.ids.shape[1] else np.zeros((len(feature.ids), 0), np.uint64)


def _both(one: Hashes, other: Hashes) -> Hashes:
    """Mix two hashes whatever their order; 0 where either is missing."""
    return _ordered(one, other, either_way=True)


def _locals(feature: Feature) -> Columns:
    """Return the parts of mailboxes before the @."""
    hashes = np.array([*(hash_of(text.partition("@")[0]) for text in feature.words.texts), 0], np.uint64)
    return [hashes[column] for column in feature.ids.T]


def _without_one(feature: Feature, least: int) -> Iterator[Hashes]:
    """Return numbers with each digit left out: two that differ by a digit, or by two that changed places, share one."""
    texts = feature.words.texts.tolist()
    long = [least <= len(text) <= MOST_DIGITS and text.isdigit() and text.isascii() for text in texts]
    values = np.array([*(int(text) if good else -1 for text, good in zip(texts, long, strict=True)), -1], np.int64)
    most = int(feature.words.lengths[np.flatnonzero(values >= 0)].max(initial=0))
    for column in feature.ids.T:
        number = values[column]
        known = number >= 0
        for place in range(most):
            unit = 10**place
            left = number // (10 * unit) * unit + number % unit
            yield np.where(known & (number >= unit), left.astype(np.uint64), np.uint64(0))


def _birth(table: Features, *parts: int) -> Hashes:
    some = (table.birth[:, parts] > 0).all(axis=1)
    return np.where(some, mixed(*(table.birth[:, part].astype(np.uint64) for part in parts)), np.uint64(0))


def _firm_heads(table: Features, length: int, *, tail: bool = False) -> Keys:
    texts = table.firms.names.texts.tolist()
    hashes = _of_ends([text[-length:] for text in texts] if tail else texts, length)
    heads: Keys = hashes[np.append(table.firms.name, NONE)[table.firm]][:, None]
    return heads


def _of_ends(texts: list[str], length: int) -> Hashes:
    """Return the hashes of the first letters of some texts, with 0 for none behind them."""
    letters = np.array([*texts, ""], f"U{length}").view(np.uint32).reshape(-1, length)
    out = mixed(*letters.T.astype(np.uint64))
    out[NONE] = 0
    return out


def _firms(table: Features) -> Iterator[tuple[str, Columns]]:
    known = table.firms
    yield "firm", [known.names.hashed(np.append(known.name, NONE)[table.firm])]
    yield "firm head", [_firm_heads(table, FIRM_HEAD)[:, 0]]
    yield "firm tail", [_firm_heads(table, FIRM_HEAD, tail=True)[:, 0]]
    long = np.where(
        known.known.that(lambda word: len(word) > SHORTEST), np.append(known.known.hashes, np.uint64(0)), np.uint64(0)
    )
    words = np.concatenate([known.words, np.full((1, known.words.shape[1]), NONE, np.int32)])[table.firm]
    yield "firm word", (long[column] for column in words.T)


def _stems(table: Features) -> Hashes:
    """Return the keys of words of people: stems, 0 for initials and very short words."""
    bags = table.bags
    return np.where(bags.initial | (bags.length < SHORTEST), np.uint64(0), bags.stem)


def _people_words(table: Features) -> list[Ids]:
    """Return the words of each record's people, person by person."""
    wide = np.concatenate([table.bags.words, np.full((1, table.bags.words.shape[1]), NONE, np.int32)])
    return [wide[column] for column in table.people.T] or [np.zeros((len(table), 0), np.int32)]


def _people(table: Features) -> Iterator[tuple[str, Columns]]:
    bags, people = table.bags, _people_words(table)
    heads = _of_ends(bags.known.texts.tolist(), HEAD)
    heads[bags.initial] = 0
    letters = mixed(bags.letter.astype(np.uint64))
    letters[NONE] = 0
    stem = [list(_stems(table)[words].T) for words in people]
    yield "person word", (one for words in stem for one in words)
    yield "person words", (_both(one, other) for words in stem for one, other in combinations(words, 2))
    yield "person heads", (_both(heads[one], heads[other]) for words in people for one, other in combinations(words.T, 2))
    yield "person initial", _beside(people, stem, letters[:, None])
    yield "person short", _beside(people, stem, bags.meanings)
    year, month, whole = _birth(table, 0), _birth(table, 1), _birth(table, 0, 1, 2)
    if whole.any() or year.any():
        yield "person year", (_ordered(one, year) for words in stem for one in words)
        yield "person month", (_ordered(one, month) for words in stem for one in words)
        yield "person birth", (_ordered(heads[one], whole) for words in people for one in words.T)
    for place in table.places.values():
        yield "person place", (_ordered(one, where) for words in stem for one in words for where in place.hashed())


def _beside(people: list[Ids], stem: list[list[Hashes]], said: Keys) -> Iterator[Hashes]:
    """Give a word of a name together with what is said of another one: its first letter, or what it is short for."""
    for part in said.T:
        for words, stems in zip(people, stem, strict=True):
            for i, j in permutations(range(words.shape[1]), 2):
                yield _ordered(stems[i], part[words[:, j]])


def _ordered(one: Hashes, other: Hashes, *, either_way: bool = False) -> Hashes:
    out = np.zeros(len(one), np.uint64)
    some = np.flatnonzero((one != 0) & (other != 0))
    if len(some):
        a, b = one[some], other[some]
        out[some] = mixed(a + b, a ^ b) if either_way else mixed(a, b)
    return out
