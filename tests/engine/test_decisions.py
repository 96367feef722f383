"""What staff decide in «Дубли» holds for the clients of whom they decided it, wherever rows stand, and for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twins import CLIENTS, NOW, TAB, TWINS, Line, book_of, choose, ids, keys_in_tab, nightly, one_of

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.redrawing import redrawn
from sheets_crm.engine.undo.undo import undo

THRICE: list[Line] = [
    ("Сухова Анна Львовна", "+7 916 123-45-67", "anna@example.ru", "любит чай", "A", None, None, None),
    ("Сухова Анна", "+7 916 123-45-67", "anna@example.ru", None, None, None, None, None),
    ("Сухова А. Л.", "+7 916 123-45-67", None, None, None, None, None, "синий"),
    ("Ким Олег Иванович", "+7 903 111-22-33", "kim@work.ru", None, None, None, None, None),
    ("Ким Олег", "+7 903 111-22-33", None, None, None, None, None, None),
]
QUICK = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
HEADER_ROW = 5


def moved(book: MemoryBook, rows: dict[int, int]) -> None:
    """Move rows of the tab, by where they stand to where they shall."""
    book.sheets[TAB] = {(rows.get(row, row), column): cell for (row, column), cell in book.sheets[TAB].items()}


def last_row(book: MemoryBook) -> int:
    return max(row for row, _ in book.sheets[TAB])


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    made = book_of(tmp_path, TWINS)
    nightly(made)
    return made


@QUICK
@given(data=st.data())
def test_sorted_rows_are_decided_on_as_before(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    book = book_of(tmp_path_factory.mktemp("sorted"), TWINS)
    nightly(book)
    choose(book, "K-00001", "объединить")
    choose(book, "K-00003", "разные")
    below = list(range(HEADER_ROW + 1, last_row(book) + 1))
    moved(book, dict(zip(below, data.draw(st.permutations(below)), strict=True)))
    nightly(book)
    assert ids(book) == ["K-00001", "K-00003", "K-00004", "K-00005"]
    assert keys_in_tab(book) == {"≠K-00003", "≠K-00004"}


@pytest.mark.parametrize("above", [1, 3, HEADER_ROW + 2, HEADER_ROW + 5])
def test_rows_put_in_do_no_harm(book: MemoryBook, above: int) -> None:
    choose(book, "K-00002", "объединить")
    moved(book, {row: row + 1 for row in range(above, last_row(book) + 1)})
    nightly(book)
    assert ids(book) == ["K-00001", "K-00003", "K-00004", "K-00005"]
    assert [name for name in book.sheets if name.startswith(TAB)] == [TAB], "the tab is known wherever its title stands"


def test_columns_put_in_or_moved_do_no_harm(book: MemoryBook) -> None:
    choose(book, "K-00001", "объединить")
    book.sheets[TAB] = {
        (row, column if column == 1 and row <= 2 else 40 - column): cell for (row, column), cell in book.sheets[TAB].items()
    }
    nightly(book)
    assert ids(book) == ["K-00001", "K-00003", "K-00004", "K-00005"]


def test_a_copied_row_is_decided_on_once(book: MemoryBook) -> None:
    choose(book, "K-00001", "объединить")
    row = next(row for (row, column), cell in book.sheets[TAB].items() if column > 1 and cell.value == "K-00001")
    copy = {(last_row(book) + 2, column): cell for (at, column), cell in book.sheets[TAB].items() if at == row and column > 1}
    book.sheets[TAB] |= copy
    nightly(book)
    assert ids(book) == ["K-00001", "K-00003", "K-00004", "K-00005"]


def test_people_may_choose_whose_row_stays(book: MemoryBook) -> None:
    choose(book, "K-00002", "объединить сюда")
    nightly(book)
    assert ids(book) == ["K-00002", "K-00003", "K-00004", "K-00005"]
    assert book.value(CLIENTS, 3, 1) == "Сухова Анна Львовна"
    assert book.value(CLIENTS, 3, 4) == "любит чай"


def test_whom_staff_told_apart_from_a_row_is_apart_from_the_row_that_took_it_in(tmp_path: Path) -> None:
    book = book_of(tmp_path, THRICE)
    nightly(book)
    choose(book, "K-00003", "разные")
    nightly(book)
    choose(book, "K-00002", "объединить сюда")
    nightly(book)
    assert "K-00001" not in ids(book)
    assert {"≠K-00002", "≠K-00003"} <= keys_in_tab(book)
    assert nightly(book) == 0
    choose(book, "≠K-00002", "")
    nightly(book)
    assert {"K-00002", "K-00003"} <= keys_in_tab(book), "taken back, they are asked of again"


def test_an_undo_of_the_merge_leaves_apart_who_was_apart(tmp_path: Path) -> None:
    book = book_of(tmp_path, THRICE[:3])
    nightly(book)
    choose(book, "K-00003", "разные")
    nightly(book)
    one_of(book, "K-00001", "K-00002")
    undo(book, None, Config(), NOW, make_reports=redrawn)
    nightly(book)
    assert {"K-00001", "K-00002"} <= keys_in_tab(book)
    assert "≠K-00003" in keys_in_tab(book)
