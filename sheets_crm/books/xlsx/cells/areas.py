"""Areas as workbooks write them: `A1`, `$A$1:B2`, whole columns `A:C`, whole rows `1:3`, and lists of those."""

from __future__ import annotations

import re

from sheets_crm.model.addresses import address, column_number, letters
from sheets_crm.model.grids import Area

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
CORNER = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})")


def parse_area(text: str) -> Area | None:
    """Return the area that one reference names, cut to the sheet; None when it names none."""
    first, _, last = text.strip().partition(":")
    start, end = CORNER.fullmatch(first), CORNER.fullmatch(last or first)
    if not start or not end or not (start[0] and end[0]):
        return None
    rows = sorted((int(start[2] or 1), int(end[2] or LAST_ROW)))
    columns = sorted((column_number(start[1]) or 1, column_number(end[1]) or LAST_COLUMN))
    if rows[0] < 1 or rows[0] > LAST_ROW or columns[0] > LAST_COLUMN:
        return None
    return Area(rows[0], columns[0], min(rows[1], LAST_ROW), min(columns[1], LAST_COLUMN))


def parse_areas(text: str) -> tuple[Area, ...]:
    """Return the areas of a list with spaces between them (`sqref`)."""
    return tuple(area for area in map(parse_area, text.split()) if area)


def reference(area: Area, *, absolute: bool = False) -> str:
    """Write an area as `A1:C9`, or `$A$1:$C$9`."""
    corners = ((area.first_row, area.first_column), (area.last_row, area.last_column))
    return ":".join(f"${letters(column)}${row}" if absolute else address(row, column) for row, column in corners)
