"""The head of a shared formula written over: the first of the others takes the formula over, and all mean what they did."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import pack, parts

from sheets_crm.books.xlsx import write_cells
from sheets_crm.books.xlsx.writing.sharedsearch import moved
from sheets_crm.errors import RefusedError
from sheets_crm.model.addresses import address, parse_address

SHEET = "Клиенты"
PART = "xl/worksheets/sheet1.xml"


def cell(place: str, formula: str, value: str = "7") -> str:
    return f'<c r="{place}">{formula}<v>{value}</v></c>'


def head(place: str, ref: str, text: str, si: int = 0) -> str:
    return cell(place, f'<f t="shared" ref="{ref}" si="{si}">{text}</f>')


def follower(place: str, si: int = 0) -> str:
    return cell(place, f'<f t="shared" si="{si}"/>')


def place_of(cell: str) -> str:
    return cell.split('r="')[1].split('"', maxsplit=1)[0]


def rows(*cells: str, tail: str = "") -> str:
    """A sheet of these cells, in their rows."""
    told: dict[int, str] = {}
    for one in cells:
        row = parse_address(place_of(one))[0]
        told[row] = told.get(row, "") + one
    inner = "".join(f'<row r="{row}">{inside}</row>' for row, inside in told.items())
    return f"<sheetData>{inner}</sheetData>{tail}"


def written(tmp_path: Path, data: str, cells: Mapping[str, int]) -> str:
    source, target = pack(tmp_path / "a.xlsx", parts(data)), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: cells})
    with zipfile.ZipFile(target) as archive:
        return archive.read(PART).decode().partition(">\n")[2].partition("<sheetData>")[2].partition("</sheetData>")[0]


def formulas(path: Path) -> dict[str, object]:
    """What openpyxl shows of each cell, formulas of followers moved to their places."""
    book = openpyxl.load_workbook(path)
    return {one.coordinate: one.value for row in book[SHEET].iter_rows() for one in row if one.value is not None}


COLUMN = (head("B2", "B2:B5", "A2*$A$1"), follower("B3"), follower("B4"), follower("B5"))
TAKEN = '<f t="shared" si="0" ref="{}">{}</f>'

CASES = {
    "the next one takes it over": (COLUMN, ["B2"], {"B3": TAKEN.format("B3:B5", "A3*$A$1")}),
    "the first that is not written over does": (COLUMN, ["B2", "B3", "B5"], {"B4": TAKEN.format("B4", "A4*$A$1")}),
    "one that a person wrote over before does not": ((COLUMN[0], COLUMN[2]), ["B2"], {"B4": TAKEN.format("B4", "A4*$A$1")}),
    "nobody need when all are written over": (COLUMN, ["B2", "B3", "B4", "B5"], {}),
    "nobody need when nobody follows": ((head("B2", "B2:B5", "A2"),), ["B2"], {}),
    "a follower written over changes nothing else": (COLUMN, ["B3"], {}),
    "along a row, and then down": (
        (head("B2", "B2:C3", "B$1&amp;$A2"), follower("C2"), follower("B3"), follower("C3")),
        ["B2"],
        {"C2": TAKEN.format("B2:C3", "C$1&amp;$A2")},
    ),
    "at the left of the old head": (
        (head("C2", "B2:C3", "D2"), follower("B3"), follower("C3")),
        ["C2"],
        {"B3": TAKEN.format("B3:C3", "C3")},
    ),
    "two groups at once": (
        (head("B2", "B2:B3", "A2"), head("C2", "C2:C3", "$A2", 1), follower("B3"), follower("C3", 1)),
        ["B2", "C2"],
        {"B3": TAKEN.format("B3", "A3"), "C3": TAKEN.format("C3", "$A3").replace('si="0"', 'si="1"')},
    ),
    "another group stays": (
        (head("B2", "B2:B3", "A2"), head("C2", "C2:C3", "$A2", 1), follower("B3"), follower("C3", 1)),
        ["B2"],
        {"B3": TAKEN.format("B3", "A3")},
    ),
    "a follower that opens and closes": (
        (COLUMN[0], cell("B3", "<f ca='1' t='shared' si='0'></f>")),
        ["B2"],
        {"B3": "<f ca='1' t='shared' si='0' ref=\"B3\">A3*$A$1</f>"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_formula_is_handed_on_and_nothing_else_changes(case: str, tmp_path: Path) -> None:
    before, over, taken = CASES[case]
    expected = []
    for one in before:
        place = place_of(one)
        formula = one[one.index("<f") : one.index("<v>")]
        expected.append(cell(place, "", "5") if place in over else one.replace(formula, taken.get(place, formula)))
    assert f"<sheetData>{written(tmp_path, rows(*before), dict.fromkeys(over, 5))}</sheetData>" == rows(*expected)


DOUBTS = {
    "two heads of one group": (*COLUMN, head("B6", "B6:B7", "A6"), follower("B7")),
    "a second head without an area": (*COLUMN, cell("B6", '<f t="shared" si="0">A6</f>')),
    "a follower before its head": (follower("A2"), *COLUMN),
    "a follower outside the group": (*COLUMN, follower("B9")),
    "a head without an area": (cell("B2", '<f t="shared" si="0">A2</f>'), follower("B3")),
    "a head without a formula": (cell("B2", '<f t="shared" ref="B2:B3" si="0"/>'), follower("B3")),
    "a group without a number": (cell("B2", '<f t="shared" ref="B2:B3">A2</f>'), cell("B3", '<f t="shared"/>')),
    "an attribute of another kind": (COLUMN[0], cell("B3", '<f t="shared" si="0" bx="1"/>')),
    "a follower whose cell tells no address": (COLUMN[0], follower("B3") + '<c><f t="shared" si="0"/></c>'),
    "something before the formula": (COLUMN[0], cell("B3", '<v/><f t="shared" si="0"/>')),
    "a reference that falls off the left edge": (head("C2", "B2:C3", "A2"), follower("B3"), follower("C3")),
    "a reference that falls off the right edge": (head("B2", "B2:C2", "XFD1"), follower("C2")),
    "a reference that falls off the lower edge": (head("B2", "B2:B3", "A1048576"), follower("B3")),
    "a name beyond the last column that looks like a cell": (head("B2", "B2:B3", "YTD2020+1"), follower("B3")),
    "an escape": (head("B2", "B2:B3", "A2&amp;_x0041_"), follower("B3")),
    "the next one is in an array formula": (
        head("B2", "B2:B3", "A2"),
        cell("A3", '<f t="array" ref="A3:B3">A1:B1</f>'),
        follower("B3"),
    ),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_in_doubt_the_head_stays(case: str, tmp_path: Path) -> None:
    before = DOUBTS[case]
    over = "C2" if "left" in case else "B2"
    with pytest.raises(RefusedError, match="shared formula"):
        written(tmp_path, rows(*before), {over: 5})
    assert not (tmp_path / "b.xlsx").exists()


def test_a_comment_among_the_cells_is_a_doubt(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="shared formula"):
        written(tmp_path, rows(*COLUMN).replace("</sheetData>", "<!-- --></sheetData>"), {"B2": 5})


def test_other_cells_of_the_plan_are_refused_for_their_own_reasons(tmp_path: Path) -> None:
    data = rows(*COLUMN, tail='<mergeCells><mergeCell ref="D1:E1"/></mergeCells>')
    with pytest.raises(RefusedError, match="merged") as caught:
        written(tmp_path, data, {"B2": 5, "E1": 5})
    assert "shared" not in str(caught.value)


def test_the_next_one_hidden_in_a_merged_cell_keeps_the_head(tmp_path: Path) -> None:
    data = rows(*COLUMN, tail='<mergeCells><mergeCell ref="A3:B3"/></mergeCells>')
    with pytest.raises(RefusedError, match="B2: formulas of other cells"):
        written(tmp_path, data, {"B2": 5})


def test_elements_with_a_prefix(tmp_path: Path) -> None:
    plain = parts(rows(*COLUMN))[PART]
    odd = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", plain).replace("xmlns=", "xmlns:x=")
    source, target = pack(tmp_path / "a.xlsx", {**parts(), PART: odd}), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"B2": 5}})
    assert formulas(target) == {"B2": 5, "B3": "=A3*$A$1", "B4": "=A4*$A$1", "B5": "=A5*$A$1"}


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(B:B,$B:C,2:3,A1:B2:C3)", "SUM(C:C,$B:D,4:5,B3:C4:D5)"),
        ('IF(A1="A1","""B2 ""  ",{1,2;"A1",4})', 'IF(B3="A1","""B2 ""  ",{1,2;"A1",4})'),
        ("'A1 ''x'!A1+[1]Лист!$A2+Jan:Mar!A1", "'A1 ''x'!B3+[1]Лист!$A4+Jan:Mar!B3"),
        ("T[A1]+T[[#This Row],[B1]]+LOG10(A1)+rate_1", "T[A1]+T[[#This Row],[B1]]+LOG10(B3)+rate_1"),
        ("1E5+#REF!+A1  :B2", "1E5+#REF!+B3  :C4"),
        ("Лист!ставка*A1", None),
        ("XFE1", None),
        ("XFD1", None),
        ('"open', None),
    ],
)
def test_a_formula_is_moved_only_where_two_programs_agree(formula: str, there: str | None) -> None:
    assert moved(formula, (1, 1), (3, 2)) == there


