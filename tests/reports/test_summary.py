from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from making import context, snapshot, table
from report_reading import beside, linked, section

from sheets_crm.model.cells import CellValue
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.reports.kind import Evidence
from sheets_crm.reports.summary import build

CLIENTS = table(
    "clients",
    [
        {"id": "K-1", "name": "Иван", "status": "активный", "tier": "A", "next_task": "звонок", "last_order": date(2026, 11, 2)},
        {"id": "K-2", "name": "ООО «Ромашка»", "status": "отказ", "tier": "vip", "last_order": date(2026, 1, 1)},
        {"id": "K-3", "name": "Анна", "status": "думает", "last_order": date(2026, 5, 19)},
        {"id": "K-4", "name": "Пётр", "status": "активный", "tier": "C"},
    ],
    columns=["next_date"],
)
ORDERS = table(
    "orders",
    [
        {"date": date(2026, 11, 2), "client": "Иван", "service": "Ремонт", "amount": Decimal("100.10"), "paid": Decimal("40.05")},
        {"date": date(2026, 11, 1), "client": "Анна", "service": "Ремонт", "amount": Decimal("0.20"), "paid": Decimal("0.20")},
        {"date": date(2025, 12, 1), "client": "Иван", "service": "Доставка", "amount": Decimal("33.33")},
        {"date": date(2025, 11, 30), "client": "Иван", "amount": Decimal("66.67"), "paid": Decimal(70)},
        {"date": date(2027, 1, 1), "client": "Иван", "service": "Ремонт", "amount": Decimal(5), "paid": 5},
        {"date": date(2026, 10, 5), "client": "Иван", "service": "Ремонт", "amount": "сто", "stage": "новый"},
        {"date": date(2026, 10, 5), "client": "Иван", "service": "Ремонт", "amount": Decimal(999), "stage": "отменён"},
    ],
)


def summary(book: Snapshot) -> Report | None:
    return build(book, Evidence(), context())


def test_the_main_numbers() -> None:
    made = summary(snapshot(CLIENTS, ORDERS))
    expected = {
        "Клиентов": 4,
        "со следующей задачей": 1,
        "без задачи (кроме отказов и архива)": 2,
        "молчат дольше предела": 0,
        "без единого заказа": 1,
        "Заказов": 6,
        "и отменённых, они не считаются": 1,
        "без суммы, в выручку не вошли": 1,
        "Выручка": Decimal("205.30"),
        "Средний чек": Decimal("41.06"),
        "Оплачено": Decimal("115.25"),
        "Долг клиентов": Decimal("93.38"),
        "Переплата клиентов": Decimal("3.33"),
    }
    assert {label: beside(made, label) for label in expected} == expected


def test_months_and_what_lies_outside_them_add_up_to_the_revenue() -> None:
    rows = section(summary(snapshot(CLIENTS, ORDERS)), "Выручка по месяцам")
    assert rows[0] == ["дек 2025", 1, Decimal("33.33"), Decimal("33.33")]
    assert rows[10] == ["окт 2026", 1, Decimal("0.00"), "нет данных"]
    assert rows[11] == ["ноя 2026", 2, Decimal("100.30"), Decimal("50.15")]
    assert rows[12] == ["раньше", 1, Decimal("66.67"), Decimal("66.67")]
    assert rows[13] == ["без даты или с датой в будущем", 1, Decimal("5.00"), Decimal("5.00")]
    assert rows[14] == ["Всего", 6, Decimal("205.30"), Decimal("41.06")]


def test_services_by_revenue_with_shares_of_the_whole() -> None:
    rows = section(summary(snapshot(CLIENTS, ORDERS)), "Выручка по услугам")
    assert rows == [
        ["Ремонт", 4, Decimal("105.30"), Decimal("0.5129")],
        ["услуга не указана", 1, Decimal("66.67"), Decimal("0.3247")],
        ["Доставка", 1, Decimal("33.33"), Decimal("0.1624")],
        ["Всего", 6, Decimal("205.30"), Decimal("1.0000")],
    ]


