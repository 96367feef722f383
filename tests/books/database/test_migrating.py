"""A book moved into a database: all of it or nothing, and every difference explained."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from moving import LAYOUT, bound, cells, demo_book, moved, sql, values

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.database.receiving import Arrival, Receiver
from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.migrating import counting
from sheets_crm.engine.migrating.account import Migration
from sheets_crm.engine.migrating.homeward import bring_home
from sheets_crm.engine.migrating.migrate import migrate
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.ledger.money import kopecks

NOW = datetime(2026, 11, 20, 3)


def into(source: XlsxBook | MemoryBook, address: str, *, check: bool = False, over: bool = False) -> Migration:
    return migrate(source, DatabaseBook(address, LAYOUT), Config(), check=check, over=over)


def shop() -> MemoryBook:
    return MemoryBook.of(
        "book",
        {
            "Клиенты": [
                ["Клиент", "Телефон", "ID", "Любимый цвет"],
                ["Иванов Иван", "+7 916 123-45-67; +7 495 123-45-67", "K-00001", "синий"],
                ["Петров Пётр", "нет", "K-00002", None],
                ["ООО «Ромашка»", None, "K-00002", 7],
            ],
            "Заказы": [
                ["Дата", "Клиент", "Сумма", "ID"],
                [date(2026, 1, 15), "Иванов Иван", 100.10, "Z-00001"],
                [date(2026, 1, 31), "Петров Пётр", "1 200 р.", "Z-00002"],
                ["32.13.2024", "Никто", 0.005, "Z-00003"],
                [date(2026, 2, 1), "ООО «Ромашка»", -5, "Z-00004"],
            ],
            "Заметки": [["просто", 1], [None, "=1+1"]],
        },
    )


def test_every_difference_is_told_by_its_cell_and_all_sums_agree(address: str) -> None:
    found = into(shop(), address).reconciliation
    assert found.agrees
    assert {(one.sheet, one.cell): one.why.ru for one in found.differences} == {
        ("Клиенты", "B3"): "«нет» не телефон",
        ("Клиенты", "C3"): "ID «K-00002» стоит и у другой записи",
        ("Клиенты", "C4"): "ID «K-00002» стоит и у другой записи",
        ("Заказы", "A4"): "«32.13.2024» не дата",
        ("Заказы", "B4"): "«Никто» нет в списке, на который ссылается ячейка",
        ("Заказы", "C3"): "«1 200 р.» не число",
        ("Заказы", "C4"): "«0.005» до копеек: доли копейки отчёты округляют, в базе так же (+0.005)",
    }
    sums = {
        one.measure.month: (one.book, one.database)
        for one in found.counts
        if one.measure.what == "sum" and not one.measure.client
    }
    assert sums == {
        "": (Decimal("95.105"), Decimal("95.11")),
        "2026-01": (Decimal("100.10"), Decimal("100.10")),
        "2026-02": (Decimal(-5), Decimal("-5.00")),
    }
    assert sql(address, "select count(*) from orders where client_key is null") == [(1,)]


def test_sums_are_exact_beside_the_largest_number_that_a_cell_can_hold(address: str) -> None:
    book = shop()
    book.put("Заказы", 3, 3, 1.7e308)
    book.put("Заказы", 5, 3, -12345.675)
    found = into(book, address).reconciliation
    assert found.agrees
    assert next(one.database for one in found.counts if one.measure[1:4] == ("amount", "sum", "")) == Decimal("-12245.57")


def test_a_sum_by_client_that_differs_is_told(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(counting, "kopecks", lambda cells: kopecks(cells) + 1)
    with pytest.raises(RefusedError) as refused:
        into(shop(), address)
    assert "amount sum" in str(refused.value)
    with pytest.raises(UnreadableError):
        DatabaseBook(address, LAYOUT).read()


def test_a_book_of_orders_alone_gets_the_clients_that_it_names(address: str) -> None:
    orders = [["Дата", "Клиент", "Сумма", "ID"], [date(2026, 1, 15), "Иванов Иван", 100], [date(2026, 1, 16), "иванов иван", 50]]
    assert into(MemoryBook.of("book", {"Заказы": orders}), address).reconciliation.agrees
    assert sql(address, "select c.name, count(*) from orders o join clients c on c.key = o.client_key group by c.name") == [
        ("Иванов Иван", 2)
    ]


def test_a_check_writes_nothing(address: str) -> None:
    assert not into(shop(), address, check=True).done
    into(shop(), address)
    before = sql(address, "select * from clients order by key")
    changed = shop()
    changed.put("Клиенты", 2, 2, "+7 916 123-45-67")
    told = into(changed, address, check=True)
    assert [(one.sheet, one.new, one.changed) for one in told.sheets if one.changed] == [("Клиенты", 0, 1)]
    assert sql(address, "select * from clients order by key") == before


def test_a_check_leaves_no_file_where_there_was_none(tmp_path: Path) -> None:
    into(shop(), f"sqlite:///{tmp_path / 'new.db'}", check=True)
    assert not list(tmp_path.iterdir())


def test_a_second_migration_updates_and_doubles_nothing(address: str) -> None:
    into(shop(), address)
    later = shop()
    later.put("Клиенты", 2, 4, "зелёный")
    later.put("Заказы", 3, 3, 1200)
    later.put("Заказы", 6, 1, date(2026, 3, 1))
    later.put("Заказы", 6, 2, "Петров Пётр")
    for column in range(1, 5):
        later.put("Заказы", 5, column, None)
    found = into(later, address)
    assert [(one.sheet, one.new, one.changed) for one in found.sheets] == [("Клиенты", 0, 1), ("Заказы", 1, 1)]
    assert {kind: count for kind, count in found.gone.items() if count} == {"orders": 1}
    assert sql(address, "select id, gone_at is not null from orders order by key") == [
        ("Z-00001", False), ("Z-00002", False), ("Z-00003", False), ("Z-00004", True), (None, False),
    ]  # fmt: skip
    back = into(shop(), address)
    assert {kind: count for kind, count in back.gone.items() if count} == {"orders": 1}
    assert sql(address, "select key from orders where id = 'Z-00004' and gone_at is null") == [(4,)]


def test_another_sum_paid_is_a_payment_more(address: str) -> None:
    book = shop()
    for row, paid in enumerate(["Оплачено", 50, 70.5], 1):
        book.put("Заказы", row, 5, paid)
    into(book, address)
    book.put("Заказы", 2, 5, 80)
    assert into(book, address).reconciliation.agrees
    assert sql(address, "select record_key, amount from payments order by key") == [
        (1, Decimal(50)), (2, Decimal("70.5")), (1, Decimal(30)),
    ]  # fmt: skip


def test_what_people_changed_in_the_database_is_not_written_over_without_a_word(address: str) -> None:
    into(shop(), address)
    sql(address, "update clients set comment = 'просил скидку' where id = 'K-00001'")
    with pytest.raises(RefusedError, match="people worked in the database"):
        into(shop(), address)
    assert sql(address, "select comment from clients where id = 'K-00001'") == [("просил скидку",)]
    into(shop(), address, over=True)


def test_a_rule_that_somebody_added_keeps_the_whole_book_out(address: str) -> None:
    into(shop(), address)
    if address.startswith("postgresql"):
        sql(address, "alter table orders add constraint no_refunds check (amount > -6)")
    else:
        sql(address, "create unique index no_refunds on orders (amount)")
    before = sql(address, "select * from orders order by key"), sql(address, "select * from clients order by key")
    later = shop()
    later.put("Клиенты", 2, 1, "Иванов Сергей")
    later.put("Заказы", 5, 3, -7)
    later.put("Заказы", 2, 3, -7)
    with pytest.raises(RefusedError) as refused:
        into(later, address, over=True)
    assert "-7" not in re.sub(r"\S+://\S+", "", str(refused.value))
    assert (sql(address, "select * from orders order by key"), sql(address, "select * from clients order by key")) == before


def test_the_sums_agree_with_what_plain_sql_and_openpyxl_count(tmp_path: Path) -> None:
    source = demo_book(tmp_path, clients=120)
    into(source, f"sqlite:///{tmp_path / 'clients.db'}")
    page = openpyxl.load_workbook(source.path, data_only=True)["Заказы"]
    titles = [cell.value for cell in page[1]]
    by_month: Counter[str] = Counter()
    rows, total = 0, 0
    for row in page.iter_rows(min_row=2, values_only=True):
        record = dict(zip(titles, row, strict=True))
        amount = record["Сумма"]
        if all(value is None for value in row):
            continue
        rows += 1
        if isinstance(amount, (int, float)):
            kopecks = int((Decimal(f"{amount:.15g}") * 100).quantize(Decimal(1), ROUND_HALF_UP))
            total += kopecks
            if isinstance(record["Дата"], datetime):
                by_month[f"{record['Дата']:%Y-%m}"] += kopecks
    with sqlite3.connect(tmp_path / "clients.db") as db:
        assert db.execute("select count(*), sum(cast(round(amount * 100) as int)) from orders").fetchone() == (rows, total)
        months = (
            "select strftime('%Y-%m', date), sum(cast(round(amount * 100) as int)) from orders where date is not null group by 1"
        )
        assert {month: sum_ or 0 for month, sum_ in db.execute(months)} == by_month
    db.close()


def test_a_workbook_comes_back_from_the_database_with_every_cell(address: str, tmp_path: Path) -> None:
    source = demo_book(tmp_path)
    target = moved(source, address)
    bring_home(target, tmp_path / "home.xlsx", Config(), NOW)
    was, now = bound(source), bound(XlsxBook(tmp_path / "home.xlsx"))
    assert cells(now) == cells(was)
    assert [(one.sheet, [each.name for each in one.fields]) for one in now.tables] == [
        (one.sheet, [each.name for each in one.fields]) for one in was.tables
    ]


def test_a_night_on_the_database_does_what_it_does_on_the_sheet_and_can_be_undone(address: str, tmp_path: Path) -> None:
    source = demo_book(tmp_path)
    target = moved(source, address)
    config, job = Config(), load_job("nightly")
    config = config.__class__(tmp_path / "sheets-crm.yaml", config.content)
    before = values(bound(target))
    sheet, base = run_job(source, job, config, NOW), run_job(target, job, config, NOW)
    assert [c for b in base.plan.changes for c in b] == [c for b in sheet.plan.changes for c in b]
    assert base.receipt
    assert not base.receipt.kept
    people = {one.sheet for one in bound(target).tables}
    there, here = values(bound(target)), values(bound(source))
    assert {place: value for place, value in there.items() if place[0] in people} == {
        place: value for place, value in here.items() if place[0] in people
    }
    again = run_job(target, job, config, NOW, afresh=True)
    assert again.plan.count() == 0
    undo(target, None, config, NOW)
    assert {p: v for p, v in values(bound(target)).items() if p[0] in people} == {
        p: v for p, v in before.items() if p[0] in people
    }


def test_what_a_person_changes_while_a_book_comes_in_once_more_is_not_written_over(
    fresh_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = MemoryBook.of("book", {"Клиенты": [["Клиент", "Комментарий", "ID"], ["Иванов Иван", "утром", "K-00001"]]})
    moved(source, fresh_postgres)
    source.put("Клиенты", 2, 1, "Иванов Иван Иванович")
    receive = Receiver.receive

    def meanwhile(receiver: Receiver) -> Arrival:
        sql(fresh_postgres, "update clients set comment = 'вечером'")
        return receive(receiver)

    monkeypatch.setattr(Receiver, "receive", meanwhile)
    with pytest.raises(RefusedError):
        moved(source, fresh_postgres)
    assert sql(fresh_postgres, "select name, comment from clients") == [("Иванов Иван", "вечером")]
