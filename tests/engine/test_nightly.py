"""The nightly job itself through the engine: once, twice, taken back, and once more."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_books import NOW

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo

HEADER = ("№", "Клиент", "Телефон", "E-mail", "Статус", "ID")


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    rows = [
        HEADER,
        (None, "ООО  «Ромашка»", "8 916 123-45-67", "office@Romashka.RU", None, None),
        (None, "Иванов Иван", "79161234568", "ivan@example.ru ", None, None),
    ]
    return MemoryBook.of(str(tmp_path / "clients.xlsx"), {"Клиенты": rows})


def nightly(book: MemoryBook) -> RunResult:
    return run_job(book, load_job("nightly"), Config(), NOW, afresh=True)


def test_a_second_run_writes_nothing_not_even_the_report_tabs(book: MemoryBook) -> None:
    assert nightly(book).run == 1
    after = book.identity()
    assert nightly(book).run is None
    assert book.identity() == after


def test_repairs_that_were_taken_back_are_not_made_again_even_under_a_new_id(book: MemoryBook) -> None:
    before = {place: cell.value for place, cell in book.sheets["Клиенты"].items()}
    nightly(book)
    undo(book, None, Config(), NOW)
    assert {place: book.value("Клиенты", *place) for place in before} == before
    again = nightly(book)
    changed = {change.column for batch in again.plan.changes for change in batch}
    assert "id" in changed
    assert not changed & {"name", "phone", "email", "status"}
    assert book.value("Клиенты", 2, 3) == "8 916 123-45-67"


def test_ids_that_an_undo_took_away_come_back_to_their_records_and_to_no_other(book: MemoryBook) -> None:
    nightly(book)
    first = [book.value("Клиенты", row, 6) for row in (2, 3)]
    undo(book, None, Config(), NOW)
    for column in range(1, 7):
        book.put("Клиенты", 3, column, "Новый" if column == 2 else None)
    nightly(book)
    again = [book.value("Клиенты", row, 6) for row in (2, 3)]
    assert again[0] == first[0]
    assert again[1] not in (None, *first)
