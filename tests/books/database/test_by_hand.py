"""An independent count agrees: openpyxl on the one side, plain SQL on the other, and nothing of ours between them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from by_hand import compare
from moving import LAYOUT, bound, demo_book, sql

from sheets_crm.books.csv import CsvBook
from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.migrating.migrate import migrate
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job

NOW = datetime(2026, 11, 20, 3)
PLANTED = {
    "Сумма": ["1 200 р.", 100.005, -0.005, "сто", 0.1 + 0.2],
    "Клиент": ["Никто Никтоев", "???"],
    "ID клиента": ["K-99999", ""],
    "Дата": ["32.13.2024", "31 февраля"],
}


@pytest.fixture
def messy(tmp_path: Path) -> XlsxBook:
    """A made-up book with its own faults, and more of them planted among its orders."""
    book = demo_book(tmp_path, clients=60)
    pages = openpyxl.load_workbook(book.path)
    orders = pages["Заказы"]
    places = {cell.value: cell.column for cell in orders[1]}
    for title, values in PLANTED.items():
        for row, value in enumerate(values, 3):
            orders.cell(row, places[title], value)
    orders.cell(12, places["ID"], orders.cell(11, places["ID"]).value)
    pages.save(book.path)
    return book


def into(source: XlsxBook | CsvBook, address: str) -> DatabaseBook:
    book = DatabaseBook(address, LAYOUT)
    migrate(source, book, Config())
    return book


def opened(address: str) -> str:
    return address.removeprefix("sqlite:///")


def test_all_that_is_planted_is_explained_and_nothing_is_lost(messy: XlsxBook, address: str) -> None:
    into(messy, address)
    found = compare(messy.path, opened(address))
    assert found.wrong == []
    assert found.rounded == Decimal(0)
    assert found.explained["rounded"] == len({100.005, -0.005})
    assert found.explained["id"] >= 2
    assert found.explained["client"] >= 2
    assert found.explained["date"] >= 2
    assert found.explained["amount"] >= 2
    assert found.compared["client"] > 30
    assert found.compared["month"] > 10


@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        ("update orders set amount = amount + 0.01 where key = (select min(key) from orders where amount > 0)", "sum: Заказы"),
        ("update orders set client_key = null where key = (select min(key) from orders where client_key > 0)", "client: Заказы"),
        ("delete from quarantine where field = 'amount'", "is neither in the database nor in its quarantine"),
        ("delete from payments where key = (select min(key) from payments)", "paid: Заказы"),
    ],
)
def test_the_independent_count_sees_what_is_wrong(messy: XlsxBook, tmp_path: Path, tampered: str, said: str) -> None:
    address = f"sqlite:///{tmp_path / 'clients.db'}"
    into(messy, address)
    sql(address, tampered)
    assert any(said in one for one in compare(messy.path, opened(address)).wrong)


def test_a_shop_of_4906_orders_keeps_its_published_sums(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes((shared_data("samples") / "rfm" / "rfm_data_orders.csv").read_bytes())
    address = f"sqlite:///{tmp_path / 'clients.db'}"
    book = into(CsvBook(path), address)
    run_job(book, load_job("formats"), Config(tmp_path / "sheets-crm.yaml"), NOW)
    published = json.loads((shared_data("samples") / "expected_figures.json").read_text(encoding="utf-8"))
    segments = published["rfm_r_package_transaction"]["segments"].values()
    assert sql(address, "select count(distinct client_key), count(*), sum(amount) from orders") == [
        tuple(sum(one[at] for one in segments) for at in range(3))
    ]
    with path.open(encoding="utf-8", newline="") as file:
        months: dict[str, int] = {}
        for row in csv.DictReader(file):
            months[row["order_date"][:7]] = months.get(row["order_date"][:7], 0) + int(row["revenue"])
    asked = "select strftime('%Y-%m', date), sum(amount) from orders group by 1"
    assert dict(sql(address, asked)) == months
    names = dict(sql(address, "select c.name, sum(o.amount) from orders o join clients c on c.key = o.client_key group by 1"))
    for name, one in published["rfm_r_package_transaction"]["customers"].items():
        assert names[name] == one["amount"]
    assert sql(address, "select count(*) from quarantine") == [(0,)]


def test_a_language_school_goes_in_whole(shared_data: Callable[[str], Path], address: str, tmp_path: Path) -> None:
    path = tmp_path / "client_import.csv"
    path.write_bytes((shared_data("samples") / "ru_language_school" / "client_import.csv").read_bytes())
    source = CsvBook(path)
    migrated = migrate(source, DatabaseBook(address, LAYOUT), Config())
    (table,) = bound(source).tables
    found = migrated.reconciliation
    assert found.agrees
    assert sql(address, "select count(*) from clients") == [(len(table),)]
    assert {one.why.ru.split("»", 1)[1] for one in found.differences} == {" не дата"}
    assert len(found.differences) == sql(address, "select count(*) from quarantine")[0][0]
