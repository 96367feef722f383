"""“My data has headers” was not ticked: the heading among the records is told first, and comes back on top (G5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from sheets_crm.books.memory import MemoryBook, StoredCell
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.engine.unscrambling import keep, unscramble
from sheets_crm.model.cells import CellValue

NOW = datetime(2026, 11, 20, 3)
SHEET = "Клиенты"
HEADER = ("Клиент", "Телефон", "E-mail", "Комментарий", "ID")
NAME, PHONE, EMAIL, COMMENT, ID = range(1, 6)
PEOPLE = [
    (f"{name} Анна", f"+7 916 {at:03d}-00-01", f"{mail}@example.ru", "чай" if at % 3 else None, f"K-{at:05d}")
    for at, (name, mail) in enumerate(
        zip(
            ("Яковлева", "Борисова", "Громова", "Дымова", "Ежова", "Жукова", "Зимина", "Ильина", "Юдина"),
            "qtzawbxsd",
            strict=True,
        ),
        1,
    )
]
Line = tuple[CellValue, ...]


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    made = MemoryBook.of(str(tmp_path / "clients.xlsx"), {SHEET: [HEADER, *PEOPLE]})
    night(made)
    return made


def night(book: MemoryBook) -> RunResult:
    return run_job(book, load_job("nightly"), Config(), NOW)


def sort(book: MemoryBook, columns: Sequence[int], by: int, *, down: bool = False) -> None:
    """Sort these columns with the heading, blanks last."""
    sheet, rows = book.sheets[SHEET], range(1, len(PEOPLE) + 2)
    lines = [[sheet.get((row, column), StoredCell(None)) for column in columns] for row in rows]
    key = columns.index(by)
    filled = sorted((one for one in lines if one[key].value is not None), key=lambda one: str(one[key].value), reverse=down)
    for row, line in zip(rows, filled + [one for one in lines if one[key].value is None], strict=True):
        for column, cell in zip(columns, line, strict=True):
            sheet[row, column] = cell


def lines(book: MemoryBook) -> list[Line]:
    sheet = book.sheets[SHEET]
    return [tuple(sheet.get((row, at), StoredCell(None)).value for at in range(1, 6)) for row in range(1, len(PEOPLE) + 2)]


SORTS = {
    "names": ([NAME], NAME, False),
    "names and phones": ([NAME, PHONE], NAME, False),
    "e-mails, from the end": ([PHONE, EMAIL], EMAIL, True),
    "with the IDs": ([COMMENT, ID], ID, True),
    "whole rows": ([NAME, PHONE, EMAIL, COMMENT, ID], NAME, False),
    "whole rows, by what is blank": ([NAME, PHONE, EMAIL, COMMENT, ID], COMMENT, True),
}


@pytest.mark.parametrize("what", SORTS)
def test_the_heading_is_on_top_again_and_every_value_with_its_client(book: MemoryBook, what: str) -> None:
    columns, by, down = SORTS[what]
    before = lines(book)
    sort(book, columns, by, down=down)
    mixed = lines(book)
    if mixed[0] == before[0]:
        pytest.fail("nothing happened to the heading")
    for result in (night(book), night(book)):
        first = result.plan.findings[0]
        assert (first.rule, first.severity) == ("partial_sort", "error")
        assert "Шапку отсортировали" in first.message.ru
        assert {one.rule for one in result.plan.findings} == {"partial_sort"}
    assert lines(book) == mixed
    assert unscramble(book, Config(), NOW, apply=False).plan.changes
    assert lines(book) == mixed
    assert unscramble(book, Config(), NOW, apply=True).receipt
    assert lines(book)[0] == before[0]
    assert sorted(lines(book)[1:], key=str) == sorted(before[1:], key=str)
    assert not night(book).plan.findings


def test_what_was_put_back_can_be_taken_back(book: MemoryBook) -> None:
    sort(book, [NAME, PHONE], NAME)
    mixed = lines(book)
    unscramble(book, Config(), NOW, apply=True)
    for _ in range(2):
        undo(book, None, Config(), NOW)
    assert lines(book) == mixed
    assert night(book).plan.findings[0].rule == "partial_sort"


def test_what_is_meant_so_is_told_no_more(book: MemoryBook) -> None:
    sort(book, [NAME], NAME)
    keep(book, Config(), NOW)
    assert "partial_sort" not in {one.rule for one in night(book).plan.findings}


def test_rows_above_the_heading_and_a_renamed_header_are_no_such_sort(book: MemoryBook) -> None:
    sheet = book.sheets[SHEET]
    for row in range(len(PEOPLE) + 2, 1, -1):
        for column in range(1, 6):
            sheet[row, column] = sheet.get((row - 1, column), StoredCell(None))
            sheet.pop((row - 1, column), None)
    book.put(SHEET, 1, NAME, "Наши клиенты")
    book.put(SHEET, 2, COMMENT, "Заметка")
    assert "partial_sort" not in {one.rule for one in night(book).plan.findings}
    assert not unscramble(book, Config(), NOW, apply=False).plan.changes
