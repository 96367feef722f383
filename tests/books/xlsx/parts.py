"""Small workbooks made part by part, as other programs write them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>Анна</t></si><si><t xml:space="preserve"> Пётр &amp; Ко </t></si><si><t/></si>'
    '<si><r><rPr><b/></rPr><t>ва</t></r><r><t xml:space="preserve">жно </t></r><rPh sb="0" eb="1"><t>нет</t></rPh></si>'
    "<si><t>a_x000D_b_x005F_</t></si></sst>"
)


def relations(*told: tuple[str, str, str]) -> str:
    inside = "".join(f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for name, kind, target in told)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def parts(sheet: str = "<sheetData/>", *, workbook: str = "", strings: str = STRINGS, styles: str = STYLES) -> dict[str, str]:
    """The parts of a workbook with one sheet «Клиенты»; `workbook` stands before the sheets or holds what comes after them."""
    before, _, after = workbook.partition("|")
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}'
        f'<sheets><sheet name="Клиенты" sheetId="1" r:id="rId1"/></sheets>{after}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "/xl/styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/styles.xml": HEAD + styles,
        "xl/sharedStrings.xml": HEAD + strings,
        "xl/worksheets/sheet1.xml": f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{sheet}</worksheet>',
    }


def pack(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write a zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path
