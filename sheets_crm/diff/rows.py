"""Which record of a later table is which of an earlier one: by ID, else by what the row holds, else by its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Codes, codes, loose_codes, unlike
from sheets_crm.diff.likeness import Pairs, Strangers, by_telling_values, equal_rows, in_the_same_gap
from sheets_crm.diff.standing import agreement, standing
from sheets_crm.model.cells import Vector
from sheets_crm.model.difference import Positions, Rows
from sheets_crm.model.snapshot import Field, Table

Columns = Sequence[tuple[Field, Field]]
"""Columns that both tables have: the earlier field and the later one."""
Coded = Callable[[Vector], Codes]
Steps = Sequence[tuple[Callable[[Strangers], Pairs], Coded]]
STEPS: Steps = (
    (equal_rows, codes),
    (by_telling_values, codes),
    (by_telling_values, loose_codes),
    (in_the_same_gap, loose_codes),
)
"""How records without an ID are looked for, the surest way first."""
STANDING: Steps = ((standing, codes), (in_the_same_gap, loose_codes))
"""How they are looked for where rows kept their places, and much of what they hold went to others."""

SETTLED = 0.9
STAYED = 0.5
"""Rows that stayed need half as much to speak for them: some columns went, instead of all rows and some columns back."""


def match_rows(before: Table, after: Table, columns: Columns) -> Rows:
    """Find the records of an earlier table in a later one.

    Two that have IDs of their own are the same only by these, or if all else that they hold is equal.
    """
    known = _by_id(before.ids, after.ids)
    home = _found(before, after, columns, known, STEPS)
    still = [pair for pair in columns if not _numbered(pair[1])]
    if still and not (known >= 0).any() and not _settled(before, after, columns, home):
        stood = _found(before, after, still, known, STANDING)
        every = _strangers(before, after, still, known, np.arange(len(before)), np.arange(len(after)), codes)
        if agreement(every, _pairs(stood)) > STAYED * agreement(every, _pairs(home)):
            home = stood
    return _rows(home, len(after))


def _found(before: Table, after: Table, columns: Columns, known: Positions, steps: Steps) -> Positions:
    home = known.copy()
    for find, coded in steps:
        left, right = np.flatnonzero(home < 0), _others(home, len(after))
        if not (len(left) and len(right) and columns):
            break
        found_left, found_right = find(_strangers(before, after, columns, home, left, right, coded))
        home[left[found_left]] = right[found_right]
    return home


def _numbered(column: Field) -> bool:
    """Say whether a column numbers the rows as they stand: it reads down as it did, whatever else they hold."""
    steps = np.diff(column.cells.numbers)
    return bool(len(steps)) and float((steps == 1).mean()) >= STAYED


def _settled(before: Table, after: Table, columns: Columns, home: Positions) -> bool:
    """Say whether nearly all rows were found, and every column holds in nearly all of them what it held."""
    left, right = _pairs(home)
    if len(left) < max(1, SETTLED * min(len(before), len(after))):
        return not (len(before) and len(after))
    differ = [float(unlike(one.cells.take(left), other.cells.take(right)).mean()) for one, other in columns]
    return max(differ) < 1 - SETTLED


def _pairs(home: Positions) -> Pairs:
    found = np.flatnonzero(home >= 0)
    return found, home[found]


def _by_id(before: Sequence[str], after: Sequence[str]) -> Positions:
    """Return, for each earlier record, where the later one of its ID stands; -1 where there is none."""
    if before == after:
        home = np.arange(len(before))
        home[[at for at, row_id in enumerate(before) if row_id[0] == "#"]] = -1
        return home
    place = {row_id: at for at, row_id in enumerate(after) if row_id[0] != "#"}
    return np.fromiter((place.get(row_id, -1) for row_id in before), np.intp, len(before))


def _others(home: Positions, length: int) -> Positions:
    free = np.ones(length, bool)
    free[home[home >= 0]] = False
    return np.flatnonzero(free)


def _strangers(
    before: Table, after: Table, columns: Columns, home: Positions, left: Positions, right: Positions, coded: Coded
) -> Strangers:
    return Strangers(
        np.array([coded(one.cells.take(left)) for one, _ in columns]),
        np.array([coded(other.cells.take(right)) for _, other in columns]),
        np.array([one.key == "id" for one, _ in columns]),
        _named(before.ids, left),
        _named(after.ids, right),
        *_gaps(home, left, right),
    )


def _named(ids: Sequence[str], at: Positions) -> NDArray[np.bool_]:
    return np.fromiter((ids[one][0] != "#" for one in at.tolist()), bool, len(at))


def _gaps(home: Positions, left: Positions, right: Positions) -> tuple[Positions, Positions]:
    """Return, for each record still to be found, the later position of the nearest found one above it; -1 where there is none."""
    known = np.flatnonzero(home >= 0)
    return _above(known, home[known], left), _above(np.sort(home[known]), np.sort(home[known]), right)


def _above(known: Positions, told: Positions, wanted: Positions) -> Positions:
    return np.concatenate([[-1], told])[np.searchsorted(known, wanted)]


def _rows(home: Positions, length: int) -> Rows:
    source = np.full(length, -1, np.intp)
    found = np.flatnonzero(home >= 0)
    source[home[found]] = found
    after = np.flatnonzero(source >= 0)
    return Rows(source[after], after, np.flatnonzero(home < 0), np.flatnonzero(source < 0))
