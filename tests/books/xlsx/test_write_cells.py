"""Cells written into whole workbooks: nothing else changes, and at any moment a whole file is there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time as clock
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parts import MAIN, pack, parts, relations

from sheets_crm.books.xlsx import write_cells
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError
from sheets_crm.model.addresses import address, parse_address
from sheets_crm.model.snapshot import Snapshot

SHEET = "Клиенты"
FORMULA = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>3</v></c></row></sheetData>'
CHAIN = {
    "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>',
    "xl/_rels/workbook.xml.rels": relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "calcChain", "calcChain.xml")
    ),
}


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def cells_of(snapshot: Snapshot) -> dict[tuple[str, str], Any]:
    return {
        (name, address(row, number)): (repr(column.cells[at]), column.cells.formulas.get(at))
        for name, grid in snapshot.grids.items()
        for number, column in grid.columns.items()
        for at, row in enumerate(column.rows.tolist())
    }


def test_other_parts_keep_their_bytes_order_and_flags(tmp_path: Path) -> None:
    source, target = pack(tmp_path / "a.xlsx", {**parts(), "odd\\name.bin": b"\0\1"}), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"B2": "=x"}})
    before, after = members(source), members(target)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    assert read_snapshot(target).grids[SHEET].value(2, 2) == "=x"


def test_formulas_are_calculated_on_load_when_a_value_changed(tmp_path: Path) -> None:
    source, target = pack(tmp_path / "a.xlsx", parts(FORMULA, workbook="|<definedNames/><pivotCaches/>")), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"B1": 5}})
    assert b'<definedNames/><calcPr fullCalcOnLoad="1"/><pivotCaches/>' in members(target)["xl/workbook.xml"]


def test_the_calculation_chain_goes_with_a_formula_that_was_overwritten(tmp_path: Path) -> None:
    source, target = pack(tmp_path / "a.xlsx", {**parts(FORMULA), **CHAIN}), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"A1": 5}})
    assert "xl/calcChain.xml" not in members(target)
    assert b"calcChain" not in members(target)["xl/_rels/workbook.xml.rels"]


def test_the_calculation_chain_stays_otherwise(tmp_path: Path) -> None:
    source, target = pack(tmp_path / "a.xlsx", {**parts(FORMULA), **CHAIN}), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"B1": 5}})
    assert "xl/calcChain.xml" in members(target)


def test_a_book_without_styles_gets_them_for_its_first_date(tmp_path: Path) -> None:
    bare = {name: text for name, text in parts().items() if "styles" not in name}
    source, target = pack(tmp_path / "a.xlsx", bare), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"A1": date(2024, 2, 29)}})
    assert read_snapshot(target).grids[SHEET].value(1, 1) == date(2024, 2, 29)
    assert openpyxl.load_workbook(target)[SHEET]["A1"].value == datetime(2024, 2, 29)


def test_comments_and_cdata_among_the_cells_stay(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1" t="str"><v><![CDATA[a < b]]></v></c><!-- <c/> --><c r="B1"/></row>'
    source, target = pack(tmp_path / "a.xlsx", parts(f"<sheetData>{data}</sheetData>")), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"B1": 5}})
    assert data.replace('<c r="B1"/>', '<c r="B1"><v>5</v></c>').encode() in members(target)["xl/worksheets/sheet1.xml"]


def test_cdata_that_looks_like_rows_is_refused_rather_than_guessed(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1" t="str"><v><![CDATA[</row><row r="2">]]></v></c><c r="B1"/></row>'
    source = pack(tmp_path / "a.xlsx", parts(f"<sheetData>{data}</sheetData>"))
    with pytest.raises(RefusedError):
        write_cells(source, tmp_path / "b.xlsx", {SHEET: {"B1": 5}})


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Нет": {"A1": 1}}, "has no sheet"),
        ({SHEET: {"A0": 1}}, "no cell address"),
        ({SHEET: {"XFE1": 1}}, "no such cell"),
        ({SHEET: {"A1": "x" * 40000}}, "at most 32767"),
        ({SHEET: {"B2": "x"}}, "merged"),
    ],
)
def test_refusals_name_the_file_and_leave_nothing(tmp_path: Path, cells: Mapping[str, Any], told: str) -> None:
    merged = '<sheetData/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    source, target = pack(tmp_path / "a.xlsx", parts(merged)), tmp_path / "sub" / "b.xlsx"
    target.parent.mkdir()
    with pytest.raises(SheetsCrmError, match=r"a\.xlsx") as caught:
        write_cells(source, target, cells)
    assert told in str(caught.value)
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_utf16_is_refused(tmp_path: Path, part: str) -> None:
    odd = parts(FORMULA)
    source = pack(tmp_path / "a.xlsx", {**odd, part: odd[part].replace("UTF-8", "UTF-16").encode("utf-16")})
    with pytest.raises(RefusedError, match="UTF-16"):
        write_cells(source, tmp_path / "b.xlsx", {SHEET: {"A1": 1}})


def test_a_signed_workbook_is_refused(tmp_path: Path) -> None:
    source = pack(tmp_path / "a.xlsx", {**parts(), "_xmlsignatures/sig1.xml": "<x/>"})
    with pytest.raises(RefusedError, match="signature"):
        write_cells(source, tmp_path / "b.xlsx", {SHEET: {"A1": 1}})


def spoilt(tmp_path: Path, name: str) -> tuple[Path, zipfile.ZipInfo]:
    """A workbook with one more part, of which a byte is wrong."""
    source = pack(tmp_path / "a.xlsx", {**parts(), name: b"abcdef" * 99})
    with zipfile.ZipFile(source) as archive:
        info = archive.getinfo(name)
    raw = bytearray(source.read_bytes())
    raw[info.header_offset + 30 + len(name) + 2] ^= 0xFF
    source.write_bytes(raw)
    return source, info


def test_a_damaged_part_of_markup_is_told_and_nothing_written(tmp_path: Path) -> None:
    source, _ = spoilt(tmp_path, "xl/worksheets/sheet2.xml")
    target = tmp_path / "out" / "b.xlsx"
    target.parent.mkdir()
    with pytest.raises(UnreadableError, match=r"a\.xlsx.*sheet2\.xml.*damaged"):
        write_cells(source, target, {SHEET: {"A1": 1}})
    assert not list(target.parent.iterdir())


def test_a_damaged_picture_is_copied_as_it_is(tmp_path: Path) -> None:
    source, info = spoilt(tmp_path, "junk.bin")
    target = tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"A1": 1}})
    with zipfile.ZipFile(target) as archive:
        assert archive.getinfo("junk.bin").CRC == info.CRC


def test_permissions_stay_and_the_book_may_be_its_own_target(tmp_path: Path) -> None:
    source = pack(tmp_path / "a.xlsx", parts())
    source.chmod(0o640)
    write_cells(source, source, {SHEET: {"A1": 1}})
    assert source.stat().st_mode & 0o777 == 0o640
    assert read_snapshot(source).grids[SHEET].value(1, 1) == 1


def test_writing_nothing_changes_nothing(tmp_path: Path) -> None:
    source, target = pack(tmp_path / "a.xlsx", parts(FORMULA)), tmp_path / "b.xlsx"
    write_cells(source, target, {})
    assert members(source) == members(target)


plain_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(float),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.dates(date(1901, 1, 1), date(2200, 1, 1)),
    st.sampled_from(["=1+1", "+7 916", "-", "@a", "_x0041_", " a\r\nb "]),
)
places = st.tuples(st.integers(1, 12), st.integers(1, 6)).map(lambda at: address(*at))


@st.composite
def books(draw: st.DrawFn) -> bytes:
    """A workbook as openpyxl makes it, with cells, formats, a formula and a merged area."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = SHEET
    fit = plain_values.filter(
        lambda value: not isinstance(value, str) or not (value[:1] == "=" or any(ord(one) < 32 for one in value))
    )
    for cell, value in draw(st.dictionaries(places, fit, max_size=20)).items():
        page[cell] = value
        page[cell].number_format = draw(st.sampled_from(["General", "0.00", "dd.mm.yyyy"]))
    page["H1"] = "=A1"
    if draw(st.booleans()):
        page.merge_cells("I1:J3")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        book.save(path)
        return path.read_bytes()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books(), st.dictionaries(places, plain_values, max_size=8))
