"""What a request works on: a copy of the spreadsheet, and who asks."""

from dataclasses import dataclass, field
from typing import Any

from sheets_server import discovery, fields, formulas
from sheets_server.errors import ApiError, invalid
from sheets_server.ranges import Area, of_grid_range
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

CELL_LIMIT = 10_000_000


@dataclass(frozen=True)
class Caller:
    """Who asks: the address of the account, and the address of the file's owner, whom no protection stops."""

    email: str
    owner: str

    @property
    def owns(self) -> bool:
        return self.email == self.owner


@dataclass
class Work:
    """One batch under way."""

    spreadsheet: Spreadsheet
    caller: Caller
    texts: dict[int, dict[str, set[Place]]] = field(default_factory=dict)
    """Where on each tab a cell shows a text (case folded), as long as only findReplace is at work."""
    sought: frozenset[str] = frozenset()
    """All texts that findReplace looks for in this batch (case folded)."""

    def area(self, grid_range: Json) -> Area:
        """The area of a GridRange, which must lie on its sheet."""
        area = of_grid_range(self.spreadsheet, grid_range)
        rows, columns = area.sheet.row_count, area.sheet.column_count
        check_order(area)
        if (area.bottom or 0) > rows or (area.right or 0) > columns:
            raise invalid(f"Range ({area.asked()}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")
        return area.on_grid()

    def part(self, grid_range: Json) -> Area:
        """As much of the area of a GridRange as lies on its sheet; refused only if it begins beyond the grid."""
        area = of_grid_range(self.spreadsheet, grid_range)
        check_order(area)
        return area.on_grid()

    def sheet(self, sheet_id: int) -> Sheet:
        """A tab that a request names by its ID outside of a range; refused in Google's words if there is none."""
        for sheet in self.spreadsheet.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise invalid(f"No sheet with id: {sheet_id}")

    def calculate(self) -> None:
        """Work out what formulas come to, for requests that ask for what cells show."""
        if any(
            "formulaValue" in cell.get("userEnteredValue", {})
            for sheet in self.spreadsheet.sheets
            for cell in sheet.cells.values()
        ):
            formulas.calculate(self.spreadsheet)

    def check_size(self) -> None:
        """Refuse more cells than Google takes."""
        if sum(sheet.row_count * sheet.column_count for sheet in self.spreadsheet.sheets) > CELL_LIMIT:
            raise invalid(
                f"This action would increase the number of cells in the workbook above the limit of {CELL_LIMIT} cells."
            )

    def new_id(self, wanted: int | None, taken: Any, what: str) -> int:
        """The ID for something new: the one wished for, if it is free."""
        if wanted is None:
            return self.spreadsheet.fresh_id()
        if wanted in taken:
            raise invalid(f"{what} with id {wanted} already exists.")
        return int(wanted)


def check_order(area: Area) -> None:
    """Refuse a range whose end stands before its start; one that ends where it starts has no cells and does no harm."""
    top, left, bottom, right = area.top or 0, area.left or 0, area.bottom, area.right
    if top < 0 or left < 0:
        raise invalid("GridRange indexes must not be negative.")
    if (bottom is not None and bottom < top) or (right is not None and right < left):
        raise invalid("GridRange has an end index that is less than its start index.")


def mask_of(ask: Json, message: str) -> fields.Mask:
    """The request's field mask, in camelCase and known to the message."""
    text = ask.get("fields", "")
    if not text.strip():
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    mask = fields.parse(text)
    return {} if "*" in mask else proper(mask, message, "")


def proper(mask: fields.Mask, message: str, above: str) -> fields.Mask:
    """The mask with its names in camelCase; one that the message has no field for is refused."""
    known = discovery.document("sheets")["schemas"][message].get("properties", {})
    out: fields.Mask = {}
    for name, inner in mask.items():
        key = name if name in known else discovery.camel(name)
        if key not in known:
            raise invalid(f"Invalid field: {above}{name}")
        reference = known[key].get("$ref")
        out[key] = proper(inner, reference, f"{above}{key}.") if inner and reference else inner
    return out


def in_mask(mask: fields.Mask, name: str) -> bool:
    """Whether a field of the message itself is meant; an empty mask means all."""
    return not mask or name in mask


def owned(finding: dict[Any, Any], key: Any, what: str) -> Json:
    """The thing with that ID, or Google's refusal."""
    if key not in finding:
        raise invalid(f"No {what} with id: {key}")
    found: Json = finding[key]
    return found


def at(place: Json) -> Place:
    """Row and column of a GridCoordinate."""
    return int(place.get("rowIndex", 0)), int(place.get("columnIndex", 0))


def prefixed(error: ApiError, index: int, kind: str) -> ApiError:
    """The refusal of one request, told as that of its place in the batch; what breaks down says nothing of it."""
    if error.code >= 500:
        return error
    return ApiError(error.code, error.status, f"Invalid requests[{index}].{kind}: {error.message}", error.details)
