"""A realistic, messy client book made out of a seed, and the truth about its mess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_crm.demo.base import Base, make_base
from sheets_crm.demo.columns import Rows
from sheets_crm.demo.dice import Dice
from sheets_crm.demo.faults import amounts, choices, dates, emails, names, phones, records
from sheets_crm.demo.faults.fault import Fault, Hand, Planted
from sheets_crm.demo.faults.planter import Planter
from sheets_crm.demo.faults.twins import add_twins
from sheets_crm.demo.story import ROOM
from sheets_crm.errors import UsageError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout
from sheets_crm.model.text import Lang, Text

FAULTS: tuple[Fault, ...] = (
    *phones.FAULTS,
    *emails.FAULTS,
    *dates.FAULTS,
    *amounts.FAULTS,
    *names.FAULTS,
    *choices.FAULTS,
    *records.TOUCHES,
)
"""Every fault of a single cell, with its rate; those of whole records stand in records.FAULTS and twins.WAYS."""

HANDS = 5
MOST_CLIENTS = 1_000_000
"""With the duplicates among them they fill a sheet of Excel."""


@dataclass(frozen=True)
class Demo:
    """`content` holds the rows of each sheet by its kind, for `create_workbook`; `truth` what was planted into them."""

    content: Mapping[str, Sequence[Mapping[str, CellValue]]]
    truth: Sequence[Planted]


def make_demo(clients: int, seed: int, today: date, lang: Lang, layout: Layout, *, faults: bool = True, room: int = ROOM) -> Demo:
    """Make up a company's book of so many clients, as of `today`, with about three orders each while there is `room` for them.

    The same arguments give the same book everywhere. Without `faults` the night job finds nothing to repair in it. UsageError
    for more clients than a sheet holds.
    """
    if clients > MOST_CLIENTS:
        what = Text(f"{clients} клиентов не поместятся на лист", f"a sheet does not hold {clients} clients")
        raise UsageError(what, mend=Text(f"Закажите не больше {MOST_CLIENTS}", f"Ask for {MOST_CLIENTS} at most"))
    base = make_base(clients, seed, today, lang, layout, room)
    planted = _plant(base, seed) if faults and clients else []
    return Demo({kind: Rows(columns) for kind, columns in base.sheets.items()}, planted)


def _plant(base: Base, seed: int) -> list[Planted]:
    planter = Planter(base, Hand(Dice(seed, HANDS), base.words, base.today))
    add_twins(planter)
    for record in records.FAULTS:
        record.strike(planter)
    records.one_service_too_many(planter)
    for fault in FAULTS:
        if base.words.lang in fault.langs:
            planter.strike(fault)
    return planter.planted
