"""A partial sort is told first, nothing is repaired into the mix, and every cell finds its way back (G5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from sheets_crm.books.memory import MemoryBook, StoredCell
from sheets_crm.engine.merging import merge
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.engine.unscrambling import keep, unscramble
from sheets_crm.model.cells import CellValue

NOW = datetime(2026, 11, 20, 3)
CLIENTS = "Клиенты"
HEADER = ("Клиент", "Телефон", "E-mail", "Комментарий", "ID")
NAME, PHONE, EMAIL, COMMENT, ID = 1, 2, 3, 4, 5
PEOPLE = [
    ("Яковлева Анна", "+7 916 100-00-01", "anna@example.ru", "чай", "K-00001"),
    ("Борисов Глеб", "+7 903 900-00-02", "gleb@example.ru", None, "K-00002"),
    ("Громова Вера", "+7 985 500-00-03", None, "позвонить", "K-00003"),
    ("Дымов Олег", "+7 905 300-00-04", "oleg@example.ru", None, "K-00004"),
    ("Ежова Дарья", "+7 926 800-00-05", "darya@example.ru", "после 18", "K-00005"),
    ("Жуков Иван", "+7 909 200-00-06", "ivan@example.ru", None, "K-00006"),
    ("Зимина Ольга", "+7 977 700-00-07", "olga@example.ru", None, "K-00007"),
    ("Ильин Пётр", "+7 901 600-00-08", "petr@example.ru", "скидка", "K-00008"),
    ("Кротов Семён", "+7 915 400-00-09", None, None, "K-00009"),
]
ROWS = range(2, len(PEOPLE) + 2)


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    """A book that the night job has seen, and left with nothing to do."""
    made = MemoryBook.of(str(tmp_path / "clients.xlsx"), {CLIENTS: [HEADER, *PEOPLE]})
    night(made)
    assert night(made).receipt is None
    return made


def night(book: MemoryBook) -> RunResult:
    return run_job(book, load_job("nightly"), Config(), NOW)


def sort(book: MemoryBook, *columns: int) -> None:
    """Mark these columns alone and sort them by the first."""
    sheet = book.sheets[CLIENTS]
    lines = sorted(([sheet.get((row, column), StoredCell(None)) for column in columns] for row in ROWS), key=_first)
    for row, line in zip(ROWS, lines, strict=True):
        for column, cell in zip(columns, line, strict=True):
            sheet[row, column] = cell


def _first(line: Sequence[StoredCell]) -> tuple[bool, str]:
    return line[0].value is None, str(line[0].value)


def column(book: MemoryBook, number: int) -> list[CellValue]:
    return [book.sheets[CLIENTS].get((row, number), StoredCell(None)).value for row in ROWS]


def everything(book: MemoryBook) -> list[list[CellValue]]:
    return [column(book, number) for number in (NAME, PHONE, EMAIL, COMMENT, ID)]


def told(result: RunResult) -> list[str]:
    return [one.message.ru for one in result.plan.findings if one.rule == "partial_sort"]


def test_it_is_told_first_each_night_and_no_night_writes_into_the_mix(book: MemoryBook) -> None:
    sort(book, PHONE, EMAIL)
    mixed = column(book, PHONE)
    book.put(CLIENTS, 3, PHONE, "8 901 600 00 08")
    for _ in range(3):
        first = night(book).plan.findings[0]
        assert (first.rule, first.severity) == ("partial_sort", "error")
        assert "«Телефон», «E-mail»" in first.message.ru
        assert column(book, PHONE) == [mixed[0], "8 901 600 00 08", *mixed[2:]]


def test_a_night_after_the_first_one_finds_nothing_to_write(book: MemoryBook) -> None:
    sort(book, PHONE)
    night(book)
    assert night(book).receipt is None


@pytest.mark.parametrize(
    "columns", [(PHONE,), (PHONE, EMAIL), (NAME,), (NAME, PHONE), (NAME, 5), (PHONE, NAME, 5), (EMAIL, COMMENT)]
)
def test_every_cell_is_back_with_its_client(book: MemoryBook, columns: tuple[int, ...]) -> None:
    clients = by_id(book)
    sort(book, *columns)
    assert by_id(book) != clients
    night(book)
    assert unscramble(book, Config(), NOW, apply=False).receipt is None
    unscramble(book, Config(), NOW, apply=True)
    assert by_id(book) == clients
    assert not told(night(book))


def by_id(book: MemoryBook) -> dict[CellValue, tuple[CellValue, ...]]:
    return {line[4]: tuple(line[:4]) for line in zip(*everything(book), strict=True)}


def test_rows_added_and_cells_typed_since_stay_as_they_are(book: MemoryBook) -> None:
    sort(book, PHONE, EMAIL)
    for number, value in enumerate(("Новиков Лев", "+7 999 111-22-33", "lev@example.ru"), 1):
        book.put(CLIENTS, 11, number, value)
    book.put(CLIENTS, 2, COMMENT, "кофе")
    book.put(CLIENTS, 4, EMAIL, "vera@example.ru")
    result = unscramble(book, Config(), NOW, apply=True)
    new = [book.sheets[CLIENTS].get((11, number), StoredCell(None)).value for number in (NAME, PHONE, EMAIL)]
    assert new == ["Новиков Лев", "+7 999 111-22-33", "lev@example.ru"]
    assert column(book, PHONE) == [line[1] for line in PEOPLE]
    assert (column(book, COMMENT)[0], column(book, EMAIL)[2]) == ("кофе", "vera@example.ru")
    assert [(one.row_id, one.severity) for one in result.plan.findings[:1]] == [("K-00003", "warning")]


def test_the_tabs_tell_of_the_book_as_it_is_again(book: MemoryBook) -> None:
    quality = dict(book.sheets["Качество данных"])
    sort(book, PHONE, EMAIL)
    night(book)
    assert book.sheets["Качество данных"] != quality
    result = unscramble(book, Config(), NOW, apply=True)
    assert result.receipt
    assert "Качество данных" in result.receipt.reports
    assert book.sheets["Качество данных"] == quality
    assert any("на свою запись" in str(cell.value) for cell in book.sheets["Журнал"].values())
    after = {name: dict(cells) for name, cells in book.sheets.items()}
    assert night(book).receipt is None
    assert book.sheets == after


def test_it_can_be_taken_back(book: MemoryBook) -> None:
    sort(book, PHONE, EMAIL)
    mixed = everything(book)
    number = unscramble(book, Config(), NOW, apply=True).run
    assert everything(book) != mixed
    undo(book, number, Config(), NOW)
    assert everything(book) == mixed
    assert not told(night(book)), "it was taken back by a person, who knows"


def test_what_is_meant_is_told_no_more_and_repaired_again(book: MemoryBook) -> None:
    sort(book, PHONE)
    book.put(CLIENTS, 3, PHONE, "89016000008")
    night(book)
    keep(book, Config(), NOW)
    assert not told(night(book))
    assert column(book, PHONE)[1] == "+7 901 600-00-08"


def test_what_is_counted_and_shown_is_every_clients_own_though_columns_are_mixed(tmp_path: Path) -> None:
    orders: list[Sequence[CellValue]] = [("Клиент", "Дата", "Сумма", "ID")]
    orders += [(line[0], date(2026, 1, 9), 100 * at, f"Z-{at}") for at, line in enumerate(PEOPLE)]
    book = MemoryBook.of(str(tmp_path / "shop.xlsx"), {CLIENTS: [(*HEADER, "Сумма заказов"), *PEOPLE], "Заказы": orders})
    night(book)
    totals = column(book, 6)
    tabs = {tab: dict(book.sheets[tab]) for tab in ("Сводка", "Неактивные")}
    assert totals[1:3] == [100, 200]
    sort(book, NAME, PHONE)
    result = night(book)
    assert {one.rule for one in result.plan.findings if one.sheet == CLIENTS} == {"partial_sort"}
    assert column(book, 6) == totals
    assert {tab: book.sheets[tab] for tab in tabs} == tabs


def test_an_undo_of_something_else_does_not_take_the_mix_for_what_is_meant(book: MemoryBook) -> None:
    book.put(CLIENTS, 3, PHONE, "89039000002")
    number = night(book).run
    clients = by_id(book)
    sort(book, EMAIL, COMMENT)
    undo(book, number, Config(), NOW)
    assert told(night(book))
    unscramble(book, Config(), NOW, apply=True)
    assert {key: (line[0], *line[2:]) for key, line in by_id(book).items()} == {
        key: (line[0], *line[2:]) for key, line in clients.items()
    }


def test_a_sort_that_a_person_puts_right_is_forgotten(book: MemoryBook) -> None:
    clients = by_id(book)
    before = dict(book.sheets[CLIENTS])
    sort(book, PHONE, EMAIL)
    assert told(night(book))
    book.sheets[CLIENTS].update(before)
    assert not told(night(book))
    assert by_id(book) == clients


def test_nothing_is_merged_while_columns_are_mixed(tmp_path: Path) -> None:
    twin = ("Яковлева Анна", "+7 916 100-00-01", None, None, "K-00010")
    book = MemoryBook.of(str(tmp_path / "doubled.xlsx"), {CLIENTS: [HEADER, *PEOPLE, twin]})
    night(book)
    sort(book, EMAIL, COMMENT)
    mixed = everything(book)
    refused = merge(book, [["K-00001", "K-00010"]], Config(), NOW, apply=True)
    assert told(refused)
    assert not refused.plan.became
    assert everything(book) == mixed
    unscramble(book, Config(), NOW, apply=True)
    assert merge(book, [["K-00001", "K-00010"]], Config(), NOW, apply=True).plan.became


Act = Callable[[MemoryBook], None]


def fill(book: MemoryBook, number: int, value: Callable[[int], str]) -> None:
    for row in ROWS:
        book.put(CLIENTS, row, number, value(row))


HONEST: dict[str, Act] = {
    "nothing": lambda _: None,
    "one new phone": lambda book: book.put(CLIENTS, 2, PHONE, "+7 900 000-00-00"),
    "all new phones": lambda book: fill(book, PHONE, "+7 900 000-00-{:02}".format),
    "one comment for all": lambda book: fill(book, COMMENT, lambda _: "звонили"),
    "whole rows sorted": lambda book: sort(book, NAME, PHONE, EMAIL, COMMENT, ID),
}


@pytest.mark.parametrize("what", HONEST)
def test_honest_work_is_no_partial_sort(book: MemoryBook, what: str) -> None:
    HONEST[what](book)
    assert not told(night(book))
    assert unscramble(book, Config(), NOW, apply=False).plan.empty


@pytest.mark.parametrize("deleted", [1, 2, 3])
def test_a_hold_stands_as_wide_on_the_nights_after_rows_were_deleted(tmp_path: Path, deleted: int) -> None:
    people = [(f"{name} {at}", f"+7 916 100-{at:02d}-{at:02d}", f"n{37 * at % 100}@example.ru", f"город {at % 4}", f"K-{at:05d}")
              for at, name in enumerate(["Яна", "Борис", "Вера", "Олег", "Дарья"] * 4, 1)]  # fmt: skip
    book = MemoryBook.of(str(tmp_path / "clients.xlsx"), {CLIENTS: [HEADER, *people]})
    night(book)
    clients = by_id_of(book)
    sheet = book.sheets[CLIENTS]
    lines = sorted(range(2, 22), key=lambda row: str(sheet[row, EMAIL].value))
    mixed = {(row, column): sheet[source, column] for row, source in enumerate(lines, 2) for column in (PHONE, EMAIL, COMMENT)}
    sheet.update(mixed)
    for row in range(4, 22):
        for column in range(1, 6):
            sheet[row, column] = sheet.get((row + deleted, column), StoredCell(None))
    first = told(night(book))
    assert told(night(book)) == first
    unscramble(book, Config(), NOW, apply=True)
    left = by_id_of(book)
    assert len(left) == len(people) - deleted
    assert {key: clients[key] for key in left} == left


def by_id_of(book: MemoryBook) -> dict[CellValue, list[CellValue]]:
    sheet = book.sheets[CLIENTS]
    rows = [[sheet.get((row, column), StoredCell(None)).value for column in range(1, 6)] for row in range(2, 25)]
    return {row[4]: row[:4] for row in rows if row[4]}


def test_what_slid_beyond_the_last_record_is_no_client_and_goes(book: MemoryBook) -> None:
    clients, last = by_id(book), ROWS[-1]
    for number in (PHONE, EMAIL):
        for row, value in zip(range(2, last + 3), [None, None, *column(book, number)], strict=True):
            book.put(CLIENTS, row, number, value)
    assert told(night(book)) == told(night(book)) != []
    assert not any(cell(book, row, ID) for row in (last + 1, last + 2))
    book.put(CLIENTS, last + 3, NAME, "Новиков Лев")
    unscramble(book, Config(), NOW, apply=True)
    assert by_id(book) == clients
    assert not any(cell(book, row, number) for row in (last + 1, last + 2) for number in range(1, 6))
    assert not told(night(book))
    assert cell(book, last + 3, NAME) == "Новиков Лев"


def cell(book: MemoryBook, row: int, number: int) -> CellValue:
    return book.sheets[CLIENTS].get((row, number), StoredCell(None)).value
