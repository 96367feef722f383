"""The API's GridRanges (from 0, half open, a missing bound being the sheet's own) as areas and as references."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sheets_crm.model.addresses import letters
from sheets_crm.model.snapshot import Area

Json = Mapping[str, Any]
PLAIN_NAME = re.compile(r"[^\W\d]\w*")
LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


@dataclass(frozen=True, slots=True)
class SheetSize:
    """A sheet's name and how many rows and columns it has."""

    name: str
    rows: int
    columns: int


def size_of(properties: Json) -> SheetSize:
    """Return the size that a sheet's properties tell; sheets that are no grid have none."""
    grid = properties.get("gridProperties", {})
    return SheetSize(properties.get("title", ""), grid.get("rowCount", 0), grid.get("columnCount", 0))


def area_of(bounds: Json, size: SheetSize) -> Area:
    """Return the area of a GridRange on a sheet of this size."""
    return Area(
        bounds.get("startRowIndex", 0) + 1,
        bounds.get("startColumnIndex", 0) + 1,
        bounds.get("endRowIndex", size.rows),
        bounds.get("endColumnIndex", size.columns),
    )


def reference_to(bounds: Json, sizes: Mapping[int, SheetSize]) -> str:
    """Write a GridRange as `Sheet!$A$1:$C$9`; "" when its sheet is gone."""
    size = sizes.get(bounds.get("sheetId", 0))
    if size is None:
        return ""
    area = area_of(bounds, size)
    first = f"${letters(area.first_column)}${area.first_row}"
    last = f"${letters(area.last_column)}${area.last_row}"
    return f"{quoted(size.name)}!{first}" + (f":{last}" if last != first else "")


def quoted(sheet: str) -> str:
    """Write a sheet's name as formulas do: in quotes unless it is a plain word."""
    plain = PLAIN_NAME.fullmatch(sheet) and not LOOKS_LIKE_CELL.fullmatch(sheet)
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"