def test_only_planned_cells_differ_and_they_read_back(data: bytes, plan: Mapping[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        source.write_bytes(data)
        write_cells(source, target, {SHEET: plan})
        before, after = read_snapshot(source), read_snapshot(target)
        was, now = cells_of(before), cells_of(after)
        differing = {cell for (_, cell) in was.keys() | now.keys() if was.get((SHEET, cell)) != now.get((SHEET, cell))}
        assert differing <= set(plan)
        for cell, value in plan.items():
            seen = after.grids[SHEET].value(*parse_address(cell))
            same_number = isinstance(value, (int, float)) and not isinstance(value, bool) and not isinstance(seen, (int, float))
            assert same_number or seen == (None if value == "" else value)  # a number in a cell of dates shows as one


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books(), st.dictionaries(places, plain_values.filter(lambda value: not isinstance(value, (date, time))), max_size=8))
def test_writing_the_old_values_back_gives_the_old_book(data: bytes, plan: Mapping[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        path.write_bytes(data)
        before = read_snapshot(path)
        write_cells(path, path, {SHEET: plan})
        write_cells(path, path, {SHEET: {cell: before.grids[SHEET].value(*parse_address(cell)) for cell in plan}})
        assert cells_of(read_snapshot(path)) == cells_of(before)


@pytest.mark.parametrize("value", ["текст & <тег>", Decimal("12.50"), date(2024, 5, 6), True])
def test_real_workbooks_keep_everything_else(shared_data: Callable[[str], Path], tmp_path: Path, value: Any) -> None:
    done = 0
    for source in sorted((shared_data("workbooks") / "jmcnamara+XlsxWriter").glob("*.xlsx"))[:25]:
        before = read_snapshot(source)
        name = next(iter(before.grids), None)
        target = tmp_path / "out.xlsx"
        if name is None:
            continue
        try:
            write_cells(source, target, {name: {"J40": value}})
        except RefusedError:
            continue
        was, now = cells_of(before), cells_of(read_snapshot(target))
        assert {place for place in was.keys() | now.keys() if was.get(place) != now.get(place)} == {(name, "J40")}
        done += 1
    assert done > 15


KILLED = """
import sys
from sheets_crm.books.xlsx import write_cells
print("go", flush=True)
for number in range(10**6):
    write_cells(sys.argv[1], sys.argv[1], {"S": {f"B{row}": number for row in range(1, 3000, 7)}})
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is for POSIX")
def test_a_killed_write_leaves_a_whole_book_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("S")
    for row in range(3000):
        page.append([row, -1, "x" * 20])
    book.save(path)
    chance = random.Random(7)
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE)
        assert child.stdout
        child.stdout.readline()
        clock.sleep(chance.uniform(0.02, 0.6))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        grid = read_snapshot(path).grids["S"]
        assert len({grid.value(row, 2) for row in range(1, 3000, 7)}) == 1
    write_cells(path, path, {"S": {"A1": 1}})
    assert list(tmp_path.iterdir()) == [path]


def test_libreoffice_shows_what_was_written(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    source = shared_data("workbooks") / "ClosedXML+ClosedXML" / "02963a69_CopyingRanges.xlsx"
    write_cells(source, tmp_path / "o.xlsx", {"Contacts": {"B2": "Зоя & Ко"}})
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "o.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    assert "Зоя & Ко" in (tmp_path / "o.csv").read_text(encoding="utf-8")


def test_new_styles_go_where_every_program_looks_for_them(tmp_path: Path) -> None:
    bare = {name: text for name, text in parts().items() if "styles" not in name}
    source, target = pack(tmp_path / "a.xlsx", bare), tmp_path / "b.xlsx"
    write_cells(source, target, {SHEET: {"A1": date(2024, 2, 29)}})
    assert "xl/styles.xml" in members(target)
