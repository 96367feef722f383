"""Proof that a written sheet is the old one but for the plan, in one walk over both.

The walk asks the plan, never the splicer, where to look: for each planned row it looks for that row's opening tag in what was
written. Whatever stands before must be, byte by byte, what the old sheet has there; then comes the row, in both, or only
in the new one, and its two versions are taken apart and compared cell by cell (`verifycell`); and so on to the end, after which
nothing may be left on either side. So each byte of the new sheet is either equal to its counterpart or lies in a planned row
that was judged. What is written in an unusual way raises an error too: then `verifysheet` has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheets_crm.books.xlsx.writing.growth import GROWING, Growth, growth_of, is_filled
from sheets_crm.books.xlsx.writing.guards import Edits
from sheets_crm.books.xlsx.writing.rowfinder import cells_end, first_row_from, number_of
from sheets_crm.books.xlsx.writing.sheethead import Head
from sheets_crm.books.xlsx.writing.splice import TAG_LIMIT, complete
from sheets_crm.books.xlsx.writing.verifycell import RowProof
from sheets_crm.books.xlsx.writing.verifyrow import VerificationError
from sheets_crm.books.xlsx.writing.verifysheet import Window, compare_heads, first_difference, pass_tag
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Area

SLASH = ord("/")


class SheetWalk:
    """One walk over an old and a new sheet."""

    def __init__(
        self,
        old: Iterator[bytes],
        new: Iterator[bytes],
        edits: Edits,
        columns: Sequence[NewColumn] = (),
        lists: Sequence[Area] | None = None,
        *,
        date1904: bool,
    ) -> None:
        """Take both streams and the plan: its cells, its columns that are new at the right, and the lists that may grow."""
        self.lists, self.appended = lists, set[int]()
        self.old, self.new, self.edits, self.columns, self.date1904 = Window(old), Window(new), edits, columns, date1904
        self.last = 0
        self.head: Head
        self.rows: RowProof

    def run(self) -> None:
        """Raise VerificationError at the first difference that is not planned."""
        self.head = compare_heads(self.old, self.new, self.columns)
        self.rows = RowProof(self.head, date1904=self.date1904)
        for row in sorted(self.edits):
            self._row(row)
        self._rest(growth_of(self.appended, self.edits, self.columns, self.lists or ()))

    def _row(self, row: int) -> None:
        old, new, edits = self.old, self.new, self.edits[row]
        mark = b'%s r="%d"' % (self.head.row_opening, row)
        if not self._reach(mark, row):
            if any(edit.value is not None for edit in edits.values()):
                raise VerificationError(f"row {row} was not found")
            return
        old.need(len(mark))
        if old.held.startswith(mark, old.at):
            was = self._taken(old)
            if self.lists is not None and not is_filled(was):
                self.appended.add(row)
            self.rows.judge(was, self._taken(new), row, edits)
        else:
            self._inserted(row)
        self.last = row

    def _reach(self, mark: bytes, row: int) -> bool:
        """Pass over what is equal, up to a row; False when the new sheet has none such."""
        new = self.new
        while not new.held.startswith(mark, new.at):
            cut = complete(new.held)
            tag = first_row_from(new.held, new.at, cut, row, self.head)
            if tag:
                self._equal(tag.start() - new.at)
                return number_of(tag) == row
            end = cells_end(new.held, self.head)
            self._equal((cut if end < 0 else end) - new.at)
            if end >= 0 or not new.need(len(new.held) - new.at + 1):
                return False
        return True

    def _equal(self, size: int) -> None:
        """Pass over so many bytes, which must be equal."""
        if size <= 0:
            return
        old, new = self.old, self.new
        old.need(size)
        if not old.held.startswith(new.held[new.at : new.at + size], old.at):
            raise VerificationError("something that was not planned changed")
        at = new.held.rfind(self.head.row_opening, new.at, new.at + size)
        told = self.head.row_tags.match(new.held, at) if at >= 0 else None
        self.last = int(told[1]) if told and told[1] else self.last
        old.at += size
        new.at += size

    def _inserted(self, row: int) -> None:
        old, opening = self.old, self.head.row_opening
        following = row + 1
        old.until(b">", old.at)
        if not old.held.startswith(self.head.closing, old.at):
            told = self.head.row_tags.match(old.held, old.at)
            following = int(told[1]) if told and told[1] else 0
        if not self.last < row < following:
            raise VerificationError(f"row {row} stands in the wrong place")
        if self.lists is not None:
            self.appended.add(row)
        self.rows.judge(b'%s r="%d">%s>' % (opening, row, self.head.row_closing), self._taken(self.new), row, self.edits[row])

    def _taken(self, window: Window) -> bytes:
        """Take a row out of a window."""
        while (end := self._row_end(window.held, window.at)) < 0:
            if not window.need(len(window.held) - window.at + 1):
                raise VerificationError("the written sheet ends too early")
        row = window.held[window.at : end]
        window.at = end
        return row

    def _row_end(self, held: bytes, at: int) -> int:
        end = held.find(b">", at)
        if end >= 0 and held[end - 1] != SLASH:
            end = held.find(self.head.row_closing, end)
            end = held.find(b">", end) if end >= 0 else -1
        return end + 1 if end >= 0 else -1

    def _rest(self, growth: Growth) -> None:
        """Pass over all that is left, in which nothing may differ but areas that grow as they must."""
        old, new = self.old, self.new
        while old.need(1) and new.need(1):
            size = min(len(old.held) - old.at, len(new.held) - new.at)
            was, now = old.held[old.at : old.at + size], new.held[new.at : new.at + size]
            differs = size if was == now else first_difference(was, now)
            old.at += differs
            new.at += differs
            if was != now:
                self._grown(growth)
        if old.need(1) or new.need(1):
            raise VerificationError("the written sheet is longer or shorter than planned")

    def _grown(self, growth: Growth) -> None:
        """Pass over an element that differs, which must be the old one grown."""
        old = self.old
        old.need(TAG_LIMIT)
        start = old.held.rfind(b"<", 0, old.at + 1)
        found = GROWING.match(old.held, start) if start >= 0 else None
        if not found or growth.element(found) == found[0]:
            raise VerificationError("something behind the planned rows changed")
        pass_tag(old, self.new, (found[0], growth.element(found)), old.at - start)
