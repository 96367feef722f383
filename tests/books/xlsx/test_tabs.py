"""A report as a worksheet: what stands in it, how it may be used, and that writing it again leaves no orphans."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.cells.strings import unescape
from sheets_crm.books.xlsx.cells.styles import StyleSheet
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.tabs.looks import LINE_HEIGHT, PLAIN, height, look
from sheets_crm.books.xlsx.tabs.parts import left_behind, places_for
from sheets_crm.books.xlsx.tabs.render import Places, Tab, render_tab
from sheets_crm.model.cells import CellValue
from sheets_crm.model.report import Chart, Report, ReportCell

PLACES = Places("xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
CHART = Chart("Выручка", 1, 2, 4, 5, "G4")
ROWS = (
    (ReportCell("Итоги «Сейчас»", "title"),),
    (),
    (ReportCell("Месяц", "header"), ReportCell("Сумма", "header_number")),
    (ReportCell("окт", "link", ("Мои 'клиенты'", "B7")), ReportCell(Decimal("1234567.89"), "amount")),
    (ReportCell("ноя"), ReportCell(None, "amount"), ReportCell(date(2026, 11, 22), "date"), ReportCell(value=True)),
)
REPORT = Report("now", "Моя 'сводка'", (20, 14), ROWS, 3, CHART, (3, 5))


def workbook(tab: Tab, styles: StyleSheet, extra: Mapping[str, str] | None = None) -> bytes:
    """Wrap a tab in the least workbook."""
    types = {"/xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"}
    types["/xl/styles.xml"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    types |= {f"/{part}": kind for part, kind in tab.content_types.items()}
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    sheet = f'<sheets><sheet name="Моя \'сводка\'" sheetId="1" r:id="rId1" xmlns:r="{OFFICE}"/></sheets>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{default}{overrides}</Types>',
        "_rels/.rels": RELS.format(f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}">{sheet}</workbook>',
        "xl/_rels/workbook.xml.rels": RELS.format(
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
        ),
        "xl/styles.xml": styles.to_bytes(),
        **tab.parts,
        **(extra or {}),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def opened(report: Report = REPORT, *, date1904: bool = False) -> Worksheet:
    styles = StyleSheet()
    tab = render_tab(report, styles, PLACES, date1904=date1904)
    sheet = openpyxl.load_workbook(BytesIO(workbook(tab, styles))).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def one(value: CellValue) -> Report:
    return Report("now", "Сейчас", (20,), ((ReportCell(value),),))


def test_values_arrive_as_they_are() -> None:
    sheet = opened()
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=5)] == [
        ["Месяц", "Сумма", None, None],
        ["окт", 1234567.89, None, None],
        ["ноя", None, datetime(2026, 11, 22), True],
    ]


TEXTS = ("=1+1", "+7 916", "-5", "@cmd", "  пробелы  ", "a\nb", "<b>&amp;\"'", "_x0041_", "\x00\x1f\ufffe", "😀")


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    styles = StyleSheet()
    xml = ET.fromstring(render_tab(one(text), styles, PLACES).parts[PLACES.sheet])
    assert xml.find(f".//{{{MAIN}}}f") is None
    assert unescape(xml.findtext(f".//{{{MAIN}}}t") or "") == text


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_any_text_makes_a_whole_part(text: str) -> None:
    row = (ReportCell(text, "wrap", (text if text.isprintable() else "Лист", "A1")),)
    report = Report("now", text[:20], (9,), (row,) * 3, 1, Chart(text, 1, 1, 1, 3, "C3"))
    for name, xml in render_tab(report, StyleSheet(), PLACES).parts.items():
        assert ET.fromstring(xml) is not None, name


def test_text_beyond_what_a_cell_holds_ends_in_dots() -> None:
    value = opened(one("я" * 40_000))["A1"].value
    assert len(value) == 32_767
    assert value.endswith("я…")
    assert len(str(opened(one("😀" * 20_000))["A1"].value).encode("utf-16-le")) // 2 <= 32_767


def test_days_that_the_book_cannot_hold_are_shown_as_text() -> None:
    assert opened(one(date(1903, 5, 6)), date1904=True)["A1"].value == "1903-05-06"
    raw = render_tab(one(date(2026, 11, 22)), StyleSheet(), PLACES, date1904=True).parts[PLACES.sheet]
    assert b"<v>44886</v>" in raw
    assert b"<v>46348</v>" in render_tab(one(date(2026, 11, 22)), StyleSheet(), PLACES).parts[PLACES.sheet]


def test_what_people_may_do_with_a_tab() -> None:
    sheet = opened()
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.selectLockedCells
    assert (sheet.protection.autoFilter, sheet.protection.sort, sheet.protection.formatColumns) == (False, False, False)
    assert sheet.protection.deleteRows
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:B5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["A"].width == 20


def test_links_lead_inside_the_book_and_quote_its_names() -> None:
    link = opened()["A4"].hyperlink
    assert link is not None
    assert link.location == "'Мои ''клиенты'''!B7"


def test_the_chart_refers_to_the_cells_and_carries_their_values() -> None:
    tab = render_tab(REPORT, StyleSheet(), PLACES)
    chart = ET.fromstring(tab.parts[PLACES.chart])
    references = [node.text for node in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}f")]
    assert references == ["'Моя ''сводка'''!$A$4:$A$5", "'Моя ''сводка'''!$B$4:$B$5"]
    cached = [node.text for node in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v")]
    assert cached == ["окт", "ноя", "1234567.89"]
    drawn = vars(opened())["_charts"]
    assert len(drawn) == 1
    assert (drawn[0].anchor._from.col, drawn[0].anchor._from.row) == (6, 3)  # noqa: SLF001


def test_every_style_is_found_again_when_the_tab_is_written_again() -> None:
    every = tuple((ReportCell("x", style),) for style in (*PLAIN, "date", "datetime"))
    styles = StyleSheet()
    first = render_tab(Report("now", "Сейчас", (9,), every), styles, PLACES)
    again = StyleSheet(styles.to_bytes())
    assert render_tab(Report("now", "Сейчас", (9,), every), again, PLACES) == first
    assert not again.changed


@pytest.mark.parametrize(("lang", "shown"), [("ru", "dd.mm.yyyy"), ("en", "yyyy-mm-dd")])
def test_days_are_shown_as_the_language_writes_them(lang: str, shown: str) -> None:
    assert look("date", "ru" if lang == "ru" else "en").number_format == shown


@pytest.mark.parametrize(
    ("cells", "widths", "points"),
    [
        ([ReportCell("коротко", "wrap")], [20], None),
        ([ReportCell("слово " * 12, "wrap")], [20], 4 * LINE_HEIGHT),
        ([ReportCell("a\nb\nc", "wrap"), ReportCell("слово " * 50)], [20, 20], 3 * LINE_HEIGHT),
        ([ReportCell("слово " * 500, "wrap")], [20], 20 * LINE_HEIGHT),
        ([ReportCell("Сводка", "title")], [9], 30),
        ([ReportCell(7, "wrap")], [9], None),
    ],
)
def test_rows_are_as_tall_as_their_wrapped_text(cells: list[ReportCell], widths: list[float], points: float | None) -> None:
    assert height(cells, widths) == points


def test_the_strict_dialect_names_the_same_things_and_leaves_peoples_text_alone() -> None:
    told = Report("now", "Сейчас", (9,), ((ReportCell(f'x="{MAIN}"'), ReportCell(1)),), 0, Chart("т", 1, 2, 1, 1, "C3"))
    parts = render_tab(told, StyleSheet(), PLACES, strict=True).parts
    assert ET.fromstring(parts[PLACES.sheet]).tag == "{http://purl.oclc.org/ooxml/spreadsheetml/main}worksheet"
    assert f'x="{MAIN}"'.encode() in parts[PLACES.sheet]
    for name in (PLACES.drawing, PLACES.chart, "xl/worksheets/_rels/sheet1.xml.rels"):
        assert b"schemas.openxmlformats.org/drawingml" not in parts[name]
        assert b"schemas.openxmlformats.org/officeDocument" not in parts[name]


def written(folder: Path, tab: Tab, styles: StyleSheet, extra: Mapping[str, str] | None = None) -> Package:
    path = folder / "book.xlsx"
    path.write_bytes(workbook(tab, styles, extra))
    return Package.open(path)


def test_a_tab_goes_where_it_was_and_a_new_one_to_free_names(tmp_path: Path) -> None:
    styles = StyleSheet()
    with written(tmp_path, render_tab(REPORT, styles, PLACES), styles) as package:
        assert places_for(package, PLACES.sheet) == PLACES
        new = places_for(package, None, {"xl/charts/chart2.xml"})
        assert new == Places("xl/worksheets/sheet2.xml", "xl/drawings/drawing2.xml", "xl/charts/chart3.xml")
        assert left_behind(package, PLACES.sheet, render_tab(REPORT, styles, PLACES).parts) == frozenset()


def test_a_chart_that_is_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    styles = StyleSheet()
    with written(tmp_path, render_tab(REPORT, styles, PLACES), styles) as package:
        plain = render_tab(one("x"), styles, PLACES)
        assert left_behind(package, PLACES.sheet, plain.parts) == {
            "xl/worksheets/_rels/sheet1.xml.rels",
            PLACES.drawing,
            "xl/drawings/_rels/drawing1.xml.rels",
            PLACES.chart,
        }


def test_a_part_that_others_use_stays(tmp_path: Path) -> None:
    styles = StyleSheet()
    tab = render_tab(REPORT, styles, PLACES)
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    shared = f'{root}<Relationship Id="rId2" Type="{OFFICE}/chart" Target="{PLACES.chart}"/>'
    with written(tmp_path, tab, styles, {"_rels/.rels": RELS.format(shared)}) as package:
        gone = left_behind(package, PLACES.sheet, render_tab(one("x"), styles, PLACES).parts)
        assert PLACES.chart not in gone
        assert PLACES.drawing in gone
