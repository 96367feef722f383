"""The `values` collection: reading and writing what stands in cells, without their formats."""

import re
from collections.abc import Iterator
from typing import Any

from sheets_server import formulas, parsing, rendering
from sheets_server.errors import bad_field, invalid
from sheets_server.number_formats import number_format
from sheets_server.ranges import Area, letters, of_grid_range, resolve
from sheets_server.requests import Caller, guard
from sheets_server.requests.metadata import found, located
from sheets_server.requests.registry import REGISTRY
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

ADDRESS = re.compile(r"https?://[^\s/]+\.\S+", re.IGNORECASE)
"""What becomes a link when it is typed."""
CELL_LIMIT = 50_000
CELLS_LIMIT = 10_000_000
RENDERS = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
MOMENTS = ("SERIAL_NUMBER", "FORMATTED_STRING")
ENUMS = {
    "valueInputOption": ("value_input_option", "ValueInputOption", ("RAW", "USER_ENTERED")),
    "valueRenderOption": ("value_render_option", "ValueRenderOption", RENDERS),
    "responseValueRenderOption": ("response_value_render_option", "ValueRenderOption", RENDERS),
    "dateTimeRenderOption": ("date_time_render_option", "DateTimeRenderOption", MOMENTS),
    "responseDateTimeRenderOption": ("response_date_time_render_option", "DateTimeRenderOption", MOMENTS),
    "majorDimension": ("major_dimension", "Dimension", ("ROWS", "COLUMNS")),
    "insertDataOption": ("insert_data_option", "InsertDataOption", ("OVERWRITE", "INSERT_ROWS")),
}


def option(options: Json, name: str, usual: str = "") -> str:
    """An enum among the options of a request; a word that it does not have is refused as Google does."""
    field, kind, words = ENUMS[name]
    word = str(options.get(name) or usual)
    if word.endswith("_UNSPECIFIED"):
        return usual
    if word and word not in words:
        raise bad_field(field, f"Invalid value at '{field}' (type.googleapis.com/google.apps.sheets.v4.{kind}), \"{word}\"")
    return word


def input_option(options: Json) -> str:
    """RAW or USER_ENTERED, which every write must say."""
    chosen = option(options, "valueInputOption")
    if not chosen:
        raise invalid("'valueInputOption' is required but not specified")
    return chosen


def get(book: Spreadsheet, area: Area, options: Json) -> Json:
    """A ValueRange of what stands in the area."""
    render = option(options, "valueRenderOption", "FORMATTED_VALUE")
    moments = option(options, "dateTimeRenderOption", "SERIAL_NUMBER")
    dimension = option(options, "majorDimension", "ROWS")
    answer: Json = {"range": area.a1(), "majorDimension": dimension}
    values = trimmed(shown_lines(book, area, render, moments, dimension))
    return answer | ({"values": values} if values else {})


def shown_lines(book: Spreadsheet, area: Area, render: str, moments: str, dimension: str) -> list[list[Any]]:
    """The area's cells as JSON values, line by line of that dimension, empty ones as empty strings."""
    top, left, bottom, right = area.bounded()
    wide, tall = max(right - left, 0), max(bottom - top, 0)
    lines: list[list[Any]] = [[""] * 0 for _ in range(tall if dimension == "ROWS" else wide)]
    for place in sorted(filled(area)):
        line, at = place[0] - top, place[1] - left
        if dimension == "COLUMNS":
            line, at = at, line
        value = shown_value(book, area.sheet, place, render, moments)
        if value != "":
            lines[line].extend([""] * (at - len(lines[line])))
            lines[line].append(value)
    return lines


def filled(area: Area) -> Iterator[Place]:
    """The places in the area that hold anything, found from whichever is fewer: places or cells."""
    top, left, bottom, right = area.bounded()
    sheet = area.sheet
    if (bottom - top) * (right - left) < len(sheet.cells) + len(sheet.results):
        yield from (place for place in area.places() if place in sheet.cells or place in sheet.results)
        return
    for place in sheet.cells.keys() | sheet.results.keys():
        if top <= place[0] < bottom and left <= place[1] < right:
            yield place


def trimmed(lines: list[list[Any]]) -> list[list[Any]]:
    """The lines without the empty ones at the end."""
    while lines and not lines[-1]:
        lines.pop()
    return lines


def shown_value(book: Spreadsheet, sheet: Sheet, place: Place, render: str, moments: str) -> Any:
    """One cell as a JSON value."""
    if render == "FORMULA":
        entered = sheet.entered(place)
        if entered and "formulaValue" in entered:
            return entered["formulaValue"]
    value = sheet.effective(place)
    if not value:
        return ""
    if render == "FORMATTED_VALUE" or "errorValue" in value:
        return formatted(book, sheet, place)
    kind = number_format(book, sheet, place).get("type", "")
    if moments == "FORMATTED_STRING" and kind in {"DATE", "TIME", "DATE_TIME"} and "numberValue" in value:
        return formatted(book, sheet, place)
    return next(iter(value.values()))


