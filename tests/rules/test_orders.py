"""What the sheet of orders says of a client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import FRIDAY, context, snapshot, table, values

from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Filled, Memory
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import order_dates, references, totals
from sheets_crm.rules.rule import Yield

MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 8), date(2026, 7, 13)
ROMASHKA = "ООО «Ромашка»"


def book(client: Mapping[str, CellValue], *bought: Mapping[str, CellValue]) -> Snapshot:
    row = {"id": "K-00001", "name": ROMASHKA, "first_order": None, "last_order": None, "orders_count": None, "orders_total": None}
    rows = [{"client": ROMASHKA, "client_id": "K-00001", "amount": 100, "stage": None, **one} for one in bought]
    return snapshot(table("clients", [{**row, **client}]), table("orders", rows, columns=["date", "client", "client_id"]))


def split(said: list[Yield]) -> tuple[dict[str, CellValue], list[str]]:
    changed = {change.column: change.after for batch in said if hasattr(batch, "after") for change in batch}
    return changed, [one.cell for one in said if hasattr(one, "severity")]


@pytest.mark.parametrize(
    ("client", "changed", "found"),
    [
        ({}, {"first_order": MAY, "last_order": JUNE}, 0),
        ({"first_order": MAY, "last_order": JUNE}, {}, 0),
        ({"first_order": JUNE, "last_order": MAY}, {"first_order": MAY, "last_order": JUNE}, 0),
        ({"first_order": date(2020, 1, 1), "last_order": JUNE}, {}, 0),
        ({"first_order": MAY, "last_order": JULY}, {}, 1),
        ({"first_order": "весной", "last_order": "летом"}, {}, 0),
    ],
    ids=["empty", "right", "out of date", "a client since before the sheet", "an order is missing", "text is not ours to guess"],
)
def test_first_and_last_order_follow_the_orders(
    client: Mapping[str, CellValue], changed: dict[str, CellValue], found: int
) -> None:
    said = split(list(order_dates.check(book(client, {"date": JUNE}, {"date": MAY}), context())))
    assert (said[0], len(said[1])) == (changed, found)


def test_without_orders_the_dates_stay_and_only_their_order_is_checked() -> None:
    right = book({"first_order": MAY, "last_order": JUNE})
    wrong = book({"first_order": JUNE, "last_order": MAY})
    assert split(list(order_dates.check(right, context()))) == ({}, [])
    assert split(list(order_dates.check(wrong, context()))) == ({}, ["C2"])


@pytest.mark.parametrize(
    "order",
    [{"date": JULY, "stage": "отменён"}, {"date": date(2026, 11, 21)}, {"date": JULY, "client": "Другой", "client_id": None}],
)
def test_orders_cancelled_in_the_future_or_of_others_do_not_count(order: Mapping[str, CellValue]) -> None:
    changed, _ = split(list(order_dates.check(book({}, {"date": MAY}, order), context())))
    assert changed == {"first_order": MAY, "last_order": MAY}


def test_number_and_total_are_exact_to_the_kopeck() -> None:
    bought = [{"date": MAY, "amount": Decimal("0.10")}, {"date": MAY, "amount": Decimal("0.20")}, {"date": MAY, "amount": 3820.5}]
    changed, _ = split(list(totals.check(book({}, *bought), context())))
    assert changed == {"orders_count": 3, "orders_total": Decimal("3820.80")}


@given(st.lists(st.decimals(0, 10**6, places=2), max_size=20))
def test_totals_equal_the_sum_in_decimals_and_settle_at_once(amounts: list[Decimal]) -> None:
    start = book({}, *({"date": MAY, "amount": amount} for amount in amounts))
    done = applied(start, totals.check(start, context()))
    total = values(done.tables[0], "orders_total")[0]
    assert total is None if not amounts else Decimal(str(total)) == sum(amounts)
    assert not list(totals.check(done, context()))


def test_a_typed_over_total_is_restored() -> None:
    start = book({"orders_count": 99, "orders_total": "много"}, {"date": MAY})
    assert split(list(totals.check(start, context())))[0] == {"orders_count": 1, "orders_total": Decimal(100)}


@pytest.mark.parametrize(
    ("name", "told", "gets", "found"),
    [
        (ROMASHKA, None, "K-00001", 0),
        ("ооо «ромашка» ", None, "K-00001", 0),
        (ROMASHKA, "K-00001", "K-00001", 0),
        (ROMASHKA, "K-00002", "K-00002", 1),
        ("Иванов", None, None, 1),
        ("Иванов", "K-00003", "K-00003", 0),
        ("Никто", "K-00099", "K-00099", 1),
        ("Никто", None, None, 0),
    ],
    ids=[
        "by name",
        "by name, loosely",
        "known",
        "contradiction",
        "two of a name",
        "two of a name, told apart",
        "unknown ID",
        "unknown",
    ],
)
def test_an_order_knows_its_client(name: str, told: str | None, gets: str | None, found: int) -> None:
    clients = [{"id": "K-00001", "name": ROMASHKA}, {"id": "K-00002", "name": "Иванов"}, {"id": "K-00003", "name": "Иванов"}]
    start = snapshot(table("clients", clients), table("orders", [{"client": name, "client_id": told}], columns=["client_id"]))
    said = list(references.check(start, context()))
    assert values(applied(start, [one for one in said if hasattr(one, "after")]).tables[1], "client_id") == [gets]
    assert len(split(said)[1]) == found


@pytest.mark.parametrize(("told", "found"), [(None, 0), ("K-00099", 1)])
def test_the_number_of_a_clients_row_is_never_written_as_its_id(told: str | None, found: int) -> None:
    orders = table("orders", [{"client": "Анна", "client_id": told}], columns=["client_id"])
    said = list(references.check(snapshot(table("clients", [{"name": "Анна"}]), orders), context()))
    changed, findings = split(said)
    assert (changed, len(findings)) == ({}, found)


def test_an_id_that_the_program_filled_follows_the_name_that_a_person_chose() -> None:
    clients = [{"id": "K-00001", "name": ROMASHKA}, {"id": "K-00002", "name": "Иванов"}]
    order = {"id": "Z-00001", "client": "Иванов", "client_id": "K-00001"}
    start = snapshot(table("clients", clients), table("orders", [order]))
    filled = {("Заказы", "Z-00001", "client_id"): Filled("K-00001", context(FRIDAY).now, "references")}
    changed, found = split(list(references.check(start, context(memory=Memory(filled=filled)))))
    assert (changed, found) == ({"client_id": "K-00002"}, [])
