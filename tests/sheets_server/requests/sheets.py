"""addSheet, deleteSheet, duplicateSheet, updateSheetProperties."""

from typing import Any

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.requests.colors import both_names, paired
from sheets_server.requests.geometry import Gone, Line, Shift
from sheets_server.requests.moving import relocate
from sheets_server.requests.protections import guard_sheet
from sheets_server.requests.references import renamed
from sheets_server.requests.work import Work, in_mask, mask_of
from sheets_server.spreadsheet import Json, Sheet

LONGEST_TITLE = 100


def add_sheet(work: Work, ask: Json) -> Json:
    """A new empty tab, at the end unless told where."""
    given = ask.get("properties", {})
    spreadsheet = work.spreadsheet
    taken = {sheet.id for sheet in spreadsheet.sheets}
    sheet_id = spreadsheet.fresh_id() if given.get("sheetId") is None else given["sheetId"]
    if sheet_id in taken:
        raise invalid(f"Sheet with id {sheet_id} already exists")
    if sheet_id < 0:
        raise invalid("sheetId must be non-negative.")
    title = given.get("title") or free_title(work)
    check_title(work, title, None)
    grid = {"rowCount": 1000, "columnCount": 26} | given.get("gridProperties", {})
    kept = {key: value for key, value in given.items() if key not in {"index", "sheetId", "title", "gridProperties"}}
    properties = (
        {"sheetId": sheet_id, "title": title, "sheetType": "GRID"} | paired(kept) | {"gridProperties": without_empty(grid)}
    )
    sheet = Sheet(without_empty(properties) | {"sheetId": sheet_id})
    index = min(max(given.get("index", len(spreadsheet.sheets)), 0), len(spreadsheet.sheets))
    spreadsheet.sheets.insert(index, sheet)
    work.check_size()
    return {"properties": shown_properties(work, sheet)}


def shown_properties(work: Work, sheet: Sheet) -> Json:
    """SheetProperties with the tab's place."""
    return sheet.properties | {"index": work.spreadsheet.sheets.index(sheet)}


def without_empty(given: Json) -> Json:
    """What Google does not keep is left out: false, zero, empty."""
    return {key: value for key, value in given.items() if value not in (False, 0, "", {}, None)}


def free_title(work: Work) -> str:
    """`Sheet2` and so on: the first number from the count of tabs that is free."""
    number = len(work.spreadsheet.sheets) + 1
    while work.spreadsheet.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def check_title(work: Work, title: str, own: Sheet | None) -> None:
    """Refuse a title that is empty, too long, or another tab's, whatever the case of its letters."""
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if len(title) > LONGEST_TITLE:
        raise invalid(f"The sheet name cannot be greater than {LONGEST_TITLE} characters.")
    if any(sheet is not own and sheet.title.lower() == title.lower() for sheet in work.spreadsheet.sheets):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def delete_sheet(work: Work, ask: Json) -> Json:
    """Take a tab out; formulas that point at it come to #REF!."""
    sheet = work.sheet(int(ask.get("sheetId", 0)))
    others = [one for one in work.spreadsheet.sheets if one is not sheet]
    if not others:
        raise invalid("You can't remove all the sheets in a document.")
    if all(one.properties.get("hidden") for one in others):
        raise invalid("You can't remove all the visible sheets in a document.")
    guard_sheet(work.spreadsheet, work.caller, sheet)
    relocate(work.spreadsheet, Gone(sheet.id), cells=False)
    work.spreadsheet.sheets = others
    return {}


def duplicate_sheet(work: Work, ask: Json) -> Json:
    """A copy of a tab with all on it, at the front unless told where; what is on it gets IDs of its own."""
    spreadsheet = work.spreadsheet
    source = work.sheet(int(ask.get("sourceSheetId", 0)))
    title = ask.get("newSheetName") or copy_title(work, source.title)
    check_title(work, title, None)
    new_id = spreadsheet.fresh_id() if ask.get("newSheetId") is None else ask["newSheetId"]
    if any(sheet.id == new_id for sheet in spreadsheet.sheets):
        raise invalid(f"Sheet with id {new_id} already exists")
    sheet = source.copy()
    sheet.properties = source.properties | {"sheetId": new_id, "title": title}
    spreadsheet.sheets.insert(min(ask.get("insertSheetIndex", 0), len(spreadsheet.sheets)), sheet)
    for name in ("merges", "conditional_formats", "row_groups", "column_groups", "basic_filter"):
        setattr(sheet, name, on_sheet(getattr(sheet, name), source.id, new_id))
    renumber(work, sheet, source.id)
    work.check_size()
    return {"properties": shown_properties(work, sheet)}


def renumber(work: Work, sheet: Sheet, old_id: int) -> None:
    """New IDs for everything on a copied tab."""
    keys = {
        "filter_views": "filterViewId",
        "protected_ranges": "protectedRangeId",
        "charts": "chartId",
        "banded_ranges": "bandedRangeId",
        "slicers": "slicerId",
    }
    for name, key in keys.items():
        held = [on_sheet(value, old_id, sheet.id) for value in getattr(sheet, name).values()]
        setattr(sheet, name, {})
        for value in held:
            number = work.spreadsheet.fresh_id()
            getattr(sheet, name)[number] = value | {key: number}
    tables = [on_sheet(value, old_id, sheet.id) for value in sheet.tables.values()]
    ids = [str(work.spreadsheet.fresh_id()) for _ in tables]
    sheet.tables = {number: table | {"tableId": number} for number, table in zip(ids, tables, strict=True)}


