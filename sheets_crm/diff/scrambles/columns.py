"""A column at both moments, its values as small numbers: where it differs, and in what order a sort would put it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Flags, codes
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.difference import FieldDiff, Positions, SheetDiff

Numbers = NDArray[np.int64]
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Column:
    """`old` and `new` number the values at both moments (0: nothing, or what a formula made); equal values share a number.

    The last of `old` are those of records that had gone before the earlier moment.

    `own` is, for each later row, the position that the same record had earlier (-1: a new record), `changed` where its value
    is another now. `first` is where each value is found first: 0 for nothing, then the earlier rows, then the later ones, then
    what had gone.
    """

    field: FieldDiff
    missed: Vector
    own: Positions
    old: Numbers
    new: Numbers
    first: Positions

    @property
    def kinds(self) -> int:
        """How many values there are, nothing among them."""
        return len(self.first)

    @cached_property
    def rank(self) -> Numbers:
        """The place of each value in an ascending sort, blanks last."""
        rank = np.empty(self.kinds, np.int64)
        places = self.field.before.cells, self.field.after.cells, self.missed
        keys = [_sort_key(places, at - 1) for at in self.first.tolist()]
        rank[sorted(range(self.kinds), key=keys.__getitem__)] = np.arange(self.kinds)
        return rank

    @cached_property
    def changed(self) -> Flags:
        """The later rows of which the record had another value."""
        out = self.own >= 0
        known = np.flatnonzero(out)
        out[known] = self.before[known] != self.new[known]
        return out

    @cached_property
    def places(self) -> Positions:
        """The later rows that changed, ascending."""
        return np.flatnonzero(self.changed)

    @cached_property
    def known(self) -> Positions:
        """The later rows of which the record was there earlier, and held or holds something."""
        return np.flatnonzero((self.own >= 0) & ((self.before != 0) | (self.new != 0)))

    @cached_property
    def before(self) -> Numbers:
        """What each later row's record held earlier; 0 for a new record."""
        return np.where(self.own >= 0, self.old[self.own], 0)

    @cached_property
    def old_counts(self) -> Positions:
        """How many earlier rows hold each value."""
        return np.bincount(self.old, minlength=self.kinds)

    @cached_property
    def new_counts(self) -> Positions:
        """How many later rows hold each value."""
        return np.bincount(self.new, minlength=self.kinds)


def columns(diff: SheetDiff, least: int) -> list[Column]:
    """Return the columns of which at least so many cells differ, IDs left out: by these the rows are known."""
    own = np.full(len(diff.after), NOWHERE, np.intp)
    own[diff.rows.after] = diff.rows.before
    gone = max(map(len, diff.missed.values()), default=0)
    return [
        _column(one, diff.missed.get(one.after.name) or Vector.empty(gone), own)
        for one in diff.fields
        if len(one.differ) >= least and one.after.key != "id"
    ]


def _column(field: FieldDiff, missed: Vector, own: Positions) -> Column:
    old, new = field.before.cells, field.after.cells
    told = np.concatenate([[np.uint64(0)], codes(old), codes(new), codes(missed)])
    _, first, numbers = np.unique(told, return_index=True, return_inverse=True)
    was, now, gone = np.split(numbers[1:], [len(old), len(old) + len(new)])
    return Column(field, missed, own, np.concatenate([was, gone]), now, first)


def _sort_key(places: Sequence[Vector], at: int) -> tuple[int, float, str]:
    """Return by what Excel and Google sort a value: numbers and dates, then texts whatever their case, then the rest."""
    if at < 0:
        return 9, 0.0, ""
    for cells in places:
        if at < len(cells):
            break
        at -= len(cells)
    kind = int(cells.kinds[at])
    if kind in (Kind.NUMBER, Kind.DATE):
        return 0, float(cells.numbers[at]), ""
    return kind, float(cells.numbers[at]) if kind == Kind.BOOL else 0.0, str(cells.texts[at] or "").casefold()
