"""What records may meet by: a phone or one with a digit left out, a surname and an initial, two words of an address..."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

import numpy as np

from sheets_crm.matching.arrays import NONE, Hashes, Ids, hash_of, mixed
from sheets_crm.matching.features import Feature, Features

LEAST_DIGITS, MOST_DIGITS = 7, 18
FULL_PHONE = 10
SHORTEST = 3
HEAD, FIRM_HEAD = 3, 6
Keys = Hashes
"""A matrix: the keys of each record, 0 where it has fewer."""


def keys(table: Features) -> Iterator[tuple[str, Keys]]:
    """Give the keys of every kind, one kind after the other."""
    yield "phone", _own(table.phones)
    yield "phone slip", _without_one(table.phones, FULL_PHONE)
    yield "email", _own(table.emails)
    yield "mailbox", _parts(table.emails, lambda text: text.partition("@")[0])
    yield "tax id", _own(table.tax_ids)
    yield "tax id slip", _without_one(table.tax_ids, LEAST_DIGITS)
    yield "number", _own(table.numbers)
    yield "number slip", _without_one(table.numbers, LEAST_DIGITS)
    yield "domain", _own(table.domains)
    yield from _firms(table)
    yield from _people(table)
    if table.birth.any():
        yield "birth", _birth(table, 0, 1, 2)[:, None]
    for pair in combinations(range(table.streets.ids.shape[1]), 2):
        yield "street", _both(*(table.streets.words.hashed(table.streets.ids[:, at]) for at in pair))[:, None]
    for word in table.streets.ids.T:
        for house in table.houses.ids.T:
            yield "house", _both(table.streets.words.hashed(word), table.houses.words.hashed(house))[:, None]


def refiners(table: Features) -> Iterator[tuple[str, Keys]]:
    """Give the keys that split blocks which are too large."""
    stems = _stems(table)
    yield "person", np.concatenate([stems[words] for words in _bag_words(table)], axis=1)
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
    return np.where((one != 0) & (other != 0), mixed(one + other, one ^ other), np.uint64(0))


def _parts(feature: Feature, part) -> Keys:  # type: ignore[no-untyped-def]
    hashes = np.array([*(hash_of(part(text)) for text in feature.words.texts), 0], np.uint64)
    return hashes[feature.ids]


def _without_one(feature: Feature, least: int) -> Keys:
    """Return numbers with each digit left out: two that differ by a digit, or by two that changed places, share one."""
    texts = feature.words.texts
    long = [text.isdigit() and text.isascii() and least <= len(text) <= MOST_DIGITS for text in texts]
    values = np.array([*(int(text) if good else 0 for text, good in zip(texts, long, strict=True)), 0], np.int64)
    some = np.array([*long, False], bool)
    most = int(max((len(text) for text, good in zip(texts, long, strict=True) if good), default=0))
    out = []
    for column in feature.ids.T:
        number, known = values[column], some[column]
        for place in range(most):
            unit = 10**place
            left = number // (10 * unit) * unit + number % unit
            out.append(np.where(known & (number >= unit), left.astype(np.uint64), np.uint64(0)))
    return np.stack(out, axis=1) if out else np.zeros((len(feature.ids), 0), np.uint64)


def _birth(table: Features, *parts: int) -> Hashes:
    some = (table.birth[:, parts] > 0).all(axis=1)
    return np.where(some, mixed(*(table.birth[:, part].astype(np.uint64) for part in parts)), np.uint64(0))


def _firm_heads(table: Features, length: int, *, tail: bool = False) -> Keys:
    texts = table.firms.names.texts
    ends = (text[-length:] if tail else text[:length] for text in texts)
    hashes = np.array([*map(hash_of, ends), 0], np.uint64)
    return hashes[np.append(table.firms.name, NONE)[table.firm]][:, None]


def _firms(table: Features) -> Iterator[tuple[str, Keys]]:
    known = table.firms
    yield "firm", known.names.hashed(np.append(known.name, NONE)[table.firm])[:, None]
    yield "firm head", _firm_heads(table, FIRM_HEAD)
    yield "firm tail", _firm_heads(table, FIRM_HEAD, tail=True)
    long = known.known.that(lambda word: len(word) > SHORTEST)
    words = np.concatenate([known.words, np.full((1, known.words.shape[1]), NONE, np.int32)])[table.firm]
    yield "firm word", np.where(long[words], known.known.hashed(words), np.uint64(0))


def _stems(table: Features) -> Hashes:
    """Return the keys of words of people: stems, 0 for initials and very short words."""
    bags = table.bags
    return np.where(bags.initial | (bags.length < SHORTEST), np.uint64(0), bags.stem)


def _bag_words(table: Features) -> Iterator[Ids]:
    """Give the words of each record's people, person by person."""
    wide = np.concatenate([table.bags.words, np.full((1, table.bags.words.shape[1]), NONE, np.int32)])
    if not table.people.shape[1]:
        yield np.zeros((len(table), 0), np.int32)
    for column in table.people.T:
        yield wide[column]


def _people(table: Features) -> Iterator[tuple[str, Keys]]:
    bags, stems = table.bags, _stems(table)
    heads = np.array([*(hash_of(text[:HEAD]) for text in bags.known.texts), 0], np.uint64)
    heads[bags.initial] = 0
    year, month, whole = _birth(table, 0), _birth(table, 1), _birth(table, 0, 1, 2)
    places = _own(table.places["city"]) if "city" in table.places else np.zeros((len(table), 0), np.uint64)
    city = places[:, 0] if places.shape[1] else np.zeros(len(table), np.uint64)
    letters = mixed(bags.letter.astype(np.uint64))
    letters[NONE] = 0
    for words in _bag_words(table):
        yield "person word", stems[words]
        for i, j in combinations(range(words.shape[1]), 2):
            yield "person words", _both(stems[words[:, i]], stems[words[:, j]])[:, None]
            yield "person heads", _both(heads[words[:, i]], heads[words[:, j]])[:, None]
        for i, j in permutations(range(words.shape[1]), 2):
            yield "person initial", _ordered(stems[words[:, i]], letters[words[:, j]])[:, None]
            for column in bags.meanings.T:
                short = np.where(column != NONE, mixed(column.astype(np.uint64)), np.uint64(0))
                yield "person short", _ordered(stems[words[:, i]], short[words[:, j]])[:, None]
        for other, kind in ((year, "year"), (month, "month"), (city, "city")):
            yield f"person {kind}", np.stack([_ordered(stems[one], other) for one in words.T], axis=1) if words.shape[1] else stems[words]
        yield "person birth", np.stack([_ordered(heads[one], whole) for one in words.T], axis=1) if words.shape[1] else stems[words]


def _ordered(one: Hashes, other: Hashes) -> Hashes:
    return np.where((one != 0) & (other != 0), mixed(one, other), np.uint64(0))