REFERENCES = st.builds(
    "{}{}{}{}".format, st.sampled_from(["", "$"]), st.sampled_from("ABGZ"), st.sampled_from(["", "$"]), st.integers(1, 40)
)
TERMS = st.one_of(REFERENCES, st.builds("SUM({}:{})".format, REFERENCES, REFERENCES), st.sampled_from(["2:$3", '"B2"', "A:$B"]))
GROUPS = st.tuples(st.integers(1, 4), st.integers(1, 3), st.lists(TERMS, min_size=1, max_size=3))


@given(first=GROUPS, second=GROUPS, data=st.data())
@settings(max_examples=60, deadline=None)
def test_all_other_cells_show_their_formulas_as_before(
    first: tuple[int, int, list[str]], second: tuple[int, int, list[str]], data: st.DataObject
) -> None:
    cells: dict[tuple[int, int], str] = {}
    for si, (high, wide, terms) in enumerate((first, second)):
        top, left = 2 + si, 2 + 4 * si
        places = [(top + down, left + right) for down in range(high) for right in range(wide)]
        gone = data.draw(st.sets(st.sampled_from(places[1:]))) if len(places) > 1 else set()
        area = f"{address(*places[0])}:{address(*places[-1])}"
        cells |= {place: follower(address(*place), si) for place in places if place not in gone}
        cells[places[0]] = head(address(*places[0]), area, "+".join(terms), si)
    over = data.draw(st.sets(st.sampled_from(sorted(cells)), min_size=1))
    with tempfile.TemporaryDirectory() as folder:
        source = pack(Path(folder) / "a.xlsx", parts(rows(*(cells[place] for place in sorted(cells)))))
        write_cells(source, Path(folder) / "b.xlsx", {SHEET: {address(*place): 5 for place in over}})
        assert formulas(Path(folder) / "b.xlsx") == formulas(source) | {address(*place): 5 for place in over}
