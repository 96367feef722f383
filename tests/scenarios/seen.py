"""A book as the people see it who work in it: what each cell shows, the formulas that people typed, and where links lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sheets_server.formulas import calculate
from sheets_server.rendering import formatted
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

from sheets_crm.books.google.writing.lookups import FORMULA, PREFIX
from sheets_crm.model.addresses import address


class Seen(NamedTuple):
    """What a cell shows, of which kind that is, and a formula that a person typed."""

    text: str
    kind: str
    formula: str = ""


Book = Mapping[str, Mapping[str, Seen]]
"""By sheet and address, all cells that show anything or hold a formula; sheets in the order of their tabs."""


def seen(book: Spreadsheet) -> Book:
    """Look at all tabs that are shown, as they are once everything is calculated."""
    calculate(book)
    return {sheet.title: cells_of(book, sheet) for sheet in book.sheets if not sheet.properties.get("hidden")}


def cells_of(book: Spreadsheet, sheet: Sheet) -> Mapping[str, Seen]:
    """Look at one tab."""
    every = {place: one_cell(book, sheet, place) for place in sorted({*sheet.cells, *sheet.results})}
    return {address(row + 1, column + 1): one for (row, column), one in every.items() if one.text or one.formula}


def one_cell(book: Spreadsheet, sheet: Sheet, place: Place) -> Seen:
    """Look at one cell; the program's own lookups count by what they show."""
    value = sheet.effective(place) or {}
    typed = (sheet.entered(place) or {}).get("formulaValue", "")
    style: Json | None = sheet.cells.get(place, {}).get("userEnteredFormat", {}).get("numberFormat")
    ours = FORMULA.fullmatch(typed)
    if ours:
        style, typed = style or source_format(book, int(ours["sheet"]), int(ours["place"]), value), ""
    kind = next(iter(value), "")
    text = formatted(value, style, book.properties["locale"])
    return Seen(text, kind.removesuffix("Value") if text else "", normal(typed))


def source_format(book: Spreadsheet, sheet_id: int, column: int, value: Json) -> Json | None:
    """Return the format that a lookup brings along, being that of the cell that it found."""
    hidden = book.titled(f"{PREFIX}{sheet_id}")
    cells = hidden.cells.items() if hidden else ()
    found = (cell for (_, at), cell in cells if at == column - 1 and cell.get("userEnteredValue") == value)
    return next((cell.get("userEnteredFormat", {}).get("numberFormat") for cell in found), None)


def normal(formula: str) -> str:
    """Return a formula in one spelling: semicolons and spaces between arguments differ by the locale."""
    return re.sub(r"[;,]\s*", ",", formula)
