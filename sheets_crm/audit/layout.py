"""What a sheet's rows are for: headers, labels, data, separators. A guess from what stands there, without any layout."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import IntEnum
from functools import cached_property

from sheets_crm.audit.workbook import Sheet

YEARS = (1900, 2100)
WORDLESS = re.compile(r"\W+")
HEADER_CELLS = 2


class RowKind(IntEnum):
    """What stands in a row: nothing, words alone, or numbers too."""

    BLANK = 0
    WORDS = 1
    NUMBERS = 2


class SheetLayout:
    """Rows of one sheet by their use."""

    def __init__(self, sheet: Sheet) -> None:
        """Keep the sheet; everything is found when it is asked for."""
        self.sheet = sheet
        self._labels: dict[tuple[int, int], str] = {}

    def kind(self, row: int) -> RowKind:
        """Say what stands in a row; formulas count as numbers."""
        columns = self.sheet.rows.get(row)
        if not columns:
            return RowKind.BLANK
        some = any(self._number(row, column) for column in columns)
        return RowKind.NUMBERS if some else RowKind.WORDS

    def _number(self, row: int, column: int) -> bool:
        return (row, column) in self.sheet.formulas or isinstance(self.sheet.values.get((row, column)), float)

    @cached_property
    def headers(self) -> list[int]:
        """The rows that begin a table, ascending: the first of each block of rows with nothing but typed headings.

        Headings that are calculated, such as `=B4` above a later year, carry the table above on: such a block begins none.
        """
        blocks: list[list[int]] = []
        for row in filter(self.names_columns, sorted(self.sheet.rows)):
            if blocks and blocks[-1][-1] == row - 1:
                blocks[-1].append(row)
            else:
                blocks.append([row])
        return [block[0] for block in blocks if not any(map(self._computed, block))]

    def _computed(self, row: int) -> bool:
        return any((row, column) in self.sheet.formulas for column in self.sheet.rows[row])

    def names_columns(self, row: int) -> bool:
        """Say whether a row holds headings: words, dates or years in two cells or more, and no other numbers."""
        words = years = 0
        for column in self.sheet.rows[row]:
            place = row, column
            value = self.sheet.values.get(place)
            if place in self.sheet.texts or place in self.sheet.dates:
                words += 1
            elif isinstance(value, float):
                if not (YEARS[0] <= value <= YEARS[1] and value.is_integer()):
                    return False
                years += 1
        return words >= HEADER_CELLS or years >= HEADER_CELLS

    def table(self, row: int) -> int:
        """Return the number of the table that a row belongs to: each row of headers begins another."""
        return bisect_right(self.headers, row)

    def heading(self, row: int) -> bool:
        """Say whether a row without numbers is a heading, or blank, rather than an item that has no number yet."""
        if self.kind(row) == RowKind.NUMBERS:
            return False
        if self.kind(row) == RowKind.BLANK or 0 < self.label_column(row) < self.label_column(row + 1):
            return True
        return self.kind(row - 1) != RowKind.WORDS or len(self.sheet.rows[row - 1]) >= HEADER_CELLS

    def separator(self, row: int) -> bool:
        """Say whether a row is the one blank row that stands between data and their total."""
        return self.kind(row) == RowKind.BLANK and self.kind(row - 1) != RowKind.BLANK

    def label_column(self, row: int) -> int:
        """Return the column of the first words in a row; 0 when there are none."""
        return next((column for column in self.sheet.rows.get(row, ()) if (row, column) in self.sheet.texts), 0)

    def label(self, row: int, column: int) -> str:
        """Return the words left of a cell in its row, without case and punctuation; empty when there are none."""
        known = self._labels.get((row, column))
        if known is None:
            before = [one for one in self.sheet.rows.get(row, ()) if one < column and (row, one) in self.sheet.texts]
            words = self.sheet.texts[row, before[-1]] if before else ""
            known = self._labels[row, column] = WORDLESS.sub(" ", words).strip().casefold()
        return known
