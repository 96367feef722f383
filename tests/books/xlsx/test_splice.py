"""What happens to a sheet's bytes, trap by trap: only the planned cells change, whatever the dialect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from sheets_crm.books.xlsx.cells.cellxml import CellEdit, CellWriter, number_text, problem
from sheets_crm.books.xlsx.cells.styles import StyleSheet
from sheets_crm.books.xlsx.writing.sheethead import UnsafeSheetError
from sheets_crm.books.xlsx.writing.splice import Splicer
from sheets_crm.model.addresses import parse_address
from sheets_crm.model.cells import CellError, CellValue, RichText

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def text(value: str) -> str:
    return f't="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def spliced(xml: str | bytes, cells: Mapping[str, CellValue], *, size: int, date1904: bool = False) -> tuple[str, Splicer]:
    rows: dict[int, dict[int, CellEdit]] = {}
    for name, value in cells.items():
        row, column = parse_address(name)
        rows.setdefault(row, {})[column] = CellEdit(value)
    styles = StyleSheet()
    splicer = Splicer(rows, CellWriter(lambda: styles, date1904=date1904))
    data = xml if isinstance(xml, bytes) else xml.encode()
    new = b"".join(splicer.run(data[at : at + size] for at in range(0, len(data), size)))
    return new.decode("latin-1" if b"8859-1" in data else "utf-8"), splicer


def sheet(data: str, *, head: str = "", tail: str = "") -> str:
    return f'<worksheet xmlns="{NS}">{head}<sheetData>{data}</sheetData>{tail}</worksheet>'


def prefixed(cells: str) -> str:
    rows = f'<x:sheetData><x:row r="1">{cells}</x:row></x:sheetData>'
    return f'<x:worksheet xmlns:x="{NS}">{rows}</x:worksheet>'


ROW = '<row r="2"><c r="A2" s="3" t="s"><v>7</v></c><c r="C2"><v>1</v></c></row>'
A = f'<c r="A2" s="3" {text("x")}'

CASES = {
    "a cell is replaced and keeps its format": (
        sheet(ROW),
        {"A2": "x"},
        sheet(ROW.replace('<c r="A2" s="3" t="s"><v>7</v></c>', A)),
    ),
    "a cell is put between others": (
        sheet(ROW),
        {"B2": 5},
        sheet(ROW.replace('<c r="C2">', '<c r="B2"><v>5</v></c><c r="C2">')),
    ),
    "a cell is put behind the last": (
        sheet(ROW),
        {"D2": True},
        sheet(ROW.replace("</row>", '<c r="D2" t="b"><v>1</v></c></row>')),
    ),
    "an emptied cell keeps its format": (sheet(ROW), {"A2": None}, sheet(ROW.replace(' t="s"><v>7</v></c>', "/>"))),
    "emptying what is not there leaves no trace": (sheet(ROW), {"B2": None, "A9": None}, sheet(ROW)),
    "a missing row is made before the next one": (
        sheet(ROW),
        {"B1": 5},
        sheet('<row r="1"><c r="B1"><v>5</v></c></row>' + ROW),
    ),
    "missing rows are made at the end": (
        sheet(ROW),
        {"B3": 5, "A5": 6},
        sheet(ROW + '<row r="3"><c r="B3"><v>5</v></c></row><row r="5"><c r="A5"><v>6</v></c></row>'),
    ),
    "a row that closes itself is opened": (
        sheet('<row r="2" ht="30" spans="1:1"/>'),
        {"C2": 5},
        sheet('<row r="2" ht="30" spans="1:3"><c r="C2"><v>5</v></c></row>'),
    ),
    "cells that close themselves": (
        sheet('<row r="2"><c r="A2" s="1"/><c r="B2"/></row>'),
        {"B2": 5},
        sheet('<row r="2"><c r="A2" s="1"/><c r="B2"><v>5</v></c></row>'),
    ),
    "a sheet without cells": (
        f'<worksheet xmlns="{NS}"><sheetData/><foo/></worksheet>',
        {"B1": 5},
        f'<worksheet xmlns="{NS}"><sheetData><row r="1"><c r="B1"><v>5</v></c></row></sheetData><foo/></worksheet>',
    ),
    "the dimension grows": (
        sheet(ROW, head='<dimension ref="A2:C2"/>'),
        {"D4": 5},
        sheet(ROW + '<row r="4"><c r="D4"><v>5</v></c></row>', head='<dimension ref="A2:D4"/>'),
    ),
    "rows and cells without numbers are counted": (
        sheet("<row><c><v>1</v></c></row><row><c><v>2</v></c><c/></row>"),
        {"B2": 5, "A3": 6},
        sheet(
            '<row><c><v>1</v></c></row><row><c><v>2</v></c><c r="B2"><v>5</v></c></row><row r="3"><c r="A3"><v>6</v></c></row>'
        ),
    ),
    "attributes in another order and in single quotes": (
        sheet("<row ht='3' r='2'><c s='4' r='A2'><v>1</v></c></row>"),
        {"A2": 5},
        sheet("<row ht='3' r='2'><c r=\"A2\" s=\"4\"><v>5</v></c></row>"),
    ),
    "elements with a prefix": (
        prefixed('<x:c r="A1"><x:v>1</x:v></x:c>'),
        {"A1": "x"},
        prefixed('<x:c r="A1" t="inlineStr"><x:is><x:t xml:space="preserve">x</x:t></x:is></x:c>'),
    ),
    "the strict dialect": (
        f'<worksheet xmlns="{STRICT}"><sheetData><row r="1"><c r="A1"/></row></sheetData></worksheet>',
        {"A1": 5},
        f'<worksheet xmlns="{STRICT}"><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData></worksheet>',
    ),
    "rich values and metadata of the old cell go": (
        sheet('<row r="1"><c r="A1" s="2" t="e" cm="1" vm="1"><v>#VALUE!</v></c></row>'),
        {"A1": 5},
        sheet('<row r="1"><c r="A1" s="2"><v>5</v></c></row>'),
    ),
    "a row's own format, then its column's, is that of a new cell": (
        sheet('<row r="1" s="7" customFormat="1"/><row r="2"/>', head='<cols><col min="2" max="3" style="4"/></cols>'),
        {"B1": 5, "C2": 6},
        sheet(
            '<row r="1" s="7" customFormat="1"><c r="B1" s="7"><v>5</v></c></row><row r="2"><c r="C2" s="4"><v>6</v></c></row>',
            head='<cols><col min="2" max="3" style="4"/></cols>',
        ),
    ),
    "a comment before the cells that looks like them": (
        sheet(ROW, head="<!-- <sheetData><row> -->"),
        {"C2": 5},
        sheet(ROW.replace("<v>1</v>", "<v>5</v>"), head="<!-- <sheetData><row> -->"),
    ),
    "a coloured run does not end the cell": (
        sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><color rgb="1"></color></rPr><t>a</t></r></is></c><c r="B1"/></row>'
        ),
        {"A1": 5},
        sheet('<row r="1"><c r="A1"><v>5</v></c><c r="B1"/></row>'),
    ),
}


@pytest.mark.parametrize("size", [1, 9, 1 << 20])
@pytest.mark.parametrize("case", CASES)
def test_only_the_planned_cells_change_however_the_part_arrives(case: str, size: int) -> None:
    before, cells, after = CASES[case]
    assert spliced(before, cells, size=size)[0] == after


VALUES: list[tuple[CellValue, str]] = [
    ("=1+1", text("=1+1")),
    ("-5", text("-5")),
    ("@x", text("@x")),
    (" a <&> b ", text(" a &lt;&amp;&gt; b ")),
    ("a\r\nb\tc\x01", text("a_x000D_\nb\tc_x0001_")),
    ("_x0041_", text("_x005F_x0041_")),
    ("\ud800", text("_xD800_")),
    (
        RichText("ab", "<r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r>"),
        't="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is></c>',
    ),
    (CellError("#N/A"), 't="e"><v>#N/A</v></c>'),
    (True, 't="b"><v>1</v></c>'),
    (Decimal("0.10"), "><v>0.1</v></c>"),
    (0.1 + 0.2, "><v>0.30000000000000004</v></c>"),
    (10**15, "><v>1000000000000000</v></c>"),
    (date(2024, 2, 29), 's="1"><v>45351</v></c>'),
    (datetime(2024, 2, 29, 12), 's="1"><v>45351.5</v></c>'),
    (time(6), 's="1"><v>0.25</v></c>'),
]


@pytest.mark.parametrize(("value", "written"), VALUES)
def test_each_kind_of_value_is_written_so_that_it_reads_back(value: CellValue, written: str) -> None:
    new, _ = spliced(sheet('<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>'), {"A1": value}, size=99)
    joint = "" if written.startswith(">") else " "
    assert new == sheet(f'<row r="1"><c r="A1"{joint}{written}</row>')


def test_a_date_gets_a_date_format_and_the_former_one_is_told() -> None:
    _, splicer = spliced(sheet(ROW), {"C2": date(2024, 1, 1)}, size=99)
    assert splicer.former == {(2, 3): "General"}


def test_dates_count_from_1904_where_the_book_does() -> None:
    new, _ = spliced(sheet(ROW), {"C2": date(1904, 1, 2)}, size=99, date1904=True)
    assert "<v>1</v>" in new


@pytest.mark.parametrize("number", ["0", "1E+400", "1E-7", "123456789.99", "-0.005", "1E+20"])
def test_decimals_are_written_exactly(number: str) -> None:
    assert Decimal(number_text(Decimal(number))) == Decimal(number)


@pytest.mark.parametrize(
    ("value", "date1904"),
    [
        ("x" * 32768, False),
        (date(1899, 1, 1), False),
        (date(1903, 1, 1), True),
        (float("nan"), False),
        (Decimal("Infinity"), False),
    ],
)
def test_what_a_cell_cannot_hold_is_told_before(value: CellValue, date1904: bool) -> None:  # noqa: FBT001
    assert problem(value, date1904=date1904) is not None


CONFLICTS = {
    "inside an array formula": (
        sheet('<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f></c></row><row r="3"><c r="A3"/></row>'),
        "A3",
    ),
    "the head of an array formula": (sheet('<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f></c></row>'), "A1"),
    "inside a data table": (sheet('<row r="1"><c r="A1"><f t="dataTable" ref="A1:B2" r1="C1"/></c></row><row r="2"/>'), "B2"),
    "hidden inside a merged cell": (sheet(ROW, tail='<mergeCells><mergeCell ref="A2:C3"/></mergeCells>'), "B3"),
}


@pytest.mark.parametrize("case", CONFLICTS)
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_cells_that_others_rule_over_are_conflicts(case: str, size: int) -> None:
    before, cell = CONFLICTS[case]
    assert parse_address(cell) in spliced(before, {cell: 5}, size=size)[1].conflicts


@pytest.mark.parametrize(
    ("before", "cell"),
    [
        (sheet(ROW, tail='<mergeCells><mergeCell ref="A2:C3"/></mergeCells>'), "A2"),
        (sheet('<row r="1"><c r="A1"><f t="array" ref="A1">B1</f></c></row>'), "A1"),
        (sheet('<row r="1"><c r="A1"><f t="shared" si="0"/></c></row>'), "A1"),
    ],
)
def test_cells_that_only_rule_themselves_are_none(before: str, cell: str) -> None:
    assert spliced(before, {cell: 5}, size=99)[1].conflicts == {}


@pytest.mark.parametrize(
    "before",
    [
        sheet("<!-- x -->" + ROW),
        sheet('<row r="2"><c r="A2"><v><![CDATA[1]]></v></c></row>'),
        sheet('<row r="2"><c r="C2"/><c r="B2"/></row>'),
        f'<x:worksheet xmlns:x="{NS}" xmlns="{NS}"><x:sheetData><row r="2"/></x:sheetData></x:worksheet>',
        f'<chartsheet xmlns="{NS}"><sheetData/></chartsheet>',
        f'<worksheet xmlns="{NS}"></worksheet>',
        '<worksheet xmlns="urn:x"><sheetData/></worksheet>',
        f'<!DOCTYPE worksheet><worksheet xmlns="{NS}"><sheetData/></worksheet>',
        sheet(ROW).encode("utf-16"),
        f'<?xml version="1.0" encoding="utf-7"?>{sheet(ROW)}',
        sheet(ROW)[:-30],
    ],
)
def test_what_cannot_be_spliced_safely_is_refused(before: str | bytes) -> None:
    with pytest.raises(UnsafeSheetError):
        spliced(before, {"A2": 5}, size=64)


CONTRADICTIONS = {
    "rows out of order": '<row r="3"><c r="A3"/></row><row r="2"><c r="A2"/></row>',
    "out of order far from the edit": '<row r="2"><c r="A2"/></row><row r="9"/><row r="8"/>',
    "two rows of one number": '<row r="2"><c r="A2"/></row><row r="2"><c r="A2"><v>1</v></c></row>',
    "two rows of one number, one of which tells none": '<row r="1"/><row><c r="A2"/></row><row r="2"/>',
    "two cells of one address": '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
    "a cell of another row": '<row r="2"><c r="A2"/><c r="B3"/></row>',
    "a row of another row's cells": '<row r="2"><c r="A2"/></row><row r="12"><c r="A2"/></row>',
    "an address that only ends like its row's": '<row r="2"><c r="A2"/></row><row r="3"><c r="A13"/></row>',
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
@pytest.mark.parametrize("size", [1, 20, 1 << 20])
def test_a_sheet_that_contradicts_itself_is_refused(case: str, size: int) -> None:
    with pytest.raises(UnsafeSheetError, match=r"order|twice|cell of row"):
        spliced(sheet(CONTRADICTIONS[case]), {"A2": 5}, size=size)


@pytest.mark.parametrize("size", [1, 50, 1 << 20])
def test_cells_are_put_between_others_and_where_the_row_ends(size: int) -> None:
    rows = "".join(f'<row r="{row}" spans="2:4"><c r="B{row}"/><c r="D{row}" s="3"><v>1</v></c></row>' for row in (9, 10, 11, 99))
    new, _ = spliced(sheet(rows), {f"{column}{row}": row for row in (9, 10, 99) for column in "ACE"}, size=size)
    for row in (9, 10, 99):
        a, c, e = (f'<c r="{column}{row}"><v>{row}</v></c>' for column in "ACE")
        assert f'<row r="{row}" spans="1:5">{a}<c r="B{row}"/>{c}<c r="D{row}" s="3"><v>1</v></c>{e}</row>' in new
    assert '<row r="11" spans="2:4"><c r="B11"/><c r="D11" s="3"><v>1</v></c></row>' in new


def test_what_stands_behind_the_last_cell_of_a_row_stays_behind_it() -> None:
    new, _ = spliced(sheet('<row r="2"><c r="A2"><v>1</v></c><extLst/></row>'), {"B2": 5}, size=64)
    assert '<c r="A2"><v>1</v></c><c r="B2"><v>5</v></c><extLst/></row>' in new


def test_letters_that_an_older_encoding_lacks_are_written_as_numbers() -> None:
    before = f'<?xml version="1.0" encoding="ISO-8859-1"?>{sheet(ROW)}'.encode("latin-1")
    assert ">&#1103;</t>" in spliced(before, {"A2": "я"}, size=64)[0]


def test_a_byte_order_mark_stays() -> None:
    new, _ = spliced(b"\xef\xbb\xbf" + sheet(ROW).encode(), {"C2": 5}, size=7)
    assert new == "\ufeff" + sheet(ROW.replace("<v>1</v>", "<v>5</v>"))


def test_much_white_space_costs_linear_time() -> None:
    blank = b" " * (1 << 20)
    rows: dict[int, dict[int, CellEdit]] = {3: {1: CellEdit(5)}}
    splicer = Splicer(rows, CellWriter(StyleSheet))
    pieces = [sheet(ROW).removesuffix("</sheetData></worksheet>").encode(), *[blank] * 60, b"</sheetData></worksheet>"]
    assert sum(map(len, splicer.run(pieces))) > 60 << 20
