"""What the orders say of a client, and who has been silent for too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from making import snapshot, table

from sheets_crm.ledger.columns import day_of
from sheets_crm.ledger.money import roubles
from sheets_crm.ledger.past import Past, past_of
from sheets_crm.ledger.silence import limits, missed, silent
from sheets_crm.model.cells import CellValue
from sheets_crm.model.settings import SilenceSettings
from sheets_crm.model.snapshot import Table

TODAY = date(2026, 11, 20)
MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 8), date(2026, 7, 13)


def past(*tables: Table) -> Past:
    known = past_of(snapshot(*tables), TODAY)
    assert known is not None
    return known


def test_only_orders_that_have_happened_count() -> None:
    orders = [
        {"date": JUNE, "client": "Анна", "amount": Decimal("0.10")},
        {"date": datetime(2026, 5, 4, 15, 30), "client": "Анна", "amount": Decimal("0.20")},
        {"date": TODAY, "client": "Анна", "amount": "дорого"},
        {"date": JULY, "client": "Анна", "amount": 500, "stage": "отменён"},
        {"date": date(2026, 11, 21), "client": "Анна", "amount": 500},
        {"date": None, "client": "Анна", "amount": 500},
        {"date": JULY, "client": "Чужой", "amount": 500},
    ]
    known = past(table("clients", [{"name": "Анна"}, {"name": "Борис"}]), table("orders", orders))
    assert [day_of(day) for day in known.first] == [MAY, None]
    assert [day_of(day) for day in known.last] == [TODAY, None]
    assert known.count.tolist() == [3, 0]
    assert [roubles(known.of(at)) for at in (0, 1)] == [Decimal("0.30"), Decimal(0)]
    assert known.orders
    assert (len(known.orders), known.orders.cancelled) == (6, 1)


def test_a_cancelled_order_does_not_shift_the_place_of_others() -> None:
    first = table("orders", [{"client": "Анна", "stage": "отменён"}, {"client": "Анна", "stage": None}])
    second = replace(table("orders", [{"client": "Анна", "stage": "отменён"}, {"client": "Анна", "stage": "x"}]), sheet="Ещё")
    orders = past(table("clients", [{"name": "Анна"}]), first, second).orders
    assert orders
    assert [(one.sheet, at) for one, at in map(orders.place, range(2))] == [("Заказы", 1), ("Ещё", 1)]


@pytest.mark.parametrize(
    ("told", "ordered", "latest"),
    [(JULY, MAY, JULY), (MAY, JULY, JULY), (None, MAY, MAY), ("летом", MAY, MAY), (MAY, None, MAY), (time(12), None, None)],
    ids=["the row knows more", "the sheet knows more", "an empty row", "text", "no order there", "a time alone is no day"],
)
def test_the_latest_order_is_the_last_that_anybody_knows_of(told: CellValue, ordered: CellValue, latest: date | None) -> None:
    known = past(table("clients", [{"name": "Анна", "last_order": told}]), table("orders", [{"date": ordered, "client": "Анна"}]))
    assert day_of(known.latest[0]) == latest


def test_two_sheets_of_clients_without_ids_do_not_share_the_orders_of_a_row() -> None:
    here, there = table("clients", [{"name": "Анна"}]), replace(table("clients", [{"name": "Борис"}]), sheet="Прошлый год")
    known = past(here, there, table("orders", [{"date": MAY, "client": "Анна"}]))
    assert known.count.tolist() == [1, 0]


def test_without_a_sheet_of_orders_the_row_tells() -> None:
    known = past(table("clients", [{"name": "Анна", "last_order": MAY, "orders_total": Decimal("7.05")}]))
    assert (known.orders, day_of(known.last[0]), day_of(known.latest[0])) == (None, None, MAY)
    assert roubles(known.of(0)) == Decimal("7.05")


def test_nobody_knows_of_money_where_nothing_tells_of_it() -> None:
    known = past(table("clients", [{"name": "Анна"}]))
    assert (known.total, known.of(0)) == (None, 0)


SETTINGS = SilenceSettings()


@pytest.mark.parametrize(
    ("tier", "last", "is_silent"),
    [
        (None, date(2026, 5, 20), False),
        (None, date(2026, 5, 19), True),
        ("A", date(2026, 8, 20), False),
        ("vip", date(2026, 8, 19), True),
        ("?", date(2026, 8, 19), False),
        (None, None, False),
    ],
    ids=["six months", "a day more", "three months", "a day more, in other words", "an unknown tier", "never ordered"],
)
def test_silence_by_tier(tier: CellValue, last: CellValue, *, is_silent: bool) -> None:
    known = past(table("clients", [{"name": "Анна", "tier": tier, "last_order": last}]))
    assert silent(known, SETTINGS).tolist() == [is_silent]
    assert limits(known.clients, SETTINGS).tolist() == [3 if tier in ("A", "vip") else 6]


@pytest.mark.parametrize(("status", "wanted"), [(None, True), ("неактивный", True), ("отказ", False), ("Архив", False)])
def test_those_who_are_gone_for_good_are_silent_and_not_missed(status: CellValue, *, wanted: bool) -> None:
    known = past(table("clients", [{"name": "Анна", "status": status, "last_order": date(2020, 1, 1)}]))
    assert silent(known, SETTINGS).tolist() == [True]
    assert missed(known, SETTINGS).tolist() == [wanted]
