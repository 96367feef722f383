"""Who may edit where: protected ranges and sheets, enforced for everyone but the file's owner and the named editors."""

from collections.abc import Iterable

from sheets_server.errors import invalid
from sheets_server.ranges import Area, of_grid_range
from sheets_server.requests.work import Caller
from sheets_server.spreadsheet import Json, Sheet, Spreadsheet

REFUSAL = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def may_edit(protection: Json, caller: Caller) -> bool:
    """Whether a protection lets this caller through."""
    editors = protection.get("editors", {})
    named = caller.email in editors.get("users", []) or bool(editors.get("domainUsersCanEdit"))
    return caller.owns or bool(protection.get("warningOnly")) or named


def place_of(spreadsheet: Spreadsheet, sheet: Sheet, protection: Json) -> Area | None:
    """The area that a protection covers, by its range, named range or table; None if that is not on this sheet."""
    given = protection.get("range")
    if given is None and "namedRangeId" in protection:
        given = spreadsheet.named_ranges.get(protection["namedRangeId"], {}).get("range")
    if given is None and "tableId" in protection:
        given = sheet.tables.get(protection["tableId"], {}).get("range")
    if given is None or int(given.get("sheetId", 0)) != sheet.id:
        return None
    return of_grid_range(spreadsheet, given)


def barred(spreadsheet: Spreadsheet, sheet: Sheet, caller: Caller) -> list[tuple[Area, list[Area]]]:
    """The areas of a sheet that the caller may not edit, each with its exceptions."""
    out = []
    for protection in sheet.protected_ranges.values():
        area = None if may_edit(protection, caller) else place_of(spreadsheet, sheet, protection)
        if area is not None:
            out.append((area, [of_grid_range(spreadsheet, one) for one in protection.get("unprotectedRanges", [])]))
    return out


def guard(spreadsheet: Spreadsheet, caller: Caller, *areas: Area) -> None:
    """Refuse, as Google does, an edit of these areas if any cell in them is protected against the caller."""
    for area in areas:
        for protected, exceptions in barred(spreadsheet, area.sheet, caller):
            if overlaps(area, protected) and not any(covers(one, area) for one in exceptions):
                raise invalid(REFUSAL)


def guard_sheet(spreadsheet: Spreadsheet, caller: Caller, sheet: Sheet) -> None:
    """Refuse an edit of the sheet as a whole (its name, its going) while anything on it is protected against the caller."""
    if barred(spreadsheet, sheet, caller):
        raise invalid(REFUSAL)


def guard_all(spreadsheet: Spreadsheet, caller: Caller, areas: Iterable[Area]) -> None:
    """The same as `guard` for many areas at once."""
    guard(spreadsheet, caller, *areas)


def overlaps(one: Area, other: Area) -> bool:
    """Whether two areas of the same sheet have a cell in common; open ends reach as far as the grid and beyond."""
    far = 10**9
    rows = (one.top or 0) < (other.bottom or far) and (other.top or 0) < (one.bottom or far)
    columns = (one.left or 0) < (other.right or far) and (other.left or 0) < (one.right or far)
    return rows and columns


def covers(outer: Area, inner: Area) -> bool:
    """Whether all of the inner area lies in the outer one."""
    far = 10**9
    rows = (outer.top or 0) <= (inner.top or 0) and (outer.bottom or far) >= (inner.bottom or far)
    return rows and (outer.left or 0) <= (inner.left or 0) and (outer.right or far) >= (inner.right or far)
