"""Addresses: words of the street, house numbers, city, region and postcode."""

from __future__ import annotations

from itertools import product

import numpy as np

from sheets_crm.matching.arrays import NONE
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Bits, Evidence, Records, near
from sheets_crm.matching.features import Feature, Features
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.normal.addresses import KINDS, OF_FLAT

SAME, SAME_STREET, OTHER_HOUSE, OTHER, NEARLY = 1, 2, 3, 4, 5
SAME_PLACE, OTHER_PLACE = 1, 2
FLAT = ord(OF_FLAT)


def addresses(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare streets and house numbers; one address is worth no more than one client in its few."""
    street, house = _streets(table, rare, one, other), _houses(table, rare, one, other)
    moved = (street < 0) & (house < 0) & ~(table.is_firm[one] & table.is_firm[other])
    house = np.where(moved, 0.0, house)  # people move, and take no house along; of a company it would be another branch
    bits = np.where((street > 0) & (house < 0), np.minimum(street, weights.STREET_WITHOUT_HOUSE), street) + house
    bits = np.minimum(bits, np.log2(weights.SAME_AGAIN * rare.clients / weights.SHARERS_OF_ADDRESS))
    told = (street != 0) | (house != 0)
    equal = np.logical_and.reduce([(part.ids[one] == part.ids[other]).all(axis=1) for part in (table.streets, table.houses)])
    both = (street > 0) & (house > 0)
    said = np.select(
        [(street > 0) & (house < 0), both & equal, both, street > 0], [OTHER_HOUSE, SAME, NEARLY, SAME_STREET], OTHER
    )
    return Evidence(bits, np.where(told, said, 0).astype(np.uint8))


def _houses(table: Features, rare: Rarity, one: Records, other: Records) -> Bits:
    """Compare house numbers: nobody knows whether 5-3 is building 3 of house 5 or flat 3 there, nor if 5 is short for 5к3."""
    (heads, parts), (housed, flatted) = table.house_parts, table.housed
    out = np.zeros(len(one))
    some = np.flatnonzero(housed[one] & housed[other])
    a, b = table.houses.ids[one[some]], table.houses.ids[other[some]]
    bits = np.full(len(some), weights.OTHER_HOUSE)
    flats = flatted[one[some]] & flatted[other[some]]
    for i, j in product(range(a.shape[1]), repeat=2):
        x, y = a[:, i], b[:, j]
        open_ = (heads[x] == heads[y]) & (heads[x] != 0) & (parts[x] != parts[y])
        bits = np.where(open_, np.maximum(bits, 0.0), bits)
        same = (x == y) & (x != NONE)
        bits = np.where(same & (parts[x] != FLAT), np.maximum(bits, rare.house[x]), bits)
        flats &= ~(same & (parts[x] == FLAT))
    out[some] = np.where(flats & (bits > 0), bits + weights.OTHER_FLAT, bits)
    return out


def _streets(table: Features, rare: Rarity, one: Records, other: Records) -> Bits:
    ids = table.streets.ids
    out = np.zeros(len(one))
    some = np.flatnonzero(table.streets.told[one] & table.streets.told[other])
    if not len(some):
        return out
    a, b = ids[one[some]].copy(), ids[other[some]].copy()
    same = (a == b).all(axis=1)
    kind = table.streets.words.that(KINDS.__contains__)
    worth = np.minimum(rare.street_word, np.where(kind, weights.STREET_KIND_MOST, weights.STREET_WORD_MOST))
    width = a.shape[1]
    hits = np.zeros((len(a), width))
    for i, j in product(range(a.shape[1]), repeat=2):
        hit = (a[:, i] == b[:, j]) & (a[:, i] != NONE)
        hits[:, i] += np.where(hit, worth[a[:, i]], 0)
        a[hit, i], b[hit, j] = NONE, NONE
    for i, j in product(range(a.shape[1]), repeat=2):
        at = np.flatnonzero((a[:, i] != NONE) & (b[:, j] != NONE))
        t, u = a[at, i], b[at, j]
        close = near(table.streets.words, t, u)
        at, t, u = at[close], t[close], u[close]
        hits[at, i] += np.minimum(worth[t], worth[u]) + weights.STREET_TYPO
        a[at, i], b[at, j] = NONE, NONE
    bits = np.sort(hits, axis=1)[:, ::-1] @ weights.STREET_FADES[:width]
    bits = np.where(same, np.minimum(bits, rare.street[one[some]]), bits)
    left = np.minimum((a != NONE).sum(axis=1), (b != NONE).sum(axis=1))
    telling = np.minimum(*(np.where(side != NONE, worth[side], 0.0).max(axis=1, initial=0.0) for side in (a, b)))
    shared = (hits != 0).any(axis=1) & (telling <= hits.max(axis=1, initial=0.0) + weights.STREET_WORD_KIND)
    out[some] = np.where(shared, bits + weights.STREET_WORD_LEFT * left, weights.OTHER_STREET)
    return out


def values(feature: Feature, rare: Bits, one: Records, other: Records) -> Evidence:
    """Compare a city, region or postcode."""
    out = Evidence.none(len(one))
    if not feature.ids.shape[1]:
        return out
    x, y = feature.ids[one, 0], feature.ids[other, 0]
    some = np.flatnonzero((x != NONE) & (y != NONE))
    x, y = x[some], y[some]
    same = x == y
    bits = np.where(same, rare[x], weights.OTHER_PLACE)
    rest = np.flatnonzero(~same)
    pairs, which = np.unique(x[rest].astype(np.int64) * len(feature.words) + y[rest], return_inverse=True)
    a, b = np.divmod(pairs, max(len(feature.words), 1))
    texts = feature.words.texts
    close = near(feature.words, a, b)[which]
    inside = np.fromiter((m in n or n in m for m, n in zip(texts[a], texts[b], strict=True)), bool, len(a))[which]
    bits[rest] = np.where(close, np.maximum(0, rare[x[rest]] + weights.PLACE_TYPO), np.where(inside, 1.0, bits[rest]))
    out.bits[some], out.said[some] = bits, np.where(bits >= 0, SAME_PLACE, OTHER_PLACE)
    return out


def others(feature: Feature, copied: float, rare: Bits, one: Records, other: Records) -> Evidence:
    """Compare values of a column that nobody explained: `copied` is how often a client's is the same by more than chance."""
    out = Evidence.none(len(one))
    if not feature.ids.shape[1]:
        return out
    x, y = feature.ids[one, 0], feature.ids[other, 0]
    some = np.flatnonzero((x != NONE) & (y != NONE))
    same = x[some] == y[some]
    agree = np.minimum(np.log2(copied * 2.0 ** rare[x[some]] + 1 - copied), weights.OTHER_MOST)
    out.bits[some] = np.where(same, agree, np.log2(1 - copied))
    out.said[some] = np.where(same, SAME_PLACE, OTHER_PLACE)
    return out
