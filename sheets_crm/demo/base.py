"""A whole clean book, as columns: the clients, what they ordered, what was said, and the short lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sheets_crm.demo.clients import Clients
from sheets_crm.demo.columns import Columns
from sheets_crm.demo.contacts import Contacts
from sheets_crm.demo.dice import Dice
from sheets_crm.demo.ledgers import Ledgers
from sheets_crm.demo.lists import channels, numbered, services, staff
from sheets_crm.demo.people import Registry
from sheets_crm.demo.story import HISTORY, ROOM, Story, Teller
from sheets_crm.demo.words.vocabulary import VOCABULARIES, Vocabulary
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout
from sheets_crm.model.text import Lang

LISTS, PEOPLE, STORIES, LEDGERS = 1, 2, 3, 4
TYPED_SHARE = 0.03
TYPED_DAYS = 6


@dataclass(frozen=True)
class Base:
    """`sheets` holds the columns that the layout shows, by kind; `order_client` and `touch_client` say by row whose row it is.

    Rows from `typed[kind]` on were typed lately and have no ID yet.
    """

    words: Vocabulary
    layout: Layout
    today: date
    sheets: dict[str, Columns]
    registry: Registry
    contacts: Contacts
    order_client: list[int]
    touch_client: list[int]
    typed: dict[str, int]

    def column(self, kind: str, key: str) -> list[CellValue]:
        """Return one column; empty when the book does not show it."""
        return self.sheets.get(kind, {}).get(key, [])


def make_base(clients: int, seed: int, today: date, lang: Lang, layout: Layout, room: int = ROOM) -> Base:
    """Make a clean book of that many clients: nothing in it is written wrongly, and nothing contradicts anything.

    `room` is how many rows the sheets of orders and of touches may have.
    """
    words = VOCABULARIES[lang]
    registry, contacts, dice = Registry(words), Contacts(words), Dice(seed, LISTS)
    crew = staff(words, layout, registry, contacts, dice)
    old = clients - round(clients * TYPED_SHARE)
    ledgers = Ledgers(words, layout, crew["title"], today)
    teller = Teller(words, today, buyers_only=not layout.sheet("orders").template, clients=clients, room=room)
    stories = _stories(clients, old, teller, Dice(seed, STORIES))
    rows = _rows(stories, old, Clients(words, layout, registry, contacts, crew["title"], today), Dice(seed, PEOPLE))
    prefix = layout.sheet("clients").id_prefix
    rows["id"] = [*numbered(prefix, old), *[None] * (clients - old)]
    rows["number"] = [*range(1, old + 1), *[None] * (clients - old)]
    orders, order_client, typed_orders = ledgers.orders(stories, rows, Dice(seed, LEDGERS))
    touches, touch_client, typed_touches = ledgers.touches(stories, rows)
    made = {
        "clients": rows,
        "services": services(words, layout),
        "channels": channels(words, layout),
        "orders": orders,
        "touches": touches,
        "staff": crew,
    }
    shown = {
        sheet.kind: {key: made[sheet.kind][key] for key in sheet.template}
        for sheet in layout.sheets
        if sheet.template and sheet.kind in made
    }
    typed = {"clients": old, "orders": typed_orders, "touches": typed_touches}
    return Base(words, layout, today, shown, registry, contacts, order_client, touch_client, typed)


def _stories(clients: int, old: int, teller: Teller, dice: Dice) -> list[Story]:
    days = sorted(teller.today - int(HISTORY * dice.roll() ** 1.5) for _ in range(old))
    days += sorted(teller.today - dice.below(TYPED_DAYS) for _ in range(clients - old))
    return [teller.tell(dice, at, day, company=dice.chance(0.45)) for at, day in enumerate(days)]


def _rows(stories: Sequence[Story], old: int, writer: Clients, dice: Dice) -> Columns:
    rows: Columns = {key: [] for key in writer.keys}
    for at, story in enumerate(stories):
        writer.add(dice, story, rows, typed=at >= old)
    return rows
