"""What came back in another order, though nothing tells which value went where: columns of few values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.columns import NOWHERE, Column
from sheets_crm.diff.scrambles.counting import arranged_bits, in_blocks
from sheets_crm.diff.scrambles.evidence import MOSTLY, SEVERAL, dealt, overlap, replaced, shared_out, stepped
from sheets_crm.diff.scrambles.links import joined
from sheets_crm.model.difference import Positions

ENOUGH_BITS = 10.0
"""2^10: such luck is once in a thousand columns that people fill anew as they see it."""
BESIDE = 2.0
"""So much is enough beside other columns of the same rows that moved: who sorts some columns sorts several."""
UPSET, LOOSELY = 0.05, 0.2
MOST = 6
"""So many columns are looked at together, the least upset ones."""


def rearranged(columns: Sequence[Column], moved: Flags) -> Iterator[list[Column]]:
    """Yield the columns that hold what they held in another order, those that moved together first.

    `moved` are the rows in which cells of other columns are known to have moved.
    """
    left = [one for one in columns if _possible(one)]
    while (found := _together([one for one in left if not _honest(one)])) is not None:
        yield found
        left = [one for one in left if one not in found]
    for one in left:
        alone = not _honest(one) and (_convincing([one]) or in_blocks(one))
        beside = moved[one.places].mean() >= MOSTLY and _convincing([one], ENOUGH_BITS if _honest(one) else BESIDE)
        if alone or beside:
            yield [one]


def _possible(column: Column) -> bool:
    rows = column.places
    return len(rows) >= SEVERAL and overlap(column.before[rows], column.new[rows]) >= 1 - LOOSELY


def _honest(column: Column) -> bool:
    rows = column.places
    return replaced(column, rows) or stepped(column, rows) or dealt(column, column.known) or shared_out(column)


def _together(columns: Sequence[Column]) -> list[Column] | None:
    best = sorted(columns, key=lambda one: -len(one.places))[:MOST]
    return next((list(use) for use in _sets(best) if _convincing(use)), None)


def _sets(columns: Sequence[Column]) -> Iterable[tuple[Column, ...]]:
    for size in range(len(columns), 1, -1):
        yield from combinations(columns, size)


def _convincing(use: Sequence[Column], least: float = ENOUGH_BITS) -> bool:
    rows = np.flatnonzero(np.any([one.changed for one in use], axis=0))
    before, now = joined([one.before[rows] for one in use], [one.new[rows] for one in use])
    return overlap(before, now) >= 1 - UPSET and arranged_bits(before, now) >= least


def nowhere(column: Column) -> Positions:
    """Return the sources of a column of which none is known."""
    return np.full(len(column.own), NOWHERE)
