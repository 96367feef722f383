"""A copy holds all that the book holds, and locks what is not open; Excel's own reading of it is openpyxl's here (H8)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.handout import NAME, Open, mark_of, write_handout
from sheets_crm.engine.settings.resources import PACKAGE
from sheets_crm.errors import SheetsCrmError, UnreadableError

SHEET = "Клиенты"
ADD, CHANGE, BOTH, NOTHING = (True, False), (False, True), (True, True), (False, False)
TEMPLATES = sorted((PACKAGE.parent / "templates").glob("*.xlsx"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = SHEET
    for row in (["Клиент", "Телефон", "Город"], ["Анна", "8 900", None], ["Борис", None, "Омск"]):
        sheet.append(row)
    sheet["C2"].number_format = "@"
    sheet["C2"].alignment = openpyxl.styles.Alignment(wrap_text=True)
    sheet.column_dimensions["B"].width = 20
    choice = DataValidation(type="list", formula1='"Омск,Томск"')
    choice.add("C2:C100")
    sheet.add_data_validation(choice)
    workbook.create_sheet("Второй")["A1"] = "занято"
    path = tmp_path / "book.xlsx"
    workbook.save(path)
    return path


def copied(book: Path, columns: Mapping[int, tuple[bool, bool]], **more: object) -> openpyxl.Workbook:
    target = book.with_name("copy.xlsx")
    target.unlink(missing_ok=True)
    write_handout(book, target, {SHEET: Open(columns, header_row=1, **more)}, "0123456789abcdef")  # type: ignore[arg-type]
    return openpyxl.load_workbook(target)


def is_open(sheet: Worksheet, place: str) -> bool:
    """Say whether Excel lets people type there: by the cell, or by its column where there is no cell."""
    row, column = openpyxl.utils.cell.coordinate_to_tuple(place)
    cell = sheet._cells.get((row, column))  # noqa: SLF001 - asking for a cell would make one
    if cell is not None:
        return not cell.protection.locked
    letters = openpyxl.utils.get_column_letter(column)
    spans = [
        one for one in sheet.column_dimensions.values() if (one.min or 0) <= column <= (one.max or 0) or one.index == letters
    ]
    return any(not one.protection.locked for one in spans)


@pytest.mark.parametrize(
    ("columns", "opened"),
    [
        ({}, set()),
        ({2: ADD}, {"B3", "B4", "B100"}),
        ({2: CHANGE}, {"B2"}),
        ({2: BOTH}, {"B2", "B3", "B4", "B100"}),
        ({1: ADD, 3: ADD}, {"A4", "A100", "C2", "C4", "C100"}),
    ],
)
def test_only_what_is_open_can_be_typed_into(book: Path, columns: Mapping[int, tuple[bool, bool]], opened: set[str]) -> None:
    workbook = copied(book, columns)
    sheet = workbook[SHEET]
    places = [f"{column}{row}" for row in (1, 2, 3, 4, 100) for column in "ABCDZ"]
    assert {place for place in places if is_open(sheet, place)} == opened
    assert sheet.protection.sheet
    assert workbook["Второй"].protection.sheet
    assert not is_open(workbook["Второй"], "A2")
    assert workbook.security.lockStructure


def test_looks_widths_and_dropdowns_stay(book: Path) -> None:
    sheet = copied(book, {3: ADD})[SHEET]
    assert (sheet["C2"].number_format, sheet["C2"].alignment.wrap_text) == ("@", True)
    assert sheet.column_dimensions["B"].width == 20
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["C2:C100"]


def test_a_sheet_that_is_open_as_a_whole(book: Path) -> None:
    sheet = copied(book, {}, others=BOTH)[SHEET]
    assert [place for place in ("A1", "B2", "ZZ9", "XFD9") if is_open(sheet, place)] == ["B2", "ZZ9", "XFD9"]


def test_a_copy_is_known_by_a_hidden_name(book: Path) -> None:
    workbook = copied(book, {})
    assert workbook.defined_names[NAME].hidden
    names = XlsxBook(book.with_name("copy.xlsx")).read().defined_names
    assert mark_of(names) == "0123456789abcdef"
    assert mark_of(XlsxBook(book).read().defined_names) is None


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_ready_workbooks_come_out_with_all_parts(tmp_path: Path, template: Path) -> None:
    target = tmp_path / "copy.xlsx"
    write_handout(template, target, {}, "mark")
    with zipfile.ZipFile(template) as one, zipfile.ZipFile(target) as other:
        assert one.namelist() == other.namelist()
        kept = [name for name in one.namelist() if not name.startswith("xl/worksheets/sheet")]
        changed = [name for name in kept if one.read(name) != other.read(name)]
    assert set(changed) <= {"xl/workbook.xml", "xl/styles.xml"}


def _without_addresses(xml: bytes) -> bytes:
    return xml.replace(b' r="A2"', b"")


def _with_comment(xml: bytes) -> bytes:
    return xml.replace(b"<sheetData>", b"<sheetData><!-- note -->")


def test_cells_written_in_another_way_are_locked_as_well(book: Path) -> None:
    odd = book.with_name("odd.xlsx")
    with zipfile.ZipFile(book) as one, zipfile.ZipFile(odd, "w") as other:
        for name in one.namelist():
            xml = re.sub(rb'<c r="(\w+)"( s="\d+")?( t="\w+")', rb"<c\3\2 r='\1'", one.read(name))
            other.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else one.read(name))
    sheet = copied(odd, {2: BOTH})[SHEET]
    assert [place for place in ("A2", "B1", "B2", "B3", "C3") if is_open(sheet, place)] == ["B2", "B3"]


@pytest.mark.parametrize("spoil", [_without_addresses, _with_comment])
def test_a_sheet_that_cannot_be_locked_for_certain_gives_no_copy(book: Path, spoil: Callable[[bytes], bytes]) -> None:
    odd = book.with_name("odd.xlsx")
    with zipfile.ZipFile(book) as one, zipfile.ZipFile(odd, "w") as other:
        for name in one.namelist():
            other.writestr(name, spoil(one.read(name)) if name == "xl/worksheets/sheet1.xml" else one.read(name))
    with pytest.raises(SheetsCrmError):
        write_handout(odd, book.with_name("copy.xlsx"), {}, "mark")
    assert not book.with_name("copy.xlsx").exists()


def test_what_is_no_workbook_gives_no_copy(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"nothing")
    with pytest.raises(UnreadableError):
        write_handout(tmp_path / "book.xlsx", tmp_path / "copy.xlsx", {}, "mark")
