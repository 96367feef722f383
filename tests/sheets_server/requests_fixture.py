"""A small spreadsheet for tests of requests: text in, text out."""

from typing import Any

from sheets_server.ranges import cell_a1, resolve
from sheets_server.requests import Caller, batch_update
from sheets_server.spreadsheet import Json, Spreadsheet, new_spreadsheet

OWNER = Caller("owner@example.com", "owner@example.com")
EDITOR = Caller("editor@example.com", "owner@example.com")


def value(typed: Any) -> Json | None:
    """The ExtendedValue of a Python value; text that begins with = is a formula."""
    if typed is None:
        return None
    if isinstance(typed, bool):
        return {"boolValue": typed}
    if isinstance(typed, (int, float)):
        return {"numberValue": typed}
    return {"formulaValue" if typed.startswith("=") else "stringValue": typed}


def book(**sheets: dict[str, Any]) -> Spreadsheet:
    """A spreadsheet of the given cells by tab; the first tab has ID 0, the next 1 and so on; 20 rows and 10 columns each."""
    made = new_spreadsheet("book", "Book")
    requests: list[Json] = []
    for number, title in enumerate(sheets or {"Sheet1": {}}):
        grid = {"rowCount": 20, "columnCount": 10}
        if number:
            requests.append({"addSheet": {"properties": {"sheetId": number, "title": title, "gridProperties": grid}}})
        else:
            new = {"sheetId": 0, "title": title, "gridProperties": grid}
            requests.append({"updateSheetProperties": {"properties": new, "fields": "title,gridProperties"}})
    made = after(made, *requests)
    for number, cells in enumerate(sheets.values()):
        for name, typed in cells.items():
            area = resolve(made, name)
            made.sheets[number].put((area.top or 0, area.left or 0), userEnteredValue=value(typed))
    return made


def after(made: Spreadsheet, *requests: Json, who: Caller = OWNER) -> Spreadsheet:
    """The spreadsheet after these requests."""
    return batch_update(made, {"requests": list(requests)}, who)[0]


def reply(made: Spreadsheet, request: Json, who: Caller = OWNER) -> Json:
    """What the request answers."""
    found: Json = batch_update(made, {"requests": [request]}, who)[1]["replies"][0]
    return next(iter(found.values()), {})


def typed(made: Spreadsheet, sheet: int = 0) -> dict[str, Any]:
    """What was typed into each cell of a tab, by its A1 name."""
    return {
        cell_a1(*place): next(iter(cell["userEnteredValue"].values()))
        for place, cell in sorted(made.sheets[sheet].cells.items())
        if "userEnteredValue" in cell
    }


def span(a1: str, sheet: int = 0) -> Json:
    """The GridRange of `A1:B2`, `A:A` or `2:3`."""
    area = resolve(new_spreadsheet("any", "any"), a1)
    return area.grid_range() | {"sheetId": sheet}


def rows(start: int, end: int, sheet: int = 0) -> Json:
    """A DimensionRange of rows."""
    return {"sheetId": sheet, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns(start: int, end: int, sheet: int = 0) -> Json:
    """A DimensionRange of columns."""
    return {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}
