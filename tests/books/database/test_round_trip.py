"""A workbook in a database shows the same cells, finds the same tables, and says the same in every report."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from moving import LAYOUT, bound, cells, demo_book, moved, sql, values
from strategies import contents

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.migrating.homeward import bring_home
from sheets_crm.engine.migrating.migrate import migrate
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.cells import CellError, CellValue, RichText
from sheets_crm.model.context import Context
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.plan import make_plan

NOW = datetime(2026, 11, 20, 3)
ODD: tuple[CellValue, ...] = (
    "нет",
    "32.13.2024",
    "1 200 р.",
    12.345,
    -5,
    Decimal("3820.50"),
    1e300,
    True,
    date(2026, 5, 4),
    datetime(2026, 5, 4, 13, 30),
    CellError("#DIV/0!"),
    "знак \x00 и половина \ud83d",
    RichText("жирный текст", "<r><t>жирный</t></r>"),
    " Стрижка",
    "=1+1",
)

TITLES = {
    "Клиенты": ["Клиент", "Телефон", "Статус", "Услуга", "Комментарий", "ID", "Любимый цвет"],
    "Заказы": ["Дата", "Клиент", "Сумма", "ID"],
    "Мои услуги": ["Услуга", "Цена"],
}


def tables(snapshot: Snapshot) -> list[tuple[str, str, list[str], list[str]]]:
    return [(one.kind, one.sheet, [each.name for each in one.fields], list(one.ids)) for one in snapshot.tables]


def planned(snapshot: Snapshot) -> tuple[object, ...]:
    plan = make_plan(snapshot, load_job("nightly"), Context(NOW, LAYOUT), {})
    changes = [change for batch in plan.changes for change in batch]
    return changes, plan.findings, {report.key: report.rows for report in plan.reports}


def test_a_messy_book_shows_the_same_cells_and_tables(address: str, tmp_path: Path) -> None:
    source = demo_book(tmp_path)
    target = moved(source, address)
    was, now = bound(source), bound(target)
    assert cells(now) == cells(was)
    assert tables(now) == tables(was)


def test_rules_and_reports_say_the_same_of_the_sheet_and_of_the_database(address: str, tmp_path: Path) -> None:
    source = demo_book(tmp_path)
    target = moved(source, address)
    was, now = planned(bound(source)), planned(bound(target))
    assert now[0] == was[0]
    assert now[1] == was[1]
    assert now[2] == was[2]


@pytest.mark.parametrize("column", ["Телефон", "Дата", "Сумма", "Статус", "Услуга", "Комментарий", "ID", "Любимый цвет"])
def test_a_value_that_does_not_fit_its_column_comes_back_as_it_was(column: str, tmp_path: Path) -> None:
    sheet, titles = next((sheet, titles) for sheet, titles in TITLES.items() if column in titles)
    source = MemoryBook.of("book", {name: [row] for name, row in TITLES.items()})
    for row, odd in enumerate(ODD, 2):
        source.put("Клиенты", row, 1, f"Клиент {row}")
        source.put(sheet, row, titles.index("Клиент") + 1, f"Клиент {row}")
        source.put(sheet, row, titles.index(column) + 1, odd)
    target = moved(source, f"sqlite:///{tmp_path / 'clients.db'}")
    was, now = cells(bound(source)), cells(bound(target))
    assert now == was
    for place, (_, entered, _) in was.items():
        kept = now[place][1]
        assert (type(kept), getattr(kept, "runs", "")) == (type(entered), getattr(entered, "runs", ""))


def there_and_home(content: dict[str, list[dict[str, CellValue]]], folder: Path, address: str) -> None:
    """Bring a workbook into a database and home into another workbook, which must show the same."""
    path, home = folder / "any.xlsx", folder / "home.xlsx"
    path.unlink(missing_ok=True)
    home.unlink(missing_ok=True)
    create_workbook(path, LAYOUT, "ru", content, NOW)
    target = DatabaseBook(address, LAYOUT)
    assert migrate(XlsxBook(path), target, Config()).reconciliation.agrees
    was, now = bound(XlsxBook(path)), bound(target)
    assert cells(now) == cells(was)
    assert tables(now) == tables(was)
    bring_home(target, home, Config(), NOW)
    back = bound(XlsxBook(home))
    assert cells(back) == cells(was)
    assert tables(back) == tables(was)


ANY_BOOK = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@settings(ANY_BOOK, max_examples=20)
@given(content=contents())
def test_nothing_of_any_book_is_lost_on_the_way_to_sqlite_and_home(
    content: dict[str, list[dict[str, CellValue]]], tmp_path: Path
) -> None:
    (tmp_path / "any.db").unlink(missing_ok=True)
    there_and_home(content, tmp_path, f"sqlite:///{tmp_path / 'any.db'}")


@settings(ANY_BOOK, max_examples=6)
@given(content=contents())
def test_nothing_of_any_book_is_lost_on_the_way_to_postgresql_and_home(
    content: dict[str, list[dict[str, CellValue]]], tmp_path: Path, fresh_postgres: str
) -> None:
    sql(fresh_postgres, "drop schema public cascade")
    sql(fresh_postgres, "create schema public")
    there_and_home(content, tmp_path, fresh_postgres)


def test_what_cannot_be_typed_waits_in_quarantine_with_its_reason(address: str) -> None:
    source = MemoryBook.of(
        "book",
        {
            "Клиенты": [["Клиент", "Телефон", "ID"], ["Иванов Иван", "нет", "K-00001"], ["Петров Пётр", None, "K-00001"]],
            "Заказы": [
                ["Дата", "Клиент", "Сумма", "ID"],
                ["32.13.2024", "Иванов Иван", 100, "Z-00001"],
                [date(2026, 1, 15), "ООО «Никто»", "1 200 р.", "Z-00002"],
            ],
        },
    )
    moved(source, address)
    asked = "select sheet, title, written, why_ru from quarantine order by sheet, title, written, key"
    assert sql(address, asked) == [
        ("Заказы", "Дата", "32.13.2024", "«32.13.2024» не дата"),
        ("Заказы", "Клиент", "ООО «Никто»", "«ООО «Никто»» нет в списке, на который ссылается ячейка"),
        ("Заказы", "Сумма", "1 200 р.", "«1 200 р.» не число"),
        ("Клиенты", "ID", "K-00001", "ID «K-00001» стоит и у другой записи"),
        ("Клиенты", "ID", "K-00001", "ID «K-00001» стоит и у другой записи"),
        ("Клиенты", "Телефон", "нет", "«нет» не телефон"),
    ]


def test_what_people_change_in_the_database_is_what_the_sheet_shows(address: str) -> None:
    source = MemoryBook.of(
        "book",
        {
            "Клиенты": [["Клиент", "Телефон", "Статус", "ID"], ["Иванов Иван", "нет", "активный", "K-00001"]],
            "Заказы": [["Дата", "Клиент", "Сумма", "ID"], [date(2026, 1, 15), "Иванов Иван", "1 200 р.", "Z-00001"]],
        },
    )
    target = moved(source, address)
    sql(address, "update orders set amount = 1200.50")
    sql(address, "update clients set name = 'Иванова Анна', status = 'refused'")
    sql(address, "insert into clients_phones (record_key, field, value) values (1, 'phone', '+7 916 123-45-67')")
    sql(address, "insert into clients (name, id) values ('ООО «Ромашка»', 'K-00002')")
    now = values(bound(target))
    assert now["Заказы", 2, 3] == 1200.5
    assert now["Заказы", 2, 2] == "Иванова Анна"
    assert [now["Клиенты", 2, place] for place in range(1, 5)] == ["Иванова Анна", "+7 916 123-45-67", "отказ", "K-00001"]
    assert (now["Клиенты", 3, 1], now["Клиенты", 3, 4]) == ("ООО «Ромашка»", "K-00002")
