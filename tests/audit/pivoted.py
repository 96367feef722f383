"""Workbooks with a pivot table, its cache and its records, in the parts that Excel writes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import openpyxl
from openpyxl.worksheet.table import Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
Row = Sequence[str | float | None]


def relation(kind: str, target: str) -> str:
    inside = f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def cache(read: Sequence[Row], source: str, about: str) -> tuple[str, str]:
    """Return the definition and the records of a cache of these rows, headings first: text shared, numbers in their records."""
    heads, records = read[0], read[1:]
    shared = [list(dict.fromkeys(str(row[at]) for row in records if isinstance(row[at], str))) for at in range(len(heads))]
    fields = ""
    for head, items in zip(heads, shared, strict=True):
        listed = "".join(f"<s v={quoteattr(item)}/>" for item in items)
        fields += f'<cacheField name="{head}" numFmtId="0"><sharedItems count="{len(items)}">{listed}</sharedItems></cacheField>'
    written = ""
    for row in records:
        cells = ""
        for value, items in zip(row, shared, strict=True):
            cells += f'<x v="{items.index(value)}"/>' if isinstance(value, str) else f'<n v="{value}"/>'
        written += f"<r>{cells}</r>"
    definition = (
        f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONS}" r:id="rId1" refreshedBy="Анна" {about} '
        f'refreshedDate="45413.5" recordCount="{len(records)}">'
        f'<cacheSource type="worksheet"><worksheetSource {source}/></cacheSource>'
        f'<cacheFields count="{len(heads)}">{fields}</cacheFields></pivotCacheDefinition>'
    )
    return definition, f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" count="{len(records)}">{written}</pivotCacheRecords>'


def with_pivot(path: Path, rows: Sequence[Row], read: Sequence[Row], source: str, *, about: str = "", table: str = "") -> Path:
    """Write a book whose sheet «Продажи» holds these rows, and whose pivot table once read others from this source."""
    book = openpyxl.Workbook()
    data, pivot = book.active, book.create_sheet("Сводка")
    data.title = "Продажи"
    for row in rows:
        data.append(row)
    if table:
        data.add_table(Table(displayName="Продажи", ref=table))
    pivot["A1"] = "Итоги"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    definition, records = cache(read, source, about)
    parts |= {
        "xl/worksheets/_rels/sheet2.xml.rels": relation("pivotTable", "../pivotTables/pivotTable1.xml"),
        "xl/pivotTables/pivotTable1.xml": f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="Сводная1" cacheId="1">'
        '<location ref="A3:B8" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        '<dataFields count="1"><dataField name="Сумма по полю Сумма" fld="1"/></dataFields></pivotTableDefinition>',
        "xl/pivotTables/_rels/pivotTable1.xml.rels": relation("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"),
        "xl/pivotCache/pivotCacheDefinition1.xml": definition,
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relation("pivotCacheRecords", "pivotCacheRecords1.xml"),
        "xl/pivotCache/pivotCacheRecords1.xml": records,
    }
    parts["[Content_Types].xml"] = re.sub(
        "</Types>",
        "".join(
            f'<Override PartName="/xl/{name}" ContentType="{TYPES}{kind}+xml"/>'
            for name, kind in (
                ("pivotTables/pivotTable1.xml", "pivotTable"),
                ("pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition"),
                ("pivotCache/pivotCacheRecords1.xml", "pivotCacheRecords"),
            )
        )
        + "</Types>",
        parts["[Content_Types].xml"],
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path
