"""createDeveloperMetadata, updateDeveloperMetadata, deleteDeveloperMetadata."""

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.ranges import of_grid_range, resolve
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json, Spreadsheet

ROOM = 30_000
"""How many characters of keys and values a spreadsheet takes."""


def create_developer_metadata(work: Work, ask: Json) -> Json:
    """A note of a program's at a row, a column, a sheet or the spreadsheet."""
    given = ask.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise invalid("Developer metadata must have a key.")
    if given.get("visibility", "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED") == "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED":
        raise invalid("Developer metadata must have a visibility.")
    number = work.new_id(given.get("metadataId"), work.spreadsheet.metadata, "Developer metadata")
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
        if span.get("endIndex", 0) - span.get("startIndex", 0) != 1:
            raise invalid("Developer metadata can only be associated with a single row or column.")
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
    inside = []
    for number, one in spreadsheet.metadata.items():
        span = one["location"].get("dimensionRange")
        if span and span["sheetId"] == area.sheet.id:
            first, last = (area.top, area.bottom) if span["dimension"] == "ROWS" else (area.left, area.right)
            if (first or 0) <= span.get("startIndex", 0) and (last is None or span["endIndex"] <= last):
                inside.append(number)
    return inside


def fits(one: Json, lookup: Json) -> bool:
    """Whether metadata has all that a lookup asks for."""
    keys = ("metadataId", "metadataKey", "metadataValue", "visibility")
    kind = lookup.get("locationType", one["location"]["locationType"])
    same = all(one.get(key) == lookup[key] for key in keys if key in lookup)
    place = lookup.get("metadataLocation", {})
    return same and kind == one["location"]["locationType"] and all(one["location"].get(key) == place[key] for key in place)


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
