"""The sheets of a new book, as requests: each data sheet laid out, and the tabs that the program fills later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sheets_crm.books.google.template.checks import check
from sheets_crm.books.google.writing.batch import Request
from sheets_crm.books.google.writing.looks import color, number_format, padding, pixels
from sheets_crm.books.google.writing.lookups import protection
from sheets_crm.books.starter.guide import EMPTY_YET, tab_note
from sheets_crm.books.starter.looks import (
    CENTRED,
    DATA_TAB,
    DONE_WITH,
    GREY,
    HEADERS,
    INK,
    MUTED,
    PALE,
    PROGRAM_TAB,
    RED,
    RULE,
    folded,
    frozen,
)
from sheets_crm.books.starter.looks import number_format as format_code
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Column, Format, Layout, Sheet
from sheets_crm.model.report import FILLED_BY
from sheets_crm.model.text import Lang, Text

LEAST_ROWS, SPARE_ROWS, LIST_ROWS = 500, 300, 100
HEADER_HEIGHT = 44
BANDS = "FFFFFF", "F6F8FA"
LISTS = frozenset({"services", "channels", "staff"})
TAB_ROWS, TAB_COLUMNS = 60, 12
BY_LOOKUP: frozenset[Format] = frozenset({"id"})
"""Formats whose cells may come to hold a lookup of the program's, which would be mere text in a cell of plain text."""


