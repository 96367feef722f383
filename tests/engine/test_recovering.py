"""What went missing is told until people have seen to it, nothing is repaired over it, and all of it finds its way back (D35)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sheets_crm.books.memory import MemoryBook, StoredCell
from sheets_crm.engine.recovering import Choice, keep, recover
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UsageError
from sheets_crm.model.cells import CellValue

NOW = datetime(2026, 11, 20, 3)
CLIENTS, ARCHIVE = "Клиенты", "Ушедшие"
HEADER = ("Клиент", "Телефон", "E-mail", "Город", "Комментарий", "Статус", "ID")
NAME, PHONE, EMAIL, CITY, COMMENT, STATUS, ID = range(1, 8)
SURNAMES = ("Яковлева", "Борисова", "Громова", "Дымова", "Ежова", "Жукова", "Зимина", "Ильина", "Кротова", "Лаврова")
FIRST = ("Анна", "Вера")
COUNT = len(SURNAMES) * len(FIRST)
EVERYTHING = Choice(everything=True)
LINE = len(HEADER)


def person(at: int) -> tuple[CellValue, ...]:
    name = f"{SURNAMES[at % 10]} {FIRST[at // 10]}"
    comment = f"заметка {at}" if at % 3 else None
    phone, email = f"+7 916 100-{at * 7 % 100:02}-{at:02}", f"box{at * 13 % 97}@example.ru"
    return name, phone, email, "Москва", comment, "активный", f"K-{at + 1:05}"


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    """A book that the night job has seen, and left with nothing to do."""
    made = MemoryBook.of(str(tmp_path / "clients.xlsx"), {CLIENTS: [HEADER, *map(person, range(COUNT))]})
    night(made)
    assert night(made).receipt is None
    return made


def night(book: MemoryBook, days: int = 0) -> RunResult:
    return run_job(book, load_job("nightly"), Config(), NOW + timedelta(days))


def lines(book: MemoryBook) -> list[tuple[CellValue, ...]]:
    cells = book.sheets[CLIENTS]
    last = max(row for row, _ in cells)
    every = [tuple(cells.get((row, at), StoredCell(None)).value for at in range(1, LINE + 1)) for row in range(2, last + 1)]
    return sorted((one for one in every if any(one)), key=str)


def delete_rows(book: MemoryBook, *rows: int) -> None:
    """Take whole rows out, those below come up."""
    sheet = book.sheets[CLIENTS]
    left = {place: cell for place, cell in sheet.items() if place[0] not in rows}
    book.sheets[CLIENTS] = {(row - sum(one < row for one in rows), at): cell for (row, at), cell in left.items()}


def clear(book: MemoryBook, column: int, first: int = 2, last: int = COUNT + 1) -> None:
    for row in range(first, last + 1):
        book.put(CLIENTS, row, column, None)


def fill(book: MemoryBook, column: int, value: Callable[[int], CellValue], first: int = 2, last: int = COUNT + 1) -> None:
    for row in range(first, last + 1):
        book.put(CLIENTS, row, column, value(row))


def told(result: RunResult, rule: str = "lost") -> list[str]:
    return [one.severity for one in result.plan.findings if one.rule == rule]


ACCIDENTS: dict[str, Callable[[MemoryBook], None]] = {
    "rows deleted": lambda book: delete_rows(book, *range(4, 9)),
    "phones cleared": lambda book: clear(book, PHONE),
    "a block cleared": lambda book: clear(book, EMAIL, 5, 16),
    "two columns cleared": lambda book: [clear(book, column) for column in (PHONE, EMAIL)] and None,
    "one phone dragged down": lambda book: fill(book, PHONE, lambda _: book.value(CLIENTS, 5, PHONE), 6, 15),
    "a phone dragged as a series": lambda book: fill(book, PHONE, lambda row: f"+7 916 100-00-{row:02}", 5, 14),
    "a phone dragged in LibreOffice": lambda book: fill(book, PHONE, lambda row: f"{row + 3} 916 100-00-63", 5, 14),
}


@pytest.mark.parametrize("what", ACCIDENTS)
def test_it_is_told_every_night_until_it_is_brought_back(book: MemoryBook, what: str) -> None:
    before = lines(book)
    ACCIDENTS[what](book)
    assert lines(book) != before
    for day in (0, 1, 9, 30):
        found = night(book, day).plan.findings
        assert (found[0].rule, found[0].severity) == ("lost", "error")
    assert recover(book, EVERYTHING, Config(), NOW, apply=False).result.receipt is None
    recover(book, EVERYTHING, Config(), NOW, apply=True)
    assert lines(book) == before
    assert not told(night(book, 31))
    assert night(book, 31).receipt is None


@pytest.mark.parametrize("what", ACCIDENTS)
def test_a_second_run_on_the_same_day_says_the_same_and_writes_nothing(book: MemoryBook, what: str) -> None:
    ACCIDENTS[what](book)
    first = night(book)
    second = night(book)
    assert second.receipt is None
    assert [one.message for one in second.plan.findings] == [one.message for one in first.plan.findings]


def test_what_is_meant_is_told_no_more(book: MemoryBook) -> None:
    clear(book, COMMENT)
    delete_rows(book, *range(4, 9))
    assert told(night(book)) == ["error", "error"]
    keep(book, Config(), NOW)
    assert not told(night(book, 1))
    assert not recover(book, EVERYTHING, Config(), NOW, apply=False).missing


def test_one_deleted_row_is_told_for_a_week_and_comes_back_at_any_time(book: MemoryBook) -> None:
    before = lines(book)
    delete_rows(book, 7)
    assert told(night(book)) == ["note"]
    assert told(night(book, 6)) == ["note"]
    assert not told(night(book, 8))
    recover(book, Choice(rows=frozenset({"K-00006"})), Config(), NOW, apply=True)
    assert lines(book) == before


def test_one_row_of_many_and_one_column_of_several_come_back_alone(book: MemoryBook) -> None:
    before = lines(book)
    clear(book, PHONE)
    clear(book, EMAIL)
    delete_rows(book, 4, 5, 6)
    night(book)
    recover(book, Choice(rows=frozenset({"K-00004"}), columns=frozenset({"телефон"})), Config(), NOW, apply=True)
    back = {line[-1]: line for line in lines(book)}
    assert len(back) == COUNT - 2
    assert back["K-00004"] == next(line for line in before if line[-1] == "K-00004")
    assert [line[EMAIL - 1] for line in lines(book) if line[-1] != "K-00004"] == [None] * (COUNT - 3)


def test_what_people_typed_since_stays(book: MemoryBook) -> None:
    clear(book, PHONE)
    night(book)
    book.put(CLIENTS, 3, PHONE, "+7 999 000-00-00")
    book.put(CLIENTS, 4, COMMENT, "перезвонить")
    night(book, 1)
    recover(book, EVERYTHING, Config(), NOW, apply=True)
    assert [book.value(CLIENTS, 3, PHONE), book.value(CLIENTS, 4, COMMENT)] == ["+7 999 000-00-00", "перезвонить"]
    assert book.value(CLIENTS, 2, PHONE) == person(0)[PHONE - 1]


def test_it_can_be_taken_back(book: MemoryBook) -> None:
    ACCIDENTS["rows deleted"](book)
    night(book)
    after = lines(book)
    number = recover(book, EVERYTHING, Config(), NOW, apply=True).result.run
    undo(book, number, Config(), NOW)
    assert lines(book) == after


def test_a_row_moved_to_another_sheet_is_not_gone(book: MemoryBook) -> None:
    book.sheets[ARCHIVE] = {}
    for nth, row in enumerate(range(4, 16), 1):
        for at in range(1, LINE):
            book.put(ARCHIVE, nth, at, book.value(CLIENTS, row, at))
    delete_rows(book, *range(4, 16))
    assert not told(night(book))


def test_what_is_not_missing_is_refused(book: MemoryBook) -> None:
    with pytest.raises(UsageError, match="not among what is missing"):
        recover(book, Choice(rows=frozenset({"K-00001"})), Config(), NOW, apply=False)


def sort(book: MemoryBook) -> None:
    sheet = book.sheets[CLIENTS]
    every = sorted(({at: sheet.get((row, at), StoredCell(None)) for at in range(1, 9)} for row in range(2, COUNT + 2)), key=str)
    for row, line in enumerate(every, 2):
        for at, cell in line.items():
            sheet[row, at] = cell


HONEST: dict[str, Callable[[MemoryBook], None]] = {
    "nothing": lambda _: None,
    "a phone emptied": lambda book: clear(book, PHONE, 4, 4),
    "some comments emptied": lambda book: [book.put(CLIENTS, row, COMMENT, None) for row in (3, 9, 15)] and None,
    "one city for all": lambda book: fill(book, CITY, lambda _: "Казань"),
    "all phones typed anew": lambda book: fill(book, PHONE, lambda row: f"+7 903 {row * 37 % 900 + 100}-00-{row:02}"),
    "whole rows sorted": sort,
    "rows added": lambda book: [book.put(CLIENTS, 22, at, value) for at, value in enumerate(person(19)[:6], 1)] and None,
}


@pytest.mark.parametrize("what", HONEST)
def test_honest_work_is_no_loss(book: MemoryBook, what: str) -> None:
    HONEST[what](book)
    result = night(book)
    assert not [one for one in result.plan.findings if one.rule in {"lost", "rounding", "jumps", "formula_changes"}]


def test_nothing_is_filled_into_a_cleared_column(book: MemoryBook) -> None:
    fill(book, STATUS, lambda row: ("активный", "нет реакции", "отказ")[row % 3])
    night(book)
    was = [book.value(CLIENTS, row, STATUS) for row in range(2, COUNT + 2)]
    clear(book, STATUS)
    night(book, 1)
    assert {book.value(CLIENTS, row, STATUS) for row in range(2, COUNT + 2)} == {None}
    recover(book, EVERYTHING, Config(), NOW, apply=True)
    assert [book.value(CLIENTS, row, STATUS) for row in range(2, COUNT + 2)] == was


def test_all_else_reckons_as_if_a_cleared_column_stood(tmp_path: Path) -> None:
    people = [("Клиент", "Телефон", "ID"), *((person(at)[0], person(at)[1], person(at)[-1]) for at in range(12))]
    header = ("Дата", "Клиент", "ID клиента", "Сумма", "ID")
    orders = [(date(2026, 10, 1 + at), person(at)[0], f"K-{at + 1:05}", 100 + at, f"Z-{at + 1:05}") for at in range(12)]
    book = MemoryBook.of(str(tmp_path / "orders.xlsx"), {CLIENTS: people, "Заказы": [header, *orders]})
    night(book)
    was = book.sheets[CLIENTS]
    for row in range(2, 14):
        book.put("Заказы", row, 2, None)
        book.put("Заказы", row, 3, None)
    assert told(night(book, 1)) == ["error"]
    assert book.sheets[CLIENTS] == was
    assert [book.value("Заказы", row, 3) for row in range(2, 14)] == [line[2] for line in orders]


@pytest.mark.parametrize(("count", "severities"), [(11, ["error"]), (6, [])])
def test_sums_that_go_up_one_by_one_were_dragged_however_often_they_repeat(
    tmp_path: Path, count: int, severities: list[str]
) -> None:
    header = ("Дата", "Клиент", "Сумма", "ID")
    sums = (3900, 9800, 14500, 3850, 5750)
    orders = [(date(2026, 9, 1), person(at % COUNT)[0], sums[at % 5] if at % 7 else 1000 + at) for at in range(60)]
    page = [header, *((*line, f"Z-{at:05}") for at, line in enumerate(orders, 1))]
    people = [("Клиент", "ID"), *((person(at)[0], person(at)[-1]) for at in range(COUNT))]
    book = MemoryBook.of(str(tmp_path / "orders.xlsx"), {CLIENTS: people, "Заказы": page})
    night(book)
    was = book.sheets["Заказы"].copy()
    for row in range(20, 20 + count):
        book.put("Заказы", row, 3, 9780 + row)
    assert told(night(book, 1)) == severities
    recover(book, EVERYTHING, Config(), NOW + timedelta(1), apply=True)
    assert (book.sheets["Заказы"] == was) == bool(severities)


def test_a_deleted_column_comes_back_with_its_header(book: MemoryBook) -> None:
    phones = {line[-1]: line[PHONE - 1] for line in lines(book)}
    sheet = book.sheets[CLIENTS]
    book.sheets[CLIENTS] = {(row, at - (at > PHONE)): cell for (row, at), cell in sheet.items() if at != PHONE}
    assert told(night(book)) == ["error"]
    recover(book, Choice(columns=frozenset({"Телефон"})), Config(), NOW, apply=True)
    at = next(at for (row, at), cell in book.sheets[CLIENTS].items() if row == 1 and cell.value == "Телефон")
    assert {book.value(CLIENTS, row, ID - 1): book.value(CLIENTS, row, at) for row in range(2, COUNT + 2)} == phones
    assert not told(night(book, 1))


def test_rows_of_a_sheet_that_is_recognised_no_more_are_not_gone(book: MemoryBook) -> None:
    for at in range(1, LINE + 1):
        book.put(CLIENTS, 1, at, f"слово {at}")
    book.sheets["Просто лист"] = book.sheets.pop(CLIENTS)
    for row in range(2, COUNT + 2):
        book.put("Просто лист", row, PHONE, None)
        book.put("Просто лист", row, EMAIL, None)
    assert not [one for one in night(book).plan.findings if "удалено" in one.message.ru]
