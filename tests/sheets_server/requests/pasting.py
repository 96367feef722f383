"""cutPaste, copyPaste, pasteData."""

import csv
import io
from html.parser import HTMLParser

from sheets_server.errors import invalid
from sheets_server.parsing import entered
from sheets_server.ranges import Area, of_grid_range
from sheets_server.requests.geometry import Carry
from sheets_server.requests.moving import Follower, grid_range, relocate
from sheets_server.requests.protections import guard, overlaps
from sheets_server.requests.references import moved, translated
from sheets_server.requests.work import Work, at
from sheets_server.spreadsheet import Json, Place, Sheet

FIELDS = {
    "PASTE_VALUES": {"userEnteredValue"},
    "PASTE_FORMULA": {"userEnteredValue"},
    "PASTE_FORMAT": {"userEnteredFormat"},
    "PASTE_DATA_VALIDATION": {"dataValidation"},
    "PASTE_CONDITIONAL_FORMATTING": set(),
}
"""What each way of pasting brings along; the others bring everything."""


def pasted(old: Json, new: Json, kind: str) -> Json:
    """A cell with what this way of pasting takes from another."""
    if kind in FIELDS:
        return {key: value for key, value in old.items() if key not in FIELDS[kind]} | {
            key: value for key, value in new.items() if key in FIELDS[kind]
        }
    if kind == "PASTE_NO_BORDERS" and "userEnteredFormat" in new:
        style = {key: value for key, value in new["userEnteredFormat"].items() if key != "borders"}
        borders = old.get("userEnteredFormat", {}).get("borders")
        return new | {"userEnteredFormat": style | ({"borders": borders} if borders else {})}
    return new


def put(sheet: Sheet, place: Place, cell: Json) -> None:
    """Set a cell; an empty one is forgotten."""
    sheet.results.pop(place, None)
    if cell:
        sheet.cells[place] = cell
    else:
        sheet.cells.pop(place, None)


def target_area(sheet: Sheet, corner: Place, rows: int, columns: int) -> Area:
    """The area that a block takes up at its new place, which must be on the grid."""
    top, left = corner
    if top < 0 or left < 0 or top + rows > sheet.row_count or left + columns > sheet.column_count:
        raise invalid("The destination exceeds the grid limits.")
    return Area(sheet, top, left, top + rows, left + columns)


def cut_paste(work: Work, ask: Json) -> Json:
    """A block moved: nothing is left where it was, and what pointed at it follows."""
    spreadsheet = work.spreadsheet
    source = work.area(ask.get("source", {}))
    goal = ask.get("destination", {})
    sheet, corner = spreadsheet.sheet(int(goal.get("sheetId", 0))), at(goal)
    top, left, bottom, right = source.bounded()
    target = target_area(sheet, corner, bottom - top, right - left)
    guard(spreadsheet, work.caller, source, target)
    carry = Carry(source.sheet.id, (top, left, bottom, right), sheet.id, corner)
    follower = Follower(spreadsheet, carry)
    kind = ask.get("pasteType", "PASTE_NORMAL")
    taken = {place: source.sheet.cells.pop(place) for place in source.places() if place in source.sheet.cells}
    for place in taken:
        source.sheet.results.pop(place, None)
    relocate(spreadsheet, carry, cells=False)
    for place in source.places():
        new = (place[0] - top + corner[0], place[1] - left + corner[1])
        cell = carried(taken.get(place, {}), source.sheet.id, sheet.id, follower)
        put(sheet, new, pasted(sheet.cells.get(new, {}), cell, kind))
    return {}


def carried(cell: Json, old_id: int, new_id: int, follower: Follower) -> Json:
    """A cut cell; its formula goes on meaning the same cells."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if not formula:
        return cell
    text = moved(formula, old_id, new_id, follower.ids, follower.titles, follower.geometry)
    return cell | {"userEnteredValue": {"formulaValue": text}}


def copy_paste(work: Work, ask: Json) -> Json:
    """A block copied, as often as it fits into the destination and at least once; relative references go along."""
    source, goal = work.area(ask.get("source", {})), ask.get("destination", {})
    kind, turned = ask.get("pasteType", "PASTE_NORMAL"), ask.get("pasteOrientation") == "TRANSPOSE"
    asked = of_grid_range(work.spreadsheet, goal)
    top, left, bottom, right = source.bounded()
    rows, columns = (right - left, bottom - top) if turned else (bottom - top, right - left)
    down, across = asked.bounded_size()
    high, wide = (size if size % block == 0 and size else block for size, block in ((down, rows), (across, columns)))
    corner = (asked.top or 0, asked.left or 0)
    target = target_area(asked.sheet, corner, high, wide)
    guard(work.spreadsheet, work.caller, target)
    taken = {place: source.sheet.cells.get(place, {}) for place in source.places()}
    if kind == "PASTE_VALUES":
        work.calculate()
    worth = {place: source.sheet.effective(place) for place in source.places()}
    for place in target.places():
        row, column = (place[0] - corner[0]) % rows, (place[1] - corner[1]) % columns
        origin = (top + column, left + row) if turned else (top + row, left + column)
        cell = taken[origin]
        if kind == "PASTE_VALUES":
            cell = {"userEnteredValue": worth[origin]} if worth[origin] and "errorValue" not in (worth[origin] or {}) else {}
        put(target.sheet, place, pasted(target.sheet.cells.get(place, {}), copied(cell, origin, place), kind))
    if kind in {"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT", "PASTE_CONDITIONAL_FORMATTING"} and not turned:
        spread_formats(work, source, target)
    if kind in {"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT"} and not turned:
        spread_merges(work, source, target)
    return {}


def copied(cell: Json, origin: Place, place: Place) -> Json:
    """A copied cell at its new place."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if not formula:
        return cell
    return cell | {"userEnteredValue": {"formulaValue": translated(formula, place[0] - origin[0], place[1] - origin[1])}}


