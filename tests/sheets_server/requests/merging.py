"""mergeCells, unmergeCells."""

from sheets_server.errors import invalid
from sheets_server.ranges import Area, of_grid_range
from sheets_server.requests.moving import grid_range
from sheets_server.requests.protections import guard, overlaps
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json


def merge_cells(work: Work, ask: Json) -> Json:
    """Cells become one, row by row or column by column; only the value of the first of each stays."""
    area = work.area(ask.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    for held in held_by(work, area):
        if not inside(held, area):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    top, left, bottom, right = area.bounded()
    kind = ask.get("mergeType", "MERGE_ALL")
    parts = [(top, left, bottom, right)]
    if kind == "MERGE_ROWS":
        parts = [(row, left, row + 1, right) for row in range(top, bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [(top, column, bottom, column + 1) for column in range(left, right)]
    for part in parts:
        check_frozen(area, part)
    forget(work, area)
    for part in parts:
        if (part[2] - part[0]) * (part[3] - part[1]) > 1:
            area.sheet.merges.append(grid_range(area.sheet.id, part))
            empty_rest(Area(area.sheet, *part))
    return {}


def check_frozen(area: Area, part: tuple[int, int, int, int]) -> None:
    """Refuse to merge across the edge of what is frozen."""
    grid = area.sheet.properties.get("gridProperties", {})
    for first, last, name, key in (
        (part[0], part[2], "rows", "frozenRowCount"),
        (part[1], part[3], "columns", "frozenColumnCount"),
    ):
        if first < grid.get(key, 0) < last:
            raise invalid(f"You can't merge frozen and non-frozen {name}.")


def empty_rest(area: Area) -> None:
    """Keep the value of the first cell only, or the first value there is."""
    sheet, places = area.sheet, area.places()
    first = next((place for place in places if sheet.entered(place)), None)
    value = sheet.entered(first) if first else None
    for place in places:
        if sheet.entered(place):
            sheet.results.pop(place, None)
            sheet.put(place, userEnteredValue=None)
    if value:
        sheet.put(places[0], userEnteredValue=value)


def held_by(work: Work, area: Area) -> list[Area]:
    """The merged ranges that have cells in an area."""
    found = [of_grid_range(work.spreadsheet, one) for one in area.sheet.merges]
    return [one for one in found if overlaps(one, area)]


def inside(inner: Area, outer: Area) -> bool:
    """Whether a merged range lies wholly in the area."""
    one, other = inner.bounded(), outer.bounded()
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def forget(work: Work, area: Area) -> None:
    """Take away the merged ranges in an area."""
    gone = [one.grid_range() for one in held_by(work, area)]
    area.sheet.merges = [one for one in area.sheet.merges if one not in gone]


def unmerge_cells(work: Work, ask: Json) -> Json:
    """Merged ranges that lie in the area come apart."""
    area = work.area(ask.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    for held in held_by(work, area):
        if not inside(held, area):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    forget(work, area)
    return {}
