"""The cells of a workbook that lie inside the ranges of formulas."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.workbook import Place


def corners(reference: Reference, place: Place) -> tuple[int, int, int, int]:
    """Return the first row and column and the last row and column of a reference, as seen from a formula's cell."""
    (top, left), (bottom, right) = reference.first.at(*place), reference.last.at(*place)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


class Region:
    """Some cells of one sheet, quickly asked which of them lie inside a reference."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Sort them by column."""
        columns: dict[int, list[int]] = defaultdict(list)
        for row, column in places:
            columns[column].append(row)
        self.columns: Mapping[int, list[int]] = {column: sorted(rows) for column, rows in columns.items()}

    def inside(self, reference: Reference, place: Place) -> Iterator[Place]:
        """Yield those that a reference covers, as seen from a formula's cell."""
        top, left, bottom, right = corners(reference, place)
        for column, rows in self.columns.items():
            if left <= column <= right:
                for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
                    yield row, column
