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
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout
from sheets_crm.model.text import Lang

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


@dataclass(frozen=True)
class Demo:
    """`content` holds the rows of each sheet by its kind, for `create_workbook`; `truth` what was planted into them."""

    content: Mapping[str, Sequence[Mapping[str, CellValue]]]
    truth: Sequence[Planted]


def make_demo(clients: int, seed: int, today: date, lang: Lang, layout: Layout, *, faults: bool = True) -> Demo:
    """Make up a small company's book of so many clients, with about three orders each, as of `today`.

    The same arguments give the same book everywhere. Without `faults` the night job finds nothing to repair in it.
    """
    base = make_base(clients, seed, today, lang, layout)
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
