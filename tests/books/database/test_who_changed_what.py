"""Who changed what in a database: kept by triggers, told by history and blame as people's edits, without the program's own."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest
from moving import LAYOUT, bound, moved, sql

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.blame import life_of
from sheets_crm.engine.history import history, told_of, with_names
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.cells import CellValue


def now() -> datetime:
    return datetime.now()  # noqa: DTZ005 - local time, as the program's


Told = list[tuple[str, str, str, CellValue, CellValue]]


@pytest.fixture
def book(address: str) -> DatabaseBook:
    source = MemoryBook.of(
        "book",
        {
            "Мои услуги": [["Услуга", "Цена", "ID"], ["Стрижка", 1500, "U-00001"], ["Окраска", 3000, "U-00002"]],
            "Клиенты": [
                ["Клиент", "Телефон", "Статус", "Любимый чай", "ID"],
                ["Иванов Иван", "8 916 123-45-67", "Новый", "улун", "K-00001"],
                ["Петров Пётр", "8 916 123-45-68", None, None, "K-00002"],
            ],
            "Заказы": [
                ["Дата", "Клиент", "Услуга", "Сумма", "Оплачено", "ID"],
                [date(2026, 1, 15), "Иванов Иван", "Стрижка", 1200, 500, "Z-00001"],
            ],
        },
    )
    return moved(source, address)


def told(book: DatabaseBook) -> Told:
    return [(one.sheet, one.row_id, one.column, one.before, one.after) for one in book.witnessed()]


CHANGES: list[tuple[str, Told]] = [
    ("update orders set amount = 1300.5 where id = 'Z-00001'", [("Заказы", "Z-00001", "amount", 1200.0, 1300.5)]),
    ("update orders set date = '2026-02-01'", [("Заказы", "Z-00001", "date", date(2026, 1, 15), date(2026, 2, 1))]),
    ("update orders set client_key = 2", [("Заказы", "Z-00001", "client", "Иванов Иван", "Петров Пётр")]),
    ("update orders set service_key = 2", [("Заказы", "Z-00001", "service", "Стрижка", "Окраска")]),
    ("insert into payments (record_key, amount) values (1, 200)", [("Заказы", "Z-00001", "paid", None, 200.0)]),
    ("update clients set name = 'Сидоров' where key = 2", [("Клиенты", "K-00002", "name", "Петров Пётр", "Сидоров")]),
    (
        "update clients_phones set value = '8 495' where record_key = 2",
        [("Клиенты", "K-00002", "phone", "8 916 123-45-68", "8 495")],
    ),
    ('update clients set extra = \'{"col_D": "сенча"}\' where key = 1', [("Клиенты", "K-00001", "col_D", "улун", "сенча")]),
    ("update clients set name = name", []),
    ("insert into clients (name) values ('Новый')", [("Клиенты", "", "name", None, "Новый")]),
    ("delete from orders", [("Заказы", "Z-00001", "amount", 1200.0, None), ("Заказы", "Z-00001", "paid", 500.0, None)]),
]


@pytest.mark.parametrize(("command", "expected"), CHANGES, ids=[command for command, _ in CHANGES])
def test_what_people_change_is_kept_cell_by_cell(command: str, expected: Told, book: DatabaseBook, address: str) -> None:
    assert told(book) == []
    sql(address, command)
    found = told(book)
    if command.startswith("delete"):
        found = sorted(one for one in found if one[2] in ("amount", "paid"))
    assert found == expected


def test_what_happened_to_a_deleted_record_is_not_told_of_another(book: DatabaseBook, address: str) -> None:
    sql(address, "update clients set name = 'Сидоров' where key = 2")
    sql(address, "delete from clients where key = 2")
    sql(address, "insert into clients (name) values ('Новый')")
    assert sql(address, "select key from clients where name = 'Новый'")[0][0] > 2  # type: ignore[operator]
    assert [one.row_id for one in book.witnessed() if one.after == "Сидоров"] == ["K-00002"]


def test_our_own_writes_are_not_among_peoples(book: DatabaseBook, tmp_path: Path) -> None:
    config = Config(tmp_path / "sheets-crm.yaml")
    assert run_job(book, load_job("nightly"), config, now()).receipt
    book.restore(book.backup(tmp_path / "copies", "copy"))
    book.receive(bound(book), lambda _: None, over=True)
    assert told(book) == []


def test_who_took_on_a_role_is_named_with_it(fresh_postgres: str) -> None:
    moved(MemoryBook.of("book", {"Клиенты": [["Клиент", "ID"], ["Иванов Иван", "K-00001"]]}), fresh_postgres)
    login = str(sql(fresh_postgres, "select session_user")[0][0])
    group = f"crm_{uuid.uuid4().hex}/старший"
    with psycopg.connect(fresh_postgres, autocommit=True) as person:
        person.execute(f'create role "{group}"'.encode())
        try:
            person.execute(f'grant all on clients to "{group}"'.encode())
            person.execute(f'set role "{group}"'.encode())
            person.execute(b"update clients set name = %s", ["Петров"])
            person.execute(b"reset role")
        finally:
            person.execute(f'drop owned by "{group}"'.encode())
            person.execute(f'drop role "{group}"'.encode())
    assert [one.by for one in DatabaseBook(fresh_postgres, LAYOUT).witnessed()] == [f"{login} (старший)"]


def test_history_and_blame_name_who_it_was(book: DatabaseBook, address: str, tmp_path: Path) -> None:
    config = Config(tmp_path / "sheets-crm.yaml")
    nightly = load_job("nightly")
    run_job(book, nightly, config, now())
    who = str(sql(address, "select session_user")[0][0]) if address.startswith("postgresql") else ""
    for amount in (1250, 1300):
        sql(address, f"update orders set amount = {amount} where id = 'Z-00001'")
    sql(address, "update clients set name = 'Иванова Анна' where id = 'K-00001'")
    run_job(book, nightly, config, now())
    sql(address, "update orders set amount = 1400 where id = 'Z-00001'")

    last = history(book, config, clock=now()).stories[-1]
    assert last.people
    _, edits = told_of(book.name, last.run.number, config)
    found = {(one.row_id, one.column): (one.before, one.after, one.by) for one in with_names(edits, book)}
    assert found["Z-00001", "amount"] == (1200, 1300, who)
    assert found["K-00001", "name"] == ("Иванов Иван", "Иванова Анна", who)

    life = life_of(book, "Заказы!D2", config, now())
    assert [(one.before, one.after, one.by) for one in life.events] == [
        (1200, 1250, who),
        (1250, 1300, who),
        (1300, 1400, who),
    ]
    assert [one.run for one in life.events] == [last.run.number, last.run.number, None]
    at_once = max(one.at for one in book.witnessed()).replace(microsecond=0)  # commands tell the time in whole seconds
    assert life_of(book, "Заказы!D2", config, at_once).events == life.events
    assert [one.after for one in life_of(book, "Заказы!B2", config, now()).events if not one.rule] == ["Иванова Анна"]
