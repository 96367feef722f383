"""What a snapshot tells of the things that hang on cells: their formats, charts, pivot tables, and how the book calculates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, ScatterChart
from openpyxl.chart import Series as ScatterSeries
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table
from parts import HEAD, MAIN, RELATIONS, pack, parts, relations

from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.model.snapshot import Area, Calculation, Chart, PivotTable, Series

SHEET = "xl/worksheets/sheet1.xml"
CACHE_RELATION = ("c", "pivotCacheDefinition", "../pivotCache/cache.xml")


@pytest.mark.parametrize("quick", [True, False])
def test_every_cell_knows_its_number_format(tmp_path: Path, *, quick: bool) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0&quot; кг&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="4"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" s="{style}"><v>5</v></c></row>' for row, style in enumerate([2, 0, 1, 3, 99], 1)
    )
    path = pack(tmp_path / "book.xlsx", parts(f"<sheetData>{cells}</sheetData>", styles=styles))
    book = read_snapshot(path, quick=quick)
    formats = book.grids["Клиенты"].columns[1].formats
    assert formats is not None
    assert [book.number_formats[at] for at in formats] == ['0.0" кг"', "General", "#,##0.00", "mm-dd-yy", "General"]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("", Calculation()),
        ('<calcPr calcId="191029"/>', Calculation()),
        ('<calcPr calcMode="auto" iterate="0"/>', Calculation()),
        ('<calcPr calcMode="manual"/>', Calculation(manual=True)),
        ('<calcPr iterate="1" iterateCount="9"/>', Calculation(iterative=True)),
    ],
)
def test_a_book_tells_how_it_calculates(tmp_path: Path, said: str, means: Calculation) -> None:
    assert read_snapshot(pack(tmp_path / "book.xlsx", parts(workbook="|" + said))).calculation == means


def test_a_table_may_have_no_header(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("Лист")
    for row in (("Имя", "Сумма"), ("Анна", 1), ("Пётр", 2)):
        sheet.append(row)
    sheet.add_table(Table(displayName="Есть", ref="A1:B3"))
    bare = Table(displayName="Нет", ref="E2:F3", headerRowCount=0)
    bare._initialise_columns()  # noqa: SLF001 - openpyxl names the columns only of tables with headers
    for number, column in enumerate(bare.tableColumns):
        column.name = f"Столбец{number}"
    sheet.add_table(bare)
    book.save(tmp_path / "book.xlsx")
    tables = read_snapshot(tmp_path / "book.xlsx").grids["Лист"].tables
    assert [(one.name, one.header_row) for one in tables] == [("Есть", True), ("Нет", False)]


@pytest.mark.parametrize(("said", "hidden"), [("", False), (' zeroHeight="1"', True), (' zeroHeight="0"', False)])
def test_rows_may_be_hidden_by_default(tmp_path: Path, said: str, *, hidden: bool) -> None:
    sheet = f'<sheetFormatPr defaultRowHeight="15"{said}/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    grid = read_snapshot(pack(tmp_path / "book.xlsx", parts(sheet))).grids["Клиенты"]
    assert grid.blank_rows_hidden is hidden
    assert not grid.hidden_rows


def with_charts(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Итоги года"
    for row in (("Месяц", "Сумма", "План"), ("май", 1, 2), ("июнь", 3, 4)):
        sheet.append(row)
    bars = BarChart()
    bars.add_data(Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=3), titles_from_data=True)
    bars.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=3))
    sheet.add_chart(bars, "E2")
    dots = ScatterChart()
    dots.series.append(
        ScatterSeries(Reference(sheet, min_col=3, min_row=2, max_row=3), Reference(sheet, min_col=2, min_row=2, max_row=3))
    )
    book.create_chartsheet("График").add_chart(dots)
    book.save(path)
    return path


def test_cells_with_notes_are_known(tmp_path: Path) -> None:
    book = Workbook()
    book.active["B3"] = 5
    book.active["B3"].comment = Comment("agreed", "staff")
    book.create_sheet("Second")["B3"] = 5
    book.save(tmp_path / "book.xlsx")
    first, second = read_snapshot(tmp_path / "book.xlsx").grids.values()
    assert (first.noted, second.noted) == ({(3, 2)}, set())


def test_charts_tell_what_they_show(tmp_path: Path) -> None:
    bars, dots = read_snapshot(with_charts(tmp_path / "book.xlsx")).charts
    sheet = "'Итоги года'!"
    assert bars == Chart(
        "Chart 1",
        "Итоги года",
        (
            Series(f"{sheet}$B$2:$B$3", f"{sheet}$A$2:$A$3", f"{sheet}B1"),
            Series(f"{sheet}$C$2:$C$3", f"{sheet}$A$2:$A$3", f"{sheet}C1"),
        ),
    )
    assert dots == Chart("Chart 1", "График", (Series(f"{sheet}$C$2:$C$3", f"{sheet}$B$2:$B$3"),))


def pivots(source: str, about: str = "") -> dict[str, str]:
    members = parts()
    members["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("p", "pivotTable", "../pivotTables/one.xml"))
    members["xl/pivotTables/one.xml"] = (
        f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="Сводная" cacheId="7"><location ref="A3:B20"/></pivotTableDefinition>'
    )
    members["xl/pivotTables/_rels/one.xml.rels"] = relations(CACHE_RELATION)
    members["xl/pivotCache/cache.xml"] = (
        f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONS}" {about}>{source}'
        '<cacheFields count="2"><cacheField name="Город"/><cacheField name="Сумма"/></cacheFields></pivotCacheDefinition>'
    )
    return members


SHOWN = PivotTable("Сводная", "Клиенты", Area(3, 1, 20, 2), columns=("Город", "Сумма"))
WORKSHEET = '<cacheSource type="worksheet"><worksheetSource {}/></cacheSource>'


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (WORKSHEET.format('ref="A1:C9" sheet="Заказы"'), {"source_sheet": "Заказы", "source_area": Area(1, 1, 9, 3)}),
        (WORKSHEET.format('name="Таблица1"'), {"source_name": "Таблица1"}),
        (
            WORKSHEET.format('ref="A1:C9" sheet="Заказы" r:id="rId1"'),
            {"source_sheet": "Заказы", "source_area": Area(1, 1, 9, 3), "external": True},
        ),
        ('<cacheSource type="external" connectionId="1"/>', {"external": True}),
    ],
)
def test_pivot_tables_tell_where_their_data_come_from(tmp_path: Path, source: str, told: dict[str, object]) -> None:
    (found,) = read_snapshot(pack(tmp_path / "book.xlsx", pivots(source))).pivots
    assert found == PivotTable(**{**vars(SHOWN), **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ('refreshedDate="45292.5" recordCount="8"', {"refreshed": datetime(2024, 1, 1, 12), "records": 8}),
        (
            'refreshedDateIso="2024-01-01T12:00:00" refreshOnLoad="1"',
            {"refreshed": datetime(2024, 1, 1, 12), "refresh_on_open": True},
        ),
        ('refreshedDate="вчера" recordCount="много"', {}),
    ],
)
def test_pivot_tables_tell_when_they_were_refreshed(tmp_path: Path, about: str, told: dict[str, object]) -> None:
    (found,) = read_snapshot(pack(tmp_path / "book.xlsx", pivots(WORKSHEET.format('name="Т"'), about))).pivots
    assert found == PivotTable(**{**vars(SHOWN), "source_name": "Т", **told})  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["xl/pivotTables/one.xml", "xl/pivotCache/cache.xml", "xl/pivotTables/_rels/one.xml.rels"])
@pytest.mark.parametrize("content", ["<a>", "", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'])
def test_a_damaged_pivot_table_does_not_stop_the_reading(tmp_path: Path, part: str, content: str) -> None:
    book = read_snapshot(pack(tmp_path / "book.xlsx", pivots(WORKSHEET.format('name="Т"')) | {part: content}))
    assert list(book.grids) == ["Клиенты"]
    assert [one.source_name for one in book.pivots] in ([], [""])


def test_pivot_tables_tell_what_their_figures_made(tmp_path: Path) -> None:
    source = WORKSHEET.format('name="Т"')
    fields = (
        '<cacheFields count="2"><cacheField name="Город"><sharedItems><s v="Омск"/><n v="7"/></sharedItems></cacheField>'
        '<cacheField name="Сумма"><sharedItems/></cacheField></cacheFields>'
    )
    members = pivots(source)
    members["xl/pivotTables/one.xml"] = members["xl/pivotTables/one.xml"].replace(
        "</pivotTableDefinition>", '<dataFields><dataField name="Итог" fld="1"/></dataFields></pivotTableDefinition>'
    )
    members["xl/pivotCache/cache.xml"] = (
        f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONS}">{source}{fields}</pivotCacheDefinition>'
    )
    members["xl/pivotCache/_rels/cache.xml.rels"] = relations(("r", "pivotCacheRecords", "records.xml"))
    members["xl/pivotCache/records.xml"] = (
        f'{HEAD}<pivotCacheRecords xmlns="{MAIN}"><r><x v="0"/><n v="1.5"/></r><r><x v="1"/><n v="2"/></r><r><x v="9"/><m/></r>'
        "</pivotCacheRecords>"
    )
    (found,) = read_snapshot(pack(tmp_path / "book.xlsx", members)).pivots
    assert (found.values, found.sums) == ((1,), (7, 3.5))


@pytest.mark.parametrize(
    ("said", "areas"),
    [
        ('<autoFilter ref="A1:C9"/>', ()),
        (
            '<autoFilter ref="A1:C9"><filterColumn colId="1"><filters><filter val="x"/></filters></filterColumn></autoFilter>',
            (Area(1, 1, 9, 3),),
        ),
    ],
)
def test_a_filter_in_use_is_known(tmp_path: Path, said: str, areas: tuple[Area, ...]) -> None:
    path = pack(tmp_path / "book.xlsx", parts(f"<sheetData/>{said}"))
    assert read_snapshot(path).grids["Клиенты"].filtered == areas


def test_other_workbooks_are_known_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    members = parts(
        workbook='|<externalReferences><externalReference r:id="rId8"/><externalReference r:id="rId7"/></externalReferences>'
    )
    links = (("rId7", "externalLink", "externalLinks/one.xml"), ("rId8", "externalLink", "externalLinks/two.xml"))
    members["xl/_rels/workbook.xml.rels"] = relations(("rId1", "worksheet", "worksheets/sheet1.xml"), *links)
    for name in ("one", "two"):
        members[f"xl/externalLinks/{name}.xml"] = f'{HEAD}<externalLink xmlns="{MAIN}"/>'
    link = relations(("rId1", "externalLinkPath", "file:///C:/my%20prices.xlsx")).replace("/>", ' TargetMode="External"/>')
    members["xl/externalLinks/_rels/two.xml.rels"] = link
    assert read_snapshot(pack(tmp_path / "book.xlsx", members)).links == ("file:///C:/my prices.xlsx", "")
