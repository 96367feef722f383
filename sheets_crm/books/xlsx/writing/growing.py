"""The parts beside a sheet that grow with its lists: Excel tables, and the workbook's defined names."""

from __future__ import annotations

import re
from xml.sax.saxutils import unescape

from sheets_crm.books.xlsx.cells.areas import parse_area, reference
from sheets_crm.books.xlsx.opc.package import SheetPart
from sheets_crm.books.xlsx.opc.xmltree import apply, parse_or_refuse, set_attributes
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.growth import Growth

RANGE = r"(?:'(?:[^']|'')*'|[^\s!,'()]+)!\$[A-Z]{1,3}\$[0-9]{1,7}:\$[A-Z]{1,3}\$[0-9]{1,7}"
RANGES = re.compile(f"{RANGE}(?:,{RANGE})*")
ONE = re.compile(r"('(?:[^']|'')*'|[^\s!,'()]+)!([^,]+)")


def grow_around(edit: WorkbookEdit, sheet: SheetPart) -> None:
    """Let tables and defined names that ended with a list's last row reach over the rows that were appended below it."""
    growth = edit.cells[sheet.part].growth if sheet.part in edit.cells else Growth()
    if not growth.blocks:
        return
    for relation in edit.package.related(sheet.part, "table"):
        if edit.package.find(relation.target):
            xml = edit.part(relation.target)
            new = grown_table(xml, growth, part=relation.target, book=edit.book)
            if new != xml:
                edit.replace(relation.target, new)
    edit.workbook.rename_ranges(lambda text: grown_name(text, sheet.name, growth))


def grown_table(xml: bytes, growth: Growth, *, part: str, book: str) -> bytes:
    """Return a table's part with appended rows taken in; one with a row of totals stays, for nothing is appended below those."""
    root = parse_or_refuse(xml, part, book)
    if root.attributes.get("totalsRowCount", "0") != "0":
        return xml
    edits = []
    for node in (root, root.first("autoFilter")):
        area = parse_area(node.attributes.get("ref", "")) if node else None
        if node and area and growth.list_area(area) != area:
            edits.append(set_attributes(xml, node, {"ref": reference(growth.list_area(area))}))
    return apply(xml, edits)


def grown_name(text: str, sheet: str, growth: Growth) -> str:
    """Return what a defined name refers to, as its XML says it, with the ranges of a sheet grown; formulas stay as they are."""
    return ONE.sub(lambda one: _grown_range(one, sheet, growth), text) if RANGES.fullmatch(text) else text


def _grown_range(one: re.Match[str], sheet: str, growth: Growth) -> str:
    name = unescape(one[1], {"&apos;": "'", "&quot;": '"'})
    name = name[1:-1].replace("''", "'") if name.startswith("'") else name
    area = parse_area(one[2]) if name.casefold() == sheet.casefold() else None
    new = growth.range_area(area) if area else None
    return one[0] if not new or new == area else f"{one[1]}!{reference(new, absolute=True)}"
