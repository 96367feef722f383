"""What came back in another order, though nothing tells which value went where: columns of few values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.counting import arranged_bits, in_blocks
from sheets_crm.diff.scrambles.evidence import SEVERAL, dealt, overlap, replaced, stepped
from sheets_crm.diff.scrambles.links import joined
from sheets_crm.model.difference import Positions

ENOUGH_BITS = 10.0
"""2^10: such luck is once in a thousand columns that people fill anew as they see it."""
UPSET, LOOSELY = 0.05, 0.2
MOST = 6
"""So many columns are looked at together, the least upset ones."""


def rearranged(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """Yield the columns that hold what they held in another order, those that moved together first."""
    left = [one for one in columns if _possible(one)]
    while (found := _together(left)) is not None:
        yield found
        left = [one for one in left if one not in found]
    for one in left:
        if _convincing(one.before[one.places], one.new[one.places]) or in_blocks(one):
            yield [one]


def _possible(column: Column) -> bool:
    rows = column.places
    if len(rows) < SEVERAL or overlap(column.before[rows], column.new[rows]) < 1 - LOOSELY:
        return False
    return not (replaced(column, rows) or stepped(column, rows) or dealt(column, column.known))


def _together(columns: Sequence[Column]) -> list[Column] | None:
    best = sorted(columns, key=lambda one: -len(one.places))[:MOST]
    for use in _sets(best):
        rows = np.flatnonzero(np.any([one.changed for one in use], axis=0))
        before, now = joined([one.before[rows] for one in use], [one.new[rows] for one in use])
        if _convincing(before, now):
            return list(use)
    return None


def _sets(columns: Sequence[Column]) -> Iterable[tuple[Column, ...]]:
    for size in range(len(columns), 1, -1):
        yield from combinations(columns, size)


def _convincing(before: Numbers, now: Numbers) -> bool:
    return overlap(before, now) >= 1 - UPSET and arranged_bits(before, now) >= ENOUGH_BITS


def nowhere(column: Column) -> Positions:
    """Return the sources of a column of which none is known."""
    return np.full(len(column.own), NOWHERE)
