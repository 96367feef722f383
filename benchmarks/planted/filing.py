"""A made workbook as a file: written by openpyxl, with what the formulas show put beside them, and its pivot table."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.chart import BarChart
from openpyxl.chart import Reference as Cells
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planted.book import Book, Pivot, Tab, Typed
from planted.showing import ERRORS, Showing
from sheets_crm.model.addresses import letters, parse_address
from sheets_crm.model.serials import from_serial

FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>')
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivot"


def save(book: Book, path: Path) -> None:
    """Write a book as an xlsx file."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    made.calculation.fullPrecision = book.full_precision
    for tab in book.tabs:
        _fill(made.create_sheet(tab.name), tab)
    first = io.BytesIO()
    made.save(first)
    showing = Showing(book)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(path, "w") as target:
        parts = {name: source.read(name) for name in source.namelist()}
        for number, tab in enumerate(book.tabs, 1):
            name = f"xl/worksheets/sheet{number}.xml"
            parts[name] = _with_values(parts[name].decode(), tab, showing).encode()
            if tab.pivot:
                _add_pivot(parts, number, tab.pivot, showing)
        for name, content in parts.items():
            target.writestr(name, content)


def _fill(sheet: Worksheet, tab: Tab) -> None:
    for (row, column), value in tab.cells.items():
        sheet.cell(row, column).value = value
    for (row, column), code in tab.formats.items():
        sheet.cell(row, column).number_format = code
    for (row, column), text in tab.notes.items():
        sheet.cell(row, column).comment = Comment(text, "staff")
    for row in tab.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in tab.hidden_columns:
        sheet.column_dimensions[letters(column)].hidden = True
    for area in tab.merged:
        sheet.merge_cells(area)
    for column, words in tab.choices.items():
        rule = DataValidation(type="list", formula1=f'"{words}"')
        rule.add(f"{letters(column)}{tab.head + 1}:{letters(column)}{tab.head + 200}")
        sheet.add_data_validation(rule)
    if tab.picture:
        chart = BarChart()
        for column in tab.picture.columns:
            chart.add_data(Cells(sheet, column, tab.picture.first, column, tab.picture.last), titles_from_data=False)
        chart.set_categories(Cells(sheet, tab.picture.names, tab.picture.first, tab.picture.names, tab.picture.last))
        sheet.add_chart(chart, "Z3")


def _with_values(xml: str, tab: Tab, showing: Showing) -> str:
    def filled(found: re.Match[str]) -> str:
        row, column = parse_address(found[1])
        value = showing.shown(tab.name, row, column)
        kind = ""
        if isinstance(value, bool):
            kind, value = ' t="b"', int(value)
        elif isinstance(value, str):
            kind = ' t="e"' if value in ERRORS else ' t="str"'
        said = "" if value is None else escape(value) if isinstance(value, str) else repr(value)
        return f'<c r="{found[1]}"{found[2]}{kind}><f>{found[3]}</f><v>{said}</v></c>'

    return FORMULA.sub(filled, xml)


def _add_pivot(parts: dict[str, bytes], number: int, pivot: Pivot, showing: Showing) -> None:
    """Put a pivot table on a sheet: its definition, its cache and the records, and what ties them together."""
    cache = "xl/pivotCache/pivotCacheDefinition1.xml"
    parts["xl/pivotTables/pivotTable1.xml"] = _table(pivot)
    records = records_of(pivot, showing) if pivot.records is None else pivot.records
    parts[cache] = _cache(pivot, len(records))
    parts["xl/pivotCache/pivotCacheRecords1.xml"] = _records(pivot, records)
    parts["xl/pivotTables/_rels/pivotTable1.xml.rels"] = _relations(("pivotCacheDefinition", "/" + cache))
    parts["xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels"] = _relations(
        ("pivotCacheRecords", "/xl/pivotCache/pivotCacheRecords1.xml")
    )
    parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(("pivotTable", "/xl/pivotTables/pivotTable1.xml"))
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    link = f'<Relationship Id="rIdPivot" Type="{OFFICE}/pivotCacheDefinition" Target="/{cache}"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", link).encode()
    told = f'<pivotCaches><pivotCache cacheId="1" xmlns:r="{OFFICE}" r:id="rIdPivot"/></pivotCaches></workbook>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].decode().replace("</workbook>", told).encode()
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{KIND}{kind}+xml"/>'
        for name, kind in (
            ("xl/pivotTables/pivotTable1.xml", "Table"),
            (cache, "CacheDefinition"),
            ("xl/pivotCache/pivotCacheRecords1.xml", "CacheRecords"),
        )
    )
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{kinds}</Types>").encode()


def records_of(pivot: Pivot, showing: Showing) -> list[list[Typed]]:
    """Return what a pivot table reads when it is refreshed."""
    shown = [
        [showing.shown(pivot.source, row, at) for at, _ in enumerate(pivot.columns, 1)]
        for row in range(pivot.first + 1, pivot.last + 1)
    ]
    return [["" if value is None else value for value in row] for row in shown]


def _relations(*links: tuple[str, str]) -> bytes:
    told = "".join(f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{to}"/>' for at, (kind, to) in enumerate(links, 1))
    return f'<Relationships xmlns="{PACKAGE}">{told}</Relationships>'.encode()


def _table(pivot: Pivot) -> bytes:
    plain, row, value = (f'<pivotField {about}showAll="0"/>' for about in ("", 'axis="axisRow" ', 'dataField="1" '))
    fields = "".join(row if at == pivot.by else value if at == pivot.value else plain for at in range(len(pivot.columns)))
    return (
        f'<pivotTableDefinition xmlns="{MAIN}" name="Pivot1" cacheId="1" dataCaption="Values">'
        f'<location ref="A3:B12" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        f'<pivotFields count="{len(pivot.columns)}">{fields}</pivotFields>'
        f'<rowFields count="1"><field x="{pivot.by}"/></rowFields>'
        f'<dataFields count="1"><dataField name="Sum" fld="{pivot.value}"/></dataFields></pivotTableDefinition>'
    ).encode()


def _cache(pivot: Pivot, count: int) -> bytes:
    fields = "".join(f'<cacheField name={quoteattr(name)} numFmtId="0"><sharedItems/></cacheField>' for name in pivot.columns)
    area = f"A{pivot.first}:{letters(len(pivot.columns))}{pivot.last}"
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" recordCount="{count}">'
        f'<cacheSource type="worksheet"><worksheetSource ref="{area}" sheet={quoteattr(pivot.source)}/></cacheSource>'
        f'<cacheFields count="{len(pivot.columns)}">{fields}</cacheFields></pivotCacheDefinition>'
    ).encode()


def _records(pivot: Pivot, records: Sequence[Sequence[object]]) -> bytes:
    def item(name: str, value: object) -> str:
        if isinstance(value, str):
            return f"<s v={quoteattr(value)}/>"
        if name == "Дата" and isinstance(value, float):
            return f'<d v="{from_serial(value):%Y-%m-%dT00:00:00}"/>'
        return f'<n v="{value!r}"/>'

    rows = "".join(f"<r>{''.join(map(item, pivot.columns, record))}</r>" for record in records)
    return f'<pivotCacheRecords xmlns="{MAIN}" count="{len(records)}">{rows}</pivotCacheRecords>'.encode()