def on_sheet(node: Any, old: int, new: int) -> Any:
    """The same JSON with one sheet's ID put for another's."""
    if isinstance(node, list):
        return [on_sheet(one, old, new) for one in node]
    if not isinstance(node, dict):
        return node
    out = {key: on_sheet(value, old, new) for key, value in node.items()}
    return out | {"sheetId": new} if out.get("sheetId") == old else out


def copy_title(work: Work, title: str) -> str:
    """`Copy of Clients`, `Copy of Clients 2` and so on."""
    name, number = f"Copy of {title}", 2
    while work.spreadsheet.titled(name):
        name, number = f"Copy of {title} {number}", number + 1
    return name


def update_sheet_properties(work: Work, ask: Json) -> Json:
    """Title, place, size, colour, hiding and the rest, by mask."""
    mask = mask_of(ask, "SheetProperties")
    given = ask.get("properties", {})
    sheet = work.sheet(int(given.get("sheetId", 0)))
    if in_mask(mask, "title") and given.get("title") != sheet.title:
        check_title(work, given.get("title", ""), sheet)
        guard_sheet(work.spreadsheet, work.caller, sheet)
        rename(work, sheet, given["title"])
    old = sheet.properties
    new = fields.updated(old, paired(given) | {"sheetId": sheet.id}, both_names(mask))
    fixed = {"sheetId": sheet.id, "title": sheet.title, "sheetType": old.get("sheetType", "GRID")}
    grid = new.get("gridProperties", {})
    if not mask or mask.get("gridProperties") == {}:
        grid = {key: old.get("gridProperties", {}).get(key) for key in ("rowCount", "columnCount")} | grid
    size = fit(work, sheet, grid) if "gridProperties" in new else {}
    rest = {key: value for key, value in new.items() if key not in {"index", "gridProperties", *fixed}}
    sheet.properties = fixed | without_empty(
        {key: value for key, value in rest.items() if value != {"rgbColor": {}} or key != "x"}
    )
    if size:
        sheet.properties["gridProperties"] = size
    if all(one.properties.get("hidden") for one in work.spreadsheet.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    if in_mask(mask, "index"):
        place_at(work, sheet, given.get("index"))
    return {}


def rename(work: Work, sheet: Sheet, title: str) -> None:
    """Another title; formulas that name the tab follow."""
    old = sheet.title
    for one in work.spreadsheet.sheets:
        for place, cell in one.cells.items():
            formula = cell.get("userEnteredValue", {}).get("formulaValue")
            if formula and (text := renamed(formula, old, title)) != formula:
                one.cells[place] = cell | {"userEnteredValue": {"formulaValue": text}}
            rule = cell.get("dataValidation")
            if rule and (found := renamed_condition(rule, old, title)) != rule:
                one.cells[place] = one.cells[place] | {"dataValidation": found}
    sheet.properties = sheet.properties | {"title": title}


def renamed_condition(rule: Json, old: str, new: str) -> Json:
    """A data validation whose ranges name the tab by its new title."""
    condition = rule.get("condition", {})
    if "values" not in condition:
        return rule
    texts = [value.get("userEnteredValue", "") for value in condition["values"]]
    values = [
        value | {"userEnteredValue": renamed(text, old, new)} if text.startswith("=") else value
        for value, text in zip(condition["values"], texts, strict=True)
    ]
    return rule | {"condition": condition | {"values": values}}


def fit(work: Work, sheet: Sheet, grid: Json) -> Json:
    """The grid's properties with its new size; what lies beyond it goes."""
    grid = without_empty(grid)
    rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
    for count, frozen, name in ((rows, "frozenRowCount", "rows"), (columns, "frozenColumnCount", "columns")):
        if count <= 0:
            raise invalid(f"gridProperties.{name[:-1]}Count must be greater than 0.")
        if grid.get(frozen, 0) >= count and count < (sheet.row_count if name == "rows" else sheet.column_count):
            raise invalid(f"Sorry, it is not possible to delete all non-frozen {name}.")
        if grid.get(frozen, 0) >= count:
            raise invalid(f"You can't freeze all visible {name} on the sheet.")
    if rows < sheet.row_count:
        relocate(work.spreadsheet, Shift(sheet.id, rows=True, line=Line(rows, sheet.row_count, put=False)))
    if columns < sheet.column_count:
        relocate(work.spreadsheet, Shift(sheet.id, rows=False, line=Line(columns, sheet.column_count, put=False)))
    sheet.resize(rows, columns)
    work.check_size()
    return grid


def place_at(work: Work, sheet: Sheet, index: int | None) -> None:
    """Move a tab; the index counts places before the move."""
    sheets = work.spreadsheet.sheets
    old, new = sheets.index(sheet), len(sheets) if index is None else index
    if new in {old, old + 1}:
        return
    if not 0 <= new <= len(sheets):
        raise invalid(f"Sheet index {new} is out of range.")
    sheets.pop(old)
    sheets.insert(new - 1 if new > old else new, sheet)
