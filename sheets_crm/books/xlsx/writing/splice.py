"""A sheet's XML with some of its cells replaced, streamed: all other bytes pass through as they are.

Time is linear in the size of the part, and no more is held than one piece, one tag, or one row that is being changed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from sheets_crm.books.xlsx.cells.areas import parse_area
from sheets_crm.books.xlsx.cells.cellxml import CellWriter
from sheets_crm.books.xlsx.writing.growth import GROWING, Growth, growth_of, is_filled
from sheets_crm.books.xlsx.writing.guards import Edits, Place
from sheets_crm.books.xlsx.writing.rowfinder import cells_end, first_row_from, number_of
from sheets_crm.books.xlsx.writing.roworder import RowOrder
from sheets_crm.books.xlsx.writing.sections import SectionsError
from sheets_crm.books.xlsx.writing.sheethead import Head, UnsafeSheetError, read_head
from sheets_crm.books.xlsx.writing.splicerow import RowSplicer
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Area
from sheets_crm.model.text import Text

HEAD_LIMIT = 32 << 20
TAG_LIMIT = 1 << 20
ROW_LIMIT = 256 << 20
TAIL_LIMIT = 64 << 20
SLASH = ord("/")
MERGED = Text(ru="ячейка скрыта внутри объединённой", en="the cell is hidden inside a merged one")
ARRAY = Text(ru="ячейка — часть формулы массива или таблицы данных", en="the cell belongs to an array formula or a data table")


class Splicer:
    """Splices one sheet; after `run` is exhausted, `conflicts` names the cells whose edit would do harm (the result must then be
    thrown away), `former` the number formats that were replaced, `formula_gone` whether a formula was overwritten.
    """  # noqa: D205

    def __init__(
        self,
        edits: Edits,
        writer: CellWriter,
        columns: Sequence[NewColumn] = (),
        lists: Sequence[Area] | None = None,
        heads: frozenset[Place] | None = None,
    ) -> None:
        """Take the edits, none of which may be empty of columns, and the columns that are new at the right.

        `heads` are the heads of shared formulas that may be written over; SharedHeadError at the first one when it is None.
        With `lists` (the areas of tables and filters), what ended with the last row of a list reaches over rows appended below.
        `growth` will say how, and `retagged` which elements behind the cells were changed, before and after.
        """
        self.edits, self.writer, self.columns, self.lists = edits, writer, columns, lists
        self.heads = heads
        self.appended: set[int] = set()
        self.growth = Growth()
        self.widths = b""
        self.filter: Area | None = None
        self.retagged: list[tuple[bytes, bytes]] = []
        self.todo = sorted(edits)
        self.next = 0
        self.has_formulas = False
        self.conflicts: dict[tuple[int, int], Text] = {}
        self.rows: RowSplicer
        self.order: RowOrder
        self.head: Head
        self.state: Literal["head", "data", "tail"] = "head"
        self.held = bytearray()
        self.wanted = b""

    @property
    def former(self) -> dict[tuple[int, int], str]:
        """The number formats that edits replaced, by (row, column)."""
        return self.rows.former

    @property
    def same(self) -> set[tuple[int, int]]:
        """The cells that already stood there just so."""
        return self.rows.same

    @property
    def formula_gone(self) -> bool:
        """Whether an edit overwrote a formula."""
        return self.rows.formula_gone

    def run(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the new part; UnsafeSheetError when it cannot be spliced."""
        for piece in pieces:
            yield b"".join(self._feed(piece))
        if self.state != "tail":
            raise UnsafeSheetError("the sheet has no cells' part, or it is cut short")
        yield self._regrown(bytes(self.held))

    def _feed(self, piece: bytes) -> Iterator[bytes]:
        if self.state == "data" and not self.wanted:
            held = bytes(self.held) + piece
            self.held.clear()
            yield from self._data(held)
        elif self.state == "data":
            start = max(0, len(self.held) - len(self.wanted))
            self.held += piece
            if self.held.find(self.wanted, start) >= 0:
                self.wanted = b""
                yield from self._data(bytes(self.held))
            elif len(self.held) > ROW_LIMIT:
                raise UnsafeSheetError("one row is larger than 256 MiB")
        else:
            self.held += piece
        if self.state == "head":
            yield from self._head()
        if self.state == "tail":
            yield self._tail()

    def _head(self) -> Iterator[bytes]:
        head = read_head(self.held)
        if head is None:
            if len(self.held) > HEAD_LIMIT:
                raise UnsafeSheetError("the sheet has no cells' part in its first 32 MiB")
            return
        self.head = head
        self.writer.suit(head.prefix.decode(), ascii_only=head.ascii_only)
        self.rows = RowSplicer(head, self.writer, self.conflicts, self.heads)
        self.order = RowOrder(head)
        del self.held[: head.size]
        self.widths = head.widths(self.columns)
        yield head.grown(self.edits, self.widths)
        self.state = "data"
        if head.empty:
            yield b"".join(self._new_row(row) for row in self.todo)
            yield b"</" + head.prefix + b"sheetData>"
            self._begin_tail()
        else:
            yield from self._data(bytes(self.held))

    def _data(self, held: bytes) -> Iterator[bytes]:
        end = cells_end(held, self.head)
        cut = end if end >= 0 else self._whole(held)
        self._look(held, cut)
        at, before = 0, self.order.last
        self.order.look(held, cut)
        for start, stop, new in self._rows(held, cut, before):
            if start > at:
                yield held[at:start]
            if new:
                yield new
            at = stop
        if self.wanted:
            self.held = bytearray(held[at:])
            return
        if cut > at:
            yield held[at:cut]
        self.held = bytearray(held[cut:])
        if end >= 0:
            yield b"".join(self._new_row(row) for row in self.todo[self.next :])
            self.next = len(self.todo)
            self._begin_tail()

    def _whole(self, held: bytes) -> int:
        """Return how far all is here: up to the last whole tag, or up to a row's tag behind which nothing has come yet."""
        cut = complete(held)
        last = held.rfind(b"<", 0, cut)
        return last if last >= 0 and held.startswith(self.head.row_opening, last) else cut

    def _look(self, held: bytes, cut: int) -> None:
        """Look for what makes splicing unsafe, and for areas that are one formula's."""
        if held.find(b"!", 0, cut) >= 0 and held.find(b"<!", 0, cut) >= 0:
            raise SectionsError("there is a comment or a CDATA section among the cells")
        if self.head.has_foreign_rows(held, cut):
            raise UnsafeSheetError("rows are written with different prefixes")
        if held.find(b"f", 0, cut) < 0:  # most sheets' cells have this letter in formulas alone
            return
        self.has_formulas = self.has_formulas or held.find(self.head.formula_end, 0, cut) >= 0
        if held.find(b"ref", 0, cut) < 0:
            return
        for found in self.head.formula_areas.finditer(held, 0, cut):
            area = parse_area(found[1].decode("ascii", "replace"))
            if b"shared" not in found[0] and area and (area.first_row, area.first_column) != (area.last_row, area.last_column):
                self._block(area, ARRAY, anchor_too=True)

    def _rows(self, held: bytes, cut: int, before: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield the rows to replace or insert: from, to, and the new bytes; sets `wanted` when one is not all here yet.

        `before` is the number of the last row before this piece.
        """
        at, opening = 0, self.head.row_opening
        while self.next < len(self.todo):
            row = self.todo[self.next]
            start = at
            if not held.startswith(b'%s r="%d"' % (opening, row), at, cut):
                found = self._find(held, at, cut, row, before)
                if found is None:
                    return
                start, there = found
                if not there:
                    yield start, start, self._new_row(row)
                    at = start
                    self.next += 1
                    continue
            at = self._row_end(held, start, cut)
            if at < 0:
                self.wanted = self.head.row_closing
                self.order.last = row - 1  # it will be seen again when the rest of it is here
                yield start, start, b""
                return
            xml = held[start:at]
            if self.lists is not None and not is_filled(xml):
                self.appended.add(row)
            yield start, at, self.rows.splice(xml, row, self.edits[row])
            self.next += 1

    def _row_end(self, held: bytes, start: int, cut: int) -> int:
        end = held.index(b">", start)
        if held[end - 1] == SLASH:
            return end + 1
        close = held.find(self.head.row_closing, end, cut)
        return held.index(b">", close) + 1 if close >= 0 else -1

    def _find(self, held: bytes, at: int, cut: int, row: int, before: int) -> tuple[int, bool] | None:
        """Return where a row's opening tag stands or would stand, and whether it is there; None: further on."""
        if self.order.told:
            tag = first_row_from(held, at, cut, row, self.head)
            return (tag.start(), number_of(tag) == row) if tag else None
        number = before
        for tag in self.head.row_tags.finditer(held, 0, cut):
            number = int(tag[1]) if tag[1] else number + 1
            if number >= row and tag.start() >= at:
                return tag.start(), number == row
        return None

    def _new_row(self, row: int) -> bytes:
        made = self.rows.new(row, self.edits[row])
        if made:
            self.appended.add(row)
        return made

    def _begin_tail(self) -> None:
        self.state = "tail"
        appended = self.appended if self.lists is not None else ()
        self.growth = growth_of(appended, self.edits, self.columns, self.lists or ())

    def _tail(self) -> bytes:
        cut = complete(bytes(self.held))
        for found in self.head.merged.finditer(self.held, 0, cut):
            area = parse_area(found[1].decode("ascii", "replace"))
            if area:
                self._block(area, MERGED, anchor_too=False)
        if self.growth:
            if len(self.held) > TAIL_LIMIT:
                raise UnsafeSheetError("more than 64 MiB stand behind the cells")
            return b""
        out = bytes(self.held[:cut])
        del self.held[:cut]
        return out

    def _regrown(self, tail: bytes) -> bytes:
        return GROWING.sub(self._element, tail) if self.growth else tail

    def _element(self, found: re.Match[bytes]) -> bytes:
        new = self.growth.element(found)
        if new != found[0]:
            self.retagged.append((found[0], new))
            again = GROWING.fullmatch(new)
            self.filter = parse_area(again[2].decode()) if again and again[1] else self.filter
        return new

    def _block(self, area: Area, why: Text, *, anchor_too: bool) -> None:
        """Note the edits inside an area as conflicts."""
        at = bisect_left(self.todo, area.first_row)
        while at < len(self.todo) and self.todo[at] <= area.last_row:
            row = self.todo[at]
            for column in self.edits[row]:
                anchor = (row, column) == (area.first_row, area.first_column)
                if area.first_column <= column <= area.last_column and (anchor_too or not anchor):
                    self.conflicts[row, column] = why
            at += 1


def complete(held: bytes) -> int:
    """Return where the last tag that is not all here yet begins, or the whole length."""
    opened = held.rfind(b"<")
    cut = len(held) if opened < 0 or held.find(b">", opened) >= 0 else opened
    if len(held) - cut > TAG_LIMIT:
        raise UnsafeSheetError("a tag is larger than 1 MiB")
    return cut
