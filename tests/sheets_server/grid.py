"""spreadsheets.get: a spreadsheet as JSON, with grid data where it is asked for."""

import gc
import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from sheets_server import fields
from sheets_server.fields import Mask, wanted
from sheets_server.looks import Looks
from sheets_server.ranges import Area
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet, shown

SHEET_PARTS = {
    "merges": "merges",
    "conditionalFormats": "conditional_formats",
    "rowGroups": "row_groups",
    "columnGroups": "column_groups",
    "filterViews": "filter_views",
    "charts": "charts",
    "bandedRanges": "banded_ranges",
    "slicers": "slicers",
    "tables": "tables",
}
NOTHING: Json = {}
PIXELS = {"rows": 21, "columns": 100}


def whole(book: Spreadsheet, user: str, owner: str, areas: list[Area], mask: Mask, *, with_data: bool) -> Json:
    """The Spreadsheet resource: only sheets that the ranges touch if there are any, grid data if wanted, cut to the mask."""
    chosen = [sheet for sheet in book.sheets if not areas or any(area.sheet is sheet for area in areas)]
    answer: Json = {"spreadsheetId": book.id, "properties": book.properties}
    if wanted(mask, "sheets"):
        inner = inside(mask, "sheets")
        answer["sheets"] = [one_sheet(book, sheet, user, owner, areas, inner, with_data=with_data) for sheet in chosen]
    if book.named_ranges:
        answer["namedRanges"] = [shown(named) for named in book.named_ranges.values()]
    metadata = [shown(entry) for entry in book.metadata.values() if entry.get("location", {}).get("spreadsheet")]
    if metadata:
        answer["developerMetadata"] = metadata
    answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    return {
        key: value if key == "sheets" else fields.masked(value, inside(mask, key))
        for key, value in answer.items()
        if wanted(mask, key)
    }


def inside(mask: Mask, name: str) -> Mask:
    """The mask below a field."""
    if not mask:
        return {}
    return dict(mask.get(name, mask.get("*", {})))


def one_sheet(book: Spreadsheet, sheet: Sheet, user: str, owner: str, areas: list[Area], mask: Mask, *, with_data: bool) -> Json:
    """A Sheet resource cut to the mask; data is cut while it is made, for it may be large."""
    answer = description(book, sheet, user, owner)
    cut: Json = {key: fields.masked(value, inside(mask, key)) for key, value in answer.items() if wanted(mask, key)}
    if with_data and wanted(mask, "data"):
        mine = [area for area in areas if area.sheet is sheet] or [Area(sheet)]
        cut["data"] = [data(book, area, inside(mask, "data")) for area in mine]
    return cut


def description(book: Spreadsheet, sheet: Sheet, user: str, owner: str) -> Json:
    """Everything about a sheet except its cells."""
    answer: Json = {"properties": properties(book, sheet)}
    for name, attribute in SHEET_PARTS.items():
        kept = getattr(sheet, attribute)
        if kept:
            answer[name] = shown(list(kept.values()) if isinstance(kept, dict) else kept)
    if sheet.protected_ranges:
        answer["protectedRanges"] = [shown(protection(given, user, owner)) for given in sheet.protected_ranges.values()]
    if sheet.basic_filter is not None:
        answer["basicFilter"] = shown(sheet.basic_filter)
    metadata = [shown(entry) for entry in book.metadata.values() if entry.get("location", {}).get("sheetId") == sheet.id]
    return answer | ({"developerMetadata": metadata} if metadata else {})


def properties(book: Spreadsheet, sheet: Sheet) -> Json:
    """SheetProperties with the index, which is the tab's place."""
    given = sheet.properties
    place = next(at for at, one in enumerate(book.sheets) if one is sheet)
    first = {"sheetId": given["sheetId"], "title": given["title"], "index": place}
    return first | {key: value for key, value in given.items() if key not in first}


def protection(given: Json, user: str, owner: str) -> Json:
    """A ProtectedRange as that person sees it; who may not edit does not see who may."""
    editors = given.get("editors", {})
    may = user in {owner, *editors.get("users", [])} or bool(given.get("warningOnly")) or bool(editors.get("domainUsersCanEdit"))
    users = list(dict.fromkeys([owner, *editors.get("users", [])]))
    answer = {key: value for key, value in given.items() if key != "editors"} | {"requestingUserCanEdit": may}
    return answer | ({"editors": editors | {"users": users}} if may else {})