def formatted(book: Spreadsheet, sheet: Sheet, place: Place) -> str:
    """What a person sees in the cell."""
    return rendering.formatted(sheet.effective(place), number_format(book, sheet, place) or None, book.properties["locale"])


def update(book: Spreadsheet, caller: Caller, given: Json, options: Json, text: str) -> Json:
    """Write a ValueRange (its `range` or `text` says where) and answer with an UpdateValuesResponse."""
    area = resolve(book, text)
    lines = by_rows(given)
    fit(area, lines, text)
    return write(book, caller, Area(area.sheet, area.top or 0, area.left or 0), lines, options, text)


def by_rows(given: Json) -> list[list[Any]]:
    """The values row by row, also where they were sent by columns."""
    lines: list[list[Any]] = given.get("values") or []
    if option(given, "majorDimension", "ROWS") == "ROWS":
        return lines
    tall = max(map(len, lines), default=0)
    return [[line[row] if row < len(line) else None for line in lines] for row in range(tall)]


def fit(area: Area, lines: list[list[Any]], text: str) -> None:
    """Refuse values that do not fit into the range; a single cell means as much as is sent."""
    area.on_grid()
    if area.is_cell():
        return
    tall, wide = area.bounded_size()
    across = max(map(len, lines), default=0)
    if area.bottom is not None and len(lines) > tall:
        beyond = f"row [{(area.top or 0) + tall + 1}]"
    elif area.right is not None and across > wide:
        beyond = f"column [{letters((area.left or 0) + wide)}]"
    else:
        return
    raise invalid(f"Requested writing within range [{text}], but tried writing to {beyond}")


def write(
    book: Spreadsheet, caller: Caller, corner: Area, lines: list[list[Any]], options: Json, text: str | None = None
) -> Json:
    """Put the values from that corner on (None leaves a cell as it is) and count what was touched."""
    sheet, start = corner.sheet, (corner.top or 0, corner.left or 0)
    covered = covered_by_merges(book, sheet)
    wide = max(map(len, lines), default=0)
    written = Area(sheet, start[0], start[1], start[0] + max(len(lines), 1), start[1] + max(wide, 1))
    written.on_grid()
    if start[0] + len(lines) > sheet.row_count or start[1] + wide > sheet.column_count:
        row, column = f"row [{sheet.row_count + 1}]", f"column [{letters(sheet.column_count)}]"
        beyond = row if start[0] + len(lines) > sheet.row_count else column
        raise invalid(f"Requested writing within range [{corner.a1() if text is None else text}], but tried writing to {beyond}")
    touched = [
        ((start[0] + row, start[1] + column), value, f"values[{row}][{column}]")
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value is not None and (start[0] + row, start[1] + column) not in covered
    ]
    mode = input_option(options)
    guard(book, caller, written)
    for place, value, name in touched:
        enter(book, sheet, place, value, mode, name)
    answer: Json = {"spreadsheetId": book.id, "updatedRange": written.a1()}
    rows, columns = {place[0] for place, _, _ in touched}, {place[1] for place, _, _ in touched}
    counts = {"updatedRows": len(rows), "updatedColumns": len(columns), "updatedCells": len(touched)}
    return answer | {key: number for key, number in counts.items() if number}


def covered_by_merges(book: Spreadsheet, sheet: Sheet) -> set[Place]:
    """The cells that lie under merged ones; what is written into them is passed over."""
    areas = [of_grid_range(book, merged) for merged in sheet.merges]
    return {place for area in areas for place in area.places()[1:]}


def enter(book: Spreadsheet, sheet: Sheet, place: Place, value: Any, mode: str, name: str) -> None:
    """Put one JSON value into a cell, as it is (RAW) or as if a person typed it."""
    if isinstance(value, (list, dict)):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise invalid(f"Invalid {name}: {kind} {proto_text(value)}")
    if isinstance(value, str) and len(value) > CELL_LIMIT:
        raise invalid(f"Your input contains more than the maximum of {CELL_LIMIT} characters in a single cell.")
    if mode == "USER_ENTERED" and isinstance(value, str):
        existing = number_format(book, sheet, place) or None
        entered, style = parsing.entered(value, book.properties["locale"], book.properties["timeZone"], existing)
    else:
        entered, style = parsing.raw(value), None
    changes: Json = {"userEnteredValue": entered, "textFormatRuns": None}
    known = sheet.cells.get(place, {}).get("userEnteredFormat", {})
    if style:
        changes["userEnteredFormat"] = known | {"numberFormat": style}
    if mode == "USER_ENTERED" and isinstance(value, str) and ADDRESS.fullmatch(value):
        changes["userEnteredFormat"] = known | {"textFormat": known.get("textFormat", {}) | {"link": {"uri": value}}}
    sheet.put(place, **changes)


