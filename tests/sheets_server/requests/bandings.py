"""addBanding, updateBanding, deleteBanding: alternating colours."""

from typing import Any

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.ranges import of_grid_range
from sheets_server.requests.colors import both_names, paired
from sheets_server.requests.moving import grid_range
from sheets_server.requests.protections import guard, overlaps
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json, Sheet

TAKEN = "You cannot add alternating background colors to a range that already has alternating background colors."


def add_banding(work: Work, ask: Json) -> Json:
    """Alternating colours over a range that has none."""
    given = ask.get("bandedRange", {})
    area = work.area(given.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    number = work.new_id(given.get("bandedRangeId"), area.sheet.banded_ranges, "Banded range")
    area.sheet.banded_ranges[number] = settled(work, {"bandedRangeId": number} | given, number)
    return {"bandedRange": area.sheet.banded_ranges[number]}


def settled(work: Work, given: Json, own: int) -> Json:
    """A banding as it is kept; refused over another one, or without colours."""
    if "rowProperties" not in given and "columnProperties" not in given:
        raise invalid("At least one of rowProperties or columnProperties must be specified.")
    area = work.area(given.get("range", {}))
    for number, other in area.sheet.banded_ranges.items():
        if number != own and overlaps(of_grid_range(work.spreadsheet, other["range"]), area):
            raise invalid(TAKEN)
    out: Json = paired({key: value for key, value in given.items() if key != "bandedRangeReference"})
    return out | {"range": grid_range(area.sheet.id, area.bounded())}


def banded(work: Work, number: Any) -> Sheet:
    """The tab with that banding."""
    for sheet in work.spreadsheet.sheets:
        if number in sheet.banded_ranges:
            return sheet
    raise invalid(f"No banded range with id: {number}")


def update_banding(work: Work, ask: Json) -> Json:
    """The masked fields of a banding."""
    mask, given = mask_of(ask, "BandedRange"), ask.get("bandedRange", {})
    number = given.get("bandedRangeId", 0)
    sheet = banded(work, number)
    new = fields.updated(sheet.banded_ranges[number], paired(given), both_names(mask)) | {"bandedRangeId": number}
    sheet.banded_ranges[number] = settled(work, new, number)
    return {}


def delete_banding(work: Work, ask: Json) -> Json:
    """The colours go."""
    number = ask.get("bandedRangeId", 0)
    del banded(work, number).banded_ranges[number]
    return {}
