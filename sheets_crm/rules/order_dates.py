"""First and last order follow the sheet of orders (A12, A13, B4), and stand in their order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.ledger.columns import days
from sheets_crm.ledger.past import past_of
from sheets_crm.model.cells import Kind
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.serials import from_serial
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule, Yield

FROM_ORDERS = {
    "first_order": Text("первый заказ клиента в листе заказов", "the client's first order in the sheet of orders"),
    "last_order": Text("последний заказ клиента в листе заказов", "the client's last order in the sheet of orders"),
}


def check(snapshot: Snapshot, context: Context) -> Iterator[Yield]:
    """Fill first and last order from the orders, and report dates that contradict them or each other.

    An empty date is filled; a last order older than the orders, and a first one younger, are brought up to date. A last
    order younger than all orders means that one is missing there: a finding. Cancelled and future orders do not count.
    """
    past = past_of(snapshot, context.today)
    if past is None:
        return
    for table, here in past.clients.sheets():
        first, last = past.first[here], past.last[here]
        has_first, has_last = days(table.cells("first_order")), days(table.cells("last_order"))
        yield from _fill(table, "first_order", first, has_first > first)
        yield from _fill(table, "last_order", last, has_last < last)
        for at in np.flatnonzero(has_last > last).tolist():
            yield _missing_order(table, at, last[at])
        for at in np.flatnonzero(np.fmin(has_first, first) > np.fmax(has_last, last)).tolist():
            yield _reversed(table, at)


def _fill(table: Table, name: str, wanted: np.ndarray, outdated: np.ndarray) -> Iterator[Changes]:
    one = table.field(name)
    if one is None:
        return
    at = np.flatnonzero(~np.isnan(wanted) & ((one.cells.kinds == Kind.EMPTY) | outdated)).tolist()
    if at:
        yield Changes.at(table, name, RULE.name, at, [from_serial(wanted[k]) for k in at], FROM_ORDERS[name])


def _missing_order(table: Table, at: int, last: float) -> Finding:
    day = f"{from_serial(last):%d.%m.%Y}"
    message = Text(
        f"Последний заказ здесь позже, чем в листе заказов ({day})",
        f"The last order here is later than in the sheet of orders ({day})",
    )
    hint = Text("Внесите пропущенный заказ или исправьте дату", "Enter the missing order, or mend the date")
    return Finding.at(table, at, "last_order", RULE.name, "warning", message, hint)


def _reversed(table: Table, at: int) -> Finding:
    message = Text("Первый заказ позже последнего", "The first order is later than the last")
    hint = Text("Проверьте обе даты: возможно, они перепутаны", "Check both dates: they may be swapped")
    return Finding.at(table, at, "first_order", RULE.name, "error", message, hint)


RULE = Rule("order_dates", Text("Первый и последний заказ", "First and last order"), check)
