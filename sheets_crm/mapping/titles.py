"""Where the header of a sheet stands, and what each column is called there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sheets_crm.mapping.traits import traits
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.snapshot import Area, Grid

DEPTH = 60
"""How many sheet rows from the first used one are looked at for a header."""
DATA = frozenset({"phone", "email", "date", "number", "url"})
WIDEST = 400
"""So many columns are looked at; a wider sheet is no list of clients."""


@dataclass(frozen=True)
class Title:
    """A column's header: `text` as it stands in the header row, `above` the group that it stands under."""

    text: str
    above: str = ""

    @property
    def full(self) -> str:
        """The group and the header as one phrase."""
        return f"{self.above} {self.text}".strip()


@dataclass(frozen=True, eq=False)
class Top:
    """The upper rows of a sheet, by row and column."""

    grid: Grid
    rows: Mapping[int, Mapping[int, CellValue]]

    @cached_property
    def spans(self) -> Mapping[tuple[int, int], Area]:
        """Which merged area covers a cell."""
        first, last = min(self.rows, default=0), max(self.rows, default=0)
        areas = [area for area in self.grid.merged if area.first_row <= last and area.last_row >= first]
        return {
            (row, column): area
            for area in areas
            for row in range(area.first_row, min(area.last_row, last) + 1)
            for column in range(area.first_column, min(area.last_column, area.first_column + 200) + 1)
        }

    def text(self, row: int, column: int) -> str:
        """Return what people see at a cell, a merged cell's text for all that it covers."""
        area = self.spans.get((row, column))
        where = (area.first_row, area.first_column) if area else (row, column)
        value = self.rows.get(where[0], {}).get(where[1])
        return "" if value is None or isinstance(value, CellError) else str(value).strip()


def top(grid: Grid) -> Top:
    """Read the upper rows of a sheet, of a very wide one the columns at the left."""
    used = [column for column in grid.columns.values() if len(column.rows)]
    first = min((int(column.rows[0]) for column in used), default=1)
    return rows_between(grid, first, first + DEPTH, WIDEST)


def rows_between(grid: Grid, first: int, last: int, widest: int | None = None) -> Top:
    """Read some rows of a sheet, both ends included."""
    rows: dict[int, dict[int, CellValue]] = {}
    for number in sorted(grid.columns)[:widest]:
        column = grid.columns[number]
        start, stop = np.searchsorted(column.rows, [first, last + 1])
        for at in range(int(start), int(stop)):
            value = column.cells[at]
            if value is not None and str(value).strip():
                rows.setdefault(int(column.rows[at]), {})[number] = value
    return Top(grid, dict(sorted(rows.items())))


def titles(sheet: Top, header_row: int) -> Mapping[int, Title]:
    """Return the headers by column; where the header row is blank, the upper line of a two-line header counts."""
    above = sheet.rows.get(header_row - 1, {})
    grouped = len(above) > 1 and looks_like_header(above)
    found: dict[int, Title] = {}
    for column in sheet.grid.columns:
        text = sheet.text(header_row, column)
        upper = sheet.text(header_row - 1, column) if grouped else ""
        if text or upper:
            found[column] = Title(text or upper, upper if text and upper != text else "")
    return found


def looks_like_header(row: Mapping[int, CellValue]) -> bool:
    """Say whether a row is made of words, not of data such as phones, dates, e-mails and sums."""
    data = sum(
        not isinstance(value, str) or isinstance(value, CellError) or not traits(value).isdisjoint(DATA) for value in row.values()
    )
    return data <= len(row) // 4
