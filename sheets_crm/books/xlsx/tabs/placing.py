"""Report tabs put into a workbook: a tab that is there is replaced whole, another is added at the end."""

from __future__ import annotations

from dataclasses import replace

from sheets_crm.books.xlsx.opc.package import SheetPart
from sheets_crm.books.xlsx.tabs.parts import left_behind, places_for
from sheets_crm.books.xlsx.tabs.render import render_tab
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.model.report import Report

LONGEST_NAME = 31


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
    """Return the name for a tab, and the sheet to replace; a chart sheet, or one without a part of its own, stays.

    That a worksheet of that name is ours, the report saw when it chose its name from the same snapshot (reports.page).
    """
    sheets = {one.name.casefold(): one for one in edit.package.sheets}
    parts = [one.part for one in edit.package.sheets]
    name, number = wanted, 1
    while (sheet := sheets.get(name.casefold())) and not (
        sheet.kind == "worksheet" and sheet.part and parts.count(sheet.part) == 1
    ):
        number += 1
        mark = f" ({number})"
        name = wanted[: LONGEST_NAME - len(mark)] + mark
    return (sheet.name if sheet else name), sheet
