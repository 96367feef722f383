"""addTable, updateTable, deleteTable."""

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.ranges import Area, of_grid_range
from sheets_server.requests.colors import both_names, paired
from sheets_server.requests.moving import grid_range
from sheets_server.requests.protections import covers, guard, overlaps
from sheets_server.requests.work import Work, in_mask, mask_of
from sheets_server.spreadsheet import Json, Sheet, Spreadsheet

TAKEN = "You cannot add alternating background colors to a range that already has alternating background colors."


def add_table(work: Work, ask: Json) -> Json:
    """A table over a range; its first row names the columns, and empty header cells get names."""
    given = ask.get("table", {})
    area = work.area(given.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    check_free(work, area, "")
    name = given.get("name") or free_name(work)
    check_name(work, name, "")
    check_columns(given.get("columnProperties", []), area)
    number = given.get("tableId") or str(work.spreadsheet.fresh_id())
    if any(number in sheet.tables for sheet in work.spreadsheet.sheets):
        raise invalid(f"A table with id {number} already exists.")
    table = paired(given) | {"tableId": number, "name": name, "range": grid_range(area.sheet.id, area.bounded())}
    work.calculate()
    table["columnProperties"] = headed(area, given.get("columnProperties", []))
    area.sheet.tables[number] = table
    return {"table": table}


def check_free(work: Work, area: Area, own: str) -> None:
    """Refuse a table over another one or over alternating colours."""
    for key, other in area.sheet.tables.items():
        if key != own and overlaps(of_grid_range(work.spreadsheet, other["range"]), area):
            raise invalid("You can't create a table that overlaps another table.")
    if any(overlaps(of_grid_range(work.spreadsheet, one["range"]), area) for one in area.sheet.banded_ranges.values()):
        raise invalid(TAKEN)


def free_name(work: Work) -> str:
    """`Table1` and so on."""
    names = {table["name"].lower() for sheet in work.spreadsheet.sheets for table in sheet.tables.values()}
    return next(name for number in range(1, len(names) + 2) if (name := f"Table{number}").lower() not in names)


def check_name(work: Work, name: str, own: str) -> None:
    """Refuse a name that another table of the spreadsheet has."""
    for sheet in work.spreadsheet.sheets:
        for key, table in sheet.tables.items():
            if key != own and table["name"].lower() == name.lower():
                raise invalid(f"A table with the name {name} already exists.")


def check_columns(columns: list[Json], area: Area) -> None:
    """Refuse columns outside of the table, named twice, or with a list that does not go with their type."""
    seen = set()
    width = area.bounded_size()[1]
    for column in columns:
        index = column.get("columnIndex", 0)
        if index in seen or not 0 <= index < width:
            raise invalid(f"Invalid table column index: {index}")
        seen.add(index)
        listed = "condition" in column.get("dataValidationRule", {})
        if column.get("columnType") == "DROPDOWN" and not listed:
            raise invalid("Condition must be set for dropdown column type.")
        if column.get("columnType") != "DROPDOWN" and listed:
            raise invalid("Cannot set condition for non-dropdown column type.")


def headed(area: Area, columns: list[Json]) -> list[Json]:
    """All columns of a table, named by what is given or stands in the header, which then says so too."""
    given = {column.get("columnIndex", 0): column for column in columns}
    top, left, _, right = area.bounded()
    out = []
    for index in range(right - left):
        place = (top, left + index)
        typed = area.sheet.effective(place) or {}
        name = given.get(index, {}).get("columnName") or str(typed.get("stringValue", "")) or f"Column {index + 1}"
        if typed.get("stringValue") != name:
            area.sheet.results.pop(place, None)
            area.sheet.put(place, userEnteredValue={"stringValue": name}, textFormatRuns=None)
        rest = {key: value for key, value in given.get(index, {}).items() if key not in {"columnIndex", "columnName"}}
        out.append(({"columnIndex": index} if index else {}) | {"columnName": name} | rest)
    return out


def table_of(work: Work, number: str) -> Sheet:
    """The tab with that table."""
    for sheet in work.spreadsheet.sheets:
        if number in sheet.tables:
            return sheet
    raise invalid(f"No table with id: {number}")


def update_table(work: Work, ask: Json) -> Json:
    """The masked fields of a table; its columns are replaced as a whole, and each must be named."""
    mask, given = mask_of(ask, "Table"), ask.get("table", {})
    number = given.get("tableId", "")
    sheet = table_of(work, number)
    new = fields.updated(sheet.tables[number], paired(given), both_names(mask)) | {"tableId": number}
    area = work.area(new.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    check_free(work, area, number)
    check_name(work, new.get("name", ""), number)
    if in_mask(mask, "columnProperties"):
        if any(not column.get("columnName") for column in given.get("columnProperties", [])):
            raise invalid("Table header row cell must have a value.")
        check_columns(given.get("columnProperties", []), area)
    work.calculate()
    columns = [one for one in new.get("columnProperties", []) if one.get("columnIndex", 0) < area.bounded_size()[1]]
    new |= {"range": grid_range(area.sheet.id, area.bounded()), "columnProperties": headed(area, columns)}
    sheet.tables[number] = new
    return {}


def delete_table(work: Work, ask: Json) -> Json:
    """The table goes with all that is in it."""
    number = ask.get("tableId", "")
    sheet = table_of(work, number)
    area = of_grid_range(work.spreadsheet, sheet.tables[number]["range"])
    guard(work.spreadsheet, work.caller, area)
    for place in [place for place in sheet.cells if area.has(place)]:
        sheet.results.pop(place, None)
        sheet.put(place, userEnteredValue=None, userEnteredFormat=None, dataValidation=None, textFormatRuns=None, note=None)
    del sheet.tables[number]
    sheet.conditional_formats = [rule for rule in sheet.conditional_formats if not lies_in(work, rule, area)]
    return {}


def lies_in(work: Work, rule: Json, area: Area) -> bool:
    """Whether a conditional format is about nothing but cells of that area."""
    return all(covers(area, of_grid_range(work.spreadsheet, one)) for one in rule["ranges"])


def typed_column(work: Work, area: Area) -> bool:
    """Whether any cell of the area is in a column of a table that has a type, its header aside."""
    for table in area.sheet.tables.values():
        held = of_grid_range(work.spreadsheet, table["range"])
        top, left, bottom, _ = held.bounded()
        for column in table["columnProperties"]:
            at = left + column.get("columnIndex", 0)
            if column.get("columnType") and overlaps(area, Area(area.sheet, top + 1, at, bottom, at + 1)):
                return True
    return False


def settle(spreadsheet: Spreadsheet) -> None:
    """Let what people wrote into the headers of tables name their columns; a header can be neither empty nor a formula."""
    for sheet in spreadsheet.sheets:
        for number, table in sheet.tables.items():
            area = of_grid_range(spreadsheet, table["range"])
            rest = [{key: value for key, value in one.items() if key != "columnName"} for one in table["columnProperties"]]
            top, left, _, right = area.bounded()
            for column in range(left, right):
                typed = sheet.entered((top, column))
                if typed is None or "stringValue" not in typed:
                    sheet.results.pop((top, column), None)
                    sheet.put((top, column), userEnteredValue={"stringValue": f"Column {column - left + 1}"})
            sheet.tables[number] = table | {"columnProperties": headed(area, rest)}
