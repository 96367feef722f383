"""The state of one spreadsheet: the API's own JSON wherever the API has a shape for it.

Every JSON value kept here is immutable by agreement: a change puts a new dict in the place of the old one. `Spreadsheet.copy`
is therefore cheap, and a batchUpdate works on a copy that replaces the original only when every request succeeded.
Ranges are kept with `sheetId` written out, also when it is 0; `shown` drops it from answers as Google does.
"""

import secrets
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from sheets_server.errors import invalid

Json = dict[str, Any]
Place = tuple[int, int]
"""Row and column, both from 0."""

WHITE: Json = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
THEME: Json = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": "TEXT", "color": {"rgbColor": {}}},
        {"colorType": "BACKGROUND", "color": {"rgbColor": WHITE}},
        {"colorType": "ACCENT1", "color": {"rgbColor": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275}}},
        {"colorType": "ACCENT2", "color": {"rgbColor": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314}}},
        {"colorType": "ACCENT3", "color": {"rgbColor": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275}}},
        {"colorType": "ACCENT4", "color": {"rgbColor": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902}}},
        {"colorType": "ACCENT5", "color": {"rgbColor": {"red": 1, "green": 0.42745098, "blue": 0.003921569}}},
        {"colorType": "ACCENT6", "color": {"rgbColor": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706}}},
        {"colorType": "LINK", "color": {"rgbColor": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}}},
    ],
}
LISTS = ("merges", "conditional_formats", "row_groups", "column_groups")
MAPS = ("cells", "results", "rows", "columns", "filter_views", "protected_ranges", "charts", "banded_ranges", "slicers", "tables")


@dataclass(slots=True)
class Sheet:
    """One tab. `properties` is its SheetProperties without `index`, which is its place in `Spreadsheet.sheets`."""

    properties: Json
    cells: dict[Place, Json] = field(default_factory=dict)
    """CellData that people and programs entered: userEnteredValue, userEnteredFormat, note, dataValidation, textFormatRuns..."""
    results: dict[Place, Json] = field(default_factory=dict)
    """ExtendedValue of what formulas come to, spilled cells too; filled anew by `formulas.calculate`."""
    rows: dict[int, Json] = field(default_factory=dict)
    """DimensionProperties of rows that differ from the usual: hiddenByUser, hiddenByFilter, pixelSize."""
    columns: dict[int, Json] = field(default_factory=dict)
    merges: list[Json] = field(default_factory=list)
    conditional_formats: list[Json] = field(default_factory=list)
    row_groups: list[Json] = field(default_factory=list)
    column_groups: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None
    filter_views: dict[int, Json] = field(default_factory=dict)
    protected_ranges: dict[int, Json] = field(default_factory=dict)
    """ProtectedRange by its ID, without requestingUserCanEdit, which depends on who asks."""
    charts: dict[int, Json] = field(default_factory=dict)
    banded_ranges: dict[int, Json] = field(default_factory=dict)
    slicers: dict[int, Json] = field(default_factory=dict)
    tables: dict[str, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        return int(self.properties.get("gridProperties", {}).get("rowCount", 0))

    @property
    def column_count(self) -> int:
        return int(self.properties.get("gridProperties", {}).get("columnCount", 0))

    def resize(self, rows: int | None = None, columns: int | None = None) -> None:
        """Set the number of rows or columns; what stood beyond must have been dealt with."""
        given = {"rowCount": rows, "columnCount": columns}
        grid = self.properties.get("gridProperties", {}) | {key: value for key, value in given.items() if value is not None}
        self.properties = self.properties | {"gridProperties": grid}

    def put(self, place: Place, **changes: Any) -> None:
        """Set or (with None) take away fields of one cell; a cell with nothing left is forgotten."""
        cell = {key: value for key, value in (self.cells.get(place, {}) | changes).items() if value is not None}
        if cell:
            self.cells[place] = cell
        else:
            self.cells.pop(place, None)

    def entered(self, place: Place) -> Json | None:
        """What was typed there, as ExtendedValue."""
        value: Json | None = self.cells.get(place, {}).get("userEnteredValue")
        return value

    def effective(self, place: Place) -> Json | None:
        """What the cell is worth, as ExtendedValue: a formula's result, a spilled value, or what was typed."""
        found = self.results.get(place)
        if found is None:
            found = self.entered(place)
        return None if found is not None and "formulaValue" in found else found

    def copy(self) -> "Sheet":
        """An independent copy; JSON values are shared, being immutable by agreement."""
        twins: dict[str, Any] = {name: list(getattr(self, name)) for name in LISTS} | {
            name: dict(getattr(self, name)) for name in MAPS
        }
        return replace(self, **twins)


@dataclass(slots=True)
class Spreadsheet:
    """One spreadsheet; its title is the Drive file's name as well."""

    id: str
    properties: Json
    sheets: list[Sheet]
    """In the order of the tabs."""
    named_ranges: dict[str, Json] = field(default_factory=dict)
    """NamedRange by its ID."""
    metadata: dict[int, Json] = field(default_factory=dict)
    """DeveloperMetadata by its ID, with its location written out."""

    def copy(self) -> "Spreadsheet":
        """An independent copy to work on until all requests have succeeded."""
        sheets = [sheet.copy() for sheet in self.sheets]
        return replace(self, sheets=sheets, named_ranges=dict(self.named_ranges), metadata=dict(self.metadata))

    def sheet(self, sheet_id: int) -> Sheet:
        """The tab with that ID; an ApiError like Google's if there is none."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise invalid(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Sheet | None:
        """The tab of that title: exactly, or else whatever the case of its letters, or None."""
        exact = [sheet for sheet in self.sheets if sheet.title == title]
        return next(iter(exact or [sheet for sheet in self.sheets if sheet.title.lower() == title.lower()]), None)

    def fresh_id(self) -> int:
        """A positive 31-bit ID that nothing in this spreadsheet has yet."""
        taken = (
            {sheet.id for sheet in self.sheets} | set(self.metadata) | {int(key) for key in self.named_ranges if key.isdigit()}
        )
        for sheet in self.sheets:
            taken.update(sheet.filter_views, sheet.protected_ranges, sheet.charts, sheet.banded_ranges, sheet.slicers)
        return next(number for number in iter(lambda: secrets.randbelow(2**31 - 1) + 1, None) if number not in taken)


def new_sheet(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
    """An empty grid."""
    grid = {"rowCount": rows, "columnCount": columns}
    return Sheet({"sheetId": sheet_id, "title": title, "sheetType": "GRID", "gridProperties": grid})


def new_spreadsheet(spreadsheet_id: str, title: str, locale: str = "en_US", time_zone: str = "Etc/GMT") -> Spreadsheet:
    """What Google makes of a new spreadsheet: one tab `Sheet1` of 1000 rows and 26 columns."""
    properties = {
        "title": title,
        "locale": locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": time_zone,
        "defaultFormat": deepcopy(DEFAULT_FORMAT),
        "spreadsheetTheme": deepcopy(THEME),
    }
    return Spreadsheet(spreadsheet_id, properties, [new_sheet(0, "Sheet1")])


def shown(node: Any) -> Any:
    """The same JSON as Google writes it: `sheetId` 0 stays in properties and places of metadata, elsewhere it goes."""
    if isinstance(node, dict):
        drop = node.get("sheetId") == 0 and "sheetType" not in node and "locationType" not in node
        return {key: shown(value) for key, value in node.items() if not (drop and key == "sheetId")}
    return [shown(item) for item in node] if isinstance(node, list) else node
