"""The tab «Журнал» tells what people did between the runs, too: cell by cell, in bounds, the same at every later run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.redrawing import redrawn
from sheets_crm.engine.undo.undo import undo
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.memory import Typed
from sheets_crm.reports.journal_people import FEW, done_by_people
from sheets_crm.reports.words import whole

NOW = datetime(2026, 11, 20, 22, 0)
DAY = timedelta(days=1)
FIRST = 6
"""The first row of changes in the tab."""
Line = tuple[CellValue, ...]


def typed(what: str, before: list[CellValue], after: list[CellValue], column: str = "phone", count: int | None = None) -> Typed:
    rows = np.arange(2, 2 + len(before), dtype=np.int32)
    ids = [f"K-{row:05}" for row in rows.tolist()]
    told = 7, NOW - DAY, NOW, "Ольга", what, "Клиенты", column, {"phone": "Телефон", "name": "Клиент"}.get(column, column)
    return Typed(*told, ids, rows, Vector.of(before), Vector.of(after), count or len(before))


WHO = "люди, между 19.11.2026 22:00 и 20.11.2026 22:00, последним книгу сохранял Ольга"


@pytest.mark.parametrize(
    ("batches", "lines"),
    [
        (
            [typed("cells", ["1", None], ["2", "3"])],
            [("K-00002", "Телефон", "1", "2", WHO), ("K-00003", "Телефон", None, "3", WHO)],
        ),
        (
            [typed("rows gone", ["Анна"], [None], "name"), typed("rows gone", ["+7 916"], [None])],
            [("K-00002", "вся строка", "Анна · +7 916", None, f"строку удалили; {WHO}")],
        ),
        ([typed("rows new", [None], ["Анна"], "name")], [("K-00002", "вся строка", None, "Анна", f"новая строка; {WHO}")]),
        (
            [typed("column gone", ["1", "2"], [None, None])],
            [("", "Телефон", "заполненных ячеек: 2", None, f"столбец удалили; {WHO}")],
        ),
        ([typed("column renamed", ["Тел."], ["Телефон"])], [("", "Телефон", "Тел.", "Телефон", f"столбец переименовали; {WHO}")]),
        ([typed("cleared", ["1"], [None])], [("K-00002", "Телефон", "1", None, WHO)]),
    ],
)
def test_what_people_did_in_words(batches: list[Typed], lines: list[Line]) -> None:
    told = done_by_people(batches, "ru")
    assert [(one.row_id, one.title, one.before, one.after, one.why) for one in told] == lines


@pytest.mark.parametrize(
    ("saved_at", "told"),
    [(NOW - DAY / 2, "Ольга, 20.11.2026 10:00"), (NOW - 2 * DAY, "Ольга"), (NOW + DAY, "Ольга"), (None, "Ольга")],
)
def test_when_the_book_was_saved_is_told_if_it_was_between_the_runs(saved_at: datetime | None, told: str) -> None:
    ((one,),) = (list(done_by_people([replace(typed("cells", ["1"], ["2"]), saved_at=saved_at)], "ru")),)
    assert one.why.endswith(f"последним книгу сохранял {told}")


@pytest.mark.parametrize("what", ["cells", "rows gone"])
def test_very_much_is_summed_up_in_a_line(what: str) -> None:
    many: list[CellValue] = ["1"] * 50
    lines = list(done_by_people([typed(what, many, many, count=4990)], "ru"))
    assert len(lines) == FEW + 1
    assert (lines[-1].row_id, lines[-1].after) == ("", f"… и ещё {whole(4990 - FEW, 'ru')}: sheets-crm history")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "clients.xlsx"
    made = load_workbook(Path(__file__).parents[2] / "templates" / "simple.ru.xlsx")
    sheet, row, column = names(made["Клиенты"])
    for at, name in enumerate((" Ухтомский Савелий", "Яблочкина Варвара")):
        sheet.cell(row + 1 + at, column, name)
    made.save(path)
    night(path, 0)
    return path


def names(sheet: object) -> tuple[Worksheet, int, int]:
    assert isinstance(sheet, Worksheet)
    return next((sheet, cell.row, cell.column) for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "Клиент")


def night(path: Path, number: int) -> bool:
    moment = NOW + number * DAY
    return run_job(XlsxBook(path), load_job("nightly"), Config(), moment, afresh=True, clock=lambda: moment).receipt is not None


def tab(path: Path) -> list[Line]:
    return [row[4:8] for row in load_workbook(path)["Журнал"].iter_rows(min_row=FIRST, values_only=True) if row[0]]


def edited(path: Path, *values: str) -> None:
    made = load_workbook(path)
    sheet, row, column = names(made["Клиенты"])
    for at, value in enumerate(values):
        sheet.cell(row + 1 + at, column, value)
    made.properties.lastModifiedBy = "Ольга"
    made.save(path)


def test_a_persons_edit_stands_there_in_the_morning_and_stays_as_it_is_told(book: Path) -> None:
    edited(book, "Ухтомский Ярополк", "Яблочкина Варвара")
    assert night(book, 1)
    wanted = ("Клиент", "Ухтомский Савелий", "Ухтомский Ярополк")
    who = "люди, между 20.11.2026 22:00 и 21.11.2026 22:00, последним книгу сохранял Ольга"
    assert tab(book)[0] == (*wanted, who)
    before = book.read_bytes()
    assert not night(book, 1)
    assert book.read_bytes() == before
    night(book, 2)
    assert tab(book)[0] == (*wanted, who)


def test_the_program_and_people_in_the_order_in_which_they_were_at_work(book: Path) -> None:
    edited(book, "  Ухтомский   Ярополк ")
    night(book, 1)
    edited(book, "Ухтомский Ярополк", "Яблочкина Вера", "Новиков Новик")
    night(book, 2)
    whys = [str(line[3]) for line in tab(book)]
    people = [at for at, why in enumerate(whys) if "люди" in why]
    assert "ID" in whys[people[0] - 1]
    assert people[1] == people[0] + 1
    assert "пробел" in whys[people[2] - 1]
    people = [line[:3] for line in tab(book) if "люди" in str(line[3])]
    assert people == [
        ("вся строка", "пусто", "Новиков Новик"),
        ("Клиент", "Яблочкина Варвара", "Яблочкина Вера"),
        ("Клиент", "Ухтомский Савелий", "  Ухтомский   Ярополк "),
    ]


def test_a_row_that_was_deleted_is_told_with_what_stood_in_it(book: Path) -> None:
    made = load_workbook(book)
    sheet, row, _ = names(made["Клиенты"])
    sheet.delete_rows(row + 1)
    made.save(book)
    night(book, 1)
    line = next(line for line in tab(book) if line[0] == "вся строка")
    assert "Ухтомский Савелий" in str(line[1])
    assert "строку удалили" in str(line[3])


def test_an_undo_is_told_at_once_and_the_next_night_tells_it_the_same(book: Path) -> None:
    undo(XlsxBook(book), None, Config(), NOW + DAY, make_reports=redrawn, clock=lambda: NOW + DAY)
    lines = tab(book)
    assert ("Клиент", "Ухтомский Савелий", " Ухтомский Савелий", "отмена прогона 1") in lines
    night(book, 1)
    assert [line for line in tab(book) if "отмена" in str(line[3])] == [line for line in lines if "отмена" in str(line[3])]


def test_rows_that_are_numbered_anew_are_one_line_and_do_not_hide_what_people_did(book: Path) -> None:
    edited(book, *(f"Яблочкина {name}" for name in ("Анна", "Вера", "Дарья", "Елена", "Жанна")))
    night(book, 1)
    made = load_workbook(book)
    sheet, row, _ = names(made["Клиенты"])
    sheet.delete_rows(row + 1)
    made.save(book)
    assert night(book, 2)
    told = tab(book)
    assert told[0][:3] == ("№", "ячеек: 4", "по порядку")
    assert "строку удалили" in str(told[1][3])
    before = book.read_bytes()
    assert not night(book, 2)
    assert book.read_bytes() == before
    edited(book, "Яблочкина Вероника")
    night(book, 3)
    assert next(line[:3] for line in tab(book) if line[0] == "№") == ("№", "ячеек: 4", "по порядку")
