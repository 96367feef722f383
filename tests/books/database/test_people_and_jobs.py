"""A job and people in one database: nobody's words are written over, and whatever breaks off leaves everything as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from moving import LAYOUT, bound, demo_book, moved, sql, values

from sheets_crm.books.database.address import connect
from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.migrating.migrate import migrate
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Changes, Plan, Receipt
from sheets_crm.model.report import Choosing, Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

WHY = Text("потому", "because")


def shop() -> MemoryBook:
    return MemoryBook.of(
        "book",
        {
            "Мои услуги": [["Услуга", "Цена", "ID"], ["Стрижка", 1500, "U-00001"], ["Окраска", 3000, "U-00002"]],
            "Клиенты": [
                ["Клиент", "Телефон", "Услуга", "Комментарий", "ID"],
                ["Иванов Иван", "8 916 123-45-67", "стрижка ", "утром", "K-00001"],
                ["Петров Пётр", "нет", None, None, "K-00002"],
            ],
            "Заказы": [["Дата", "Клиент", "Сумма", "Оплачено", "ID"], [date(2026, 1, 15), "Иванов Иван", "1 200 р.", 500, None]],
        },
    )


@pytest.fixture
def book(address: str) -> DatabaseBook:
    return moved(shop(), address)


def change(snapshot: Snapshot, sheet: str, name: str, *wanted: tuple[int, CellValue]) -> Changes:
    """Change cells of a field, by the position of their records."""
    table = snapshot.table(sheet)
    assert table is not None
    return Changes.at(table, name, "test", [at for at, _ in wanted], [value for _, value in wanted], WHY)


def written(book: DatabaseBook, snapshot: Snapshot, *batches: Changes, reports: tuple[Report, ...] = ()) -> Receipt:
    told: list[str] = []
    receipt = book.write(Plan(snapshot.identity, batches, reports=reports), snapshot, told.append)
    assert told == [receipt.identity] == [book.identity()]
    return receipt


def test_a_change_goes_to_its_typed_column_and_leaves_quarantine(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    written(
        book,
        snapshot,
        change(snapshot, "Заказы", "amount", (0, 1200)),
        change(snapshot, "Клиенты", "service", (0, "Стрижка"), (1, "Окраска")),
        change(snapshot, "Клиенты", "phone", (0, "+7 916 123-45-67; +7 495 123-45-67"), (1, None)),
    )
    assert sql(address, "select amount from orders")[0][0] == 1200
    assert sql(address, "select service_key from clients order by key") == [(1,), (2,)]
    assert sql(address, "select value from clients_phones order by key") == [("+7 916 123-45-67",), ("+7 495 123-45-67",)]
    assert sql(address, "select count(*) from quarantine") == [(0,)]
    now = values(bound(book))
    assert (now["Заказы", 2, 3], now["Клиенты", 2, 3], now.get(("Клиенты", 3, 2))) == (1200, "Стрижка", None)


def test_what_a_person_changed_since_the_reading_stays(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    sql(address, "update clients set comment = 'вечером' where id = 'K-00001'")
    sql(address, "update orders set amount = 1300")
    receipt = written(
        book,
        snapshot,
        change(snapshot, "Клиенты", "comment", (0, "утром!"), (1, "новый")),
        change(snapshot, "Заказы", "amount", (0, 1200)),
    )
    assert [(left.change.row_id, left.change.after) for left in receipt.kept] == [("K-00001", "утром!"), ("#2", 1200)]
    assert [list(batch.after) for batch in receipt.written] == [["новый"]]
    assert sql(address, "select comment from clients order by key") == [("вечером",), ("новый",)]
    assert sql(address, "select amount from orders")[0][0] == 1300


def test_a_record_that_a_person_deleted_is_left(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    sql(address, "delete from clients where id = 'K-00002'")
    receipt = written(book, snapshot, change(snapshot, "Клиенты", "comment", (1, "новый")))
    assert [left.change.row_id for left in receipt.kept] == ["K-00002"]
    assert sql(address, "select count(*) from clients") == [(1,)]


def test_another_column_of_the_same_record_is_nobodys_hindrance(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    sql(address, "update clients set city = 'Омск' where id = 'K-00001'")
    assert not written(book, snapshot, change(snapshot, "Клиенты", "comment", (0, "днём"))).kept
    assert sql(address, "select city, comment from clients where id = 'K-00001'") == [("Омск", "днём")]


def test_another_sum_is_a_payment_more(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    written(book, snapshot, change(snapshot, "Заказы", "paid", (0, 700)))
    assert [int(row[0]) for row in sql(address, "select amount from payments order by key")] == [500, 200]
    assert values(bound(book))["Заказы", 2, 4] == 700


def test_a_tab_in_which_somebody_chose_meanwhile_is_not_drawn_over(book: DatabaseBook, address: str) -> None:
    def tab(word: str | None) -> Report:
        rows = ((ReportCell("Решение", "header"),), (ReportCell(word, "choice"),))
        return Report("duplicates", "Дубли", (10,), rows, choosing=Choosing(1, 1, ("разные",)))

    assert written(book, bound(book), reports=(tab(None),)).reports == ("Дубли",)
    assert written(book, bound(book), reports=(tab(None),)).reports == ()
    snapshot = bound(book)
    chosen = """'{"1": ["разные", "General"]}'"""
    sql(address, f"update other_rows set cells = {chosen} where row = 1 and sheet_key = (select max(key) from sheets)")
    assert written(book, snapshot, reports=(tab("нет"),)).reports == ()
    assert values(bound(book))["Дубли", 1, 1] == "разные"


def test_a_blank_row_becomes_a_record(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    rows = np.array([9], np.int32)
    name = Changes("Клиенты", "name", 1, "test", rows, ["#9"], [None], ["ООО «Ромашка»"], [WHY])
    written(book, snapshot, name)
    assert sql(address, "select name, row from clients where key = 3") == [("ООО «Ромашка»", 9)]


def test_a_rule_of_the_database_takes_the_whole_write_back(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    sql(address, "create unique index one_comment on clients (comment)")
    with pytest.raises(RefusedError) as refused:
        written(
            book,
            snapshot,
            change(snapshot, "Клиенты", "comment", (1, "утром")),
            change(snapshot, "Клиенты", "service", (0, "Окраска")),
        )
    assert "утром" not in f"{refused.value} {refused.value.__cause__}"
    assert sql(address, "select comment, service_key from clients order by key") == [("утром", 1), (None, None)]


def test_what_named_nobody_is_linked_once_it_names_somebody(address: str) -> None:
    source = shop()
    source.put("Клиенты", 3, 5, "K-00001")
    source.put("Заказы", 2, 2, "Иванова Анна")
    book = moved(source, address)
    assert sql(address, "select id from clients order by key") == [(None,), (None,)]
    assert sql(address, "select client_key from orders") == [(None,)]
    snapshot = bound(book)
    written(
        book,
        snapshot,
        change(snapshot, "Клиенты", "id", (1, "K-00002")),
        change(snapshot, "Клиенты", "name", (0, "Иванова Анна")),
    )
    assert sql(address, "select id from clients order by key") == [("K-00001",), ("K-00002",)]
    assert sql(address, "select client_key from orders") == [(1,)]
    assert sql(address, "select count(*) from quarantine where field in ('id', 'client')") == [(0,)]


def test_an_id_that_another_record_holds_by_now_is_kept_as_written(book: DatabaseBook, address: str) -> None:
    """So it is where a night gave one of two orders of the same ID a new one, and that is taken back."""
    before = bound(book)
    written(book, before, change(before, "Клиенты", "id", (1, "K-00001")))
    assert values(bound(book))["Клиенты", 3, 5] == "K-00001"
    assert sql(address, "select id from clients order by key") == [("K-00001",), (None,)]
    again = bound(book)
    written(book, again, change(again, "Клиенты", "id", (0, "K-00003"), (1, "K-00002")))
    assert sql(address, "select id from clients order by key") == [("K-00003",), ("K-00002",)]
    assert sql(address, "select count(*) from quarantine where field = 'id'") == [(0,)]


def test_a_row_that_comes_back_beside_one_that_is_gone_has_its_id(book: DatabaseBook, address: str) -> None:
    sql(address, "update clients set gone_at = current_timestamp where id = 'K-00002'")
    snapshot = bound(book)
    rows = np.array([9], np.int32)
    named = Changes("Клиенты", "name", 1, "test", rows, ["#9"], [None], ["Петров Пётр"], [WHY])
    known = Changes("Клиенты", "id", 5, "test", rows, ["#9"], [None], ["K-00002"], [WHY])
    written(book, snapshot, named, known)
    assert values(bound(book))["Клиенты", 9, 5] == "K-00002"


def test_two_jobs_at_once_one_says_so(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    other = DatabaseBook(address, LAYOUT)
    other._engine = connect(address.replace(".db", ".db?timeout=0.2"))  # noqa: SLF001 - SQLite would wait for ten seconds
    said: list[SheetsCrmError] = []

    def meanwhile(_identity: str) -> None:
        with pytest.raises(RefusedError) as refused:
            migrate(shop(), other, Config(), over=True)
        said.append(refused.value)

    book.write(Plan(snapshot.identity, (change(snapshot, "Клиенты", "comment", (0, "первый")),)), snapshot, meanwhile)
    assert said[0].said("ru") == "с базой сейчас работает кто-то ещё"
    assert sql(address, "select comment from clients where key = 1") == [("первый",)]


def test_a_connection_that_is_cut_leaves_the_database_as_it_was(fresh_postgres: str) -> None:
    book = moved(shop(), fresh_postgres)
    snapshot = bound(book)

    def cut(_identity: str) -> None:
        others = "datname = current_database() and pid <> pg_backend_pid()"
        sql(fresh_postgres, f"select pg_terminate_backend(pid) from pg_stat_activity where {others}")

    plan = Plan(snapshot.identity, (change(snapshot, "Клиенты", "comment", (0, "первый")),))
    with pytest.raises(UnreadableError, match="cannot be reached"):
        book.write(plan, snapshot, cut)
    assert book.identity() == snapshot.identity
    assert values(bound(book)) == values(snapshot)


KILLED = """
import os, signal, sys
from sheets_crm.books.database import receiving
from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.migrating.migrate import migrate
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from pathlib import Path
left = int(sys.argv[3])
write = receiving.insert_records
def write_some(*given):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    write(*given)
receiving.insert_records = write_some
migrate(XlsxBook(Path(sys.argv[1])), DatabaseBook(sys.argv[2], load_layout("extended")), Config(), over=True)
"""


@pytest.mark.parametrize("left", [0, 4])
def test_a_migration_that_is_killed_leaves_the_database_as_it_was(left: int, address: str, tmp_path: Path) -> None:
    book = moved(shop(), address)
    before = book.identity(), values(bound(book))
    source = demo_book(tmp_path, clients=20)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(source.path), address, str(left)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (book.identity(), values(bound(book))) == before


def test_the_program_waits_for_nobody_who_only_reads(book: DatabaseBook, address: str) -> None:
    snapshot = bound(book)
    held = threading.Event()

    def look(_identity: str) -> None:
        reader = threading.Thread(target=lambda: (sql(address, "select count(*) from clients"), held.set()))
        reader.start()
        reader.join(120)

    book.write(Plan(snapshot.identity, (change(snapshot, "Клиенты", "comment", (0, "первый")),)), snapshot, look)
    assert held.is_set()


def test_a_backup_is_a_book_and_comes_back_whole(book: DatabaseBook, address: str, tmp_path: Path) -> None:
    before = values(bound(book))
    copy = book.backup(tmp_path / "copies", "clients")
    assert values(bound(DatabaseBook(f"sqlite:///{copy}", LAYOUT))) == before
    sql(address, "delete from orders")
    sql(address, "insert into clients (name) values ('лишний')")
    was = book.identity()
    book.restore(copy)
    assert values(bound(book)) == before
    assert book.identity() != was
    sql(address, "insert into clients (name) values ('новый')")
    assert sql(address, "select key from clients where name = 'новый'")[0][0] not in {1, 2}


@pytest.mark.parametrize(
    "wrong",
    [
        "postgresql://anna:s3cret@127.0.0.1:9/clients",
        "postgresql://anna:s3/cr?et@127.0.0.1:9/clients",
        "postgresql://127.0.0.1:9/clients?user=anna&password=s3cret",
        "mysql://anna:s3cret@127.0.0.1/clients",
    ],
)
def test_no_secret_of_an_address_is_ever_told(wrong: str) -> None:
    with pytest.raises(SheetsCrmError) as told:
        DatabaseBook(wrong, LAYOUT).read()
    assert "s3" not in f"{told.value.told('ru')} {told.value.told('en')} {told.value!r} {told.value.__cause__}"


def test_no_text_of_a_cell_is_taken_for_sql(address: str) -> None:
    source = shop()
    nasty = "'; drop table clients; --"
    source.put("Клиенты", 2, 1, nasty)
    source.put("Клиенты", 1, 6, 'столбец"); drop table orders; --')
    source.put("Клиенты", 2, 6, nasty)
    book = moved(source, address)
    assert values(bound(book))["Клиенты", 2, 6] == nasty
    assert sql(address, "select name from clients where key = 1") == [(nasty,)]


def test_an_address_without_a_book_says_how_to_bring_one(address: str) -> None:
    if not address.startswith("sqlite"):
        with pytest.raises(UnreadableError, match="no client book"):
            DatabaseBook(address, LAYOUT).read()
        return
    with pytest.raises(UnreadableError, match="no such file"):
        DatabaseBook(address, LAYOUT).read()
    assert not Path(address.removeprefix("sqlite:///")).exists()
