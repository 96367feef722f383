"""insertRange, deleteRange: cells put in or taken out, the others moving down and up, or right and left."""

from sheets_server.errors import invalid
from sheets_server.ranges import Area
from sheets_server.requests.geometry import Line, Shift
from sheets_server.requests.moving import relocate
from sheets_server.requests.protections import guard
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json


def shift_of(work: Work, ask: Json, *, put: bool) -> tuple[Area, Shift]:
    """The range's area and what putting it in or taking it out does to places."""
    area = work.area(ask.get("range", {}))
    if ask.get("shiftDimension") not in {"ROWS", "COLUMNS"}:
        raise invalid("No shift dimension specified.")
    rows = ask["shiftDimension"] == "ROWS"
    top, left, bottom, right = area.bounded()
    touched = Area(area.sheet, top, left, None, right) if rows else Area(area.sheet, top, left, bottom, None)
    guard(work.spreadsheet, work.caller, touched)
    line, band = (Line(top, bottom, put), (left, right)) if rows else (Line(left, right, put), (top, bottom))
    return area, Shift(area.sheet.id, rows, line, band)


def insert_range(work: Work, ask: Json) -> Json:
    """Empty cells put in; the grid grows if the last ones would fall off."""
    area, shift = shift_of(work, ask, put=True)
    relocate(work.spreadsheet, shift)
    sheet = area.sheet
    rows = max((row for row, _ in sheet.cells), default=0) + 1
    columns = max((column for _, column in sheet.cells), default=0) + 1
    sheet.resize(max(sheet.row_count, rows), max(sheet.column_count, columns))
    work.check_size()
    return {}


def delete_range(work: Work, ask: Json) -> Json:
    """Cells taken out; those below or to the right close the gap."""
    _, shift = shift_of(work, ask, put=False)
    relocate(work.spreadsheet, shift)
    return {}