def proto_text(value: Any) -> str:
    """A nested value as the API's refusals print it."""
    if isinstance(value, list):
        return "{" + "".join(f"\n  values {proto_text(item)}" for item in value) + "\n}"
    if isinstance(value, dict):
        fields = (f'\n  fields {{\n    key: "{key}"\n    value {proto_text(item)}\n  }}' for key, item in value.items())
        return "{" + "".join(fields) + "\n}"
    if isinstance(value, str):
        return f'{{\n    string_value: "{value}"\n  }}'
    kind = "bool_value" if isinstance(value, bool) else "null_value" if value is None else "number_value"
    return f"{{\n    {kind}: {'NULL_VALUE' if value is None else str(value).lower()}\n  }}"


def with_values(book: Spreadsheet, answer: Json, options: Json, dimension: str) -> Json:
    """The answer to a write with what stands there now, where that was asked for."""
    if str(options.get("includeValuesInResponse", "")).lower() != "true":
        return answer
    formulas.calculate(book)
    render = option(options, "responseValueRenderOption", "FORMATTED_VALUE")
    moments = option(options, "responseDateTimeRenderOption", "SERIAL_NUMBER")
    asked = {"valueRenderOption": render, "dateTimeRenderOption": moments, "majorDimension": dimension}
    return answer | {"updatedData": get(book, resolve(book, answer["updatedRange"]), asked)}


def table_in(area: Area) -> Area | None:
    """The last table that the range touches: the block of filled cells around its last filled cell."""
    held = sorted(place for place in filled(area) if area.sheet.effective(place))
    if not held:
        return None
    sheet = area.sheet
    values = {place for place in sheet.cells.keys() | sheet.results.keys() if sheet.effective(place)}
    top, left, bottom, right = block_around(values, held[-1])
    return Area(sheet, top, left, bottom + 1, right + 1)


def block_around(values: set[Place], place: Place) -> tuple[int, int, int, int]:
    """First row and column, last row and column of the block of filled cells that the place lies in; corners touch too."""
    top, left = bottom, right = place
    while True:
        across = range(left - 1, right + 2)
        if any((top - 1, column) in values for column in across):
            top -= 1
        elif any((bottom + 1, column) in values for column in across):
            bottom += 1
        elif any((row, left - 1) in values for row in range(top, bottom + 1)):
            left -= 1
        elif any((row, right + 1) in values for row in range(top, bottom + 1)):
            right += 1
        else:
            return top, left, bottom, right


def append(book: Spreadsheet, caller: Caller, given: Json, options: Json, text: str) -> Json:
    """Write below the last table in the range, adding rows to the grid as needed; an AppendValuesResponse."""
    area = resolve(book, text).on_grid()
    table, lines, sheet = table_in(area), by_rows(given), area.sheet
    start = (table.bottom or 0, table.left or 0) if table else (area.top or 0, area.left or 0)
    missing = start[0] + len(lines) - sheet.row_count
    if option(options, "insertDataOption", "OVERWRITE") == "INSERT_ROWS" and lines:
        insert_rows(book, caller, sheet, start[0], len(lines))
    elif missing > 0:
        sheet.resize(rows=sheet.row_count + missing)
    wide = start[1] + max(map(len, lines), default=0)
    if wide > sheet.column_count:
        sheet.resize(columns=wide)
    if sum(one.row_count * one.column_count for one in book.sheets) > CELLS_LIMIT:
        raise invalid(f"This action would increase the number of cells in the workbook above the limit of {CELLS_LIMIT} cells.")
    updates = write(book, caller, Area(sheet, *start), lines, options)
    return {"spreadsheetId": book.id} | ({"tableRange": table.a1()} if table else {}) | {"updates": updates}


def insert_rows(book: Spreadsheet, caller: Caller, sheet: Sheet, start: int, count: int) -> None:
    """Make room for rows by pushing down what is there."""
    if start >= sheet.row_count:
        sheet.resize(rows=start + count)
        return
    span = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": start, "endIndex": start + count}
    REGISTRY["insertDimension"](Work(book, caller), {"range": span, "inheritFromBefore": start > 0})


def clear(book: Spreadsheet, caller: Caller, area: Area) -> str:
    """Take away what stands in the area but leave formats, notes and validation; the range that was cleared."""
    guard(book, caller, area)
    for place in list(filled(area)):
        if place in area.sheet.cells:
            area.sheet.put(place, userEnteredValue=None, textFormatRuns=None)
    return area.a1()


def filter_areas(book: Spreadsheet, data_filter: Json) -> list[Area]:
    """The areas that a DataFilter selects."""
    if "a1Range" in data_filter:
        return [resolve(book, data_filter["a1Range"])]
    if "gridRange" in data_filter:
        return [of_grid_range(book, data_filter["gridRange"])]
    places = (located(book, book.metadata[number].get("location", {})) for number in found(book, data_filter))
    return [area for area in places if area]
