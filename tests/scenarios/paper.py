"""Books and deeds as a story tells them: a sheet is its rows, and a deed is what one person does once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils.datetime import to_excel
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet, new_sheet, new_spreadsheet
from workbooks import SPARE_COLUMNS, SPARE_ROWS, google_format

from sheets_crm.model.addresses import column_number, parse_address

PERCENT = re.compile(r"-?\d+(?:\.\d+)?%")
MONEY = re.compile(r"(-?\d+(?:\.\d+)?) ₽")
DAY, MOMENT, CLOCK = "dd.mm.yyyy", "dd.mm.yyyy hh:mm", "hh:mm"
Cells = Sequence[Sequence[Any]]


def cell(told: Any) -> Json:
    """Return the cell that comes of what a person types: `'` makes text, `=` a formula, `15%` and `100 ₽` numbers."""
    value, code = entered(told)
    number_format = google_format(code)
    made: Json = {"userEnteredValue": value} if value else {}
    return made | ({"userEnteredFormat": {"numberFormat": number_format}} if number_format else {})


def entered(told: Any) -> tuple[Json, str]:  # noqa: PLR0911 - one line for each kind of thing that people type
    """Return what stands in a cell after something was typed, and the format that the cell takes of it."""
    if told is None or told == "":
        return {}, ""
    if isinstance(told, bool):
        return {"boolValue": told}, ""
    if isinstance(told, (int, float)):
        return {"numberValue": told}, ""
    if isinstance(told, (datetime, date, time)):
        code = MOMENT if isinstance(told, datetime) else DAY if isinstance(told, date) else CLOCK
        return {"numberValue": to_excel(told)}, code
    if PERCENT.fullmatch(told):
        return {"numberValue": float(told[:-1]) / 100}, "0%"
    if found := MONEY.fullmatch(told):
        return {"numberValue": float(found[1])}, "#,##0.00 ₽"
    if told.startswith("="):
        return {"formulaValue": told}, ""
    return {"stringValue": told.removeprefix("'")}, ""


def book(sheets: Mapping[str, Cells | Mapping[str, Any]], locale: str = "ru_RU") -> Spreadsheet:
    """Make a book: a sheet is its rows, or a mapping of `rows` and of what else there is (`merged`, `lists`, `hidden`...)."""
    made = new_spreadsheet("story", "Клиенты", locale)
    made.sheets = [page(number, name, told) for number, (name, told) in enumerate(sheets.items(), 1)]
    return made


def page(number: int, name: str, told: Cells | Mapping[str, Any]) -> Sheet:
    """Make one sheet."""
    about: Mapping[str, Any] = told if isinstance(told, Mapping) else {"rows": told}
    rows = about["rows"]
    width = max((len(row) for row in rows), default=1)
    sheet = new_sheet(number, name, len(rows) + SPARE_ROWS, width + SPARE_COLUMNS)
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            if made := cell(value):
                sheet.cells[row, column] = made
    sheet.merges = [area(sheet, one) for one in about.get("merged", ())]
    sheet.rows = {row - 1: {"hiddenByUser": True} for row in about.get("hidden_rows", ())}
    sheet.columns = {column_number(one) - 1: {"hiddenByUser": True} for one in about.get("hidden_columns", ())}
    for place, source in about.get("lists", {}).items():
        for at in inside(place):
            sheet.put(at, dataValidation=dropdown(source))
    for place, code in about.get("formats", {}).items():
        for at in inside(place):
            sheet.put(at, userEnteredFormat={"numberFormat": google_format(code)})
    if about.get("filtered"):
        sheet.basic_filter = {"range": area(sheet, about["filtered"])}
    return sheet


def dropdown(source: str | Sequence[str]) -> Json:
    """Make a dropdown of an area (`=Услуги!A2:A9`) or of words."""
    kind, told = ("ONE_OF_RANGE", [source]) if isinstance(source, str) else ("ONE_OF_LIST", source)
    return {"condition": {"type": kind, "values": [{"userEnteredValue": one} for one in told]}, "showCustomUi": True}


def corners(told: str) -> tuple[Place, Place]:
    """Return the first and the last cell of an area such as A1:C2 or B7, from 0."""
    first, _, last = told.partition(":")
    ends = [parse_address(one) for one in (first, last or first)]
    return (ends[0][0] - 1, ends[0][1] - 1), (ends[1][0] - 1, ends[1][1] - 1)


def inside(told: str) -> list[Place]:
    """Return the cells of an area."""
    (top, left), (bottom, right) = corners(told)
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def area(sheet: Sheet, told: str) -> Json:
    """Return an area as a GridRange."""
    (top, left), (bottom, right) = corners(told)
    ends = {"startRowIndex": top, "endRowIndex": bottom + 1, "startColumnIndex": left, "endColumnIndex": right + 1}
    return {"sheetId": sheet.id, **ends}


def span(sheet: Sheet, dimension: str, first: int, count: int) -> Json:
    """Return so many rows or columns, the first counted from 1."""
    return {"sheetId": sheet.id, "dimension": dimension, "startIndex": first - 1, "endIndex": first - 1 + count}


def types(book: Spreadsheet, told: Mapping[str, Any]) -> list[Json]:
    """A person types into cells (`Клиенты!B3: Иванов`); a format that a cell has stays unless what is typed brings one."""
    requests = []
    for place, value in told.items():
        name, _, at = place.rpartition("!")
        sheet, ((row, column), _) = named(book, name), corners(at)
        data = cell(value)
        names = ["userEnteredValue", *(["userEnteredFormat.numberFormat"] if "userEnteredFormat" in data else [])]
        start = {"sheetId": sheet.id, "rowIndex": row, "columnIndex": column}
        requests.append({"updateCells": {"rows": [{"values": [data]}], "fields": ",".join(names), "start": start}})
    return requests


def inserts(book: Spreadsheet, told: Mapping[str, Any]) -> list[Json]:
    """A person inserts empty rows, or a column."""
    return [{"insertDimension": {"range": spanned(book, told), "inheritFromBefore": True}}]


def deletes(book: Spreadsheet, told: Mapping[str, Any]) -> list[Json]:
    """A person deletes rows, or a column."""
    return [{"deleteDimension": {"range": spanned(book, told)}}]


def moves(book: Spreadsheet, told: Mapping[str, Any]) -> list[Json]:
    """A person drags rows or a column elsewhere."""
    before = told["before"]
    target = column_number(before) if isinstance(before, str) else before
    return [{"moveDimension": {"source": spanned(book, told), "destinationIndex": target - 1}}]


def spanned(book: Spreadsheet, told: Mapping[str, Any]) -> Json:
    """Return what `row` and `rows`, or `column`, of a deed name."""
    sheet = named(book, told["sheet"])
    if "column" in told:
        return span(sheet, "COLUMNS", column_number(told["column"]), 1)
    return span(sheet, "ROWS", told["row"], told.get("rows", 1))


def sorts(book: Spreadsheet, told: Mapping[str, Any]) -> list[Json]:
    """A person sorts an area by one of its columns."""
    order = {"dimensionIndex": column_number(told["by"]) - 1, "sortOrder": "DESCENDING" if told.get("down") else "ASCENDING"}
    return [{"sortRange": {"range": area(named(book, told["sheet"]), told["area"]), "sortSpecs": [order]}}]


def renames(book: Spreadsheet, told: Mapping[str, str]) -> list[Json]:
    """A person gives tabs other names."""
    told_of = ({"sheetId": named(book, old).id, "title": new} for old, new in told.items())
    return [{"updateSheetProperties": {"properties": one, "fields": "title"}} for one in told_of]


def removes(book: Spreadsheet, told: str) -> list[Json]:
    """A person deletes a tab."""
    return [{"deleteSheet": {"sheetId": named(book, told).id}}]


def adds(book: Spreadsheet, told: Mapping[str, Cells]) -> list[Json]:
    """A person adds tabs of their own."""
    requests: list[Json] = []
    for name, rows in told.items():
        made = page(book.fresh_id(), name, rows)
        values = [{"values": [cell(value) for value in row]} for row in rows]
        requests.append({"addSheet": {"properties": made.properties}})
        start = {"sheetId": made.id, "rowIndex": 0, "columnIndex": 0}
        requests.append({"updateCells": {"rows": values, "start": start, "fields": "userEnteredValue,userEnteredFormat"}})
    return requests


def named(book: Spreadsheet, name: str) -> Sheet:
    """Return the sheet of a name, which must be there."""
    found = book.titled(name)
    assert found is not None, f"no sheet {name!r}: {[sheet.title for sheet in book.sheets]}"
    return found


DEEDS = {
    "type": types,
    "insert": inserts,
    "delete": deletes,
    "move": moves,
    "sort": sorts,
    "rename": renames,
    "remove": removes,
    "add": adds,
}
