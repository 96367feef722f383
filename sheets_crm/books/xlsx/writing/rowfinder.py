"""Where a row stands among a sheet's bytes, found without looking at all of them: rows are in order."""

from __future__ import annotations

import re

from sheets_crm.books.xlsx.writing.sheethead import Head

NEAR = 1024
"""Bytes within which looking at tag after tag is the quickest."""
NEARBY = 8 * NEAR
"""Bytes within which looking for the row itself is."""


class UncountedRowError(ValueError):
    """A row does not tell its number."""


def first_row_from(held: bytes, at: int, cut: int, row: int, head: Head) -> re.Match[bytes] | None:
    """Return the tag of the first row between `at` and `cut` with this number or a higher one; None when there is none.

    UncountedRowError when a row that was looked at tells no number.
    """
    near = held.find(b'%s r="%d"' % (head.row_opening, row), at, min(cut, at + NEARBY))
    if near >= 0 and (there := head.row_tags.match(held, near, cut)):
        return there
    low, step = at, _guess(held, at, cut, row, head)
    while low + step < cut and (start := _smaller(held, low + step, cut, row, head)) >= 0:
        low, step = start, NEAR if low == at else 2 * step
    limit = min(cut, low + step)
    while limit - low > NEAR:
        middle = (low + limit) // 2
        start = _smaller(held, middle, cut, row, head)
        low, limit = (start, limit) if start >= 0 else (low, middle)
    for tag in head.row_tags.finditer(held, low, cut):
        if number_of(tag) >= row:
            return tag
    return None


def _guess(held: bytes, at: int, cut: int, row: int, head: Head) -> int:
    """Return about how far a row is away, rather less than more, if all rows are as long as the first."""
    first = head.row_tags.match(held, at, cut)
    following = held.find(head.row_opening, first.end(), cut) if first else -1
    if first is None or following < 0:
        return NEAR
    return max(NEAR, (row - number_of(first)) * (following - at) * 15 // 16)


def _smaller(held: bytes, at: int, cut: int, row: int, head: Head) -> int:
    """Where the first row from a place on stands, if its number is smaller; else -1."""
    start = held.find(head.row_opening, at, cut)
    tag = head.row_tags.match(held, start, cut) if start >= 0 else None
    return start if tag and number_of(tag) < row else -1


def number_of(tag: re.Match[bytes]) -> int:
    """Return the number in a row's tag; UncountedRowError when there is none."""
    if not tag[1]:
        raise UncountedRowError("a row tells no number")
    return int(tag[1])


def cells_end(held: bytes, head: Head) -> int:
    """Return where the cells' part closes; -1 when it does not here. What stands before the last row is not looked at."""
    last = held.rfind(head.row_closing)
    if last >= 0 and held[last + len(head.row_closing) : last + len(head.row_closing) + 1] in b"> \t\r\n":
        return held.find(head.closing, last)
    return held.find(head.closing)
