"""addDimensionGroup, deleteDimensionGroup, updateDimensionGroup."""

from collections import Counter

from sheets_server.errors import invalid
from sheets_server.requests.depths import depths_of, groups_of
from sheets_server.requests.dimensions import Stretch, stretch_of
from sheets_server.requests.work import Work, in_mask, mask_of
from sheets_server.spreadsheet import Json

DEEPEST = 8


def kept(stretch: Stretch) -> str:
    """Under which name a sheet keeps its groups of this dimension."""
    return "row_groups" if stretch.rows else "column_groups"


def regrouped(stretch: Stretch, depths: Counter[int]) -> Json:
    """Set the depths; the reply shows all groups of the dimension."""
    name = "ROWS" if stretch.rows else "COLUMNS"
    groups = groups_of(depths, stretch.sheet.id, name, getattr(stretch.sheet, kept(stretch)))
    setattr(stretch.sheet, kept(stretch), groups)
    return {"dimensionGroups": groups} if groups else {}


def add_dimension_group(work: Work, ask: Json) -> Json:
    """One level more for these rows or columns."""
    stretch = stretch_of(work, ask.get("range", {}))
    depths = depths_of(getattr(stretch.sheet, kept(stretch)))
    depths.update(range(stretch.start, stretch.end))
    if max(depths.values()) > DEEPEST:
        raise invalid(f"Cannot create a group deeper than {DEEPEST} levels.")
    flag = "rowGroupControlAfter" if stretch.rows else "columnGroupControlAfter"
    grid = stretch.sheet.properties["gridProperties"]
    stretch.sheet.properties = stretch.sheet.properties | {"gridProperties": grid | {flag: True}}
    return regrouped(stretch, depths)


def delete_dimension_group(work: Work, ask: Json) -> Json:
    """One level less for these rows or columns."""
    stretch = stretch_of(work, ask.get("range", {}))
    depths = depths_of(getattr(stretch.sheet, kept(stretch)))
    if not any(depths[index] for index in range(stretch.start, stretch.end)):
        raise invalid("Cannot delete a group: there is no group over that range.")
    depths.subtract(index for index in range(stretch.start, stretch.end) if depths[index])
    return regrouped(stretch, +depths)


def update_dimension_group(work: Work, ask: Json) -> Json:
    """Collapse or open a group, which hides or shows what is in it."""
    mask, given = mask_of(ask, "DimensionGroup"), ask.get("dimensionGroup", {})
    stretch = stretch_of(work, given.get("range", {}))
    groups = getattr(stretch.sheet, kept(stretch))
    span = (stretch.start, stretch.end, given.get("depth", 1))
    at = next((i for i, one in enumerate(groups) if (*ends(one), one["depth"]) == span), None)
    if at is None:
        raise invalid("There is no such group.")
    if in_mask(mask, "collapsed"):
        collapsed = bool(given.get("collapsed"))
        groups[at] = {key: one for key, one in groups[at].items() if key != "collapsed"} | (
            {"collapsed": True} if collapsed else {}
        )
        held = stretch.sheet.rows if stretch.rows else stretch.sheet.columns
        for index in range(stretch.start, stretch.end):
            held[index] = {key: one for key, one in held.get(index, {}).items() if key != "hiddenByUser"}
            held[index] |= {"hiddenByUser": True} if collapsed else {}
    return {}


def ends(group: Json) -> tuple[int, int]:
    """Start and end of a group."""
    return group["range"].get("startIndex", 0), group["range"]["endIndex"]
