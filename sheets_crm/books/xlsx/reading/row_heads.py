"""The start tags of rows, many at once: where they stand, and which are hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sheets_crm.books.xlsx.cells.areas import LAST_ROW
from sheets_crm.books.xlsx.reading.numerals import Mask, Places, begins, digits
from sheets_crm.books.xlsx.reading.tags import OddError, Tags, code

ROW = code(b"ro")
HIDDEN = re.compile(rb"""hidden\s*=\s*["'](?:1|true)["']""")
BLANKS = tuple(b" \t\r\n")
ROW_DIGITS = 7


@dataclass(frozen=True, eq=False)
class RowHeads:
    """Rows by their numbers among the tags (`tags`); `numbers` is where they stand, `told` whether they say so themselves."""

    tags: Places
    numbers: Places
    told: Mask

    def hidden(self, tags: Tags) -> Places:
        """Return which of the rows are hidden."""
        marks = np.array([found.start() for found in HIDDEN.finditer(tags.block)], np.int64)
        holders = np.searchsorted(tags.starts, marks) - 1
        inside = (tags.codes[holders] == ROW) & (marks < tags.ends[holders]) & np.isin(tags.raw[marks - 1], BLANKS)
        which: Places = np.searchsorted(self.tags, holders[inside])
        return which


def read_rows(tags: Tags, before: int) -> RowHeads:
    """Read the rows of a block; those without a number follow the one before them, the first of all follows row `before`."""
    rows = np.flatnonzero(tags.codes == ROW)
    if not len(rows):
        raise OddError
    at = tags.starts[rows] + 4
    told = begins(tags.raw, at, b' r="')
    numbers, after = digits(tags.raw, at + 4, ROW_DIGITS)
    told &= (tags.raw[after] == ord('"')) & (after > at + 4)
    for odd in np.flatnonzero(~told).tolist():
        said = tags.attributes(int(rows[odd])).get("r")
        if said is not None:
            numbers[odd], told[odd] = int(said), True
    order = np.arange(len(rows))
    last = np.maximum.accumulate(np.where(told, order, -1))
    return RowHeads(rows, np.where(last >= 0, numbers[last], before) + order - last, told)


def within(rows: Places) -> set[int]:
    """Return those row numbers that a sheet has."""
    return set(rows[(rows >= 1) & (rows <= LAST_ROW)].tolist())
