"""Many cells as few rectangles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sheets_crm.audit.workbook import Place

Rectangle = tuple[int, int, int, int]


def rectangles(places: Iterable[Place]) -> list[Rectangle]:
    """Return rectangles (first row, first column, last row, last column) that cover these cells and no others."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in set(places):
        columns[column].append(row)
    done: list[Rectangle] = []
    open_: dict[tuple[int, int], int] = {}
    before = 0
    for column in sorted(columns):
        stretches = _stretches(sorted(columns[column]))
        carried = {one: open_[one] for one in stretches if one in open_} if column == before + 1 else {}
        done += [(first, start, last, before) for (first, last), start in open_.items() if (first, last) not in carried]
        open_ = {one: carried.get(one, column) for one in stretches}
        before = column
    return sorted([*done, *((first, start, last, before) for (first, last), start in open_.items())])


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] + 1 == row:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found
