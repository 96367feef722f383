"""How rare words are in a table, told for a part of it or for new rows: by the hashes of words, whatever their ids there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Hashes, mixed
from sheets_crm.matching.features import Feature, Features
from sheets_crm.matching.frequencies import Bits, Rarity
from sheets_crm.matching.parties import lookup


@dataclass(frozen=True, eq=False)
class _Told:
    """Values by ascending hashes, and what holds for a word that the table does not have."""

    hashes: Hashes
    values: NDArray[Any]
    default: Any

    def of(self, hashes: Hashes) -> NDArray[Any]:
        """Return the values of words."""
        return lookup(self.hashes, self.values, hashes, self.default)

    def behind(self, hashes: Hashes) -> NDArray[Any]:
        """Return the values of words, with 0 for no word behind them."""
        return np.append(self.of(hashes), self.values.dtype.type(0))


def _bits(hashes: Hashes, bits: Bits) -> _Told:
    """Take bits by word; a word that is new to the table is as rare as the rarest there."""
    return _Told(hashes, bits[: len(hashes)], float(bits.max(initial=0.0)))


def _lines(hashes: Hashes, bits: Bits) -> _Told:
    ordered, first = np.unique(hashes, return_index=True)
    return _bits(ordered, bits[first])


class Known:
    """What a table knows: of words (its lore), and how rare they are."""

    def __init__(self, table: Features, rare: Rarity) -> None:
        """Take a table, and how rare everything in it is."""
        self.lore, self._rare = table.lore, rare
        self._person = _bits(table.bags.known.hashes, rare.person_word)
        self._firm_word = _bits(table.firms.known.hashes, rare.firm_word)
        self._firm_name = _bits(table.firms.names.hashes, rare.firm_name)
        self._street_word = _bits(table.streets.words.hashes, rare.street_word)
        self._house = _bits(table.houses.words.hashes, rare.house)
        self._street, self._birth = _lines(_line(table.streets), rare.street), _lines(_birth(table), rare.birth)
        self._places = {key: _bits(one.words.hashes, rare.places[key]) for key, one in table.places.items()}
        self._others = {key: _bits(one.words.hashes, rare.others[key]) for key, one in table.others.items()}
        self._people = _Told(table.bags.hashes, rare.person_bearers[:-1], 1)
        bearers = (table.phones, rare.phone_bearers), (table.emails, rare.email_bearers), (table.domains, rare.domain_bearers)
        self._bearers = [_Told(one.words.hashes, count[:-1], 1) for one, count in bearers]

    def rarity(self, part: Features) -> Rarity:
        """Return how rare the words of a part of the table, or of new rows, are in the whole."""
        features = part.phones, part.emails, part.domains
        phones, emails, domains = (told.behind(one.words.hashes) for told, one in zip(self._bearers, features, strict=True))
        return Rarity(
            clients=self._rare.clients,
            partners=self._rare.partners,
            person_word=self._person.behind(part.bags.known.hashes),
            firm_word=self._firm_word.behind(part.firms.known.hashes),
            firm_name=self._firm_name.behind(part.firms.names.hashes),
            street_word=self._street_word.behind(part.streets.words.hashes),
            street=self._street.of(_line(part.streets)),
            house=self._house.behind(part.houses.words.hashes),
            birth=self._birth.of(_birth(part)),
            places={key: told.behind(part.places[key].words.hashes) for key, told in self._places.items()},
            others={key: told.behind(part.others[key].words.hashes) for key, told in self._others.items()},
            copied=self._rare.copied,
            person_bearers=self._people.behind(part.bags.hashes),
            phone_bearers=phones,
            email_bearers=emails,
            domain_bearers=domains,
        )


def _line(feature: Feature) -> Hashes:
    """Return a hash of all words of each record, however wide the table is."""
    out = np.zeros(len(feature.ids), np.uint64)
    for column in feature.hashed():
        out += np.where(column != 0, mixed(column), np.uint64(0))
    return out


def _birth(table: Features) -> Hashes:
    return mixed(*(part.astype(np.uint64) for part in table.birth.T))
