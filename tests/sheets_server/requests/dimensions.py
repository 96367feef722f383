"""insertDimension, deleteDimension, moveDimension, appendDimension: whole rows and columns."""

from dataclasses import dataclass

from sheets_server.errors import invalid
from sheets_server.ranges import Area
from sheets_server.requests import depths
from sheets_server.requests.geometry import Geometry, Line, Move, Shift
from sheets_server.requests.moving import relocate
from sheets_server.requests.protections import REFUSAL, barred, guard
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Place, Sheet


@dataclass(frozen=True)
class Stretch:
    """Some rows or columns of a sheet, the end exclusive."""

    sheet: Sheet
    rows: bool
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.sheet.row_count if self.rows else self.sheet.column_count

    @property
    def name(self) -> str:
        return "row" if self.rows else "column"

    def area(self) -> Area:
        if self.rows:
            return Area(self.sheet, self.start, None, self.end, None)
        return Area(self.sheet, None, self.start, None, self.end)


def stretch_of(work: Work, given: Json) -> Stretch:
    """The rows or columns of a DimensionRange; open ends reach to the ends of the grid."""
    sheet = work.spreadsheet.sheet(int(given.get("sheetId", 0)))
    if given.get("dimension") not in {"ROWS", "COLUMNS"}:
        raise invalid("No dimension specified.")
    rows = given["dimension"] == "ROWS"
    start = given.get("startIndex", 0)
    end = given.get("endIndex", sheet.row_count if rows else sheet.column_count)
    if start < 0:
        raise invalid(f"range.startIndex must not be negative: {start}")
    if end <= start:
        raise invalid(f"range.endIndex[{end}] must be greater than range.startIndex[{start}].")
    return Stretch(sheet, rows, start, end)


def insert_dimension(work: Work, ask: Json) -> Json:
    """Empty rows or columns put in; they look like their neighbour before or after."""
    given = ask.get("range", {})
    if "endIndex" not in given:
        raise invalid("range.endIndex must be specified.")
    put, before = stretch_of(work, given), bool(ask.get("inheritFromBefore"))
    if put.start > put.size:
        raise invalid(f"range.startIndex is larger than current grid size ({put.size})")
    if put.start == put.size and not before:
        raise invalid(f"range.startIndex must be less than the grid size ({put.size}) if inheritFromBefore is false.")
    if put.start == 0 and before:
        raise invalid("range.startIndex must be greater than 0 if inheritFromBefore is true.")
    guard_opening(work, put.sheet, put.start, rows=put.rows)
    lookalike = put.start - 1 if before else put.end
    open_up(work, put)
    inherit(put, lookalike)
    work.check_size()
    return {}


def guard_opening(work: Work, sheet: Sheet, at: int, *, rows: bool) -> None:
    """Refuse new rows or columns inside a range that is protected against the caller."""
    for area, _ in barred(work.spreadsheet, sheet, work.caller):
        first, last = (area.top, area.bottom) if rows else (area.left, area.right)
        if (first is None or first < at) and (last is None or at < last):
            raise invalid(REFUSAL)


def open_up(work: Work, put: Stretch) -> None:
    """Make room for new rows or columns, and let everything behind them move."""
    sheet, count = put.sheet, put.end - put.start
    size, frozen = put.size, frozen_of(put)
    relocate(work.spreadsheet, Shift(sheet.id, put.rows, Line(put.start, put.end, put=True)))
    follow(put, lambda index: index if index < put.start else index + count)
    resize(put, size + count)
    if put.start < frozen:
        freeze(put, frozen + count)


def resize(stretch: Stretch, size: int) -> None:
    """Set the count of rows or columns."""
    stretch.sheet.resize(**{"rows" if stretch.rows else "columns": size})


def frozen_key(stretch: Stretch) -> str:
    return "frozenRowCount" if stretch.rows else "frozenColumnCount"


def frozen_of(stretch: Stretch) -> int:
    """How many rows or columns are frozen."""
    return int(stretch.sheet.properties.get("gridProperties", {}).get(frozen_key(stretch), 0))


def freeze(stretch: Stretch, count: int) -> None:
    """Set how many are frozen."""
    grid = {key: value for key, value in stretch.sheet.properties["gridProperties"].items() if key != frozen_key(stretch)}
    grid |= {frozen_key(stretch): count} if count else {}
    stretch.sheet.properties = stretch.sheet.properties | {"gridProperties": grid}


