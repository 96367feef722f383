"""sortRange, randomizeRange: rows of a range in another order, whole cells with all that is in them."""

import random
from typing import Any

from sheets_server.errors import invalid
from sheets_server.ranges import Area, of_grid_range
from sheets_server.requests.pasting import put
from sheets_server.requests.protections import guard, overlaps
from sheets_server.requests.references import translated
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Place


def sort_range(work: Work, ask: Json) -> Json:
    """Sort rows by columns; the first column named decides, the next ones where it is equal; blanks are last either way."""
    given = ask.get("range", {})
    if given.get("startRowIndex", 0) >= (size := work.spreadsheet.sheet(int(given.get("sheetId", 0))).row_count):
        raise invalid(f"range.startRowIndex is larger than current grid size ({size})")
    area = work.area(given)
    specs = ask.get("sortSpecs", [])
    if not specs:
        raise invalid("Must specify at least one sort spec.")
    _, left, _, right = area.bounded()
    for spec in specs:
        if not left <= spec.get("dimensionIndex", 0) < right:
            raise invalid(f"Sort column {spec.get('dimensionIndex', 0)} is outside of the range.")
    sort_rows(work, area, specs)
    return {}


def sort_rows(work: Work, area: Area, specs: list[Json]) -> None:
    """Put the rows of an area into the order of these specs."""
    check_movable(work, area)
    work.calculate()
    top, _, bottom, _ = area.bounded()
    order = [row for row in range(top, bottom) if not is_hidden(area, row)]
    places = list(order)
    for spec in reversed(specs):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        ranked = {row: key for row in order if (key := rank(area.sheet.effective((row, column)))) is not None}
        filled = sorted(ranked, key=ranked.__getitem__, reverse=down)
        order = filled + [row for row in order if row not in ranked]
    came_from = dict(zip(places, order, strict=True))
    order = [came_from.get(row, row) for row in range(top, bottom)]
    reorder(area, order)
    carry_metadata(work, area, order)


def is_hidden(area: Area, row: int) -> bool:
    """Whether a row does not show, by hand or by a filter; such rows stay where they are when others are sorted."""
    held = area.sheet.rows.get(row, {})
    return bool(held.get("hiddenByUser") or held.get("hiddenByFilter"))


def carry_metadata(work: Work, area: Area, order: list[int]) -> None:
    """Let the developer metadata of rows go where their rows went."""
    top = area.top or 0
    target = {old: top + offset for offset, old in enumerate(order)}
    for number, entry in work.spreadsheet.metadata.items():
        span = entry["location"].get("dimensionRange", {})
        row = span.get("startIndex", 0)
        if span.get("dimension") == "ROWS" and span["sheetId"] == area.sheet.id and row in target:
            moved = span | {"startIndex": target[row], "endIndex": target[row] + 1}
            work.spreadsheet.metadata[number] = entry | {"location": entry["location"] | {"dimensionRange": moved}}


def rank(value: Json | None) -> tuple[int, Any] | None:
    """Numbers before text before true and false before errors; None for blank."""
    if not value:
        return None
    if "numberValue" in value:
        return 0, value["numberValue"]
    if "stringValue" in value:
        return 1, value["stringValue"].casefold()
    if "boolValue" in value:
        return 2, value["boolValue"]
    return 3, 0


def check_movable(work: Work, area: Area) -> None:
    """Refuse protected cells and merged ones."""
    guard(work.spreadsheet, work.caller, area)
    for one in area.sheet.merges:
        held = of_grid_range(work.spreadsheet, one)
        top, _, bottom, _ = held.bounded()
        if overlaps(held, area) and bottom - top > 1:
            name = held.a1().partition("!")[2]
            raise invalid(f"You can't sort a range containing vertical merges. There is a vertical merge at {name}")


def reorder(area: Area, order: list[int]) -> None:
    """Put rows of cells into this order of old rows; formulas keep pointing at their own row."""
    top = area.top or 0
    sheet = area.sheet
    cells = {place: sheet.cells[place] for place in sheet.cells if area.has(place)}
    results = {place: sheet.results[place] for place in sheet.results if area.has(place)}
    target = {old: top + offset for offset, old in enumerate(order)}
    for place in cells:
        put(sheet, place, {})
    for place in results:
        sheet.results.pop(place, None)
    for place, cell in cells.items():
        put(sheet, (target[place[0]], place[1]), carried(cell, place, target[place[0]]))
    sheet.results.update({(target[row], column): found for (row, column), found in results.items()})


def carried(cell: Json, place: Place, row: int) -> Json:
    """A cell in its new row."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if not formula or row == place[0]:
        return cell
    return cell | {"userEnteredValue": {"formulaValue": translated(formula, row - place[0], 0)}}


def randomize_range(work: Work, ask: Json) -> Json:
    """Rows of a range in an order of chance."""
    area = work.area(ask.get("range", {}))
    check_movable(work, area)
    top, _, bottom, _ = area.bounded()
    order = list(range(top, bottom))
    random.shuffle(order)
    reorder(area, order)
    return {}