def spread_merges(work: Work, source: Area, target: Area) -> None:
    """Merged ranges of the source come to be in every copy of it."""
    top, left, bottom, right = source.bounded()
    goal_top, goal_left, goal_bottom, goal_right = target.bounded()
    held = [of_grid_range(work.spreadsheet, one).bounded() for one in source.sheet.merges]
    inner = [one for one in held if top <= one[0] and left <= one[1] and one[2] <= bottom and one[3] <= right]
    target.sheet.merges = [one for one in target.sheet.merges if not overlaps(of_grid_range(work.spreadsheet, one), target)]
    for down in range(goal_top - top, goal_bottom - top, bottom - top):
        for along in range(goal_left - left, goal_right - left, right - left):
            shifted = [(one[0] + down, one[1] + along, one[2] + down, one[3] + along) for one in inner]
            target.sheet.merges.extend(grid_range(target.sheet.id, one) for one in shifted)


def spread_formats(work: Work, source: Area, target: Area) -> None:
    """Conditional formats that cover all of the source come to cover the target too, on the same sheet."""
    if source.sheet is not target.sheet:
        return
    top, left, bottom, right = source.bounded()
    for index, rule in enumerate(source.sheet.conditional_formats):
        areas = [of_grid_range(work.spreadsheet, one).bounded() for one in rule["ranges"]]
        if any(one[0] <= top and one[1] <= left and bottom <= one[2] and right <= one[3] for one in areas):
            new = target.grid_range()
            if new not in rule["ranges"]:
                source.sheet.conditional_formats[index] = rule | {"ranges": [*rule["ranges"], new]}


def paste_data(work: Work, ask: Json) -> Json:
    """Text with delimiters, or an HTML table, as if a person had pasted it."""
    goal = ask.get("coordinate", {})
    sheet, corner = work.spreadsheet.sheet(int(goal.get("sheetId", 0))), at(goal)
    if ask.get("html"):
        rows = TableReader.rows_of(ask.get("data", ""))
    elif ask.get("delimiter"):
        rows = list(csv.reader(io.StringIO(ask.get("data", "")), delimiter=ask["delimiter"][:1]))
    else:
        raise invalid("Must specify either delimiter or html.")
    width = max((len(row) for row in rows), default=0)
    sheet.resize(max(sheet.row_count, corner[0] + len(rows)), max(sheet.column_count, corner[1] + width))
    target = target_area(sheet, corner, max(len(rows), 1), max(width, 1))
    guard(work.spreadsheet, work.caller, target)
    for down, row in enumerate(rows):
        for along, text in enumerate(row):
            type_in(work, sheet, (corner[0] + down, corner[1] + along), text)
    return {}


def type_in(work: Work, sheet: Sheet, place: Place, text: str) -> None:
    """A cell as if a person had typed the text into it."""
    style = sheet.cells.get(place, {}).get("userEnteredFormat", {})
    properties = work.spreadsheet.properties
    zone = properties.get("timeZone", "Etc/GMT")
    value, number_format = entered(text, properties.get("locale", "en_US"), zone, style.get("numberFormat"))
    changes = {"userEnteredFormat": style | {"numberFormat": number_format}} if number_format else {}
    sheet.results.pop(place, None)
    sheet.put(place, userEnteredValue=value, textFormatRuns=None, **changes)


class TableReader(HTMLParser):
    """The rows of an HTML table as text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    @classmethod
    def rows_of(cls, text: str) -> list[list[str]]:
        """The cells' text, row by row."""
        reader = cls()
        reader.feed(text)
        return reader.rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser calls it so
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data
