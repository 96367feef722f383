"""createDeveloperMetadata, updateDeveloperMetadata, deleteDeveloperMetadata."""

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.ranges import Area, of_grid_range, resolve
from sheets_server.requests.protections import overlaps
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json, Spreadsheet

ROOM = 30_000
"""How many characters of keys and values a spreadsheet takes."""


def create_developer_metadata(work: Work, ask: Json) -> Json:
    """A note of a program's at a row, a column, a sheet or the spreadsheet."""
    given = ask.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise invalid("Developer metadata must always have a key specified.")
    if given.get("visibility", "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED") == "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED":
        raise invalid("Developer metadata must always have visibility specified.")
    wanted = given.get("metadataId")
    if wanted in work.spreadsheet.metadata:
        why = "because developer metadata with that ID already exists."
        raise invalid(f"Cannot add developer metadata with ID [{wanted}] {why}")
    number = work.spreadsheet.fresh_id() if wanted is None else wanted
    new = given | {"metadataId": number, "location": settled(work, given.get("location", {}))}
    work.spreadsheet.metadata[number] = new
    check_room(work.spreadsheet)
    return {"developerMetadata": new}


def settled(work: Work, location: Json) -> Json:
    """A location as it is kept, its kind said."""
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "dimensionRange" in location:
        span = {"sheetId": 0} | location["dimensionRange"]
        work.spreadsheet.sheet(span["sheetId"])
        if "startIndex" not in span or "endIndex" not in span:
            raise invalid("DimensionRange must specify both a startIndex and an endIndex")
        if span["endIndex"] - span["startIndex"] != 1:
            raise invalid("DimensionRange must represent a single row or column")
        return {"locationType": "ROW" if span.get("dimension") == "ROWS" else "COLUMN", "dimensionRange": span}
    if "sheetId" in location:
        return {"locationType": "SHEET", "sheetId": work.spreadsheet.sheet(location["sheetId"]).id}
    raise invalid("Developer metadata must have a location.")


def check_room(spreadsheet: Spreadsheet) -> None:
    """Refuse more than Google keeps."""
    held = spreadsheet.metadata.values()
    if sum(len(one.get("metadataKey", "")) + len(one.get("metadataValue", "")) for one in held) > ROOM:
        raise invalid(f"Developer metadata exceeds the limit of {ROOM} characters.")


def found(spreadsheet: Spreadsheet, given: Json) -> list[int]:
    """The IDs of the metadata that a DataFilter means."""
    if "developerMetadataLookup" in given:
        lookup = given["developerMetadataLookup"]
        return [number for number, one in spreadsheet.metadata.items() if fits(one, lookup)]
    area = (
        resolve(spreadsheet, given["a1Range"]) if "a1Range" in given else of_grid_range(spreadsheet, given.get("gridRange", {}))
    )
    return [number for number, one in spreadsheet.metadata.items() if touches(spreadsheet, one["location"], area)]


def touches(spreadsheet: Spreadsheet, location: Json, area: Area) -> bool:
    """Whether the place of metadata has a cell in common with an area."""
    place = located(spreadsheet, location)
    return place is not None and place.sheet is area.sheet and overlaps(place, area)


def located(spreadsheet: Spreadsheet, location: Json) -> Area | None:
    """The area that developer metadata is attached to, or None for the spreadsheet as a whole."""
    if "dimensionRange" in location:
        span = location["dimensionRange"]
        sheet = spreadsheet.sheet(span.get("sheetId", 0))
        start, end = span.get("startIndex"), span.get("endIndex")
        return Area(sheet, top=start, bottom=end) if span["dimension"] == "ROWS" else Area(sheet, left=start, right=end)
    return Area(spreadsheet.sheet(location["sheetId"])) if "sheetId" in location else None


def fits(one: Json, lookup: Json) -> bool:
    """Whether metadata has all that a lookup asks for."""
    keys = ("metadataId", "metadataKey", "metadataValue", "visibility")
    kind = lookup.get("locationType", one["location"]["locationType"])
    if any(one.get(key) != lookup[key] for key in keys if key in lookup) or kind != one["location"]["locationType"]:
        return False
    return "metadataLocation" not in lookup or lies_at(one["location"], lookup)


def lies_at(location: Json, lookup: Json) -> bool:
    """Whether metadata stands at the place of a lookup: exactly there, or at anything that meets it, which is the usual."""
    place, strategy = lookup["metadataLocation"], lookup.get("locationMatchingStrategy", "")
    if place.get("spreadsheet"):
        if strategy == "INTERSECTING_LOCATION":
            why = "but locationMatchingStrategy was specified as INTERSECTING"
            raise invalid(f"DeveloperMetadataLookup.spreadsheet is true, {why}")
        return bool(location.get("spreadsheet"))
    span = location.get("dimensionRange", {})
    if "dimensionRange" not in place:
        on_sheet = location.get("sheetId") == place.get("sheetId", 0)
        return on_sheet or (strategy != "EXACT_LOCATION" and span.get("sheetId") == place.get("sheetId", 0))
    asked = {"sheetId": 0, "startIndex": 0} | place["dimensionRange"]
    same = span.get("sheetId") == asked["sheetId"] and span.get("dimension") == asked.get("dimension")
    if not same or strategy == "EXACT_LOCATION":
        return same and (span["startIndex"], span["endIndex"]) == (asked["startIndex"], asked.get("endIndex"))
    return bool(asked["startIndex"] < span["endIndex"] and span["startIndex"] < asked.get("endIndex", span["endIndex"]))


def update_developer_metadata(work: Work, ask: Json) -> Json:
    """The masked fields of all metadata that the filters mean."""
    mask, given = mask_of(ask, "DeveloperMetadata"), ask.get("developerMetadata", {})
    numbers = dict.fromkeys(number for one in ask.get("dataFilters", []) for number in found(work.spreadsheet, one))
    for number in numbers:
        new = fields.updated(work.spreadsheet.metadata[number], given, mask) | {"metadataId": number}
        work.spreadsheet.metadata[number] = new | {"location": settled(work, new["location"])}
    check_room(work.spreadsheet)
    return {"developerMetadata": [work.spreadsheet.metadata[number] for number in numbers]} if numbers else {}


def delete_developer_metadata(work: Work, ask: Json) -> Json:
    """All metadata that the filter means goes."""
    numbers = found(work.spreadsheet, ask.get("dataFilter", {}))
    return {"deletedDeveloperMetadata": [work.spreadsheet.metadata.pop(number) for number in numbers]} if numbers else {}
