"""One sheet of the page: its rows as strips, each cell with what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.page.plane import EMPTY, FORMULA, Plane, plane_of
from sheets_crm.audit.page.shown import content, plain
from sheets_crm.audit.page.strips import Strip, commonest, strips
from sheets_crm.audit.workbook import Place, Sheet
from sheets_crm.model.grids import SparseColumn

MOST_CELLS = 40_000
MOST_ROWS = 400
LEAST_ROWS = 20


class Room(NamedTuple):
    """How much of a book may still be shown cell by cell."""

    cells: int = MOST_CELLS


def sheet_map(sheet: Sheet, suspects: Collection[Place], numbers: Mapping[Pattern, int], room: Room) -> tuple[Any, Room]:
    """Return one sheet as the page draws it, and the room that is left for the sheets after it.

    A small sheet is shown whole; of a large one the surroundings of suspects, the rest in bands.
    """
    plane = plane_of(sheet, numbers, (column for _, column in suspects))
    width = max(len(plane.columns), 1)
    whole = len(plane.rows) <= MOST_ROWS and len(plane.rows) * width <= room.cells
    focus = _focus(suspects)
    most = max(min(MOST_ROWS, room.cells // width), LEAST_ROWS)
    parts = strips(plane, focus, whole=whole, most_rows=most)
    drawn = [_drawn(sheet, plane, one) for one in parts]
    used = sum(one.end - one.first == 1 for one in parts) * width
    document = {
        "name": plain(sheet.name),
        "state": sheet.grid.state,
        "rows": len(plane.rows),
        "used": sum(bool(column.cells.kinds.any()) for column in sheet.grid.columns.values()),
        "formulas": len(sheet.formulas),
        "columns": list(plane.columns),
        "strips": drawn,
    }
    return document, Room(max(room.cells - used, 0))


def _focus(suspects: Iterable[Place]) -> Iterator[int]:
    """Yield the rows of suspects, the ends of each stretch of rows first."""
    rows = sorted({row for row, _ in suspects})
    ends = [
        row for before, row, after in zip([0, *rows], rows, [*rows[1:], 0], strict=False) if row - before != 1 or after - row != 1
    ]
    yield from ends
    yield from rows


def _drawn(sheet: Sheet, plane: Plane, strip: Strip) -> dict[str, Any]:
    first, last = int(plane.rows[strip.first]), int(plane.rows[strip.end - 1])
    if strip.end - strip.first == 1:
        classes = plane.classes[strip.first].tolist()
        cells = (_cell(sheet.grid.columns[column], first, said) for column, said in zip(plane.columns, classes, strict=True))
        return {"row": first, "cells": list(cells)}
    said, shares = commonest(plane, strip)
    band = {"row": first, "last": last, "classes": said}
    return band if strip.alike else {**band, "shares": shares}


def _cell(column: SparseColumn, row: int, said: int) -> int | list[Any]:
    """Return a cell: 0 when nothing stands there, else its class, what it shows, and its formula if it has one."""
    if said == EMPTY:
        return 0
    at = int(np.searchsorted(column.rows, row))
    shown = [said, content(column.cells[at])]
    return [*shown, plain(column.cells.formulas.get(at, ""))] if said >= FORMULA else shown
