"""A header that nothing is known of does not lose the column: it is known by what it holds, and the rules go on with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_recovering import CLIENTS, COUNT, HEADER, ID, PHONE, fill, night, person

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.run import RunResult


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    made = MemoryBook.of(str(tmp_path / "clients.xlsx"), {CLIENTS: [HEADER, *map(person, range(COUNT))]})
    night(made)
    return made


def said(result: RunResult, rule: str) -> list[str]:
    return [one.message.ru for one in result.plan.findings if one.rule == rule]


@pytest.mark.parametrize("days", [0, 1, 40])
def test_rules_go_on_with_a_column_of_another_name(book: MemoryBook, days: int) -> None:
    book.put(CLIENTS, 1, PHONE, "Зюзя")
    night(book)
    book.put(CLIENTS, 3, PHONE, "8 916 555 44 33")
    told = said(night(book, days), "mapping")
    assert book.value(CLIENTS, 3, PHONE) == "+7 916 555-44-33"
    assert any("«Зюзя»" in one and "«Телефон»" in one for one in told)


def test_records_keep_their_ids_under_another_header(book: MemoryBook) -> None:
    book.put(CLIENTS, 1, ID, "Зюзя")
    assert night(book).run is None or not said(night(book), "lost")
    assert [book.value(CLIENTS, row, ID) for row in (2, 3)] == ["K-00001", "K-00002"]


def test_a_header_that_is_still_understood_is_told_for_a_week(book: MemoryBook) -> None:
    book.put(CLIENTS, 1, PHONE, "Тел.")
    assert any("«Телефон» теперь называется «Тел.»" in one for one in said(night(book), "headings"))
    assert said(night(book, 6), "headings")
    assert not said(night(book, 8), "headings")


def test_a_column_filled_with_something_else_is_another_one(book: MemoryBook) -> None:
    book.put(CLIENTS, 1, PHONE, "Зюзя")
    fill(book, PHONE, lambda row: f"слово {row * 31}")
    assert not said(night(book), "mapping")
