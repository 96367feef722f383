"""What the cells of one row show, before and after: quickly where they are written plainly, by an XML parser elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from sheets_crm.books.xlsx.cells.cellxml import CellEdit, serial
from sheets_crm.books.xlsx.writing.sheethead import Head
from sheets_crm.books.xlsx.writing.verifyrow import (
    NUMBER,
    STYLE,
    VerificationError,
    compare_rows,
    equal_numbers,
    plain,
    read_row,
    sets_format,
)
from sheets_crm.model.addresses import column_number, letters
from sheets_crm.model.cells import CellValue

ENTITIES = re.compile(r"(?:[^&]|&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)*")
UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
SPANS = re.compile(rb"""\sspans="[0-9]+:[0-9]+\"""")
CELL = (
    rb"""r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?"""
    rb"""(?:/>|>(?:<@v>([^<>&]*)</@v>|<@is><@t(?: xml:space="preserve")?>([^<>]*)</@t></@is>)</@c>)"""
)
"""A cell as it is mostly written, behind `<c `; what matches is well-formed if its text is."""
Cells = dict[bytes, bytes]
"""A row's cells, each from its address on, by `r="B7"`."""


class RowProof:
    """Judges rows of one sheet."""

    def __init__(self, head: Head, *, date1904: bool) -> None:
        """Take what the sheet's head says."""
        self.head, self.date1904 = head, date1904
        self.opening = b"<" + head.prefix + b"c "
        self.closing = b"</" + head.prefix + b"row>"
        self.cell = re.compile(CELL.replace(b"@", re.escape(head.prefix)))
        self.columns: dict[bytes, int] = {}
        self.serials: dict[date | time, float] = {}

    def judge(self, was: bytes, now: bytes, row: int, edits: Mapping[int, CellEdit]) -> None:
        """Raise VerificationError unless a row is the old one but for its edits, all of which read back."""
        if self._quickly(was, now, row, edits):
            return
        before, after = read_row(was, self.head), read_row(now, self.head)
        if not before.number == after.number == row:
            raise VerificationError(f"row {row} is not where it was")
        seen = compare_rows(before, after, edits, date1904=self.date1904)
        if any(edit.value is not None and column not in seen for column, edit in edits.items()):
            raise VerificationError(f"a planned cell of row {row} was not written")
        if self.head.ascii_only and not all(after.cells.get(column, b"").isascii() for column in seen):
            raise VerificationError(f"row {row} has letters that its encoding does not know")

    def _quickly(self, was: bytes, now: bytes, row: int, edits: Mapping[int, CellEdit]) -> bool:
        """Whether all is well beyond doubt; False leaves the verdict to the parser."""
        size = len(self.closing)
        if self.head.ascii_only or was[-size:] != self.closing or now[-size:] != self.closing:
            return False
        old, new = was[:-size].split(self.opening), now[:-size].split(self.opening)
        if old[0] != new[0] and SPANS.sub(b"", old[0]) != SPANS.sub(b"", new[0]):
            return False
        if len(old) == len(new):
            pairs: Sequence[tuple[bytes | None, bytes]] = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
            pairs = pairs[1:] if old[0] != new[0] else pairs
        else:
            found = _aligned(old, new)
            if found is None:
                return False
            pairs = found
        return self._all(pairs, new, row, edits)

    def _all(
        self, pairs: Sequence[tuple[bytes | None, bytes]], new: Sequence[bytes], row: int, edits: Mapping[int, CellEdit]
    ) -> bool:
        """Whether each pair that differs is an edit that reads back, and each edit without a pair stood there before."""
        number, seen, match, columns = b"%d" % row, set(), self.cell.fullmatch, self.columns
        for old, now in pairs:
            found = match(now)
            if not found or found[2] != number:
                return False
            column = columns.get(found[1]) or columns.setdefault(found[1], column_number(found[1].decode()))
            edit = edits.get(column)
            if edit is None or not (old is None or keeps_plainly(found, old, edit)) or not self.reads(found, edit.value):
                return False
            seen.add(column)
        return len(seen) == len(edits) or self._stood(edits.keys() - seen, new, row, edits)

    def _stood(self, columns: set[int], new: Sequence[bytes], row: int, edits: Mapping[int, CellEdit]) -> bool:
        cells = _by_address(new[1:])
        for column in columns:
            now = cells.get(b'r="%s%d"' % (letters(column).encode(), row))
            found = self.cell.fullmatch(now) if now is not None else None
            if now is None and edits[column].value is None:
                continue
            if found is None or not self.reads(found, edits[column].value):
                return False
        return True

    def reads(self, found: re.Match[bytes], value: CellValue) -> bool:
        """Whether a plainly written cell reads back as a value."""
        kind, number, text = found.group(4, 5, 6)
        if type(value) is str and value:
            return kind == b"inlineStr" and text is not None and reads_as(text, value)
        if value is None or value == "":
            return kind is None and number is None and text is None
        if isinstance(value, str) or number is None:
            return False
        if isinstance(value, bool):
            return kind == b"b" and number == b"%d" % value
        if type(value) is int and number.isdigit():
            return kind is None and int(number) == value
        wanted = self._serial(value) if isinstance(value, (date, time)) else value
        told = number.decode()
        return kind is None and NUMBER.fullmatch(told) is not None and equal_numbers(told, wanted)

    def _serial(self, value: date | time) -> float:
        known = self.serials.get(value)
        if known is None:
            known = self.serials[value] = serial(value, date1904=self.date1904)
        return known


def keeps_plainly(found: re.Match[bytes], old: bytes, edit: CellEdit) -> bool:
    """Whether a plainly written cell stands where the old one stood, and has its format unless that was to change."""
    address = found.end(2) + 1
    if found[3] and old.startswith(found[0][: found.end(3) + 1]):
        return True
    if not old.startswith(found[0][:address]):
        return False
    style = STYLE.match(old)
    return (style[1] if style else b"0") == (found[3] or b"0") or sets_format(edit)


def reads_as(text: bytes, value: str) -> bool:
    """Whether the content of a `<t>` is well-formed and means a text."""
    told = text.decode("utf-8", "replace")
    if not told.isprintable() and UNUSUAL.search(told):
        return False
    if "&" in told:
        return ENTITIES.fullmatch(told) is not None and plain(text) == value
    return (plain(text) if "_x" in told else told) == value


def _aligned(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[bytes | None, bytes]] | None:
    """Return what differs where cells were put in; None when one went, or a new one is not between its neighbours.

    Both begin with the row's tag.
    """
    pairs: list[tuple[bytes | None, bytes]] = []
    at, size = 1, len(old)
    for place, cell in enumerate(new[1:], 1):
        if at < size and cell == old[at]:
            at += 1
        elif at < size and old[at].startswith(cell[: cell.find(b'"', 3) + 1]):
            pairs.append((old[at], cell))
            at += 1
        elif _between(new[place - 1], cell, new[place + 1] if place + 1 < len(new) else None):
            pairs.append((None, cell))
        else:
            return None
    return pairs if at == size else None


def _between(left: bytes, cell: bytes, right: bytes | None) -> bool:
    """Whether a cell's address is behind that of the one at its left (unless that is the tag) and before the right one's."""
    own = _address(cell)
    return (not left.startswith(b"r=") or _address(left) < own) and (right is None or own < _address(right))


def _address(cell: bytes) -> tuple[int, bytes]:
    """Return what sorts the cells of one row."""
    end = cell.find(b'"', 3)
    return end, cell[:end]


def _by_address(cells: Sequence[bytes]) -> Cells:
    return {cell[: cell.find(b'"', 3) + 1]: cell for cell in cells}
