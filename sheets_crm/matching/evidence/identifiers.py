"""Taxpayer numbers and other numbers that somebody gave a client."""

from __future__ import annotations

from itertools import product

import numpy as np

from sheets_crm.matching.arrays import NONE
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Evidence, Records, shared, slips
from sheets_crm.matching.features import Feature, Features
from sheets_crm.matching.frequencies import Rarity

SAME, SLIP, OTHER = 1, 2, 3


def tax_ids(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare taxpayer numbers; those whose check digits are right are near-certain, for and against."""
    found = _numbers(table.tax_ids, rare.clients, one, other)
    both = table.has_valid_tax_id(one) & table.has_valid_tax_id(other)
    same, differ = both & (found.said == SAME), both & (found.said > SAME)
    bits = np.select([same, differ], [np.log2(rare.clients) + weights.SAME_TAX_ID, weights.OTHER_TAX_ID], found.bits)
    return Evidence(bits, np.where(differ, OTHER, found.said).astype(np.uint8))


def numbers(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare numbers of other kinds."""
    return _numbers(table.numbers, rare.clients, one, other)


def _numbers(feature: Feature, clients: int, one: Records, other: Records) -> Evidence:
    out = Evidence.none(len(one))
    ids = feature.ids
    some = np.flatnonzero(feature.told[one] & feature.told[other])
    if not len(some):
        return out
    a, b = ids[one[some]], ids[other[some]]
    same, near = np.zeros(len(some), bool), np.zeros(len(some), bool)
    for _, hit in shared(a, b):
        same |= hit
    for i, j in product(range(a.shape[1]), repeat=2):
        at = np.flatnonzero(~same & ~near & (a[:, i] != NONE) & (b[:, j] != NONE))
        near[at] = slips(feature.words, a[at, i], b[at, j], 1) == 1
    sure = np.log2(clients) + weights.SAME_NUMBER
    slip = np.log2(clients) + weights.NUMBER_SLIP
    out.bits[some] = np.select([same, near], [sure, slip], weights.OTHER_NUMBER)
    out.said[some] = np.select([same, near], [SAME, SLIP], OTHER)
    return out
