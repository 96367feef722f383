"""addProtectedRange, updateProtectedRange, deleteProtectedRange."""

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.requests.moving import grid_range
from sheets_server.requests.protections import REFUSAL, may_edit
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json, Sheet


def add_protected_range(work: Work, ask: Json) -> Json:
    """A protection; without editors named, its maker and the owner are the editors, and with a warning only nobody is."""
    given = {key: value for key, value in ask.get("protectedRange", {}).items() if key != "requestingUserCanEdit"}
    sheet = sheet_of(work, given)
    number = work.new_id(given.get("protectedRangeId"), sheet.protected_ranges, "Protected range")
    new = {"protectedRangeId": number} | settled(work, given)
    sheet.protected_ranges[number] = new
    return {"protectedRange": reply(work, new)}


def sheet_of(work: Work, given: Json) -> Sheet:
    """The tab that a protection is on: of its range, its named range or its table."""
    ways = [key for key in ("range", "namedRangeId", "tableId") if key in given]
    if len(ways) != 1:
        raise invalid("Must specify exactly one of range, namedRangeId or tableId.")
    if "range" in given:
        return work.area(given["range"]).sheet
    if "namedRangeId" in given:
        named = work.spreadsheet.named_ranges.get(given["namedRangeId"])
        if named is None:
            raise invalid(f"No named range with id: {given['namedRangeId']}")
        return work.area(named["range"]).sheet
    for sheet in work.spreadsheet.sheets:
        if given["tableId"] in sheet.tables:
            return sheet
    raise invalid(f"No table with id: {given['tableId']}")


def settled(work: Work, given: Json) -> Json:
    """A protection as it is kept: sheets written out, editors known."""
    out = {key: value for key, value in given.items() if value not in ("", False)}
    if "range" in given:
        area = work.area(given["range"])
        out["range"] = grid_range(area.sheet.id, (area.top, area.left, area.bottom, area.right))
    if "unprotectedRanges" in given:
        if set(out.get("range", {})) - {"sheetId"}:
            raise invalid("Unprotected ranges are only supported on protected sheets.")
        areas = [work.area(one) for one in given["unprotectedRanges"]]
        out["unprotectedRanges"] = [grid_range(one.sheet.id, (one.top, one.left, one.bottom, one.right)) for one in areas]
    if out.get("warningOnly"):
        out["editors"] = {}
    else:
        out["editors"] = editors(work, given.get("editors"))
    return out


def editors(work: Work, given: Json | None) -> Json:
    """Who may edit: those named, and always the one who asks and the owner."""
    named = list((given or {}).get("users", []))
    users = list(dict.fromkeys([*named, work.caller.email, work.caller.owner]))
    return {key: value for key, value in (given or {}).items() if value} | {"users": users}


def reply(work: Work, protection: Json) -> Json:
    """A protection as the caller is shown it."""
    return protection | {"requestingUserCanEdit": may_edit(protection, work.caller)}


def find(work: Work, number: int) -> Sheet:
    """The tab with that protection; refused for those whom it keeps out."""
    for sheet in work.spreadsheet.sheets:
        if number in sheet.protected_ranges:
            if not may_edit(sheet.protected_ranges[number], work.caller):
                raise invalid(REFUSAL)
            return sheet
    raise invalid(f"No protected range with id: {number}")


def update_protected_range(work: Work, ask: Json) -> Json:
    """Another range, other editors, another description."""
    mask, given = mask_of(ask, "ProtectedRange"), ask.get("protectedRange", {})
    number = given.get("protectedRangeId", 0)
    sheet = find(work, number)
    new = fields.updated(sheet.protected_ranges[number], given, mask) | {"protectedRangeId": number}
    new.pop("requestingUserCanEdit", None)
    target = sheet_of(work, new)
    del sheet.protected_ranges[number]
    target.protected_ranges[number] = settled(work, new)
    return {}


def delete_protected_range(work: Work, ask: Json) -> Json:
    """The protection goes."""
    number = ask.get("protectedRangeId", 0)
    del find(work, number).protected_ranges[number]
    return {}
