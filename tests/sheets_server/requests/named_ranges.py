"""addNamedRange, updateNamedRange, deleteNamedRange."""

import re

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.ranges import looks_like_range
from sheets_server.requests.moving import grid_range
from sheets_server.requests.work import Work, mask_of, owned
from sheets_server.spreadsheet import Json

NAME = re.compile(r"[^\W\d]\w*", re.UNICODE)


def add_named_range(work: Work, ask: Json) -> Json:
    """A name for a range."""
    given = ask.get("namedRange", {})
    check(work, given, "")
    key = given.get("namedRangeId") or str(work.spreadsheet.fresh_id())
    if key in work.spreadsheet.named_ranges:
        raise invalid(f"Cannot add named range with id {key}, a named range with that id already exists.")
    named = {"namedRangeId": key, "name": given["name"], "range": bounded(work, given.get("range", {}))}
    work.spreadsheet.named_ranges[key] = named
    return {"namedRange": named}


def bounded(work: Work, given: Json) -> Json:
    """The range with its sheet written out, and its sides where they are given."""
    area = work.area(given)
    return grid_range(area.sheet.id, (area.top, area.left, area.bottom, area.right))


def check(work: Work, given: Json, own: str) -> None:
    """Refuse names that Google does not take, and those that are taken."""
    name = given.get("name", "")
    if not NAME.fullmatch(name) or looks_like_range(name) or name.lower() in {"true", "false"}:
        raise invalid("The name given to this range is invalid.")
    for key, other in work.spreadsheet.named_ranges.items():
        if key != own and other["name"].lower() == name.lower():
            raise invalid(f"Cannot add named range with name {name}, a named range with that name already exists.")


def update_named_range(work: Work, ask: Json) -> Json:
    """Another name or range."""
    mask, given = mask_of(ask, "NamedRange"), ask.get("namedRange", {})
    key = given.get("namedRangeId", "")
    old = owned(work.spreadsheet.named_ranges, key, "named range")
    new = fields.updated(old, given, mask) | {"namedRangeId": key}
    check(work, new, key)
    work.spreadsheet.named_ranges[key] = new | {"range": bounded(work, new.get("range", {}))}
    return {}


def delete_named_range(work: Work, ask: Json) -> Json:
    """The name goes; the cells stay."""
    key = ask.get("namedRangeId", "")
    owned(work.spreadsheet.named_ranges, key, "named range")
    del work.spreadsheet.named_ranges[key]
    return {}
