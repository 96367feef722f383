"""Phones, e-mail addresses and websites: one that two records share, one that is a slip away, or none in common."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import NONE
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Evidence, Truths, filled, shared, slips
from sheets_crm.matching.features import Feature, Features
from sheets_crm.matching.frequencies import Rarity

SAME, SLIP, OTHER = 1, 2, 3
MANY = 1 << 40
LONG_PHONE, LONG_EMAIL = 9, 16
OF_FIRMS = frozenset("info office mail zakaz sales order shop support hello contact admin manager buh sale".split())
"""Mailboxes that every firm has: there the domain alone tells firms apart."""


def phones(table: Features, rare: Rarity, one: NDArray[np.int32], other: NDArray[np.int32]) -> Evidence:
    """Compare phones; one digit off counts as a slip of long numbers of one length."""
    return _channel(table.phones, rare.phone_bearers, rare.clients, weights.SHARERS_OF_PHONE, (one, other), _phone_slip)


def emails(table: Features, rare: Rarity, one: NDArray[np.int32], other: NDArray[np.int32]) -> Evidence:
    """Compare mailboxes."""
    return _channel(table.emails, rare.email_bearers, rare.clients, weights.SHARERS_OF_EMAIL, (one, other), _email_slip)


def domains(table: Features, rare: Rarity, one: NDArray[np.int32], other: NDArray[np.int32]) -> Evidence:
    """Compare the domains that records may own; another one says nothing."""
    a, b = table.domains.ids[one], table.domains.ids[other]
    fewest = _fewest(table.domains, rare.domain_bearers, one, other) if a.shape[1] else np.full(len(one), MANY)
    same = fewest < MANY
    bits = np.zeros(len(one))
    bits[same] = np.maximum(0.0, np.log2(rare.clients * weights.SAME_AGAIN / (weights.SHARERS_OF_DOMAIN + fewest[same])))
    return Evidence(bits, np.where(same, SAME, 0).astype(np.uint8))


def _channel(feature, bearers, clients, sharers, pairs, slip) -> Evidence:  # type: ignore[no-untyped-def]
    one, other = pairs
    out = Evidence.none(len(one))
    both = np.flatnonzero(filled(feature.ids)[one] & filled(feature.ids)[other])
    if not len(both):
        return out
    a, b = one[both], other[both]
    fewest = _fewest(feature, bearers, a, b)
    same = fewest < MANY
    others = np.where(fewest > 2, np.maximum(sharers, (fewest - 1) * weights.KNOWN_SHARER), sharers)
    bits = np.where(same, np.log2(weights.SAME_AGAIN * clients / others), weights.OTHER_CHANNEL)
    said = np.where(same, SAME, OTHER)
    rest = np.flatnonzero(~same)
    slipped = rest[slip(feature, a[rest], b[rest])]
    bits[slipped], said[slipped] = np.log2(clients) + weights.SLIP, SLIP
    out.bits[both], out.said[both] = bits, said
    return out


def _fewest(feature: Feature, bearers: NDArray[np.int64], one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how many clients bear the shared value that the fewest bear; MANY where none is shared."""
    fewest = np.full(len(one), MANY, np.int64)
    for ids, same in shared(feature.ids[one], feature.ids[other]):
        np.minimum(fewest, np.where(same, bearers[ids], MANY), out=fewest)
    return fewest


def _any_slip(feature: Feature, one, other, near) -> Truths:  # type: ignore[no-untyped-def]
    found = np.zeros(len(one), bool)
    texts = feature.words.texts
    for i, j in product(range(feature.ids.shape[1]), repeat=2):
        x, y = feature.ids[one, i], feature.ids[other, j]
        some = np.flatnonzero((x != NONE) & (y != NONE) & ~found)
        found[some] = near(texts[x[some]], texts[y[some]])
    return found


def _phone_slip(feature: Feature, one, other) -> Truths:  # type: ignore[no-untyped-def]
    def near(x: NDArray[np.object_], y: NDArray[np.object_]) -> Truths:
        lengths = np.fromiter(map(len, x), int, len(x)), np.fromiter(map(len, y), int, len(y))
        found: Truths = (slips(x, y, 1) == 1) & (lengths[0] == lengths[1]) & (lengths[0] >= LONG_PHONE)
        return found

    return _any_slip(feature, one, other, near)


def _email_slip(feature: Feature, one, other) -> Truths:  # type: ignore[no-untyped-def]
    """Return which mailboxes are a slip of letters apart; another number in them, or another firm's info@, is no slip."""

    def near(x: NDArray[np.object_], y: NDArray[np.object_]) -> Truths:
        shortest = np.minimum(np.fromiter(map(len, x), int, len(x)), np.fromiter(map(len, y), int, len(y)))
        off = slips(x, y, 2)
        found: Truths = off <= 1 + (shortest > LONG_EMAIL)
        for at in np.flatnonzero(found).tolist():
            common = x[at].partition("@")[0] in OF_FIRMS and y[at].partition("@")[0] in OF_FIRMS
            found[at] = _digits(x[at]) == _digits(y[at]) and not (common and off[at] > 1)
        return found

    return _any_slip(feature, one, other, near)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
