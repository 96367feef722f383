"""Phones, e-mail addresses and websites: one that two records share, one that is a slip away, or none in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sheets_crm.formats.people import words as listed
from sheets_crm.matching.arrays import NONE, Ids, Words
from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.said import Evidence, Records, Truths, shared, slips
from sheets_crm.matching.features import Feature, Features
from sheets_crm.matching.frequencies import Rarity

SAME, SLIP, OTHER = 1, 2, 3
MANY, PAIR = 1 << 40, 2
LONG_PHONE, LONG_EMAIL = 9, 16
OF_FIRMS = listed(
    """
    info office mail zakaz sales order shop support hello contact admin manager buh sale
    """
)
"""Mailboxes that every firm has: there the domain alone tells firms apart."""


Near = Callable[[Words, Ids, Ids], Truths]


@dataclass(frozen=True, eq=False)
class _Channel:
    """A kind of address: what records have, how many clients bear each, how many others share one, and what a slip is."""

    feature: Feature
    bearers: NDArray[np.int64]
    sharers: float
    near: Near

    def compared(self, clients: int, one: Records, other: Records) -> Evidence:
        """Compare pairs of records."""
        out = Evidence.none(len(one))
        both = np.flatnonzero(self.feature.told[one] & self.feature.told[other])
        if not len(both):
            return out
        a, b = one[both], other[both]
        fewest = _fewest(self.feature, self.bearers, a, b)
        same = fewest < MANY
        known = np.where(fewest > PAIR, (fewest - 1) * weights.KNOWN_SHARER, 0.0)
        bits = np.where(same, np.log2(weights.SAME_AGAIN * clients / np.maximum(self.sharers, known)), weights.OTHER_CHANNEL)
        said = np.where(same, SAME, OTHER)
        rest = np.flatnonzero(~same)
        slipped = rest[self._slipped(a[rest], b[rest])]
        bits[slipped], said[slipped] = np.log2(clients) + weights.SLIP, SLIP
        out.bits[both], out.said[both] = bits, said
        return out

    def _slipped(self, one: Records, other: Records) -> Truths:
        found, ids = np.zeros(len(one), bool), self.feature.ids
        for i, j in product(range(ids.shape[1]), repeat=2):
            x, y = ids[one, i], ids[other, j]
            some = np.flatnonzero((x != NONE) & (y != NONE) & ~found)
            found[some] = self.near(self.feature.words, x[some], y[some])
        return found


def phones(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare phones; one digit off counts as a slip of long numbers of one length."""
    return _Channel(table.phones, rare.phone_bearers, weights.SHARERS_OF_PHONE, _phones_near).compared(rare.clients, one, other)


def emails(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare mailboxes; another number in them, or another firm's info@, is no slip."""
    return _Channel(table.emails, rare.email_bearers, weights.SHARERS_OF_EMAIL, _emails_near).compared(rare.clients, one, other)


def domains(table: Features, rare: Rarity, one: Records, other: Records) -> Evidence:
    """Compare the domains that records may own; another one says nothing."""
    fewest = _fewest(table.domains, rare.domain_bearers, one, other)
    same = fewest < MANY
    bits = np.zeros(len(one))
    bits[same] = np.maximum(0.0, np.log2(rare.clients * weights.SAME_AGAIN / (weights.SHARERS_OF_DOMAIN + fewest[same])))
    return Evidence(bits, np.where(same, SAME, 0).astype(np.uint8))


def _fewest(feature: Feature, bearers: NDArray[np.int64], one: Records, other: Records) -> NDArray[np.int64]:
    """Return how many clients bear the shared value that the fewest bear; MANY where none is shared."""
    fewest = np.full(len(one), MANY, np.int64)
    for ids, same in shared(feature.ids[one], feature.ids[other]):
        np.minimum(fewest, np.where(same, bearers[ids], MANY), out=fewest)
    return fewest


def _phones_near(words: Words, x: Ids, y: Ids) -> Truths:
    found: Truths = (words.lengths[x] == words.lengths[y]) & (words.lengths[x] >= LONG_PHONE)
    at = np.flatnonzero(found)
    found[at] = slips(words, x[at], y[at], 1) == 1
    return found


def _emails_near(words: Words, x: Ids, y: Ids) -> Truths:
    off = slips(words, x, y, 2)
    found: Truths = off <= 1 + (np.minimum(words.lengths[x], words.lengths[y]) > LONG_EMAIL)
    for at in np.flatnonzero(found).tolist():
        one, other = words.texts[x[at]], words.texts[y[at]]
        common = one.partition("@")[0] in OF_FIRMS and other.partition("@")[0] in OF_FIRMS
        found[at] = _digits(one) == _digits(other) and not (common and off[at] > 1)
    return found


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
