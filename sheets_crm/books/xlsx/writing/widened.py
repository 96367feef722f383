"""An area that takes in new columns at its right edge."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Area


def widened(area: Area, columns: Sequence[NewColumn]) -> tuple[Area, list[NewColumn]]:
    """Return an area with the new columns that stand directly at its right edge, and these columns."""
    last, taken = area.last_column, []
    for column in sorted(columns, key=lambda one: one.letter_index):
        if column.header_row == area.first_row and column.letter_index == last + 1:
            last += 1
            taken.append(column)
    return Area(area.first_row, area.first_column, area.last_row, last), taken