@dataclass(frozen=True)
class Page:
    """One data sheet of a new book: its number, and how many records it begins with."""

    sheet: Sheet
    sheet_id: int
    layout: Layout
    lang: Lang
    records: int

    @property
    def title(self) -> str:
        """The sheet's name."""
        return self.sheet.title.in_(self.lang)

    @property
    def row_count(self) -> int:
        """How many rows the sheet has: what is filled in, and room for as much as people write in a while."""
        least = LIST_ROWS if self.sheet.kind in LISTS else LEAST_ROWS
        return max(least, self.records + 1 + (SPARE_ROWS if self.records else 0))

    def added(self, title: str, *, hidden: bool) -> Request:
        """Add the sheet under a name, with its frozen header."""
        columns = self.sheet.shown
        grid = {"rowCount": self.row_count, "columnCount": len(columns), "frozenRowCount": 1}
        grid["frozenColumnCount"] = frozen(columns)
        about = {"sheetId": self.sheet_id, "title": title, "hidden": hidden, "gridProperties": grid}
        return {"addSheet": {"properties": {**about, "tabColorStyle": color(DATA_TAB)}}}

    def formats(self) -> Iterator[Request]:
        """Format whole columns, below the header: before anything is filled in, as single cells may differ."""
        for at, column in enumerate(self.sheet.shown):
            cell = {"userEnteredFormat": _column_format(column, self.lang)}
            yield {"repeatCell": {"range": self._span(at, first_row=1), "cell": cell, "fields": "userEnteredFormat"}}

    def shown(self) -> Request:
        """Give a sheet that was filled out of sight its name, and show it."""
        about = {"sheetId": self.sheet_id, "title": self.title, "hidden": False}
        return {"updateSheetProperties": {"properties": about, "fields": "title,hidden"}}

    def laid_out(self) -> Iterator[Request]:
        """Write the header and set everything beside the cells (A3, A9, A14, C4, D2, D8)."""
        yield self._header()
        yield from self._sizes()
        yield from self._checks()
        yield from self._marks()
        yield {"setBasicFilter": {"filter": {"range": {**self._span(0, len(self.sheet.shown)), "startRowIndex": 0}}}}
        yield from self._protections()

    def _span(self, first: int, end: int | None = None, *, first_row: int = 0) -> dict[str, int]:
        rows = {"startRowIndex": first_row} if first_row else {}
        return {"sheetId": self.sheet_id, **rows, "startColumnIndex": first, "endColumnIndex": first + 1 if end is None else end}

    def _header(self) -> Request:
        cells = [_header_cell(column, self.lang) for column in self.sheet.shown]
        start = {"sheetId": self.sheet_id, "rowIndex": 0, "columnIndex": 0}
        fields = "userEnteredValue,userEnteredFormat,note"
        return {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": fields}}

    def _sizes(self) -> Iterator[Request]:
        """Set widths, hide IDs, and let the program's columns fold away by a button before them, as IDs are hidden."""
        yield _size(self.sheet_id, "ROWS", 0, {"pixelSize": HEADER_HEIGHT})
        columns = self.sheet.shown
        for at, column in enumerate(columns):
            yield _size(self.sheet_id, "COLUMNS", at, {"pixelSize": pixels(column.width), "hiddenByUser": column.hidden})
        if tail := folded(columns):
            first, last = columns.index(tail[0]), columns.index(tail[-1])
            span = {"sheetId": self.sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": last + 1}
            yield {"addDimensionGroup": {"range": span}}
            about = {"sheetId": self.sheet_id, "gridProperties": {"columnGroupControlAfter": False}}
            yield {"updateSheetProperties": {"properties": about, "fields": "gridProperties.columnGroupControlAfter"}}

    def _checks(self) -> Iterator[Request]:
        for at, column in enumerate(self.sheet.shown):
            rule = check(column, self.layout, self.lang)
            if rule:
                yield {"setDataValidation": {"range": self._span(at, first_row=1), "rule": rule}}

    def _marks(self) -> Iterator[Request]:
        """Grey out the rows that nobody works with any more, redden a task's day that has passed (C4), and shade each other row.

        The formulas have no separators of arguments, which differ between locales.
        """
        columns = {column.key: (at, column) for at, column in enumerate(self.sheet.shown)}
        rules = []
        key, choices = MUTED.get(self.sheet.kind, ("", ()))
        if key in columns:
            rules.append((self._span(0, len(columns), first_row=1), f"={_any(*columns[key], choices, self.lang)}", PALE))
        if "next_date" in columns:
            at = columns["next_date"][0]
            day = f"${letters(at + 1)}2"
            done = f"*NOT({_any(*columns['status'], DONE_WITH, self.lang)})" if "status" in columns else ""
            rules.append((self._span(at, first_row=1), f"=ISNUMBER({day})*({day}<TODAY()){done}", RED))
        for index, (area, formula, ink) in enumerate(rules):
            condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
            rule = {"condition": condition, "format": {"textFormat": {"foregroundColorStyle": color(ink)}}}
            yield {"addConditionalFormatRule": {"rule": {"ranges": [area], "booleanRule": rule}, "index": index}}
        bands = dict(zip(("firstBandColorStyle", "secondBandColorStyle"), map(color, BANDS), strict=True))
        yield {"addBanding": {"bandedRange": {"range": self._span(0, len(columns), first_row=1), "rowProperties": bands}}}

    def _protections(self) -> Iterator[Request]:
        """Warn people who type into the program's columns; a real protection would keep them from sorting and deleting rows."""
        owned = enumerate(self.sheet.shown)
        for owner, run in groupby(owned, key=lambda one: one[1].owner):
            if owner == "program":
                places = [at for at, _ in run]
                about = {"description": f"{FILLED_BY.in_(self.lang)} (sheets-crm)", "warningOnly": True}
                span = self._span(places[0], places[-1] + 1)
                yield {"addProtectedRange": {"protectedRange": {"range": span, **about}}}


def tab_requests(tab_id: int, title: Text, about: Text, lang: Lang, account: str) -> Iterator[Request]:
    """Prepare a tab that the program fills: really protected, and saying what will stand there."""
    size = {"rowCount": TAB_ROWS, "columnCount": TAB_COLUMNS, "hideGridlines": True}
    known = {"sheetId": tab_id, "title": title.in_(lang), "gridProperties": size, "tabColorStyle": color(PROGRAM_TAB)}
    yield {"addSheet": {"properties": known}}
    texts = ((title.in_(lang), 16, True, INK), (tab_note(about, lang), 11, False, INK), (EMPTY_YET.in_(lang), 11, False, GREY))
    rows = [{"values": [text_cell(text, ink, size=size, bold=bold)]} for text, size, bold, ink in texts]
    start = {"sheetId": tab_id, "rowIndex": 0, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue,userEnteredFormat"}}
    yield protection(tab_id, account)


def text_cell(text: str, ink: str, *, size: int = 11, bold: bool = False) -> dict[str, Any]:
    """Return a cell of text in a colour."""
    words = {"foregroundColorStyle": color(ink), "fontSize": size, "bold": bold}
    look = {"textFormat": words, "verticalAlignment": "MIDDLE"}
    return {"userEnteredValue": {"stringValue": text}, "userEnteredFormat": look} if text else {"userEnteredFormat": look}


def header_format(column_owner: str) -> dict[str, Any]:
    """Return how a header looks by who owns its column."""
    ink, fill = next(colors for owner, colors in HEADERS.items() if owner == column_owner)
    return {
        "textFormat": {"bold": True, "foregroundColorStyle": color(ink)},
        "backgroundColorStyle": color(fill),
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
        "borders": {"bottom": {"style": "SOLID", "colorStyle": color(RULE)}},
    }


def _header_cell(column: Column, lang: Lang) -> dict[str, Any]:
    cell = {"userEnteredValue": {"stringValue": column.title.in_(lang)}, "userEnteredFormat": header_format(column.owner)}
    return {**cell, "note": column.hint.in_(lang)} if column.hint else cell


def _column_format(column: Column, lang: Lang) -> dict[str, Any]:
    ink = GREY if column.owner == "program" else INK
    look: dict[str, Any] = {"textFormat": {"foregroundColorStyle": color(ink)}, "verticalAlignment": "MIDDLE"}
    look["wrapStrategy"] = "CLIP"
    code = "General" if column.format in BY_LOOKUP else format_code(column.format, lang)
    if code != "General":
        look["numberFormat"] = number_format(code)
    if column.format in ("amount", "number"):
        look |= {"horizontalAlignment": "RIGHT", "padding": padding("RIGHT")}
    elif column.format in CENTRED:
        look["horizontalAlignment"] = "CENTER"
    return look


def _any(at: int, column: Column, choices: tuple[str, ...], lang: Lang) -> str:
    return "+".join(f'(${letters(at + 1)}2="{column.choice(choice, lang)}")' for choice in choices)


def _size(sheet_id: int, dimension: str, at: int, about: dict[str, Any]) -> Request:
    span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
    return {"updateDimensionProperties": {"range": span, "properties": about, "fields": ",".join(about)}}
