"""Which record of a later table is which of an earlier one: by ID, else by what the row holds, else by its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Codes, codes, loose_codes
from sheets_crm.diff.likeness import Pairs, Strangers, by_telling_values, equal_rows, in_the_same_gap
from sheets_crm.model.cells import Vector
from sheets_crm.model.difference import Positions, Rows
from sheets_crm.model.snapshot import Field, Table

Columns = Sequence[tuple[Field, Field]]
"""Columns that both tables have: the earlier field and the later one."""
Coded = Callable[[Vector], Codes]
STEPS: tuple[tuple[Callable[[Strangers], Pairs], Coded], ...] = (
    (equal_rows, codes),
    (by_telling_values, codes),
    (by_telling_values, loose_codes),
    (in_the_same_gap, loose_codes),
)
"""How records without an ID are looked for, the surest way first."""


def match_rows(before: Table, after: Table, columns: Columns) -> Rows:
    """Find the records of an earlier table in a later one.

    Two that have IDs of their own are the same only by these, or if all else that they hold is equal.
    """
    home = _by_id(before.ids, after.ids)
    for find, coded in STEPS:
        left, right = np.flatnonzero(home < 0), _others(home, len(after))
        if not (len(left) and len(right) and columns):
            break
        found_left, found_right = find(_strangers(before, after, columns, home, left, right, coded))
        home[left[found_left]] = right[found_right]
    return _rows(home, len(after))


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
