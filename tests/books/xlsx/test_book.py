"""A workbook as a client book: a plan is written whole and safely, or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Column, Words
from sheets_crm.model.plan import Changes, NewColumn, Plan, Receipt
from sheets_crm.model.report import Chart, Report, ReportCell
from sheets_crm.model.text import Text

SHEET, WHY = "Клиенты", Text("повод", "reason")
ID = Column(key="id", title=Words(ru="ID", en="ID"), width=9)


@pytest.fixture
def book(tmp_path: Path) -> XlsxBook:
    """A list of three clients in an Excel table A1:C4, and one of two on a sheet with a filter only."""
    made = openpyxl.Workbook()
    page = made.active
    assert isinstance(page, Worksheet)
    page.title = SHEET
    for row in (["Имя", "Телефон", "Сумма"], ["Анна", "8916", 5], ["Пётр", "8917", 6], ["Зоя", "8918", "=C2+C3"]):
        page.append(row)
    page["C1"].font = Font(bold=True)
    page.add_table(Table(displayName="T", ref="A1:C4"))
    other = made.create_sheet("Заказы")
    other.append(["Имя", "Дата"])
    other.append(["Анна", date(2024, 1, 2)])
    other.auto_filter.ref = "A1:B2"
    made.save(tmp_path / "book.xlsx")
    return XlsxBook(tmp_path / "book.xlsx")


def changes(column: int, cells: dict[int, tuple[CellValue, CellValue]], formats: Sequence[str | None] | None = None) -> Changes:
    rows = np.array(list(cells), np.int32)
    before, after = [one for one, _ in cells.values()], [one for _, one in cells.values()]
    return Changes(SHEET, "x", column, "rule", rows, [f"#{row}" for row in cells], before, after, [WHY] * len(cells), formats)


def report(*rows: tuple[CellValue, ...], chart: bool = False) -> Report:
    cells = tuple(tuple(ReportCell(value) for value in row) for row in rows)
    return Report("k", "Сводка", (20.0, 10.0), cells, 1, Chart("Итого", 1, 2, 1, len(rows), "D2") if chart else None)


def write(book: XlsxBook, *batches: Changes, reports: tuple[Report, ...] = (), columns: tuple[NewColumn, ...] = ()) -> Receipt:
    snapshot, told = book.read(), list[str]()
    receipt = book.write(Plan(snapshot.identity, batches, (), reports, columns), snapshot, told.append)
    assert told == [receipt.identity] == [book.identity()]
    return receipt


def part(book: XlsxBook, name: str) -> str:
    with zipfile.ZipFile(book.path) as archive:
        return archive.read(name).decode()


def names(book: XlsxBook) -> list[str]:
    with zipfile.ZipFile(book.path) as archive:
        return archive.namelist()


def test_changes_are_written_and_the_receipt_says_so(book: XlsxBook) -> None:
    batch = changes(2, {2: ("8916", "+7 916"), 3: ("8917", date(2024, 5, 6))})
    receipt = write(book, batch)
    grid = book.read().grids[SHEET]
    assert (grid.value(2, 2), grid.value(3, 2)) == ("+7 916", date(2024, 5, 6))
    assert (receipt.written, receipt.failed, receipt.former_formats) == ((batch,), (), {(SHEET, "B3"): "General"})


def test_undo_brings_values_and_formats_back(book: XlsxBook) -> None:
    before = openpyxl.load_workbook(book.path)[SHEET]["B3"]
    batch = changes(2, {3: ("8917", date(2024, 5, 6))})
    receipt = write(book, batch)
    write(book, replace(batch.inverse(WHY), formats=[receipt.former_formats[SHEET, "B3"]]))
    after = openpyxl.load_workbook(book.path)[SHEET]["B3"]
    assert (after.value, after.number_format) == (before.value, before.number_format)


def test_cells_that_cannot_be_written_fail_alone(book: XlsxBook) -> None:
    receipt = write(book, changes(1, {1: ("Имя", "ФИО"), 2: ("Анна", "Инна"), 3: ("Пётр", "x" * 40000)}))
    assert [left.change.row for left in receipt.failed] == [1, 3]
    assert [change.row for batch in receipt.written for change in batch] == [2]
    assert [book.read().grids[SHEET].value(row, 1) for row in (1, 2, 3)] == ["Имя", "Инна", "Пётр"]


def test_a_plan_that_changes_nothing_writes_nothing(book: XlsxBook) -> None:
    write(book, reports=(report(("Имя", 5)),))
    before = book.path.stat()
    receipt = write(book, reports=(report(("Имя", 5)),))
    assert (book.path.stat().st_ino, receipt.reports) == (before.st_ino, ())


def test_new_columns_look_like_their_neighbour_and_widen_the_table(book: XlsxBook) -> None:
    write(book, columns=(NewColumn(SHEET, 1, 4, "Сумма", ID), NewColumn(SHEET, 1, 5, "ID", ID)))
    page = openpyxl.load_workbook(book.path)[SHEET]
    assert (page["D1"].value, page["E1"].value, page["E1"].font.b) == ("Сумма 2", "ID", True)
    table = page.tables["T"]
    assert (table.ref, table.autoFilter.ref if table.autoFilter else None) == ("A1:E4", "A1:E4")
    assert [(one.id, one.name) for one in table.tableColumns] == [
        (1, "Имя"),
        (2, "Телефон"),
        (3, "Сумма"),
        (4, "Сумма 2"),
        (5, "ID"),
    ]
    assert page.column_dimensions["D"].width == 9


def test_a_filter_reaches_over_new_columns_so_that_sorting_keeps_rows_whole(book: XlsxBook) -> None:
    write(book, columns=(NewColumn("Заказы", 1, 3, "ID", ID),))
    assert '<autoFilter ref="A1:C2"' in part(book, "xl/worksheets/sheet2.xml")
    assert "$A$1:$C$2</definedName>" in part(book, "xl/workbook.xml")


def test_a_report_becomes_the_last_tab_with_its_chart(book: XlsxBook) -> None:
    receipt = write(book, reports=(report(("Анна", 5), ("Зоя", 7), chart=True),))
    assert receipt.reports == ("Сводка",)
    made = openpyxl.load_workbook(book.path)
    assert made.sheetnames[-1] == "Сводка"
    assert (made["Сводка"]["B2"].value, made["Сводка"].protection.sheet) == (7, True)
    assert "xl/charts/chart1.xml" in names(book)


def test_a_tab_of_ours_is_replaced_whole_and_leaves_no_orphans(book: XlsxBook) -> None:
    write(book, reports=(report(("Анна", 5), ("Зоя", 7), chart=True),))
    write(book, reports=(report(("Одна", 1)),))
    made = openpyxl.load_workbook(book.path)
    assert made.sheetnames == [SHEET, "Заказы", "Сводка"]
    assert [cell.value for cell in made["Сводка"][1]] == ["Одна", 1]
    assert not [name for name in names(book) if "chart" in name or "drawing" in name]


@pytest.mark.parametrize(
    ("lock", "content", "told"),
    [
        ("~$book.xlsx", b"\x04Anna" + b" " * 49 + b"\x05\0" + "Мария".encode("utf-16-le"), "Мария"),
        ("~$book.xlsx", b"", "Excel"),
        (".~lock.book.xlsx#", b",ivan,pc,01.02.2024 10:00,file:///x;", "ivan"),
    ],
)
def test_a_book_that_is_open_elsewhere_is_refused_with_who(book: XlsxBook, lock: str, content: bytes, told: str) -> None:
    (book.path.parent / lock).write_bytes(content)
    before = book.identity()
    with pytest.raises(RefusedError) as caught:
        write(book, changes(1, {2: ("Анна", "Инна")}))
    assert told in caught.value.told("ru")
    assert lock in caught.value.told("en")
    assert book.identity() == before


def test_a_read_only_book_is_refused(book: XlsxBook) -> None:
    book.path.chmod(0o444)
    with pytest.raises(RefusedError, match="read-only"):
        write(book, changes(1, {2: ("Анна", "Инна")}))


def test_a_book_that_changed_since_it_was_read_is_refused(book: XlsxBook) -> None:
    snapshot = book.read()
    write(book, changes(1, {2: ("Анна", "Инна")}))
    before = book.identity()
    with pytest.raises(RefusedError, match="changed"):
        book.write(Plan(snapshot.identity, (changes(1, {3: ("Пётр", "Павел")}),)), snapshot, lambda _: None)
    assert book.identity() == before


def test_a_change_in_the_last_moment_is_noticed(book: XlsxBook, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = book.read()

    def meanwhile(*_: object) -> None:
        book.path.write_bytes(book.path.read_bytes() + b"\0")

    monkeypatch.setattr("sheets_crm.books.xlsx.writing.write.verify", meanwhile)
    with pytest.raises(RefusedError, match="changed"):
        book.write(Plan(snapshot.identity, (changes(1, {2: ("Анна", "Инна")}),)), snapshot, lambda _: None)
    assert list(book.path.parent.iterdir()) == [book.path]


def test_when_the_journal_fails_nothing_is_written(book: XlsxBook) -> None:
    snapshot = book.read()

    def full(_: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(UnreadableError):
        book.write(Plan(snapshot.identity, (changes(1, {2: ("Анна", "Инна")}),)), snapshot, full)
    assert book.identity() == snapshot.identity
    assert list(book.path.parent.iterdir()) == [book.path]


def test_a_backup_brings_the_book_back_byte_for_byte(book: XlsxBook, tmp_path: Path) -> None:
    before = book.path.read_bytes()
    backup = book.backup(tmp_path / "backups", "book 1")
    write(book, changes(1, {2: ("Анна", "Инна")}))
    book.restore(backup)
    assert (backup.name, book.path.read_bytes()) == ("book 1.xlsx", before)


def test_a_missing_book_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        XlsxBook(tmp_path / "none.xlsx").read()