def follow(stretch: Stretch, index_of: "depths.IndexMap") -> None:
    """Let hidden flags, sizes and groups of rows or columns go where their rows or columns went."""
    name, groups = ("rows", "row_groups") if stretch.rows else ("columns", "column_groups")
    held = getattr(stretch.sheet, name)
    setattr(stretch.sheet, name, {to: value for at, value in held.items() if (to := index_of(at)) is not None})
    dimension = "ROWS" if stretch.rows else "COLUMNS"
    setattr(stretch.sheet, groups, depths.mapped(getattr(stretch.sheet, groups), stretch.sheet.id, dimension, index_of))


def inherit(put: Stretch, lookalike: int) -> None:
    """Give new rows or columns the format, validation and size of their neighbour."""
    sheet, axis = put.sheet, 0 if put.rows else 1
    held = sheet.rows if put.rows else sheet.columns
    for index in range(put.start, put.end):
        if lookalike in held:
            held[index] = held[lookalike]
    for place, cell in list(sheet.cells.items()):
        kept = {key: cell[key] for key in ("userEnteredFormat", "dataValidation") if key in cell}
        if place[axis] == lookalike and kept:
            for index in range(put.start, put.end):
                target: Place = (index, place[1]) if put.rows else (place[0], index)
                sheet.cells[target] = kept


def delete_dimension(work: Work, ask: Json) -> Json:
    """Rows or columns taken out."""
    cut = stretch_of(work, ask.get("range", {}))
    if cut.end > cut.size:
        raise invalid(
            f"Cannot delete a {cut.name} that doesn't exist. Tried to delete {cut.name} index {cut.end - 1} "
            f"but there are only {cut.size} {cut.name}s."
        )
    left = cut.size - (cut.end - cut.start)
    if left == 0:
        raise invalid(f"You can't delete all the {cut.name}s on the sheet.")
    frozen = frozen_of(cut)
    still_frozen = frozen - max(0, min(cut.end, frozen) - cut.start)
    if left <= still_frozen:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {cut.name}s.")
    guard(work.spreadsheet, work.caller, cut.area())
    relocate(work.spreadsheet, Shift(cut.sheet.id, cut.rows, Line(cut.start, cut.end, put=False)))
    follow(cut, lambda index: closed(index, cut.start, cut.end))
    resize(cut, left)
    freeze(cut, still_frozen)
    return {}


def closed(index: int, start: int, end: int) -> int | None:
    """Where a row or column is after others were taken out; None if it was among them."""
    if start <= index < end:
        return None
    return index if index < start else index - (end - start)


def move_dimension(work: Work, ask: Json) -> Json:
    """Rows or columns moved to before another, which is counted as it was before the move."""
    source = stretch_of(work, ask.get("source", {}))
    to = ask.get("destinationIndex", 0)
    if source.end > source.size or not 0 <= to <= source.size:
        raise invalid(f"Cannot move {source.name}s beyond the {source.size} that there are.")
    if source.start <= to <= source.end:
        raise (
            invalid("destinationIndex must not be within the source range.")
            if source.start < to < source.end
            else invalid("destinationIndex is where the source already is.")
        )
    guard(work.spreadsheet, work.caller, source.area())
    guard_opening(work, source.sheet, to, rows=source.rows)
    geometry = Move(source.sheet.id, source.rows, source.start, source.end, to)
    relocate(work.spreadsheet, geometry)
    follow(source, lambda index: moved_index(geometry, index, rows=source.rows))
    return {}


def moved_index(geometry: Geometry, index: int, *, rows: bool) -> int | None:
    """Where one row or column comes to."""
    place = geometry.cell((index, 0) if rows else (0, index))
    return None if place is None else place[0 if rows else 1]


def append_dimension(work: Work, ask: Json) -> Json:
    """Empty rows or columns at the end."""
    sheet = work.spreadsheet.sheet(int(ask.get("sheetId", 0)))
    length = ask.get("length", 0)
    if ask.get("dimension") not in {"ROWS", "COLUMNS"}:
        raise invalid("No dimension specified.")
    if length <= 0:
        raise invalid("length must be greater than 0.")
    rows = ask["dimension"] == "ROWS"
    at = sheet.row_count if rows else sheet.column_count
    if any(
        area.sides() is None and area.grid_range() == {"sheetId": sheet.id}
        for area, _ in barred(work.spreadsheet, sheet, work.caller)
    ):
        raise invalid(REFUSAL)
    resize(Stretch(sheet, rows, at, at + length), at + length)
    work.check_size()
    return {}
