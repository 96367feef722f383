"""Proof that a written sheet is the old one but for the planned cells, found by comparing the two not by asking the writer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sheets_crm.books.xlsx.writing.guards import Edits
from sheets_crm.books.xlsx.writing.sheethead import Head, read_head
from sheets_crm.books.xlsx.writing.verifyrow import Row, VerificationError, compare_rows, read_row
from sheets_crm.model.plan import NewColumn

BLOCK = 1 << 16
DIMENSION = re.compile(rb"<[^<>\s]*dimension\b[^<>]*>")


class Window:
    """A stream of which a part is held: `at` is how far it was compared, what lies before may be dropped up to `keep`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Take the pieces."""
        self.pieces, self.held, self.at, self.ended = pieces, b"", 0, False

    def more(self) -> bool:
        """Read one more piece; False at the end."""
        piece = next(self.pieces, None)
        self.ended = piece is None
        self.held += piece or b""
        return not self.ended

    def ahead(self, size: int, keep: int) -> None:
        """Read until so much is held beyond `at`, or the end; forgets what stands before `keep`."""
        if len(self.held) - self.at >= size or self.ended:
            return
        self.held, self.at = self.held[keep:], self.at - keep
        while len(self.held) - self.at < size and self.more():
            pass

    def need(self, size: int) -> bool:
        """Read until so much is held from `at` on; False at the end. Forgets all before the tag that `at` is behind."""
        if len(self.held) - self.at < size:
            self.ahead(size, max(0, self.held.rfind(b"<", 0, self.at)))
        return len(self.held) - self.at >= size

    def until(self, mark: bytes, start: int) -> int:
        """Return where a mark stands, reading on until it comes."""
        at = self.held.find(mark, start)
        while at < 0:
            start = max(start, len(self.held) - len(mark))
            if not self.more():
                raise VerificationError("the written sheet ends too early")
            at = self.held.find(mark, start)
        return at


class SheetCheck:
    """Compares an old sheet with a new one; `seen` are the planned cells met where they differ, `inserted` tells of new rows."""

    def __init__(
        self, old: Iterator[bytes], new: Iterator[bytes], edits: Edits, columns: Sequence[NewColumn] = (), *, date1904: bool
    ) -> None:
        """Take both streams and the plan: its cells, and its columns that are new at the right."""
        self.columns = columns
        self.retagged: list[tuple[bytes, bytes]] = []
        self.old, self.new, self.edits, self.date1904 = Window(old), Window(new), edits, date1904
        self.seen: set[tuple[int, int]] = set()
        self.inserted = self.in_tail = False
        self.head: Head

    def run(self, retagged: Sequence[tuple[bytes, bytes]] = ()) -> None:
        """Raise VerificationError at the first difference that is not planned, UnnumberedRowError where rows have no numbers.

        `retagged` are opening tags behind the cells, before and after, in their order.
        """
        self.retagged = list(retagged)
        self.head = compare_heads(self.old, self.new, self.columns)
        while self._differs():
            self._judge()

    def _differs(self) -> bool:
        """Pass over what is equal; False when that is all."""
        old, new = self.old, self.new
        while True:
            keep = self._keep()
            back = old.at - keep
            old.ahead(BLOCK, keep)
            new.ahead(BLOCK, max(0, new.at - back))
            size = min(len(old.held) - old.at, len(new.held) - new.at, BLOCK)
            if not size:
                return len(old.held) - old.at != len(new.held) - new.at
            mine, other = old.held[old.at : old.at + size], new.held[new.at : new.at + size]
            if mine != other:
                size = first_difference(mine, other)
            old.at += size
            new.at += size
            if mine != other:
                return True

    def _keep(self) -> int:
        """From where on the old window is still needed: the row that is open, or the tag."""
        old = self.old
        if self.in_tail or self._after_cells():
            self.in_tail = True
            return max(0, old.held.rfind(b"<", 0, old.at))
        row = old.held.rfind(self.head.row_opening, 0, old.at)
        return row if row >= 0 else max(0, old.held.rfind(b"<", 0, old.at))

    def _after_cells(self) -> bool:
        """Whether the cells ended in what was passed over last."""
        return self.old.held.rfind(self.head.closing, max(0, self.old.at - 2 * BLOCK), self.old.at) >= 0

    def _judge(self) -> None:
        """Judge the rows at a difference, and go on behind them."""
        old, new = self.old, self.new
        self.in_tail = self.in_tail or self._after_cells()
        back = old.at - old.held.rfind(b"<", 0, old.at + 1)
        if not (self._boundary(old, old.at - back) and self._boundary(new, new.at - back)):
            back = old.at - old.held.rfind(self.head.row_opening, 0, old.at)
        if self.in_tail and self.retagged:
            back = self.old.at - self.old.held.rfind(b"<", 0, self.old.at + 1)
            pass_tag(old, new, self.retagged.pop(0), back)
            return
        if self.in_tail or back > old.at:
            raise VerificationError("something other than cells changed")
        was, now = self._row(old, old.at - back), self._row(new, new.at - back)
        if now is None or (was is not None and was.number < now.number):
            raise VerificationError("a row is missing")
        old.at, new.at = old.at - back, new.at - back + now.size
        if was is None or now.number < was.number:
            self._inserted(now)
        else:
            self._changed(was, now)
            old.at += was.size

    def _boundary(self, window: Window, start: int) -> bool:
        while len(window.held) < start + 64 and window.more():
            pass
        return window.held.startswith((self.head.row_opening, self.head.closing), start)

    def _row(self, window: Window, start: int) -> Row | None:
        if window.held.startswith(self.head.closing, start):
            return None
        end = window.until(b">", start) + 1
        if window.held[end - 2 : end] != b"/>":
            end = window.until(b">", window.until(self.head.row_closing, end)) + 1
        return read_row(window.held[start:end], self.head)

    def _inserted(self, row: Row) -> None:
        self.inserted = True
        if set(row.attributes) - {"r"}:
            raise VerificationError(f"row {row.number} is new and has a format")
        self._changed(Row(row.number, 0, {"r": str(row.number)}, {}, b""), row)

    def _changed(self, was: Row, now: Row) -> None:
        seen = compare_rows(was, now, self.edits.get(was.number, {}), date1904=self.date1904)
        if self.head.ascii_only and not all(now.cells.get(column, b"").isascii() for column in seen):
            raise VerificationError(f"row {now.number} has letters that its encoding does not know")
        self.seen |= {(was.number, column) for column in seen}


def compare_heads(old: Window, new: Window, columns: Sequence[NewColumn]) -> Head:
    """Take both heads out of their windows and compare them; returns the old one."""
    was, now = head_of(old), head_of(new)
    if DIMENSION.sub(b"", was.xml) != DIMENSION.sub(b"", now.xml).replace(was.widths(columns), b"", 1):
        raise VerificationError("something before the cells changed")
    if was.empty and not now.empty:  # `<sheetData/>` was opened for new rows
        old.held = b"</" + was.prefix + b"sheetData>" + old.held
    return was


def pass_tag(old: Window, new: Window, tags: tuple[bytes, bytes], back: int) -> None:
    """Pass over a tag, begun `back` bytes ago, that was to change from one into the other."""
    for window, tag in zip((old, new), tags, strict=True):
        window.need(len(tag) - back)
        if not window.held.startswith(tag, window.at - back):
            raise VerificationError("something after the cells changed")
        window.at += len(tag) - back


def head_of(window: Window) -> Head:
    """Read a sheet's head, and take it out of the window."""
    while (head := read_head(window.held)) is None:
        if not window.more():
            raise VerificationError("the written sheet has no cells' part")
    window.held = window.held[head.size :]
    return head


def first_difference(old: bytes, new: bytes) -> int:
    """Return the first place where two strings of one length differ; they do."""
    start, end = 0, len(old)
    while end - start > 1:
        middle = (start + end) // 2
        if old[start:middle] == new[start:middle]:
            start = middle
        else:
            end = middle
    return start
