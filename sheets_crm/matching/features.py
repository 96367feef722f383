"""A table of contacts as arrays of word ids: one line for every distinct record, in an order that only contents decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import NONE, Hashes, Ids, Lists, Words, coded, hash_of, joined, mixed
from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.normal.addresses import OF_FLAT, parts
from sheets_crm.matching.normal.births import births, number
from sheets_crm.matching.normal.emails import own_domain
from sheets_crm.matching.normal.identifiers import is_valid
from sheets_crm.matching.parties import Bags, Firms, Lore, parties
from sheets_crm.matching.reading import Column, Reading, Spread, one_by_one

MOST_PHONES, MOST_EMAILS, MOST_NUMBERS, MOST_STREETS, MOST_HOUSES = 4, 3, 3, 8, 4
PLACES = ("city", "region", "postcode")


@dataclass(frozen=True, eq=False)
class Feature:
    """What records say of one thing: word ids by record, NONE where there are fewer."""

    ids: Ids
    words: Words

    @cached_property
    def told(self) -> NDArray[np.bool_]:
        """Which records say anything of it."""
        some: NDArray[np.bool_] = (self.ids != NONE).any(axis=1)
        return some

    def take(self, at: NDArray[np.intp]) -> Feature:
        """Pick records."""
        return Feature(self.ids[at], self.words)

    def hashed(self) -> list[Hashes]:
        """Return the hashes of the words, column by column."""
        return [self.words.hashed(column) for column in self.ids.T]


@dataclass(frozen=True, eq=False)
class Features:
    """Distinct records: `record_of` is the record of each row of the table, `times` how many rows each has."""

    record_of: NDArray[np.int32]
    times: NDArray[np.int32]
    hashes: Hashes
    people: Ids
    bags: Bags
    firm: Ids
    firms: Firms
    phones: Feature
    emails: Feature
    domains: Feature
    tax_ids: Feature
    numbers: Feature
    birth: NDArray[np.int16]
    streets: Feature
    houses: Feature
    places: Mapping[str, Feature]
    others: Mapping[str, Feature]
    lore: Lore

    def __len__(self) -> int:
        return len(self.times)

    @cached_property
    def is_firm(self) -> NDArray[np.bool_]:
        """Which records name a company."""
        some: NDArray[np.bool_] = self.firm != NONE
        return some

    @cached_property
    def is_person(self) -> NDArray[np.bool_]:
        """Which records name a person."""
        some: NDArray[np.bool_] = (self.people != NONE).any(axis=1)
        return some

    @cached_property
    def is_born(self) -> NDArray[np.bool_]:
        """Which records tell the whole birth date."""
        whole: NDArray[np.bool_] = np.logical_and.reduce(self.birth > 0, axis=1)
        return whole

    @cached_property
    def house_parts(self) -> tuple[Hashes, NDArray[np.uint8]]:
        """Return the house of each number of an address (a hash, 0 for none), and the sign of what else it has (0: nothing)."""
        told = [parts(text) for text in self.houses.words.texts]
        heads = np.array([*(hash_of(house) if house else 0 for house, _ in told), 0], np.uint64)
        return heads, np.array([*(ord(sign) if sign else 0 for _, sign in told), 0], np.uint8)

    @cached_property
    def housed(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which records tell a house, and which a flat."""
        ids, (_, parts_) = self.houses.ids, self.house_parts
        flat = parts_[ids] == ord(OF_FLAT)
        return ((ids != NONE) & ~flat).any(axis=1), flat.any(axis=1)

    def has_valid_tax_id(self, records: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return which of some records have a taxpayer number whose check digits are right."""
        ids = self.tax_ids.ids[records]
        if "_valid" in self.__dict__ or len(records) * 8 > len(self):
            valid = self._valid
        else:
            told = np.unique(ids)
            valid = np.zeros(len(self.tax_ids.words) + 1, bool)
            valid[told] = [at != NONE and is_valid(self.tax_ids.words.texts[at]) for at in told.tolist()]
        some: NDArray[np.bool_] = np.logical_or.reduce(valid[ids], axis=1)
        return some

    @cached_property
    def _valid(self) -> NDArray[np.bool_]:
        return self.tax_ids.words.that(is_valid)


class _Asked:
    """The columns of a table that are to be read, by what they are."""

    def __init__(self, contacts: Contacts) -> None:
        self.reading = Reading()
        self.names = self._all("client", contacts.of("name"))
        self.people = self._all("people", contacts.of("person"))
        self.parts = {key: self._all("person", contacts.of(key)) for key in ("given_name", "middle_name", "surname")}
        whole = contacts.of("surname", "given_name", "middle_name")
        self.whole = self._all("person", [[" ".join(said).strip() for said in zip(*whole, strict=True)]] if whole else [])
        self.phones = self._all("phone", contacts.of("phone"))
        self.emails = self._all("email", contacts.of("email"))
        self.websites = self._all("website", contacts.of("website"))
        self.tax_ids = self._all("tax_id", contacts.of("tax_id"))
        self.numbers = self._all("id_number", contacts.of("id_number"))
        self.streets = self._all("address", contacts.of("address", "street"))
        self.houses = self._all("address", contacts.of("house"))
        self.places = {key: self._all("place", contacts.of(key)) for key in PLACES}
        self.others = self._all("place", contacts.of("other"))

    def _all(self, kind: str, columns: Sequence[Sequence[str]]) -> list[int]:
        return [self.reading.add(kind, column) for column in columns]


def features(contacts: Contacts, spread: Spread = one_by_one, lore: Lore | None = None) -> Features:
    """Read a table; `spread` lets several processes share the work, `lore` is that of the table of which this one is a part."""
    asked = _Asked(contacts)
    read = asked.reading.done(spread)
    rows = contacts.rows

    def made(which: Sequence[int], most: int, at: int = 0) -> Feature:
        return _feature([read[one] for one in which], rows, most, at)

    found = parties(
        [read[one] for one in asked.names],
        [read[one] for one in (*asked.people, *asked.whole)],
        {key: [read[one] for one in columns] for key, columns in asked.parts.items()},
        rows,
        lore,
    )
    emails = made(asked.emails, MOST_EMAILS)
    whole = Features(
        record_of=np.arange(rows, dtype=np.int32),
        times=np.ones(rows, np.int32),
        hashes=np.zeros(rows, np.uint64),
        people=found.people,
        bags=found.bags,
        firm=found.firm,
        firms=found.firms,
        phones=made(asked.phones, MOST_PHONES),
        emails=emails,
        domains=_domains(emails, made(asked.websites, 1)),
        tax_ids=made(asked.tax_ids, 2),
        numbers=made(asked.numbers, MOST_NUMBERS),
        birth=_births(contacts),
        streets=made(asked.streets, MOST_STREETS),
        houses=made([*asked.houses, *asked.streets], MOST_HOUSES, 1),
        places={key: made(which, 1) for key, which in asked.places.items() if which},
        others={title: made([one], 1) for title, one in zip(_titles(contacts), asked.others, strict=True)},
        lore=found.lore,
    )
    return _distinct(whole)


def _titles(contacts: Contacts) -> list[str]:
    """Return a name for each column of other things, no two the same."""
    columns = contacts.of("other")
    titles = contacts.others if len(contacts.others) == len(columns) else [""] * len(columns)
    return [title if titles.count(title) == 1 and title else f"{title} {at}".strip() for at, title in enumerate(titles, 1)]


def _feature(columns: Sequence[Column], rows: int, most: int, at: int) -> Feature:
    words = Words.of(*(column.lists[at] for column in columns))
    return Feature(joined([column.table(at, words, most) for column in columns], rows, most), words)


def _domains(emails: Feature, websites: Feature) -> Feature:
    """Return the domains that a record may own: of its website, and of its e-mail addresses."""
    owned = [own_domain(text) for text in emails.words.texts]
    lists = Lists.of((domain,) if domain else () for domain in owned)
    sites = Lists.of((site,) for site in websites.words.texts)
    words = Words.of(lists, sites)
    return Feature(
        joined([_through(emails.ids, lists, words), _through(websites.ids, sites, words)], len(emails.ids), MOST_EMAILS),
        words,
    )


def _through(ids: Ids, lists: Lists, words: Words) -> Ids:
    """Replace each word id by that of the (at most one) word which the list of it holds."""
    of = np.full(len(lists.lengths) + 1, NONE, np.int32)
    of[np.flatnonzero(lists.lengths)] = words.ids(lists)[lists.flat]
    return of[ids]


def _births(contacts: Contacts) -> NDArray[np.int16]:
    """Return year, month and day of birth by row, 0 where unknown: of the first column of dates, else of its parts."""
    for texts in contacts.of("birth_date"):
        values, codes = coded(texts)
        return births(values)[codes]
    out = np.zeros((contacts.rows, 3), np.int16)
    for at, key in enumerate(("birth_year", "birth_month", "birth_day")):
        for texts in contacts.of(key)[:1]:
            values, codes = coded(texts)
            out[:, at] = np.array([number(value) for value in values], np.int16)[codes]
    return out


def _distinct(whole: Features) -> Features:
    """Leave one line of each record; the lines stand in the order of the hashes of all that they say."""
    parts = [_line(feature.hashed(), len(whole)) for feature in (*_lists(whole), *whole.places.values(), *whole.others.values())]
    parts += [_line([whole.bags.hashed(column) for column in whole.people.T], len(whole)), whole.firms.hashed(whole.firm)]
    parts += [column.astype(np.uint64) for column in whole.birth.T]
    hashes, first, record_of, times = np.unique(mixed(*parts), return_index=True, return_inverse=True, return_counts=True)
    return replace(
        whole,
        record_of=record_of.astype(np.int32),
        times=times.astype(np.int32),
        hashes=hashes,
        people=whole.people[first],
        firm=whole.firm[first],
        birth=whole.birth[first],
        places={key: feature.take(first) for key, feature in whole.places.items()},
        others={title: feature.take(first) for title, feature in whole.others.items()},
        **{name: getattr(whole, name).take(first) for name in LISTS},
    )


def _line(columns: Sequence[Hashes], rows: int) -> Hashes:
    """Mix the hashes of each row into one, in which no column counts where it says nothing: another row may have made it."""
    out = np.zeros(rows, np.uint64)
    for column in columns:
        out = np.where(column != 0, mixed(out, column), out)
    return out


LISTS = ("phones", "emails", "domains", "tax_ids", "numbers", "streets", "houses")


def _lists(whole: Features) -> list[Feature]:
    return [getattr(whole, name) for name in LISTS]
