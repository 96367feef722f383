"""What a cell means, however the sheet that holds it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from grids import cut_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import MAIN, RELATIONS, STRICT, pack, parts

from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.errors import UnreadableError
from sheets_crm.model.cells import CellError, CellValue, RichText
from sheets_crm.model.snapshot import Grid

SHEET = "xl/worksheets/sheet1.xml"


def as_it_is(sheet: str) -> bytes:
    return sheet.encode()


def prefixed(sheet: str) -> bytes:
    other = re.sub(r"<(/?)([a-z])", r"<\1x:\2", sheet.partition("?>")[2])
    return other.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()


def strict(sheet: str) -> bytes:
    return sheet.replace(MAIN, STRICT).encode()


def utf_16(sheet: str) -> bytes:
    return sheet.replace("UTF-8", "UTF-16").encode("utf-16")


def with_mark(sheet: str) -> bytes:
    return b"\xef\xbb\xbf" + sheet.encode()


def with_comments(sheet: str) -> bytes:
    return sheet.replace("</row>", "</row><!-- <row><c><v>1</v></c></row> -->").encode()


def in_cyrillic(sheet: str) -> bytes:
    return sheet.replace("UTF-8", "windows-1251").encode("cp1251", "xmlcharrefreplace")


def pretty(sheet: str) -> bytes:
    return re.sub(r"(<(?:ns0:)?(?:row|c|/row|v)\b)", r"\n  \1", sheet).encode()


def prefixed_and_pretty(sheet: str) -> bytes:
    return pretty(prefixed(sheet).decode().replace("x:", "ns0:").replace(":x=", ":ns0="))


WRITINGS = (as_it_is, prefixed, strict, utf_16, with_mark, with_comments, in_cyrillic, pretty, prefixed_and_pretty)


def read(folder: Path, rows: str, writing: Callable[[str], bytes] = as_it_is, workbook: str = "", *, quick: bool = True) -> Grid:
    members: dict[str, str | bytes] = dict(parts(f"<sheetData>{rows}</sheetData>", workbook=workbook))
    members[SHEET] = writing(str(members[SHEET]))
    return read_snapshot(pack(folder / "book.xlsx", members), quick=quick).grids["Клиенты"]


CELLS: tuple[tuple[str, CellValue], ...] = (
    ('<c r="A1"><v>12</v></c>', 12),
    ('<c r="A1" s="0" t="n"><v>-0.5</v></c>', -0.5),
    ('<c t="n" s="0" r="A1"><v>3820.50</v></c>', 3820.5),
    ('<c r="A1"><v>0.1</v></c>', 0.1),
    ('<c r="A1"><v>79161234567</v></c>', 79161234567),
    ('<c r="A1"><v>7.9161234567E+10</v></c>', 79161234567),
    ('<c r="A1"><v>45292.395833333336</v></c>', 45292.395833333336),
    ('<c r="A1"><v> 7 </v></c>', 7),
    ('<c r="A1"><v>1_0</v></c>', "1_0"),
    ('<c r="A1"><v>NaN</v></c>', "NaN"),
    ('<c r="A1"><v>1e999</v></c>', "1e999"),
    ('<c r="A1" s="1"><v>45292</v></c>', date(2024, 1, 1)),
    ('<c r="A1" s="1"><v>45292.5</v></c>', datetime(2024, 1, 1, 12)),
    ('<c r="A1" s="2"><v>0.5</v></c>', time(12)),
    ('<c r="A1" s="3"><v>1.5</v></c>', 1.5),
    ('<c r="A1" s="99"><v>5</v></c>', 5),
    ('<c r="A1" s=""><v>5</v></c>', 5),
    ('<c r="A1" t="s"><v>0</v></c>', "Анна"),
    ('<c r="A1" s="1" t="s"><v>1</v></c>', " Пётр & Ко "),
    ('<c r="A1" t="s"><v>2</v></c>', None),
    ('<c r="A1" t="s"><v>4</v></c>', "a\rb_"),
    ('<c r="A1" t="s"><v></v></c>', None),
    ('<c r="A1" t="inlineStr"><is><t>2 &lt; 3 &#1078;</t></is></c>', "2 < 3 ж"),
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> _x0041_\r\n</t></is></c>', " A\n"),
    ('<c r="A1" t="inlineStr"><is/></c>', None),
    ('<c r="A1" t="str"><f>B1&amp;C1</f><v>два &gt; слова</v></c>', "два > слова"),
    ('<c r="A1" t="b"><v>1</v></c>', True),
    ('<c r="A1" t="b"><v>0</v></c>', False),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
    ('<c r="A1" t="d"><v>2024-01-01T12:00:00Z</v></c>', datetime(2024, 1, 1, 12)),
    ('<c r="A1" t="d"><v>1812-09-07</v></c>', "1812-09-07"),
    ('<c r="A1" t="d"><v>вчера</v></c>', "вчера"),
    ('<c r="A1" cm="1" vm="2"><v>4</v></c>', 4),
    ('<c r="A1"><v>4</v><extLst><ext><v>9</v></ext></extLst></c>', 4),
    ("<c><v>8</v></c>", 8),
    ('<c r="A1" s="3"/>', None),
)


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda writing: writing.__name__)
@pytest.mark.parametrize(("cell", "value"), CELLS, ids=[cell for cell, _ in CELLS])
def test_a_cell_means_the_same_in_every_writing(
    tmp_path: Path, cell: str, value: CellValue, writing: Callable[[str], bytes]
) -> None:
    grid = read(tmp_path, f'<row r="1">{cell}</row>', writing)
    assert grid.value(1, 1) == value
    assert type(grid.value(1, 1)) is type(value)


@pytest.mark.parametrize("quick", [True, False])
def test_rich_text_keeps_its_runs_and_drops_phonetics(tmp_path: Path, quick: bool) -> None:  # noqa: FBT001
    inline = '<c r="B1" t="inlineStr"><is><r><t>а &amp;</t></r><r><t> б</t></r></is></c>'
    grid = read(tmp_path, f'<row r="1"><c r="A1" t="s"><v>3</v></c>{inline}</row>', quick=quick)
    shared, other = grid.columns[1].cells.texts[0], grid.columns[2].cells.texts[0]
    assert (shared, other) == ("важно ", "а & б")
    assert isinstance(shared, RichText)
    assert shared.runs == '<r><rPr><b></b></rPr><t>ва</t></r><r><t xml:space="preserve">жно </t></r>'
    assert other.runs == "<r><t>а &amp;</t></r><r><t> б</t></r>"


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda writing: writing.__name__)
def test_rows_and_cells_without_an_address_follow_those_before_them(tmp_path: Path, writing: Callable[[str], bytes]) -> None:
    rows = (
        '<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row><row r="9"/><row><c><v>4</v></c></row>'
    )
    grid = read(tmp_path, rows, writing)
    assert [grid.value(3, 3), grid.value(3, 4), grid.value(4, 1), grid.value(10, 1)] == [1, 2, 3, 4]


def test_the_sheet_may_be_used_in_its_far_corners_only(tmp_path: Path) -> None:
    grid = read(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert grid.value(1_048_576, 16_384) == 2
    assert sum(len(column.rows) for column in grid.columns.values()) == 2


@pytest.mark.parametrize("address", ["XFE1", "A1048577", "A0", "AAAA1", "1", ""])
@pytest.mark.parametrize("quick", [True, False])
def test_a_cell_beyond_the_sheet_is_damage(tmp_path: Path, address: str, quick: bool) -> None:  # noqa: FBT001
    with pytest.raises(UnreadableError, match=r"sheet1.xml.*damaged"):
        read(tmp_path, f'<row r="1"><c r="{address}"><v>1</v></c></row>', quick=quick)


@pytest.mark.parametrize("quick", [True, False])
def test_a_string_that_the_book_does_not_have_is_damage(tmp_path: Path, quick: bool) -> None:  # noqa: FBT001
    with pytest.raises(UnreadableError, match="shared string 77 of 5"):
        read(tmp_path, '<row r="1"><c r="A1" t="s"><v>77</v></c></row>', quick=quick)


@pytest.mark.parametrize("quick", [True, False])
def test_of_two_cells_in_one_place_the_last_counts(tmp_path: Path, quick: bool) -> None:  # noqa: FBT001
    rows = '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="A2"><v>9</v></c></row>'
    column = read(tmp_path, rows, quick=quick).columns[1]
    assert column.rows.tolist() == [1, 2]
    assert column.cells.values() == [5, 9]


@pytest.mark.parametrize(
    ("style", "written", "value"),
    [(1, 0, date(1904, 1, 1)), (1, 43830, date(2024, 1, 1)), (2, 0.25, time(6)), (0, 7, 7)],
)
@pytest.mark.parametrize("quick", [True, False])
def test_days_are_counted_as_since_1900(tmp_path: Path, style: int, written: float, value: CellValue, quick: bool) -> None:  # noqa: FBT001
    cell = f'<row r="1"><c r="A1" s="{style}"><v>{written}</v></c></row>'
    assert read(tmp_path, cell, workbook='<workbookPr date1904="1"/>', quick=quick).value(1, 1) == value


FORMULAS = (
    '<row r="1"><c r="A1"><f>SUM(B1:B2)</f><v>3</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$C$1+Лист!A1</f><v>1</v></c>'
    '<c r="C1"><f t="array" ref="C1:C2">A1:A2*2</f><v>6</v></c><c r="D1"><f>NA()</f></c></row>'
    '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><f t="shared" si="0"/><v>2</v></c><c r="C2"><v>8</v></c></row>'
    '<row r="3"><c r="B3"><f t="shared" si="0"></f></c><c r="C3"><v>1</v></c>'
    '<c r="D3"><f t="dataTable" ref="D3:D4" dt2D="1" r1="A1" r2="B1"/><v>5</v></c></row>'
)


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda writing: writing.__name__)
def test_formulas_stand_beside_their_values(tmp_path: Path, writing: Callable[[str], bytes]) -> None:
    grid = read(tmp_path, FORMULAS, writing)
    told = {
        (int(column.rows[at]), number): formula
        for number, column in grid.columns.items()
        for at, formula in column.cells.formulas.items()
    }
    assert told == {
        (1, 1): "=SUM(B1:B2)",
        (1, 2): "=A1*$C$1+Лист!A1",
        (2, 2): "=A2*$C$1+Лист!A2",
        (3, 2): "=A3*$C$1+Лист!A3",
        (1, 3): "=A1:A2*2",
        (2, 3): "=A1:A2*2",
        (1, 4): "=NA()",
        (3, 4): "=TABLE(A1,B1)",
    }
    assert grid.value(1, 4) is None
    assert grid.value(2, 3) == 8


number = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)


@settings(max_examples=200, deadline=None)
@given(number)
def test_numbers_are_what_python_makes_of_them(tmp_path_factory: pytest.TempPathFactory, written: str) -> None:
    grid = read(tmp_path_factory.mktemp("number"), f'<row r="1"><c r="A1"><v>{written}</v></c></row>')
    assert grid.columns[1].cells.numbers[0] == float(written)


def test_a_sheet_is_read_in_pieces_wherever_they_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c><c r="B{at}"><v>{at}.5</v></c></row>' for at in range(1, 200))
    for size in (7, 64, 1000):
        cut_parts(monkeypatch, size)
        grid = read(tmp_path, rows)
        assert grid.columns[1].cells.values() == ["Анна"] * 199
        assert grid.columns[2].cells.numbers.tolist() == [at + 0.5 for at in range(1, 200)]


def test_a_prefix_of_another_namespace_hides_nothing(tmp_path: Path) -> None:
    members = parts()
    members[SHEET] = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns="{RELATIONS}"><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert read_snapshot(pack(tmp_path / "book.xlsx", members)).grids["Клиенты"].value(1, 1) == 1
