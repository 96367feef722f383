"""A change of places carried out on everything that has one: cells, formulas, and all that refers to ranges."""

from typing import Any

from sheets_server.requests.geometry import Geometry, Rect
from sheets_server.requests.references import moved
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

RANGE_KEYS = ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")


def relocate(spreadsheet: Spreadsheet, geometry: Geometry, *, cells: bool = True) -> None:
    """Move the cells of the geometry's sheet (unless told not to) and let everything else follow."""
    sheet = next((one for one in spreadsheet.sheets if one.id == geometry.sheet_id), None)
    if sheet and cells:
        sheet.cells = moved_cells(sheet.cells, geometry)
        sheet.results = moved_cells(sheet.results, geometry)
    follower = Follower(spreadsheet, geometry)
    for one in spreadsheet.sheets:
        follower.follow(one)
    named = {key: follower.holder(value) for key, value in spreadsheet.named_ranges.items()}
    spreadsheet.named_ranges = {key: value for key, value in named.items() if value is not None}
    spreadsheet.metadata = {key: value for key, old in spreadsheet.metadata.items() if (value := follower.metadata(old))}


def moved_cells(cells: dict[Place, Any], geometry: Geometry) -> dict[Place, Any]:
    """The cells where they now stand; those that are gone are left out."""
    return {target: cell for place, cell in cells.items() if (target := geometry.cell(place)) is not None}


def rect_of(given: Json) -> Rect:
    """The rectangle of a GridRange."""
    return given.get(RANGE_KEYS[0]), given.get(RANGE_KEYS[1]), given.get(RANGE_KEYS[2]), given.get(RANGE_KEYS[3])


def grid_range(sheet_id: int, rect: Rect) -> Json:
    """A GridRange of a rectangle, open sides left out."""
    given = zip(("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex"), rect, strict=True)
    ends = {key: value for key, value in given if value is not None}
    order = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return {"sheetId": sheet_id} | {key: ends[key] for key in order if key in ends}


