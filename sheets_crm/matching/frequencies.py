"""How rare words are in a table, counted by client and not by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import NONE, Hashes, Ids, mixed
from sheets_crm.matching.chance import sharers
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.features import Feature, Features

Bits = NDArray[np.float64]
STEADY, SHARES = 8, 64
"""Rarities, and the sizes of tables, are told in eighths of a bit and shares in 64ths: nobody knows them better, and one client
more or less changes what is told of a few words alone.
"""


@dataclass(frozen=True, eq=False)
class Rarity:
    """What words are worth, in bits by word id, with 0 for NONE behind them; how many have each person, phone or mailbox.

    `clients` is how many there are, `partners` how many other records of its client a record has on the average.
    """

    clients: int
    partners: float
    person_word: Bits
    firm_word: Bits
    firm_name: Bits
    street_word: Bits
    street: Bits
    house: Bits
    birth: Bits
    places: Mapping[str, Bits]
    others: Mapping[str, Bits]
    copied: Mapping[str, float]
    person_bearers: NDArray[np.int64]
    phone_bearers: NDArray[np.int64]
    email_bearers: NDArray[np.int64]
    domain_bearers: NDArray[np.int64]


def bearers(ids: Ids, group: NDArray[np.int32], size: int) -> NDArray[np.int64]:
    """Count, by word id, the groups of records that have it; 0 for NONE behind them."""
    codes = np.sort((group[:, None].astype(np.int64) * size + ids)[ids != NONE])
    first = np.ones(len(codes), bool)
    first[1:] = codes[1:] != codes[:-1]
    return np.append(np.bincount(codes[first] % max(size, 1), minlength=size), 0)


def at_first(table: Features) -> NDArray[np.int32]:
    """Group records before anything was compared: one name with one phone, or else one e-mail, is one client.

    Else a client who was entered forty times would make his own phone look like that of forty.
    """
    who = np.where(table.firm != NONE, table.firms.hashed(table.firm), _first(table.bags.hashed, table.people))
    phone, email = (_first(feature.words.hashed, feature.ids) for feature in (table.phones, table.emails))
    channel = np.where(phone != 0, phone, email)
    alone = np.arange(len(table), dtype=np.uint64)
    key = np.where((who != 0) & (channel != 0), mixed(who, channel), mixed(alone))
    return np.unique(key, return_inverse=True)[1].astype(np.int32)


def _first(hashed: Callable[[Ids], Hashes], ids: Ids) -> Hashes:
    return hashed(ids[:, 0]) if ids.shape[1] else np.zeros(len(ids), np.uint64)


def rarity(table: Features, group: NDArray[np.int32], partners: float | None = None) -> Rarity:
    """Count a table by groups of records that are one client each, as far as is known; `partners` may be known besides."""
    bags, firms = table.bags, table.firms
    wide = np.concatenate([bags.words, np.full((1, bags.words.shape[1]), NONE, np.int32)])
    words = np.concatenate([np.zeros((len(table), 0), np.int32), *(wide[column] for column in table.people.T)], axis=1)
    names = np.append(firms.name, NONE)[table.firm][:, None]
    firm_words = np.concatenate([firms.words, np.full((1, firms.words.shape[1]), NONE, np.int32)])[table.firm]
    clients = max(_count(group), 1)
    known = _partners(group) if partners is None else partners

    def rare(ids: Ids, size: int, common: float, imagined: float = weights.IMAGINED) -> Bits:
        return _bits(bearers(ids, group, size), _some(ids, group), common, imagined)

    def of(feature: Feature, common: float, imagined: float = weights.IMAGINED) -> Bits:
        return rare(feature.ids, len(feature.words), common, imagined)

    streets, street_of = _whole(table.streets.ids)
    births, birth_of = _whole(table.birth.astype(np.int32))
    birth_of[(table.birth == 0).all(axis=1)] = NONE
    return Rarity(
        clients=round(2 ** float(steady(np.log2(clients)))),
        partners=2 ** float(steady(np.log2(known))),
        person_word=rare(words, len(bags.known), weights.COMMON_NAME),
        firm_word=rare(firm_words, len(firms.known), weights.COMMON_FIRM_WORD),
        firm_name=_name_bits(firms.chance, bearers(names, group, len(firms.names)), _some(names, group)),
        street_word=of(table.streets, weights.COMMON_STREET_WORD),
        street=rare(street_of[:, None], streets, weights.COMMON_STREET)[street_of],
        house=of(table.houses, weights.COMMON_HOUSE),
        birth=rare(birth_of[:, None], births, weights.COMMON_BIRTH, weights.BIRTHS_IMAGINED)[birth_of],
        places={key: of(one, weights.COMMON_PLACE, weights.PLACES_IMAGINED) for key, one in table.places.items()},
        others={key: of(one, weights.COMMON_PLACE, weights.PLACES_IMAGINED) for key, one in table.others.items()},
        copied={key: _copied(one.ids, group) for key, one in table.others.items()},
        person_bearers=bearers(table.people, group, len(bags.words)),
        phone_bearers=bearers(table.phones.ids, group, len(table.phones.words)),
        email_bearers=bearers(table.emails.ids, group, len(table.emails.words)),
        domain_bearers=bearers(table.domains.ids, group, len(table.domains.words)),
    )


def _copied(ids: Ids, group: NDArray[np.int32]) -> float:
    """Estimate how often records of one client have the same value by more than chance."""
    if not ids.shape[1]:
        return 0.0
    some = np.flatnonzero(ids[:, 0] != NONE)
    value, owner = ids[some, 0], group[some]
    order = np.lexsort((value, owner))
    value, owner = value[order], owner[order]
    times = np.bincount(value).astype(np.float64)
    chance = float((times * times).sum()) / max(len(value), 1) ** 2
    sizes = np.bincount(owner).astype(np.float64)
    runs = np.diff(np.flatnonzero(np.concatenate(([True], (value[1:] != value[:-1]) | (owner[1:] != owner[:-1]), [True]))))
    pairs, equal = float((sizes * (sizes - 1)).sum()) / 2, float((runs * (runs - 1)).sum()) / 2
    shared = max((equal - chance * pairs) / max(1 - chance, 1e-6), 0.0)
    share = min((shared + weights.COPIED * weights.COPIED_IMAGINED) / (pairs + weights.COPIED_IMAGINED), 0.95)
    return max(round(share * SHARES), 1) / SHARES


def _name_bits(chance: Bits, count: NDArray[np.int64], total: int) -> Bits:
    """Return what names of companies are worth: how unlikely it is that a second company bears one."""
    if not len(chance):
        return np.zeros(1)
    bits = np.zeros(len(count))
    borne = np.flatnonzero(count)
    expected = sharers(chance[borne], (count[borne] - 1).astype(np.float64), total)
    bits[borne] = -np.log2(np.minimum(expected / max(total, 1), 1.0))
    return steady(bits)


def _partners(group: NDArray[np.int32]) -> float:
    """Estimate how many partners a record has from clusters that are known, and from what lists are like."""
    sizes = np.unique(group, return_counts=True)[1].astype(np.float64)
    return float((sizes * (sizes - 1)).sum() + weights.PARTNERS * weights.PARTNERS_IMAGINED) / (
        len(group) + weights.PARTNERS_IMAGINED
    )


def _some(ids: Ids, group: NDArray[np.int32]) -> int:
    """Count the groups of which anything is known here."""
    return _count(group[(ids != NONE).any(axis=1)]) if ids.shape[1] else 0


def _count(group: NDArray[np.int32]) -> int:
    return int(np.count_nonzero(np.bincount(group)))


def _bits(count: NDArray[np.int64], total: int, common: float, imagined: float) -> Bits:
    bits = steady(steady(np.log2(max(total, 1) + imagined)) - np.log2(count + imagined * common))
    bits[NONE] = 0.0
    return bits


def steady(bits: Bits) -> Bits:
    """Return bits in whole eighths."""
    told: Bits = np.rint(bits * STEADY) / STEADY
    return told


def _whole(ids: Ids) -> tuple[int, NDArray[np.int32]]:
    """Give each distinct line of ids a number; NONE to one of nothing."""
    if not ids.shape[1]:
        return 0, np.full(len(ids), NONE, np.int32)
    codes = np.zeros(len(ids), np.int64)
    for column in ids.T:
        _, codes = np.unique(codes * (int(ids.max(initial=0)) + 2) + column + 1, return_inverse=True)
    out = codes.astype(np.int32)
    out[(ids == NONE).all(axis=1)] = NONE
    return int(codes.max(initial=-1)) + 1, out
