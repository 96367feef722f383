"""Report tabs put into a workbook: ours are replaced whole, a person's sheet of the same name is never touched."""

from __future__ import annotations

import re
from dataclasses import replace

from sheets_crm.books.xlsx.edit import WorkbookEdit
from sheets_crm.books.xlsx.package import SheetPart
from sheets_crm.books.xlsx.sheethead import read_head
from sheets_crm.books.xlsx.tabparts import left_behind, places_for
from sheets_crm.books.xlsx.tabs import TAB_COLOR, render_tab
from sheets_crm.model.report import Report

LONGEST_NAME = 31
OURS = re.compile(rb"""<(?:[^\s/>:]+:)?tabColor\s[^>]*rgb=["']..(?i:%s)["']""" % TAB_COLOR[2:].encode())
PROTECTED = re.compile(rb"""<(?:[^\s/>:]+:)?sheetProtection\s[^>]*\bsheet=["'](?:1|true)["']""")


def write_tab(edit: WorkbookEdit, report: Report) -> str | None:
    """Put one report into the book; returns the name of its tab, None when the tab is there just so already."""
    name, sheet = _home(edit, report.sheet)
    report = report if name == report.sheet else replace(report, sheet=name)
    places = places_for(edit.package, sheet.part if sheet else None, edit.added)
    tab = render_tab(report, edit.styles, places, date1904=edit.workbook.date1904, strict=edit.workbook.strict)
    if sheet and all(edit.package.find(part) and edit.package.read(part) == xml for part, xml in tab.parts.items()):
        return None
    for part, xml in tab.parts.items():
        if edit.package.find(part):
            edit.replace(part, xml)
            edit.rewritten.add(edit.package.find(part) or part)
        else:
            edit.add(part, xml, tab.content_types.get(part, ""))
    if sheet:
        for part in left_behind(edit.package, sheet.part, tab.parts.keys()):
            edit.remove(part)
    else:
        edit.workbook.add_sheet(name, edit.relate(edit.package.workbook_part, "worksheet", places.sheet))
    return name


def _home(edit: WorkbookEdit, wanted: str) -> tuple[str, SheetPart | None]:
    """Return the name for a tab, and the sheet to replace if ours stands there already."""
    sheets = {one.name.casefold(): one for one in edit.package.sheets}
    number = 1
    while True:
        mark = f" ({number})" if number > 1 else ""
        name = wanted[: LONGEST_NAME - len(mark)] + mark
        sheet = sheets.get(name.casefold())
        if sheet is None:
            return name, None
        if sheet.kind == "worksheet" and sheet.part and is_ours(edit, sheet):
            return sheet.name, sheet
        number += 1


def is_ours(edit: WorkbookEdit, sheet: SheetPart) -> bool:
    """Whether a sheet is a tab that the program fills: it has our colour, and it is protected."""
    held = b""
    for piece in edit.package.stream(sheet.part):
        held += piece
        head = read_head(held)
        if head:
            if not OURS.search(head.xml):
                return False
            break
    end = b""
    for piece in edit.package.stream(sheet.part):
        end = end[-200:] + piece
        if PROTECTED.search(end):
            return True
    return False
