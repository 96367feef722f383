"""A shared formula is written once and stands in many cells: this moves its text to where each of them is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheets_crm.books.xlsx.cells.areas import LAST_COLUMN, LAST_ROW
from sheets_crm.model.addresses import column_number, letters

TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
    r"|(?<![\w.$\\])(?:"
    r"(?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6}))(?![\w.(!\\])"
    r"|(?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3}))(?![\w.(!\\$])"
    r"|(?P<rows>(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6}))(?![\w.(!\\$])"
    r")"
)
LOST = "#REF!"


@dataclass(frozen=True, slots=True)
class Axis:
    """A row or a column inside a formula that moves with it."""

    number: int
    is_row: bool

    def moved(self, by: int) -> str | None:
        """Return its text elsewhere; None beyond the sheet's edge."""
        number = self.number + by
        if not 1 <= number <= (LAST_ROW if self.is_row else LAST_COLUMN):
            return None
        return str(number) if self.is_row else letters(number)


Reference = tuple[str | Axis, ...]


class SharedFormula:
    """A master formula (without its `=`), at its row and column, taken apart once."""

    def __init__(self, text: str, row: int, column: int) -> None:
        """Split the text at the references that move."""
        self.row, self.column = row, column
        self.pieces: list[str | Reference] = []
        at = 0
        for token in TOKEN.finditer(text):
            reference = halves(token)
            if any(isinstance(half, Axis) for half in reference):
                self.pieces += [text[at : token.start()], reference]
                at = token.end()
        self.pieces.append(text[at:])

    def at(self, row: int, column: int) -> str:
        """Return the formula as it stands in another cell."""
        down, right = row - self.row, column - self.column
        return "".join(piece if isinstance(piece, str) else moved(piece, down, right) for piece in self.pieces)


def halves(token: re.Match[str]) -> Reference:
    """Take a reference apart into what moves and what does not; nothing of it moves when it is none."""
    if token["cell"]:
        fixed_column, name, fixed_row, row = token.group(2, 3, 4, 5)
        if column_number(name) > LAST_COLUMN or int(row) > LAST_ROW:
            return ()
        return half(fixed_column, name, is_row=False), half(fixed_row, row, is_row=True)
    if not (token["columns"] or token["rows"]):
        return ()
    is_row = bool(token["rows"])
    fixed_first, first, fixed_last, last = token.group(12, 13, 14, 15) if is_row else token.group(7, 8, 9, 10)
    return half(fixed_first, first, is_row=is_row), ":", half(fixed_last, last, is_row=is_row)


def half(fixed: str, name: str, *, is_row: bool) -> str | Axis:
    """Return text when `$` fixes it, else an Axis."""
    return fixed + name if fixed else Axis(int(name) if is_row else column_number(name), is_row)


def moved(reference: Reference, down: int, right: int) -> str:
    """Return a reference's text elsewhere."""
    told = [part if isinstance(part, str) else part.moved(down if part.is_row else right) for part in reference]
    return LOST if None in told else "".join(part or "" for part in told)
