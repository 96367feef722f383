"""The short lists of a made-up book: services, channels, staff."""

from __future__ import annotations

from decimal import Decimal

from sheets_crm.demo.columns import Columns
from sheets_crm.demo.contacts import Contacts
from sheets_crm.demo.dice import Dice
from sheets_crm.demo.people import Registry, latin
from sheets_crm.demo.words.vocabulary import Vocabulary
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout


def money(kopecks: int) -> Decimal:
    """Return an amount in roubles, with its two places, from whole kopecks."""
    return Decimal(kopecks).scaleb(-2)


def numbered(prefix: str, count: int) -> list[CellValue]:
    """Return the first `count` IDs of a sheet."""
    return [f"{prefix}-{number:05d}" for number in range(1, count + 1)]


def services(words: Vocabulary, layout: Layout) -> Columns:
    """Return the price list."""
    listed = words.trade.services
    return {
        "title": [title for title, *_ in listed],
        "price": [money(service[2]) for service in listed],
        "comment": [note or None for *_, note in listed],
        "id": numbered(layout.sheet("services").id_prefix, len(listed)),
    }


def channels(words: Vocabulary, layout: Layout) -> Columns:
    """Return the channels by which clients come."""
    listed = words.trade.channels
    return {
        "title": [title for title, _, _ in listed],
        "comment": [note or None for _, note, _ in listed],
        "id": numbered(layout.sheet("channels").id_prefix, len(listed)),
    }


def staff(words: Vocabulary, layout: Layout, registry: Registry, contacts: Contacts, dice: Dice) -> Columns:
    """Return the people who work in the company, and one who has left."""
    people = [registry.person(dice, woman=woman) for _, woman, _, _ in words.trade.staff]
    names = [registry.full(person) if words.lang == "ru" else f"{person.given} {person.surname}" for person in people]
    works = layout.sheet("staff").column("works")
    return {
        "title": list(names),
        "post": [post for post, *_ in words.trade.staff],
        "phone": [contacts.mobile(dice) for _ in people],
        "email": [f"{latin(person.given)}.{latin(person.surname)}@{words.trade.domain}" for person in people],
        "works": [works.choice("yes" if here else "no", words.lang) for *_, here, _ in words.trade.staff],
        "id": numbered(layout.sheet("staff").id_prefix, len(people)),
    }
