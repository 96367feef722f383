"""Which column of a later table is which of an earlier one: by header and key, else by what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sheets_crm.diff.cells import Flags, codes, unlike
from sheets_crm.model.cells import Vector
from sheets_crm.model.difference import Positions, Rows
from sheets_crm.model.snapshot import Field, Table

Pair = tuple[Field, Field]
Same = Callable[[Field, Field], bool]
ALIKE = 0.5
"""Columns of which so large a share is equal are one and the same, whatever their headers say."""
VARIED = 10
"""So many different values tell a column by themselves, in whichever order they stand."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Columns of two tables compared record by record, each pair of them once."""

    rows: Rows
    known: dict[tuple[int, int], Flags] = field(default_factory=dict)

    def unlike(self, one: Field, other: Field) -> Flags:
        """Say for each record that is in both tables whether the values differ."""
        key = id(one), id(other)
        if key not in self.known:
            self.known[key] = unlike(*self.cells(one, other))
        return self.known[key]

    def cells(self, one: Field, other: Field) -> tuple[Vector, Vector]:
        """Return the cells of the records that are in both tables, parallel."""
        return _picked(one.cells, self.rows.before), _picked(other.cells, self.rows.after)

    def equal(self, one: Field, other: Field) -> float:
        """Return the share of equal cells among those that either column fills; 1 where neither fills any, 0 without records."""
        if not len(self.rows):
            return 0.0
        mine, theirs = self.cells(one, other)
        count = int(((mine.kinds != 0) | (theirs.kinds != 0)).sum())
        return 1 - float(self.unlike(one, other).sum()) / count if count else 1.0


def by_header(before: Table, after: Table) -> list[Pair]:
    """Pair the columns of which the header and what it was taken for are the same."""
    return _first_of_each(before.fields, after.fields, _same_header)


def match_fields(before: Table, after: Table, sure: Sequence[Pair], comparison: Comparison) -> list[Pair]:
    """Pair all columns that are the same, in the order of the later table; `sure` are those with the header of before.

    These are so unless what they hold is found under another header; the others are known by what they hold, then by what
    they were taken for, then by their header alone, or where this stands among the rows: it was sorted with them.
    """
    found = [pair for pair in sure if comparison.equal(*pair) >= ALIKE]
    left, right = _left(before.fields, after.fields, found)
    found += _by_content(left, right, comparison)
    for same in (_same_header, _same_key, _same_title, _header_below):
        found += _first_of_each(*_left(before.fields, after.fields, found), same)
    place = {id(one): at for at, one in enumerate(after.fields)}
    return sorted(found, key=lambda pair: place[id(pair[1])])


def _left(before: Iterable[Field], after: Iterable[Field], taken: Sequence[Pair]) -> tuple[list[Field], list[Field]]:
    gone, gone2 = {id(one) for one, _ in taken}, {id(other) for _, other in taken}
    return [one for one in before if id(one) not in gone], [one for one in after if id(one) not in gone2]


def _picked(cells: Vector, at: Positions) -> Vector:
    return cells if len(at) == len(cells) and bool((at == np.arange(len(at))).all()) else cells.take(at)


def _by_content(left: Sequence[Field], right: Sequence[Field], comparison: Comparison) -> list[Pair]:
    """Pair columns that hold the same, the most alike first; of those alike, the ones with the same key or header."""
    scored = [
        (score, _same_key(one, other), _same_title(one, other), one, other)
        for one in left
        for other in right
        if (score := _likeness(one, other, comparison)) >= ALIKE
    ]
    scored.sort(key=lambda row: row[:3], reverse=True)
    used, out = set[int](), list[Pair]()
    for *_, one, other in scored:
        if id(one) not in used and id(other) not in used:
            used |= {id(one), id(other)}
            out.append((one, other))
    return out


def _likeness(one: Field, other: Field, comparison: Comparison) -> float:
    """Return the share of equal cells, row by row, or that of equal values in any order where there are enough different ones."""
    if not (one.cells.kinds.any() and other.cells.kinds.any()):
        return 0.0
    share = comparison.equal(one, other)
    (values, times), (values2, times2) = _counted(one.cells), _counted(other.cells)
    if min(len(values), len(values2)) < VARIED:
        return share
    _, at, at2 = np.intersect1d(values, values2, assume_unique=True, return_indices=True)
    return max(share, float(np.minimum(times[at], times2[at2]).sum()) / float(max(times.sum(), times2.sum())))


def _counted(cells: Vector) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], Positions]:
    told = codes(cells)
    return np.unique(told[told != 0], return_counts=True)


def _same_header(one: Field, other: Field) -> bool:
    """Say whether two columns have one header and are taken for the same; without any header, they stand in one place."""
    if one.key is None and other.key is None:
        return one.title == other.title and bool(one.title or one.letter_index == other.letter_index)
    return _same_title(one, other) and _same_key(one, other)


def _same_key(one: Field, other: Field) -> bool:
    return one.key is not None and one.key == other.key and one.name == other.name


def _same_title(one: Field, other: Field) -> bool:
    return bool(one.title) and one.title == other.title


def _header_below(one: Field, other: Field) -> bool:
    """Say whether a column in the same place holds the former header as a value."""
    cells = other.cells
    return one.letter_index == other.letter_index and bool(one.title) and bool((cells.texts == one.title).any())


def _first_of_each(left: Sequence[Field], right: Sequence[Field], same: Same) -> list[Pair]:
    used, out = set[int](), list[Pair]()
    for one in left:
        other = next((two for two in right if id(two) not in used and same(one, two)), None)
        if other is not None:
            used.add(id(other))
            out.append((one, other))
    return out