def test_debts_lead_to_their_orders() -> None:
    made = summary(snapshot(CLIENTS, ORDERS))
    rows = section(made, "Кто должен больше всех")
    assert rows[0] == ["Иван", date(2026, 11, 2), Decimal("100.10"), Decimal("40.05"), Decimal("60.05")]
    assert rows[-1] == ["Всего", None, Decimal("133.43"), Decimal("40.05"), Decimal("93.38")]
    assert made
    assert [cell.link for row in made.rows for cell in row if cell.link] == [("Заказы", "D2"), ("Заказы", "D4")]


def test_clients_by_choice_in_the_order_of_the_layout() -> None:
    made = summary(snapshot(CLIENTS, ORDERS))
    assert section(made, "Клиенты по статусам") == [
        ["активный", 2, Decimal("0.5000")],
        ["отказ", 1, Decimal("0.2500")],
        ["другое", 1, Decimal("0.2500")],
        ["Всего", 4, Decimal("1.0000")],
    ]
    assert section(made, "Клиенты по важности")[:2] == [["A", 2, Decimal("0.5000")], ["C", 1, Decimal("0.2500")]]


def test_the_chart_shows_the_twelve_months() -> None:
    made = summary(snapshot(CLIENTS, ORDERS))
    assert made
    assert made.chart
    charted = made.rows[made.chart.first_row - 1 : made.chart.last_row]
    assert [row[0].value for row in charted][::11] == ["дек 2025", "ноя 2026"]
    assert charted[-1][made.chart.values_column - 1].value == Decimal("100.30")


def test_without_orders_the_chart_shows_statuses() -> None:
    made = summary(snapshot(CLIENTS))
    assert made
    assert made.chart
    assert [row[0].value for row in made.rows[made.chart.first_row - 1 : made.chart.last_row]] == ["активный", "отказ", "другое"]


def test_nothing_to_divide_by_is_no_data() -> None:
    made = summary(snapshot(table("clients", [], columns=["name", "status"]), table("orders", [], columns=["client", "amount"])))
    assert beside(made, "Средний чек") == "нет данных"
    assert beside(made, "Выручка") == Decimal(0)


def test_no_clients_no_summary() -> None:
    assert summary(snapshot(ORDERS)) is None


def test_in_english() -> None:
    made = summary(replace(snapshot(CLIENTS, ORDERS), lang="en"))
    assert made
    assert made.sheet == "Summary"
    assert beside(made, "Revenue") == Decimal("205.30")
    assert section(made, "Revenue by month")[0][0] == "Dec 2025"
    assert made.rows[1][0].value == "Filled in by the program. As of 20 Nov 2026. Edits made here are not kept."


MONEY = st.one_of(st.none(), st.decimals(Decimal(0), Decimal(999_999), places=2))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2027, 12, 31))),
            "service": st.sampled_from([None, *(f"услуга {at}" for at in range(14))]),
            "amount": MONEY,
            "paid": MONEY,
        }
    ),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_every_part_adds_up_to_its_whole(rows: list[dict[str, CellValue]]) -> None:
    made = summary(snapshot(CLIENTS, table("orders", rows, columns=["date", "service", "amount", "paid"])))
    revenue = sum((row["amount"] for row in rows if isinstance(row["amount"], Decimal)), Decimal(0))
    assert beside(made, "Выручка") == revenue
    if not rows:
        return
    for heading in ("Выручка по месяцам", "Выручка по услугам"):
        *parts, whole = section(made, heading)
        for column in (1, 2):
            assert sum(row[column] for row in parts) == whole[column]  # type: ignore[misc]
        assert whole[1:3] == [len(rows), revenue]
    if revenue:
        assert sum(row[3] for row in section(made, "Выручка по услугам")[:-1]) == 1  # type: ignore[misc]


def test_links_open_the_order() -> None:
    assert linked(summary(snapshot(CLIENTS, table("orders", [{"client": "Анна", "amount": 7, "paid": 1}]))), "Анна") == (
        "Заказы",
        "B2",
    )


def test_an_order_of_today_belongs_to_this_month_and_one_of_tomorrow_does_not() -> None:
    orders: list[dict[str, CellValue]] = [{"date": date(2026, 11, 20), "amount": 1}, {"date": date(2026, 11, 21), "amount": 2}]
    rows = section(summary(snapshot(CLIENTS, table("orders", orders))), "Выручка по месяцам")
    assert rows[11][:3] == ["ноя 2026", 1, Decimal(1)]
    assert rows[12][:3] == ["без даты или с датой в будущем", 1, Decimal(2)]
