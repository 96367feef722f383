"""References inside formulas, relative to the cell that they stand in, so that copies of one formula are alike."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheets_crm.model.addresses import column_number, letters

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
SHEET = r"(?:'(?:[^']|'')*'|[^\W\d][\w.]*|\[\d+\][\w. ]*)!"
CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}(?![\w.(!])"
SPLIT = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)")


class Corner(NamedTuple):
    """One cell of a reference: its row and column, counted from the formula's own cell unless fixed by `$`."""

    row: int
    column: int
    row_fixed: bool = False
    column_fixed: bool = False

    def at(self, row: int, column: int) -> tuple[int, int]:
        """Return the row and column that are meant when the formula stands in this cell."""
        return self.row if self.row_fixed else row + self.row, self.column if self.column_fixed else column + self.column

    def written(self, row: int, column: int) -> str:
        """Return it in A1 form as it would be written in this cell; `#REF!` beyond the sheet's edge."""
        down, right = self.at(row, column)
        if not (1 <= down <= LAST_ROW and 1 <= right <= LAST_COLUMN):
            return "#REF!"
        return f"{'$' * self.column_fixed}{letters(right)}{'$' * self.row_fixed}{down}"


class Reference(NamedTuple):
    """A cell or a range, on the formula's own sheet when `sheet` is empty."""

    sheet: str
    first: Corner
    last: Corner
    is_range: bool


def corner(text: str, row: int, column: int) -> Corner:
    """Read a cell's address, as written in the formula of the cell at this row and column."""
    found = SPLIT.fullmatch(text)
    if not found:
        raise ValueError(f"no cell address: {text}")
    column_fixed, row_fixed = bool(found[1]), bool(found[3])
    down, right = int(found[4]), column_number(found[2])
    return Corner(down - (0 if row_fixed else row), right - (0 if column_fixed else column), row_fixed, column_fixed)


def reference(text: str, row: int, column: int) -> Reference:
    """Read a reference as written in the formula of the cell at this row and column."""
    sheet, _, cells = text.rpartition("!")
    first, colon, last = cells.partition(":")
    start = corner(first, row, column)
    end = corner(last, row, column) if colon else start
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return Reference(name, start, end, bool(colon))
