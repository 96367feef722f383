"""A client's orders: how many, and what they add up to (M1)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.ledger.money import roubles
from sheets_crm.ledger.past import past_of
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.owned import kept_by_hand, left_to_people
from sheets_crm.rules.rule import Rule, Yield

SUMMED = Text("посчитано по листу заказов", "counted from the sheet of orders")


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Count each client's orders and add up their amounts, exact to the kopeck; clients without orders show nothing.

    A column that people keep themselves, in a sheet that the program did not make, is left to them.
    """
    past = past_of(snapshot, context.today)
    if past is None or past.orders is None:
        return
    counts: list[CellValue] = [count or None for count in past.count.tolist()]
    totals: list[CellValue] = [roubles(past.of(at)) if count else None for at, count in enumerate(counts)]
    for table, here in past.clients.sheets():
        yield from _column(table, "orders_count", counts[here], context.memory)
        yield from _column(table, "orders_total", totals[here], context.memory)


def _column(table: Table, name: str, wanted: list[CellValue], memory: Memory) -> Iterator[Yield]:
    one = table.field(name)
    if one is None:
        return
    new = Vector.of(wanted)
    differs = (new.kinds != one.cells.kinds) | ~np.isclose(new.numbers, one.cells.numbers, rtol=0, atol=0, equal_nan=True)
    at = np.flatnonzero(differs | (new.texts != one.cells.texts)).tolist()
    if at and kept_by_hand(table, name, memory):
        yield left_to_people(table, name, RULE.name, len(at))
    elif at:
        yield Changes.at(table, name, RULE.name, at, [wanted[k] for k in at], SUMMED)


RULE = Rule("totals", Text("Число и сумма заказов клиента", "A client's orders: number and total"), check)
