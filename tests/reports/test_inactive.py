from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from making import LAYOUT, context, snapshot, table
from report_reading import lines, linked

from sheets_crm.model.cells import CellValue
from sheets_crm.model.report import Report
from sheets_crm.model.settings import SilenceSettings
from sheets_crm.model.snapshot import Table
from sheets_crm.reports import inactive
from sheets_crm.reports.kind import Evidence

TODAY = date(2026, 11, 22)


def drawn(*tables: Table, today: date = TODAY, months: int = 6) -> Report | None:
    return inactive.build(snapshot(*tables), Evidence(), context(today, silence=SilenceSettings(months=months)))


def listed(*tables: Table, today: date = TODAY, months: int = 6) -> list[CellValue]:
    rows = lines(drawn(*tables, today=today, months=months))
    return [row[0] for row in rows[5:-1]]


@pytest.mark.parametrize(
    ("last", "today", "silent"),
    [
        (date(2026, 5, 22), TODAY, False),
        (date(2026, 5, 21), TODAY, True),
        (date(2026, 2, 28), date(2026, 8, 31), False),
        (date(2026, 2, 27), date(2026, 8, 31), True),
        (date(2024, 2, 29), date(2024, 8, 31), False),
        (date(2027, 1, 1), TODAY, False),
        (None, TODAY, False),
    ],
)
def test_exactly_six_calendar_months_are_not_yet_silence(last: date | None, today: date, silent: bool) -> None:  # noqa: FBT001
    clients = table("clients", [{"name": "Иван", "last_order": last}])
    assert listed(clients, today=today) == (["Иван"] if silent else [])


def test_important_clients_are_expected_more_often() -> None:
    clients = table("clients", [{"name": tier, "tier": tier, "last_order": date(2026, 8, 21)} for tier in ("A", "А", "VIP", "B")])
    assert sorted(map(str, listed(clients))) == ["A", "VIP", "А"]


def test_those_who_are_gone_for_good_are_left_alone() -> None:
    old = {"last_order": date(2020, 1, 1)}
    clients = table("clients", [{"name": status, "status": status, **old} for status in ("активный", "отказ", "архив", "спящий")])
    assert listed(clients) == ["активный", "спящий"]


def test_those_who_brought_most_come_first_and_the_total_is_exact() -> None:
    clients = table(
        "clients",
        [
            {"id": "K-1", "name": "Мало", "last_order": date(2026, 1, 1)},
            {"id": "K-2", "name": "Давно", "last_order": date(2024, 1, 1)},
            {"id": "K-3", "name": "Много", "last_order": date(2025, 1, 1)},
            {"id": "K-4", "name": "Свежий", "last_order": date(2026, 1, 1)},
        ],
    )
    orders = table(
        "orders",
        [
            {"date": date(2025, 1, 1), "client_id": "K-3", "amount": Decimal("1000.10")},
            {"date": date(2025, 1, 1), "client_id": "K-3", "amount": Decimal("0.05")},
            {"date": date(2026, 1, 1), "client": "мало", "amount": Decimal("7.77")},
            {"date": date(2026, 11, 20), "client": "свежий", "amount": Decimal(500)},
            {"date": date(2026, 1, 2), "client_id": "K-1", "amount": Decimal(9999), "stage": "отменён"},
        ],
    )
    made = drawn(clients, orders)
    assert [row[0] for row in lines(made)[5:]] == ["Много", "Мало", "Давно", "Всего: 3"]
    assert [row[3] for row in lines(made)[5:]] == [Decimal("1000.15"), Decimal("7.77"), Decimal(0), Decimal("1007.92")]
    assert linked(made, "Много") == ("Клиенты", "B4")


def test_the_simple_layout_needs_no_sheet_of_orders() -> None:
    clients = table(
        "clients",
        [
            {"name": "Иван", "phone": "+7 916 123-45-67", "last_order": date(2026, 1, 15), "service": "Ремонт"},
            {"name": "Анна", "phone": None, "last_order": date(2026, 2, 15)},
        ],
    )
    rows = lines(drawn(clients))
    assert rows[4] == ["Клиент", "Телефон", "Последний заказ", "Молчит, мес.", "Что сделать"]
    assert rows[5] == ["Анна", None, date(2026, 2, 15), 9, "Найти телефон или почту: связаться пока нельзя"]
    assert rows[6] == [
        "Иван",
        "+7 916 123-45-67",
        date(2026, 1, 15),
        10,
        "Позвонить и предложить: раньше заказывал «Ремонт»",
    ]


def test_a_long_list_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inactive, "CAP", 2)
    rows = lines(drawn(table("clients", [{"name": f"К{at}", "last_order": date(2020, 1, 1)} for at in range(5)])))
    assert [row[0] for row in rows[5:]] == ["К0", "К1", "… и ещё 3", "Всего: 5"]


def test_a_book_that_knows_neither_orders_nor_status_has_no_such_tab() -> None:
    assert drawn(table("clients", [{"name": "Иван"}])) is None


def test_in_english() -> None:
    book = replace(snapshot(table("clients", [{"name": "John", "last_order": date(2026, 1, 1)}])), lang="en")
    made = inactive.build(book, Evidence(), replace(context(TODAY), layout=LAYOUT))
    rows = lines(made)
    assert rows[2] == ["1 client without orders for over 6 months. Those who brought most come first."]
    assert rows[5] == ["John", date(2026, 1, 1), 10, "Find a phone or an e-mail: there is no way to reach them yet"]


def test_an_order_under_a_name_that_two_clients_bear_is_neithers() -> None:
    clients = table("clients", [{"name": "Иван", "last_order": date(2020, 1, day)} for day in (1, 2)])
    orders = table("orders", [{"date": date(2026, 11, 1), "client": "Иван", "amount": 5}])
    assert [row[3] for row in lines(drawn(clients, orders))[5:]] == [Decimal(0), Decimal(0), Decimal(0)]


def test_without_a_sheet_of_orders_the_clients_own_total_counts() -> None:
    rows: list[dict[str, CellValue]] = [
        {"name": "Иван", "last_order": date(2020, 1, 1), "orders_total": Decimal("7.05")},
        {"name": "Анна", "orders_total": 3},
    ]
    assert [row[3] for row in lines(drawn(table("clients", rows)))[5:]] == [Decimal("7.05"), Decimal("7.05")]


def test_clients_marked_inactive_for_another_reason_are_listed_with_it() -> None:
    clients = table(
        "clients",
        [{"name": "Иван", "status": "неактивный", "status_reason": "нет реакции", "last_order": date(2026, 11, 1)}],
    )
    rows = lines(drawn(clients))
    assert str(rows[2][0]).endswith("Отмечены неактивными по другой причине: 1.")
    assert rows[5][:4] == ["Иван", date(2026, 11, 1), 0, "нет реакции"]
