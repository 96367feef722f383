"""Files that Drive turns into spreadsheets: CSV, read as if it were typed, and xlsx workbooks."""

import csv
import io
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import to_excel

from sheets_server import parsing
from sheets_server.ranges import column_number
from sheets_server.requests.moving import grid_range
from sheets_server.spreadsheet import Json, Sheet, Spreadsheet, new_sheet

CONVERTED_ZONE = "America/Los_Angeles"
"""Where converted files live until somebody says otherwise."""


def converted(book: Spreadsheet, name: str, content: bytes) -> Spreadsheet:
    """The spreadsheet with the file's tabs in the place of its own."""
    out = book.copy()
    out.properties = book.properties | {"timeZone": CONVERTED_ZONE}
    out.sheets = tabs(content) if content.startswith(b"PK") else [typed(book, name, content.decode("utf-8-sig"))]
    return out


def typed(book: Spreadsheet, name: str, text: str) -> Sheet:
    """The only tab of a CSV, called as the file is."""
    lines = list(csv.reader(io.StringIO(text)))
    sheet = new_sheet(0, name, max(len(lines), 1000), max([26, *map(len, lines)]))
    place = book.properties
    for row, line in enumerate(lines):
        for column, given in enumerate(line):
            value, style = parsing.entered(given, place["locale"], place["timeZone"])
            sheet.put((row, column), userEnteredValue=value, userEnteredFormat={"numberFormat": style} if style else None)
    return sheet


def tabs(content: bytes) -> list[Sheet]:
    """The tabs of a workbook with values, formulas, number formats, bold text, merged cells and frozen rows."""
    out = []
    for number, page in enumerate(load_workbook(io.BytesIO(content)).worksheets):
        sheet = new_sheet(number, page.title, max(page.max_row, 1000), max(page.max_column, 26))
        for cell in (cell for line in page.iter_rows() for cell in line):
            value, style = held(cell)
            if value or style:
                sheet.put((cell.row - 1, cell.column - 1), userEnteredValue=value, userEnteredFormat=style or None)
        for merged in page.merged_cells.ranges:
            sheet.merges.append(grid_range(number, (merged.min_row - 1, merged.min_col - 1, merged.max_row, merged.max_col)))
        if page.freeze_panes:
            letters = page.freeze_panes.rstrip("0123456789")
            frozen = {"frozenRowCount": int(page.freeze_panes[len(letters) :]) - 1, "frozenColumnCount": column_number(letters)}
            grid = sheet.properties["gridProperties"] | {key: count for key, count in frozen.items() if count}
            sheet.properties = sheet.properties | {"gridProperties": grid}
        out.append(sheet)
    return out


def held(cell: Any) -> tuple[Json | None, Json]:
    """A workbook's cell as what was entered there, and its format."""
    style: Json = {}
    if cell.number_format != "General":
        style["numberFormat"] = {"type": kind_of(cell.value, cell.number_format), "pattern": cell.number_format}
    if cell.font is not None and cell.font.b:
        style["textFormat"] = {"bold": True}
    if cell.data_type == "f":
        return {"formulaValue": str(cell.value)}, style
    if isinstance(cell.value, (date, datetime, time)):
        return {"numberValue": parsing.tidy(float(to_excel(cell.value)))}, style
    return parsing.raw(cell.value) if cell.value is not None else None, style


def kind_of(value: Any, pattern: str) -> str:
    """The type of a number format, from its pattern."""
    if pattern == "@":
        return "TEXT"
    if isinstance(value, time):
        return "TIME"
    if is_date_format(pattern):
        return "DATE_TIME" if any(letter in pattern.lower() for letter in "hs") else "DATE"
    return "PERCENT" if "%" in pattern else "NUMBER"