def data(book: Spreadsheet, area: Area, mask: Mask) -> Json:
    """GridData of one area."""
    top, left, bottom, right = area.bounded()
    answer: Json = {key: value for key, value in (("startRow", top), ("startColumn", left)) if value and wanted(mask, key)}
    if wanted(mask, "rowData"):
        rows = row_data(book, area, inside(mask, "rowData"))
        answer |= {"rowData": rows} if rows else {}
    sheet = area.sheet
    for name, held, span, kind in (
        ("rowMetadata", sheet.rows, (top, bottom), "rows"),
        ("columnMetadata", sheet.columns, (left, right), "columns"),
    ):
        if wanted(mask, name):
            inner = inside(mask, name)
            given = with_metadata(book, sheet, held, kind)
            usual = fields.masked({"pixelSize": PIXELS[kind]}, inner)
            answer[name] = [
                fields.masked({"pixelSize": PIXELS[kind]} | given[at], inner) if at in given else usual for at in range(*span)
            ]
    return answer


def with_metadata(book: Spreadsheet, sheet: Sheet, held: dict[int, Json], kind: str) -> dict[int, Json]:
    """What is known of rows or columns, developer metadata too."""
    dimension, out = kind.upper(), dict(held)
    for entry in book.metadata.values():
        span = entry["location"].get("dimensionRange", {})
        if span.get("sheetId") == sheet.id and span.get("dimension") == dimension:
            known = out.get(span["startIndex"], {})
            out[span["startIndex"]] = known | {"developerMetadata": [*known.get("developerMetadata", []), shown(entry)]}
    return out


def row_data(book: Spreadsheet, area: Area, mask: Mask) -> list[Json]:
    """RowData up to the last row with anything in it, each up to its last cell."""
    top, left, bottom, right = area.bounded()
    lines: dict[int, dict[int, Json]] = {}
    inner = inside(mask, "values")
    show = Cells(book, area.sheet, inner)
    cells, results = area.sheet.cells, area.sheet.results
    small = (bottom - top) * (right - left) < len(cells)
    with no_collection():
        for place in area.places() if small else itertools.chain(cells, (place for place in results if place not in cells)):
            row, column = place
            if top <= row < bottom and left <= column < right and (not small or place in cells or place in results):
                if row not in lines:
                    lines[row] = {}
                lines[row][column] = show.cell(place)
    return [line_of(lines.get(row), left) for row in range(top, max(lines, default=top - 1) + 1)]


@contextmanager
def no_collection() -> Iterator[None]:
    """Let nobody look for garbage while millions of small things are made that all stay."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def line_of(cells: dict[int, Json] | None, left: int) -> Json:
    """One RowData."""
    return {"values": [cells.get(column, {}) for column in range(left, max(cells) + 1)]} if cells else {}


RULED = ("backgroundColor", "backgroundColorStyle", "textFormat")
"""What of a format a conditional format may change."""


class Cells:
    """CellData of one sheet under one mask, which is looked into once and not for every cell."""

    def __init__(self, book: Spreadsheet, sheet: Sheet, mask: Mask) -> None:
        self.cells, self.results = sheet.cells, sheet.results
        self.all = not mask or "*" in mask
        self.names = set(mask)
        self.nested = {name: inner for name, inner in mask.items() if inner and name != "*"}
        self.value, self.text, self.style, self.link = (
            wanted(mask, name) for name in ("effectiveValue", "formattedValue", "effectiveFormat", "hyperlink")
        )
        deep = inside(mask, "effectiveFormat")
        self.looks = Looks(book, sheet, rules=self.style and any(wanted(deep, name) for name in RULED))

    def cell(self, place: Place) -> Json:
        """One cell with what follows from it: effective value, formatted value, effective format, where it links to."""
        given, found = self.cells.get(place, NOTHING), self.results.get(place)
        if found is None:
            typed = given.get("userEnteredValue")
            found = None if typed is None or "formulaValue" in typed else typed
        answer: Json = dict(given) if self.all else {key: given[key] for key in given if key in self.names}
        if found:
            if self.value:
                answer["effectiveValue"] = found
            if self.text:
                answer["formattedValue"] = self.looks.text(place, found)
        if self.style and (found or "userEnteredFormat" in given):
            answer["effectiveFormat"] = self.looks.format(place, given, found)
        if self.link and (link := self.looks.hyperlink(given)):
            answer["hyperlink"] = link
        for name, inner in self.nested.items():
            if name in answer:
                answer[name] = fields.masked(answer[name], inner)
        return answer
