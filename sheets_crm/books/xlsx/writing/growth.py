"""Rows appended below a list: what ended with its last row (filters, dropdowns, formats, names, tables) reaches over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sheets_crm.books.xlsx.cells.areas import parse_area, reference
from sheets_crm.books.xlsx.writing.guards import Edits
from sheets_crm.books.xlsx.writing.widened import widened
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Area

GROWING = re.compile(
    rb"""<(?:[^\s/>:<]+:)?(?:(autoFilter)|dataValidation|conditionalFormatting)\s[^>]*?\b(?:ref|sqref)\s*=\s*["']([^"']*)["'][^>]*>"""
    rb"""|<[^\s/>:<]+:sqref>([^<]*)</[^\s/>:<]+:sqref>"""
)
"""What stands behind a sheet's cells and names an area: an opening tag, or an `xm:sqref` of an extension."""
FILLED = re.compile(rb"<(?:[^\s/>:<]+:)?(?:v|is|f)[\s/>]")


@dataclass(frozen=True, slots=True)
class Growth:
    """How areas of one sheet grow: downward over blocks of appended rows, and filters also over new columns at the right."""

    blocks: tuple[Area, ...] = ()
    columns: Sequence[NewColumn] = ()

    def __bool__(self) -> bool:
        return bool(self.blocks or self.columns)

    def list_area(self, area: Area) -> Area:
        """Return the area of a table or a filter with the rows that stand directly below it."""
        for block in self.blocks:
            if block.first_row == area.last_row + 1 and _side_by_side(area, block):
                return Area(area.first_row, area.first_column, block.last_row, area.last_column)
        return area

    def range_area(self, area: Area) -> Area:
        """Return any other area with these rows; one of a single row belongs to that row, and stays."""
        return area if area.first_row == area.last_row else self.list_area(area)

    def element(self, found: re.Match[bytes]) -> bytes:
        """Return what GROWING found with its areas grown."""
        group = 3 if found[2] is None else 2
        told = found[group].decode("utf-8", "replace")
        grown = " ".join(self._reference(one, is_filter=bool(found[1])) for one in told.split())
        if grown.split() == told.split():
            return found[0]
        start = found.start(group) - found.start()
        return found[0][:start] + grown.encode() + found[0][start + len(found[group]) :]

    def _reference(self, text: str, *, is_filter: bool) -> str:
        area = parse_area(text)
        if area is None:
            return text
        new = self.list_area(widened(area, self.columns)[0]) if is_filter else self.range_area(area)
        return text if new == area else reference(new)


def growth_of(appended: Iterable[int], edits: Edits, columns: Sequence[NewColumn] = (), lists: Sequence[Area] = ()) -> Growth:
    """Return the growth that follows when rows that held nothing get these cells; `lists` are the areas of tables and filters."""
    blocks: list[Area] = []
    for row in sorted(appended):
        filled = [column for column, edit in edits[row].items() if edit.value is not None]
        if filled and blocks and blocks[-1].last_row == row - 1:
            above = blocks.pop()
            blocks.append(Area(above.first_row, min(*filled, above.first_column), row, max(*filled, above.last_column)))
        elif filled:
            blocks.append(Area(row, min(filled), row, max(filled)))
    return Growth(tuple(_as_wide(block, lists) for block in blocks), columns)


def _as_wide(block: Area, lists: Sequence[Area]) -> Area:
    """Return a block as wide as the list that it stands below: a row of a list is a row in all its columns."""
    above = [one for one in lists if one.last_row == block.first_row - 1 and _side_by_side(one, block)]
    first = min([block.first_column, *(one.first_column for one in above)])
    last = max([block.last_column, *(one.last_column for one in above)])
    return Area(block.first_row, first, block.last_row, last)


def is_filled(row: bytes) -> bool:
    """Whether a row's bytes hold any value or formula."""
    return FILLED.search(row) is not None


def _side_by_side(area: Area, block: Area) -> bool:
    return area.first_column <= block.last_column and block.first_column <= area.last_column
