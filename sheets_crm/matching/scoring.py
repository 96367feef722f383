"""All evidence of a pair in one sum: bits above zero mean that one client is likelier than two."""

from __future__ import annotations

from collections.abc import Mapping
from math import log2

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.evidence import weights
from sheets_crm.matching.evidence.births import births
from sheets_crm.matching.evidence.channels import domains, emails, phones
from sheets_crm.matching.evidence.firms import firms
from sheets_crm.matching.evidence.identifiers import numbers, tax_ids
from sheets_crm.matching.evidence.people import at_most, people
from sheets_crm.matching.evidence.places import addresses, others, values
from sheets_crm.matching.evidence.said import Bits, Evidence
from sheets_crm.matching.features import Features
from sheets_crm.matching.frequencies import Rarity

ONE_BIT = 1024
"""Scores are whole numbers, so many to a bit: sums of them do not depend on their order."""
CHUNK = 200_000
Records = NDArray[np.int32]
Scores = NDArray[np.int32]
Places = NDArray[np.intp]


def prior(rare: Rarity) -> float:
    """Return how likely two records are one client before anything is compared, in bits: the more clients, the less."""
    return log2(rare.partners / max(rare.clients, 1))


def evidence(table: Features, rare: Rarity, one: Records, other: Records) -> Mapping[str, Evidence]:
    """Compare pairs of records field by field."""
    return {"person": people(table, rare, one, other), **_impersonal(table, rare, one, other)}


def _impersonal(table: Features, rare: Rarity, one: Records, other: Records) -> Mapping[str, Evidence]:
    """Compare all but the people, whose names cost more than all the rest."""
    found = {
        "firm": firms(table, rare, one, other),
        "phone": phones(table, rare, one, other),
        "email": emails(table, rare, one, other),
        "domain": domains(table, rare, one, other),
        "tax_id": tax_ids(table, rare, one, other),
        "number": numbers(table, rare, one, other),
        "birth": births(table, rare, one, other),
        "address": addresses(table, rare, one, other),
    }
    elsewhere = (found["address"].bits < 0) & (found["firm"].said > 0)
    for key, feature in table.places.items():
        said = values(feature, rare.places[key], one, other)
        found[key] = Evidence(np.where(elsewhere, np.minimum(said.bits, weights.ELSEWHERE_MOST), said.bits), said.said)
    for title, feature in table.others.items():
        found[f"other:{title}"] = others(feature, rare.copied[title], rare.others[title], one, other)
    return found


def total(table: Features, rare: Rarity, found: Mapping[str, Evidence], one: Records, other: Records) -> Bits:
    """Weigh one client against two: two strangers, or two who share what relatives and neighbours share."""
    bits = {name: said.bits for name, said in found.items()}
    firm, someone = table.is_firm, table.is_person
    bits["person"] = np.where(
        firm[one] & firm[other], np.minimum(bits["person"], _contact(table, rare, one, other)), bits["person"]
    )
    person = np.where(
        (bits["firm"] > 0) & (bits["person"] < 0), np.maximum(bits["person"], weights.OTHER_CONTACT), bits["person"]
    )
    kind = np.where((firm[one] != firm[other]) & someone[one] & someone[other], weights.PERSON_AND_FIRM, 0.0)
    domain = np.where(bits["email"] > 0, 0.0, bits["domain"])
    rest = sum(part for name, part in bits.items() if name not in {"person", "domain"})
    strangers = rest + person + kind + domain + prior(rare)
    own = np.where(firm[one] & firm[other], bits["firm"], found["person"].own)
    own = np.where(firm[one] != firm[other], np.minimum(own, 0), own)
    shared = (bits["email"] > 0) * weights.RELATED_EMAIL + (bits["phone"] > 0) * weights.RELATED_PHONE
    related = log2(rare.partners / weights.RELATED) + own + shared + kind + bits["birth"] + bits["tax_id"] + bits["number"]
    return -np.logaddexp2(-strangers, -related)


def _contact(table: Features, rare: Rarity, one: Records, other: Records) -> Bits:
    """Return the most that one contact person says of two companies: the more companies have it, the less."""
    borne = np.maximum(*(rare.person_bearers[table.people[side]].max(axis=1, initial=1) for side in (one, other)))
    sharers = np.maximum(weights.SHARERS_OF_PERSON, (borne - 1) * weights.KNOWN_SHARER)
    most: Bits = np.log2(weights.SAME_AGAIN * rare.clients / sharers)
    return np.maximum(most, 0.0)


def scores(table: Features, rare: Rarity, one: Records, other: Records) -> Scores:
    """Score pairs of records, in chunks; the unit is ONE_BIT to a bit."""
    out = np.empty(len(one), np.int32)
    for start in range(0, len(one), CHUNK):
        a, b = one[start : start + CHUNK], other[start : start + CHUNK]
        out[start : start + CHUNK] = np.rint(total(table, rare, evidence(table, rare, a, b), a, b) * ONE_BIT)
    return out


def hopeful(table: Features, rare: Rarity, one: Records, other: Records, least: int) -> tuple[Places, Scores]:
    """Return which pairs score more than `least`, and how much: the same as `scores`, sooner, if few pairs do.

    Names are laid beside each other only where even the most that they could say would make enough of the rest.
    """
    places, found = [np.zeros(0, np.intp)], [np.zeros(0, np.int32)]
    for start in range(0, len(one), CHUNK):
        a, b = one[start : start + CHUNK], other[start : start + CHUNK]
        rest = _impersonal(table, rare, a, b)
        most = total(table, rare, {"person": at_most(table, rare, a, b), **rest}, a, b)
        some = np.flatnonzero(most * ONE_BIT > least - 1)
        a, b = a[some], b[some]
        told = {"person": people(table, rare, a, b), **{name: said.some(some) for name, said in rest.items()}}
        bits = np.rint(total(table, rare, told, a, b) * ONE_BIT).astype(np.int32)
        places.append(start + some[bits > least])
        found.append(bits[bits > least])
    return np.concatenate(places), np.concatenate(found)
