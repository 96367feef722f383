"""Rows appended right below a list: what covered its last row covers them too, and nothing else grows."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from parts import pack, parts

from sheets_crm.books.xlsx import XlsxBook, write_cells
from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.writing.growing import grown_name
from sheets_crm.books.xlsx.writing.growth import GROWING, growth_of
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Changes, Plan
from sheets_crm.model.text import Text

SHEET, WHY = "Клиенты", Text("повод", "reason")


@pytest.fixture
def book(tmp_path: Path) -> XlsxBook:
    """A table A1:C4 with a dropdown on B2:B4, a conditional format on A2:C4, and names for its columns."""
    made = openpyxl.Workbook()
    page = made.active
    assert isinstance(page, Worksheet)
    page.title = SHEET
    for row in (["Имя", "Статус", "Сумма"], ["Анна", "да", 5], ["Пётр", "нет", 6], ["Зоя", "да", 7]):
        page.append(row)
    page.add_table(Table(displayName="T", ref="A1:C4"))
    choice = DataValidation(type="list", formula1='"да,нет"')
    choice.add("B2:B4")
    choice.add("E1:E9")
    page.add_data_validation(choice)
    page.conditional_formatting.add("A2:C4", CellIsRule(operator="equal", formula=["5"]))
    page.conditional_formatting.add("A4:C4", CellIsRule(operator="equal", formula=["6"]))
    for name, where in (("суммы", "$C$2:$C$4"), ("первые", "$C$2:$C$3"), ("одна", "$C$4")):
        made.defined_names[name] = DefinedName(name, attr_text=f"'{SHEET}'!{where}")
    made.save(tmp_path / "book.xlsx")
    return XlsxBook(tmp_path / "book.xlsx")


def write(book: XlsxBook, column: int, cells: dict[int, CellValue]) -> None:
    snapshot, rows = book.read(), np.array(list(cells), np.int32)
    nothing, ids = [None] * len(cells), [f"#{row}" for row in cells]
    batch = Changes(SHEET, "x", column, "rule", rows, ids, nothing, list(cells.values()), [WHY] * len(cells))
    book.write(Plan(snapshot.identity, (batch,)), snapshot, lambda _: None)


def areas(path: Path) -> dict[str, str]:
    """What reaches how far, as openpyxl reads it."""
    made = openpyxl.load_workbook(path)
    page = made[SHEET]
    found = {table.name: table.ref for table in page.tables.values()}
    found |= {f"filter of {table.name}": table.autoFilter.ref for table in page.tables.values() if table.autoFilter}
    found["dropdown"] = str(page.data_validations.dataValidation[0].sqref)
    found["formats"] = " | ".join(str(one.sqref) for one in page.conditional_formatting)
    return found | {name: one.attr_text.rpartition("!")[2] for name, one in made.defined_names.items()}


def cells_of(areas: str) -> set[tuple[int, int]]:
    return {cell for area in areas.split() for row in CellRange(area).rows for cell in row}


def test_all_that_ended_with_the_last_row_reaches_over_the_new_rows(book: XlsxBook) -> None:
    write(book, 1, {5: "Яна", 6: "Олег"})
    assert areas(book.path) == {
        "T": "A1:C6",
        "filter of T": "A1:C6",
        "dropdown": "B2:B6 E1:E9",
        "formats": "A2:C6 | A4:C4",
        "суммы": "$C$2:$C$6",
        "первые": "$C$2:$C$3",
        "одна": "$C$4",
    }


@pytest.mark.parametrize(
    ("column", "cells"),
    [(1, {6: "Яна"}), (5, {5: "в стороне"}), (1, {4: "Зоя М."}), (1, {5: None})],
    ids=["a row between is empty", "beside the list", "in the list", "nothing is written"],
)
def test_nothing_grows_otherwise(book: XlsxBook, column: int, cells: dict[int, CellValue]) -> None:
    before = areas(book.path)
    write(book, column, cells)
    assert areas(book.path) == before


def test_a_row_below_that_held_something_is_no_new_row(book: XlsxBook) -> None:
    write_cells(book.path, book.path, {SHEET: {"B5": "примечание"}})
    before = areas(book.path)
    write(book, 1, {5: "Яна"})
    assert areas(book.path) == before


def test_single_cells_are_written_and_nothing_else(book: XlsxBook) -> None:
    before = areas(book.path)
    write_cells(book.path, book.path, {SHEET: {"A5": "Яна"}})
    assert areas(book.path) == before


def test_a_table_with_totals_stays(book: XlsxBook, tmp_path: Path) -> None:
    with zipfile.ZipFile(book.path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/tables/table1.xml"] = members["xl/tables/table1.xml"].replace(b"<table ", b'<table totalsRowCount="1" ', 1)
    other = XlsxBook(pack(tmp_path / "totals.xlsx", members))
    write(other, 1, {5: "Яна"})
    assert areas(other.path)["T"] == "A1:C4"


EXTENSION = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-'
    'D9C93CAAB3DF}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list"><x14:formula1><xm:f>Other!$A$2:$A$9</xm:f></x14:formula1><xm:sqref>B2:B3 D2:D3</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def test_the_sheets_own_filter_and_its_hidden_name_and_extensions_grow(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"/></row>' for row in range(1, 4))
    names = f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">\'{SHEET}\'!$A$1:$B$3</definedName>'
    sheet = f'<sheetData>{rows}</sheetData><autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter>{EXTENSION}'
    path = pack(tmp_path / "a.xlsx", parts(sheet, workbook=f"|<definedNames>{names}</definedNames>"))
    write(XlsxBook(path), 2, {4: "x"})
    with zipfile.ZipFile(path) as archive:
        xml, workbook = archive.read("xl/worksheets/sheet1.xml").decode(), archive.read("xl/workbook.xml").decode()
    assert '<autoFilter ref="A1:B4"><filterColumn colId="0"/></autoFilter>' in xml
    assert "<xm:sqref>B2:B4 D2:D3</xm:sqref>" in xml
    assert "$A$1:$B$4</definedName>" in workbook


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<dataValidation type="list" sqref="A2:A9 C5">', b'<dataValidation type="list" sqref="A2:A11 C5">'),
        (b"<x:conditionalFormatting sqref='A9:B9 A2:B9'>", b"<x:conditionalFormatting sqref='A9:B9 A2:B11'>"),
        (b'<autoFilter ref="A1:B9"/>', b'<autoFilter ref="A1:B11"/>'),
        (b"<xm:sqref>A2:A9</xm:sqref>", b"<xm:sqref>A2:A11</xm:sqref>"),
        (b'<dataValidation sqref="A2:A1000">', b'<dataValidation sqref="A2:A1000">'),
        (b'<dataValidation sqref="A:A">', b'<dataValidation sqref="A:A">'),
    ],
)
def test_elements_behind_the_cells(before: bytes, after: bytes) -> None:
    growth = growth_of([10, 11], {10: {1: CellEdit("x")}, 11: {2: CellEdit("y")}})
    found = GROWING.fullmatch(before)
    assert found
    assert growth.element(found) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("S!$A$2:$A$9", "S!$A$2:$A$10"),
        ("'S'!$A$2:$A$9,S!$B$2:$B$9", "'S'!$A$2:$A$10,S!$B$2:$B$10"),
        ("T!$A$2:$A$9", "T!$A$2:$A$9"),
        ("S!A2:A9", "S!A2:A9"),
        ("OFFSET(S!$A$2:$A$9,0,0)", "OFFSET(S!$A$2:$A$9,0,0)"),
    ],
)
def test_names_of_ranges(before: str, after: str) -> None:
    assert grown_name(before, "s", growth_of([10], {10: {1: CellEdit(1), 2: CellEdit(2)}})) == after


def test_libreoffice_sees_the_grown_areas(book: XlsxBook, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    write(book, 1, {5: "Яна", 6: "Олег"})
    profile, out = f"-env:UserInstallation=file://{tmp_path}/profile", tmp_path / "out"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(book.path)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    seen = areas(out / "book.xlsx")
    assert (seen["T"], seen["суммы"]) == ("A1:C6", "$C$2:$C$6")
    assert cells_of(seen["dropdown"]) == cells_of("B2:B6 E1:E9")
    assert "A2:C6" in seen["formats"]
    assert openpyxl.load_workbook(out / "book.xlsx")[SHEET]["A6"].value == "Олег"
