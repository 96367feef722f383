"""updateCells, appendCells, repeatCell: writing cells by a field mask."""

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.ranges import Area
from sheets_server.requests.borders import completed
from sheets_server.requests.colors import both_names, paired
from sheets_server.requests.protections import guard
from sheets_server.requests.references import translated
from sheets_server.requests.work import Work, at, mask_of
from sheets_server.spreadsheet import Json, Place, Sheet

READ_ONLY = {"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink", "dataSourceFormula"}
TYPED_ONLY: fields.Mask = {"userEnteredValue": {}}
VALUES = ("stringValue", "numberValue", "boolValue", "formulaValue")


def update_cells(work: Work, ask: Json) -> Json:
    """Write rows of cells from a start on, or over a range, where cells without data are cleared of the masked fields."""
    mask = mask_of(ask, "CellData")
    rows = [row.get("values", []) for row in ask.get("rows", [])]
    if "start" in ask:
        sheet, area = work.spreadsheet.sheet(int(ask["start"].get("sheetId", 0))), None
        top, left = at(ask["start"])
    elif "range" in ask:
        area = work.area(ask["range"])
        sheet, (top, left, bottom, right) = area.sheet, area.bounded()
    else:
        raise invalid("Must specify either start or range.")
    width = max((len(row) for row in rows), default=0)
    check_fit(sheet, (top + len(rows), left + width), area)
    given = {(top + down, left + along): cell for down, row in enumerate(rows) for along, cell in enumerate(row)}
    if area is None:
        guard(work.spreadsheet, work.caller, Area(sheet, top, left, top + max(len(rows), 1), left + max(width, 1)))
        places = given.keys()
    else:
        guard(work.spreadsheet, work.caller, area)
        held = (place for place in sheet.cells if top <= place[0] < bottom and left <= place[1] < right)
        places = dict.fromkeys([*given, *held]).keys()
    for place in list(places):
        write(sheet, place, given.get(place, {}), mask)
    return {}


def check_fit(sheet: Sheet, ends: Place, area: Area | None) -> None:
    """Refuse data that goes beyond the range asked for, or the grid."""
    _, _, bottom, right = area.bounded() if area else (0, 0, sheet.row_count, sheet.column_count)
    if ends[0] > bottom:
        raise invalid(f"Attempting to write row: {bottom}, beyond the last requested row of: {bottom - 1}")
    if ends[1] > right:
        raise invalid(f"Attempting to write column: {right}, beyond the last requested column of: {right - 1}")


def write(sheet: Sheet, place: Place, cell: Json, mask: fields.Mask) -> None:
    """One cell's masked fields: set where the cell has them, cleared where it has not."""
    old = sheet.cells.get(place, {})
    if mask == TYPED_ONLY and "textFormatRuns" not in old:
        put_value(sheet, place, old, cell.get("userEnteredValue"))
        return
    if mask and set(mask) <= READ_ONLY:
        return
    writable = paired({key: value for key, value in cell.items() if key not in READ_ONLY})
    new = fields.updated(old, writable, {key: inner for key, inner in both_names(mask).items() if key not in READ_ONLY})
    if "userEnteredFormat" in new:
        new["userEnteredFormat"] = completed(new["userEnteredFormat"])
    value = new.get("userEnteredValue")
    if (value is not None and not any(key in value for key in VALUES)) or value == {"stringValue": ""}:
        new.pop("userEnteredValue")
    if (not mask or "userEnteredValue" in mask) and value != old.get("userEnteredValue"):
        sheet.results.pop(place, None)
        if "textFormatRuns" not in cell:
            new.pop("textFormatRuns", None)
    new = {key: found for key, found in new.items() if found not in ({}, [], "")}
    if new:
        sheet.cells[place] = new
    else:
        sheet.cells.pop(place, None)


def put_value(sheet: Sheet, place: Place, old: Json, value: Json | None) -> None:
    """The same for what is written most: the value alone."""
    if value != old.get("userEnteredValue"):
        sheet.results.pop(place, None)
    real = value is not None and any(key in value for key in VALUES) and value != {"stringValue": ""}
    new = {key: found for key, found in old.items() if key != "userEnteredValue"} | ({"userEnteredValue": value} if real else {})
    if new:
        sheet.cells[place] = new
    else:
        sheet.cells.pop(place, None)


def append_cells(work: Work, ask: Json) -> Json:
    """Write rows after the last row that has data (of the sheet, or inside a table), with new rows where none are left."""
    mask = mask_of(ask, "CellData")
    rows = [row.get("values", []) for row in ask.get("rows", [])]
    width = max((len(row) for row in rows), default=0)
    if "tableId" in ask:
        sheet, top, left = table_end(work, ask["tableId"])
    else:
        sheet = work.spreadsheet.sheet(int(ask.get("sheetId", 0)))
        top, left = last_row(sheet) + 1, 0
    if left + width > sheet.column_count:
        raise invalid(
            f"Attempting to write column: {sheet.column_count}, beyond the last requested column of: {sheet.column_count - 1}"
        )
    if rows and top + len(rows) > sheet.row_count:
        sheet.resize(rows=top + len(rows))
        work.check_size()
    if rows:
        guard(work.spreadsheet, work.caller, Area(sheet, top, left, top + len(rows), left + max(width, 1)))
    for down, row in enumerate(rows):
        for along, cell in enumerate(row):
            write(sheet, (top + down, left + along), cell, mask)
    return {}


def last_row(sheet: Sheet) -> int:
    """The last row with anything entered; -1 on an empty sheet."""
    return max((row for (row, _), cell in sheet.cells.items() if "userEnteredValue" in cell), default=-1)


def table_end(work: Work, table_id: str) -> tuple[Sheet, int, int]:
    """The sheet, row and column where a table's new rows go: after its last filled row; the table grows to hold them."""
    for sheet in work.spreadsheet.sheets:
        if table_id in sheet.tables:
            found = sheet.tables[table_id]["range"]
            left, right = found.get("startColumnIndex", 0), found.get("endColumnIndex", sheet.column_count)
            top, bottom = found.get("startRowIndex", 0), found.get("endRowIndex", sheet.row_count)
            typed = [place for place, cell in sheet.cells.items() if "userEnteredValue" in cell]
            filled = [row for row, column in typed if top <= row < bottom and left <= column < right]
            return sheet, max(filled, default=top) + 1, left
    raise invalid(f"No table with id: {table_id}")


def repeat_cell(work: Work, ask: Json) -> Json:
    """Write the same cell's masked fields all over a range; a formula's relative references go along."""
    mask = mask_of(ask, "CellData")
    area = work.part(ask.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    cell = ask.get("cell", {})
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    top, left, _, _ = area.bounded()
    for place in area.places():
        if formula:
            text = translated(formula, place[0] - top, place[1] - left)
            write(area.sheet, place, cell | {"userEnteredValue": {"formulaValue": text}}, mask)
        else:
            write(area.sheet, place, cell, mask)
    return {}