class Follower:
    """Lets formulas and ranges follow one change of places; works out each different formula or rule once a sheet."""

    def __init__(self, spreadsheet: Spreadsheet, geometry: Geometry) -> None:
        self.geometry = geometry
        self.ids = {sheet.title.lower(): sheet.id for sheet in spreadsheet.sheets}
        self.titles = {sheet.id: sheet.title for sheet in spreadsheet.sheets}
        self.known: dict[tuple[int, str], str] = {}
        self.rules: dict[int, tuple[Json, Json]] = {}

    def formula(self, text: str, sheet_id: int) -> str:
        """A formula that stands on a sheet and stays there."""
        key = (sheet_id, text)
        if key not in self.known:
            self.known[key] = moved(text, sheet_id, sheet_id, self.ids, self.titles, self.geometry)
        return self.known[key]

    def range(self, given: Json) -> Json | None:
        """A GridRange; None if all of it is gone."""
        found = self.geometry.rect(int(given.get("sheetId", 0)), rect_of(given))
        return None if found is None else grid_range(*found)

    def ranges(self, given: list[Json]) -> list[Json]:
        """Several, those that are gone left out."""
        return [found for one in given if (found := self.range(one)) is not None]

    def holder(self, given: Json, key: str = "range") -> Json | None:
        """Something with a range; None if its range is gone."""
        if key not in given:
            return given
        found = self.range(given[key])
        return None if found is None else given | {key: found}

    def follow(self, sheet: Sheet) -> None:
        """Everything on one sheet."""
        self.cells(sheet)
        sheet.merges = [one for one in self.ranges(sheet.merges) if not is_one_cell(one)]
        sheet.conditional_formats = [found for one in sheet.conditional_formats if (found := self.conditional(one, sheet.id))]
        sheet.basic_filter = sheet.basic_filter and self.filtered(sheet.basic_filter)
        sheet.filter_views = self.every(sheet.filter_views, self.filtered)
        sheet.protected_ranges = self.every(sheet.protected_ranges, self.protection)
        sheet.banded_ranges = self.every(sheet.banded_ranges, self.holder)
        sheet.tables = self.every(sheet.tables, self.table)
        sheet.charts = {key: self.deep(value) for key, value in sheet.charts.items()}
        sheet.slicers = {key: self.deep(value) for key, value in sheet.slicers.items()}

    def every(self, held: dict[Any, Json], change: Any) -> dict[Any, Json]:
        return {key: found for key, value in held.items() if (found := change(value)) is not None}

    def cells(self, sheet: Sheet) -> None:
        """Formulas and validations of cells, wherever they now stand."""
        for place, cell in sheet.cells.items():
            value = cell.get("userEnteredValue")
            if value and "formulaValue" in value:
                text = self.formula(value["formulaValue"], sheet.id)
                if text != value["formulaValue"]:
                    cell = cell | {"userEnteredValue": {"formulaValue": text}}  # noqa: PLW2901
                    sheet.cells[place] = cell
            rule = cell.get("dataValidation")
            if rule and (found := self.validation(rule, sheet.id)) is not rule:
                sheet.cells[place] = cell | {"dataValidation": found}

    def validation(self, rule: Json, sheet_id: int) -> Json:
        """A data validation rule, whose values may be formulas or ranges; the same object where nothing changes."""
        if id(rule) not in self.rules:
            condition = self.condition(rule.get("condition", {}), sheet_id)
            changed = condition != rule.get("condition", {})
            self.rules[id(rule)] = rule, (rule | {"condition": condition}) if changed else rule
        return self.rules[id(rule)][1]

    def condition(self, condition: Json, sheet_id: int) -> Json:
        """A BooleanCondition."""
        if "values" not in condition:
            return condition
        return condition | {"values": [self.condition_value(one, sheet_id) for one in condition["values"]]}

    def condition_value(self, value: Json, sheet_id: int) -> Json:
        text = value.get("userEnteredValue", "")
        return value | {"userEnteredValue": self.formula(text, sheet_id)} if text.startswith("=") else value

    def conditional(self, rule: Json, sheet_id: int) -> Json | None:
        """A conditional format; None once no range of it is left."""
        ranges = self.ranges(rule.get("ranges", []))
        if not ranges:
            return None
        out = rule | {"ranges": ranges}
        if "booleanRule" in rule:
            boolean = rule["booleanRule"]
            out["booleanRule"] = boolean | {"condition": self.condition(boolean.get("condition", {}), sheet_id)}
        return out

    def filtered(self, one: Json) -> Json | None:
        """A filter or filter view, whose columns are counted from the left of the sheet."""
        found = self.holder(one)
        if found is None or "range" not in one:
            return found
        sheet_id = int(one["range"].get("sheetId", 0))
        for key in ("filterSpecs", "sortSpecs"):
            if key in found:
                name = "columnIndex" if key == "filterSpecs" else "dimensionIndex"
                specs = [self.column_spec(spec, name, sheet_id) for spec in found[key]]
                found = found | {key: [spec for spec in specs if spec is not None]}
        if "criteria" in found:
            specs = found.get("filterSpecs", [])
            found = found | {"criteria": {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in specs}}
        return found

    def column_spec(self, spec: Json, name: str, sheet_id: int) -> Json | None:
        column = spec.get(name, 0)
        moved_to = self.geometry.rect(sheet_id, (None, column, None, column + 1))
        return None if moved_to is None else spec | {name: moved_to[1][1]}

    def protection(self, one: Json) -> Json | None:
        """A protected range with its exceptions."""
        found = self.holder(one)
        if found and "unprotectedRanges" in found:
            found = found | {"unprotectedRanges": self.ranges(found["unprotectedRanges"])}
        return found

    def table(self, one: Json) -> Json | None:
        """A table; its columns change with the columns under it."""
        found = self.holder(one)
        columns = one.get("columnProperties", [])
        if found is None or not columns:
            return found
        sheet_id, old_left = int(one["range"].get("sheetId", 0)), one["range"].get("startColumnIndex", 0)
        left, right = found["range"].get("startColumnIndex", 0), found["range"].get("endColumnIndex", 0)
        kept: dict[int, Json] = {}
        for column in columns:
            at = old_left + column.get("columnIndex", 0)
            to = self.geometry.rect(sheet_id, (None, at, None, at + 1))
            if to is not None and left <= (to[1][1] or 0) < right:
                kept[(to[1][1] or 0) - left] = column
        named = [kept.get(index, {"columnName": f"Column {index + 1}"}) | {"columnIndex": index} for index in range(right - left)]
        return found | {"columnProperties": named}

    def metadata(self, one: Json) -> Json | None:
        """Developer metadata of a row, a column or a sheet; None if its place is gone."""
        location = one.get("location", {})
        span = location.get("dimensionRange")
        if span is None:
            return one if self.geometry.rect(location.get("sheetId", 0), (None,) * 4) or "sheetId" not in location else None
        rows = span.get("dimension") == "ROWS"
        given = span.get("startIndex"), span.get("endIndex")
        rect: Rect = (given[0], None, given[1], None) if rows else (None, given[0], None, given[1])
        found = self.geometry.rect(int(span.get("sheetId", 0)), rect)
        if found is None:
            return None
        first, last = (found[1][0], found[1][2]) if rows else (found[1][1], found[1][3])
        return one | {"location": location | {"dimensionRange": span | {"startIndex": first, "endIndex": last}}}

    def deep(self, node: Any) -> Any:
        """Charts and slicers: every range and anchor cell inside; ranges that are gone are left out."""
        if isinstance(node, list):
            return [self.deep(one) for one in node if not (is_range(one) and self.range(one) is None)]
        if not isinstance(node, dict):
            return node
        if is_range(node):
            return self.range(node) or node
        if "rowIndex" in node or "columnIndex" in node:
            return self.anchor(node)
        return {key: self.deep(value) for key, value in node.items()}

    def anchor(self, node: Json) -> Json:
        """The cell something is fixed to; if it is gone, what took its place."""
        row, column = node.get("rowIndex", 0), node.get("columnIndex", 0)
        found = self.geometry.rect(int(node.get("sheetId", 0)), (row, column, row + 1, column + 1))
        if found is None:
            return node
        return node | {"sheetId": found[0], "rowIndex": found[1][0], "columnIndex": found[1][1]}


def is_range(node: Any) -> bool:
    """Whether this JSON is a GridRange with at least one side given."""
    return isinstance(node, dict) and any(key in node for key in RANGE_KEYS)


def is_one_cell(given: Json) -> bool:
    """Whether a GridRange is a single cell."""
    top, left, bottom, right = rect_of(given)
    return (bottom or 0) - (top or 0) == 1 and (right or 0) - (left or 0) == 1
