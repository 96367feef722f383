"""Who is meant by an order or a touch."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import snapshot, table

from sheets_crm.ledger.clients import Clients, clients_of
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Table

BASE = table(
    "clients",
    [
        {"id": "K-1", "name": "Пётр  Алёшин"},
        {"id": "K-2", "name": "Иванов"},
        {"id": "K-3", "name": "Иванов"},
        {"id": None, "name": "Анна"},
        {"id": "K-5", "name": None},
    ],
)


def base(*tables: Table) -> Clients:
    clients = clients_of(snapshot(*tables))
    assert clients is not None
    return clients


@pytest.mark.parametrize(
    ("row_id", "name", "who"),
    [
        ("K-2", None, 1),
        (" K-2 ", "Анна", 1),
        ("K-99", "Анна", 3),
        (None, "анна ", 3),
        (None, "ПЕТР\u00a0АЛЕШИН", 0),
        (None, "Иванов", -1),
        (None, None, -1),
        ("#5", None, -1),
    ],
    ids=[
        "by ID",
        "the ID before the name",
        "by name where the ID is nobody's",
        "by name, loosely",
        "ё is е",
        "two of a name",
        "nothing said",
        "the number of a row is no ID",
    ],
)
def test_the_client_of_an_order(row_id: CellValue, name: CellValue, who: int) -> None:
    order = table("orders", [{"client_id": row_id, "client": name}])
    assert base(BASE).of(order).tolist() == [who]


def test_a_name_in_parts_is_a_name() -> None:
    people = table("clients", [{"name": None, "surname": "Белова", "given_name": "Анна"}, {"name": "Иван", "surname": "Петров"}])
    orders = table("orders", [{"client": "белова анна"}, {"client": "Иван"}, {"client": "Петров"}])
    assert base(people).of(orders).tolist() == [0, 1, -1]


def test_clients_of_several_sheets_are_one_base() -> None:
    other = replace(table("clients", [{"id": "K-1", "name": "Копия"}, {"id": None, "name": "Борис"}]), sheet="Прошлый год")
    clients = base(BASE, other)
    orders = table("orders", [{"client_id": "K-1"}, {"client": "Борис"}])
    assert clients.of(orders).tolist() == [0, 6]
    assert [(one.sheet, here) for one, here in clients.sheets()] == [("Клиенты", slice(0, 5)), ("Прошлый год", slice(5, 7))]
    assert [(one.sheet, at) for one, at in map(clients.place, (4, 5))] == [("Клиенты", 4), ("Прошлый год", 0)]


def test_a_book_without_clients_has_no_base() -> None:
    assert clients_of(snapshot(table("orders", [{"client": "Анна"}]))) is None
