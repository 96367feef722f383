"""autoFill, textToColumns: cells filled from what stands beside them."""

import csv
import io

from sheets_server.errors import invalid
from sheets_server.ranges import Area
from sheets_server.requests.pasting import copied, put, type_in
from sheets_server.requests.protections import guard
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Place

DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def auto_fill(work: Work, ask: Json) -> Json:
    """Go on with a series: numbers by their step, everything else over and over, formulas along with their cells."""
    if "sourceAndDestination" not in ask:
        raise invalid("autoFill needs sourceAndDestination here: which part of a range is the source is Google's guess.")
    given = ask["sourceAndDestination"]
    source = work.area(given.get("source", {}))
    rows, length = given.get("dimension") == "ROWS", given.get("fillLength", 0)
    top, left, bottom, right = source.bounded()
    block = bottom - top if rows else right - left
    offsets = range(block, block + length) if length > 0 else range(-1, length - 1, -1)
    goal = target_of(source, rows=rows, length=length)
    guard(work.spreadsheet, work.caller, goal)
    for across in range(left, right) if rows else range(top, bottom):
        line = [(top + at, across) if rows else (across, left + at) for at in range(block)]
        for offset in offsets:
            place = (top + offset, across) if rows else (across, left + offset)
            put(source.sheet, place, continued(source, line, place, offset))
    return {}


def target_of(source: Area, *, rows: bool, length: int) -> Area:
    """The cells to be filled, before or after the source."""
    top, left, bottom, right = source.bounded()
    start, end = (top, bottom) if rows else (left, right)
    start, end = (end, end + length) if length > 0 else (start + length, start)
    limit = source.sheet.row_count if rows else source.sheet.column_count
    if start < 0 or end > limit:
        raise invalid("The destination exceeds the grid limits.")
    return Area(source.sheet, start, left, end, right) if rows else Area(source.sheet, top, start, bottom, end)


def continued(source: Area, line: list[Place], place: Place, offset: int) -> Json:
    """The cell that goes on with a line of the source, so many cells from its beginning."""
    numbers = [(source.sheet.entered(one) or {}).get("numberValue") for one in line]
    origin = line[offset % len(line)]
    cell = copied(source.sheet.cells.get(origin, {}), origin, place)
    if len(line) > 1 and all(number is not None for number in numbers):
        step = (numbers[-1] - numbers[0]) / (len(numbers) - 1)
        following = numbers[0] + step * offset
        return cell | {"userEnteredValue": {"numberValue": int(following) if following == int(following) else following}}
    return cell


def text_to_columns(work: Work, ask: Json) -> Json:
    """One column's text split over the columns to its right, which are written over."""
    source = work.area(ask.get("source", {}))
    top, left, bottom, right = source.bounded()
    if right - left != 1:
        raise invalid("The source of textToColumns must be a single column.")
    kind = ask.get("delimiterType", "AUTODETECT")
    texts = {row: str((source.sheet.entered((row, left)) or {}).get("stringValue", "")) for row in range(top, bottom)}
    delimiter = ask.get("delimiter", "") if kind == "CUSTOM" else DELIMITERS.get(kind) or detected(list(texts.values()))
    if not delimiter:
        raise invalid("delimiter must be set if delimiterType is CUSTOM.")
    parts = {row: split(text, delimiter) for row, text in texts.items() if delimiter in text}
    width = max((len(found) for found in parts.values()), default=1)
    source.sheet.resize(columns=max(source.sheet.column_count, left + width))
    guard(work.spreadsheet, work.caller, Area(source.sheet, top, left, bottom, left + width))
    for row, found in parts.items():
        for along, text in enumerate(found):
            type_in(work, source.sheet, (row, left + along), text)
    return {}


def split(text: str, delimiter: str) -> list[str]:
    """The parts of a text; quotes hold parts together where the delimiter is one character."""
    return next(csv.reader(io.StringIO(text), delimiter=delimiter)) if len(delimiter) == 1 else text.split(delimiter)


def detected(texts: list[str]) -> str:
    """The delimiter that most texts have."""
    return max([",", ";", "\t", "|", " "], key=lambda one: sum(one in text for text in texts))
