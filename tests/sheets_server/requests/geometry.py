"""Where things go when rows, columns or blocks of cells are put in, taken out or moved.

Everything that has a place is a rectangle `(top, left, bottom, right)`, ends exclusive, None where it is open: a cell, a
reference in a formula, a protected range. A geometry says where a rectangle of a sheet comes to lie, or None if it is gone.
"""

from dataclasses import dataclass

from sheets_server.spreadsheet import Place

Rect = tuple[int | None, int | None, int | None, int | None]
Span = tuple[int | None, int | None]


class Geometry:
    """A change of places; a subclass says what becomes of a rectangle on the sheets it touches."""

    sheet_id: int

    def rect(self, sheet_id: int, rect: Rect) -> tuple[int, Rect] | None:
        """The sheet and rectangle it comes to, or None if it is gone."""
        raise NotImplementedError

    def cell(self, place: Place) -> Place | None:
        """Where one cell of this sheet comes to lie on the same sheet, or None if it is gone from it."""
        row, column = place
        found = self.rect(self.sheet_id, (row, column, row + 1, column + 1))
        if found is None or found[0] != self.sheet_id:
            return None
        top, left = found[1][0], found[1][1]
        return top or 0, left or 0


@dataclass(frozen=True)
class Line:
    """A change along one dimension: `cut` away from `start` to `end`, or `put` new ones in at `start`."""

    start: int
    end: int
    put: bool

    def span(self, span: Span) -> Span | None:
        """Where a stretch comes to lie; None if all of it is gone."""
        first, last = span
        if self.put:
            return self.pushed(first, self.end - self.start), self.pushed_end(last)
        low = 0 if first is None else first
        if low >= self.start and last is not None and last <= self.end:
            return None
        return None if first is None else self.pulled(first), None if last is None else self.pulled(last)

    def pushed(self, first: int | None, by: int) -> int | None:
        return first if first is None or first < self.start else first + by

    def pushed_end(self, last: int | None) -> int | None:
        return last if last is None or last <= self.start else last + self.end - self.start

    def pulled(self, index: int) -> int:
        return index - max(0, min(index, self.end) - self.start)


@dataclass(frozen=True)
class Shift(Geometry):
    """Rows or columns (or, with `band`, only the cells of some columns or rows) put in or cut away, the rest following."""

    sheet_id: int
    rows: bool
    line: Line
    band: tuple[int, int] | None = None

    def rect(self, sheet_id: int, rect: Rect) -> tuple[int, Rect] | None:
        if sheet_id != self.sheet_id:
            return sheet_id, rect
        along, across = ((rect[0], rect[2]), (rect[1], rect[3])) if self.rows else ((rect[1], rect[3]), (rect[0], rect[2]))
        if self.band and not within(across, self.band):
            return sheet_id, rect
        found = self.line.span(along)
        if found is None:
            return None
        return sheet_id, combined(found, across, rows=self.rows)


@dataclass(frozen=True)
class Move(Geometry):
    """Rows or columns from `start` to `end` taken out and put in where `to` was before."""

    sheet_id: int
    rows: bool
    start: int
    end: int
    to: int

    def rect(self, sheet_id: int, rect: Rect) -> tuple[int, Rect] | None:
        if sheet_id != self.sheet_id:
            return sheet_id, rect
        along, across = ((rect[0], rect[2]), (rect[1], rect[3])) if self.rows else ((rect[1], rect[3]), (rect[0], rect[2]))
        return sheet_id, combined(self.span(along), across, rows=self.rows)

    def shuffles(self, span: Span) -> bool:
        """Whether rows or columns only change places inside this stretch."""
        first, last = span[0] or 0, span[1]
        inside = first <= self.start and first <= self.to
        return inside and (last is None or (self.end <= last and self.to <= last))

    def span(self, span: Span) -> Span:
        """A stretch inside what moves goes with it; any other closes over what left it and opens for what comes in."""
        first, last = span
        size = self.end - self.start
        target = self.to if self.to <= self.start else self.to - size
        if last is not None and (first or 0) >= self.start and last <= self.end:
            by = target - self.start
            return (first or 0) + by, last + by
        if self.shuffles(span):
            return span
        closed = Line(self.start, self.end, put=False).span(span) or span
        return Line(target, target + size, put=True).span(closed) or closed


@dataclass(frozen=True)
class Carry(Geometry):
    """A block cut and pasted elsewhere, maybe on another sheet; what pointed into it follows."""

    sheet_id: int
    source: tuple[int, int, int, int]
    target_id: int
    target: Place

    def rect(self, sheet_id: int, rect: Rect) -> tuple[int, Rect] | None:
        top, left, bottom, right = rect
        if sheet_id != self.sheet_id or top is None or left is None or bottom is None or right is None:
            return sheet_id, rect
        if not (within((top, bottom), self.source[0::2]) and within((left, right), self.source[1::2])):
            return sheet_id, rect
        down, across = self.target[0] - self.source[0], self.target[1] - self.source[1]
        return self.target_id, (top + down, left + across, bottom + down, right + across)


@dataclass(frozen=True)
class Gone(Geometry):
    """A sheet taken out."""

    sheet_id: int

    def rect(self, sheet_id: int, rect: Rect) -> tuple[int, Rect] | None:
        return None if sheet_id == self.sheet_id else (sheet_id, rect)


def within(span: Span, band: tuple[int, ...]) -> bool:
    """Whether a stretch lies wholly inside another."""
    return span[1] is not None and (span[0] or 0) >= band[0] and span[1] <= band[1]


def combined(along: Span, across: Span, *, rows: bool) -> Rect:
    """The rectangle of two stretches."""
    rows_span, columns_span = (along, across) if rows else (across, along)
    return rows_span[0], columns_span[0], rows_span[1], columns_span[1]
