"""Prints of records: how rare all that a record says is, as one number, by which it shows whether that has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import NONE, Hashes, Ids, mixed, salted
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import SHARES, STEADY, Bits, Rarity

FINE, COARSE = STEADY, 1
"""Steps to a bit: a fine print changes with any rarity, a coarse one when that of a word has come to another whole bit."""
Prints = NDArray[np.uint32]


def prints(table: Features, rare: Rarity, steps: int = FINE) -> Prints:
    """Return the print of each record; that of a record whose words are as rare as they were is what it was."""
    out = np.zeros(len(table), np.uint64)
    for kind, words in enumerate(_words(table, rare, steps)):
        out += mixed(words + salted(kind))
    out = mixed(out, (table.times > 1).astype(np.uint64))
    return (out >> np.uint64(32)).astype(np.uint32)


def world(rare: Rarity, steps: int = FINE) -> int:
    """Return a print of what all pairs of a table have in common."""
    told = [round(log2(number) * steps) for number in (rare.clients, rare.partners)]
    shares = [(key, round(share * SHARES * steps / FINE)) for key, share in sorted(rare.copied.items())]
    return crc32(repr((told, shares)).encode())


def _words(table: Features, rare: Rarity, steps: int) -> Iterator[Hashes]:
    """Give, for one kind of thing after the other, a sum of what the words of each record are worth."""
    bags, firms = table.bags, table.firms
    known = mixed(bags.known.hashes, bags.given[: len(bags.known)].astype(np.uint64))
    people = _sum(bags.words, known, rare.person_word, steps)
    yield _through(people, table.people)
    names = _sum(firms.name[:, None], firms.names.hashes, rare.firm_name, steps)
    yield _through(names + _sum(firms.words, firms.known.hashes, rare.firm_word, steps), table.firm[:, None])
    yield _sum(table.streets.ids, table.streets.words.hashes, rare.street_word, steps)
    yield _sum(table.houses.ids, table.houses.words.hashes, rare.house, steps)
    yield _steps(rare.street, steps)
    yield _steps(rare.birth, steps)
    for features, worth in ((table.places, rare.places), (table.others, rare.others)):
        for key in features:
            yield _sum(features[key].ids, features[key].words.hashes, worth[key], steps)
    bearers = (
        (table.people, bags.hashes, rare.person_bearers),
        (table.phones.ids, table.phones.words.hashes, rare.phone_bearers),
        (table.emails.ids, table.emails.words.hashes, rare.email_bearers),
        (table.domains.ids, table.domains.words.hashes, rare.domain_bearers),
    )
    for ids, hashes, count in bearers:
        yield _sum(ids, hashes, (count if steps == FINE else np.log2(count + 1)).astype(np.float64), steps)


def _steps(worth: Bits, steps: int) -> Hashes:
    return np.rint(worth * steps).astype(np.int64).astype(np.uint64)


def _sum(ids: Ids, hashes: Hashes, worth: Bits, steps: int) -> Hashes:
    """Sum up, line by line, what words are worth, each with its hash: no order or width of lines matters."""
    told = np.append(mixed(hashes, _steps(worth[: len(hashes)], steps)), np.uint64(0))
    out = np.zeros(len(ids), np.uint64)
    for column in ids.T:
        out += told[column]
    return out


def _through(told: Hashes, ids: Ids) -> Hashes:
    """Sum up what is told of the things that each record names."""
    wide = np.append(mixed(told), np.uint64(0))
    out = np.zeros(len(ids), np.uint64)
    for column in ids.T:
        out += wide[np.where(column == NONE, len(told), column)]
    return out
