"""How sure it is that cells were moved rather than typed: in bits, against people who change many cells at once."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np

from sheets_crm.diff.scrambles.columns import Column, Numbers
from sheets_crm.model.difference import Positions

ENOUGH_BITS = 14.0
"""2^14: such luck is once in sixteen thousand mass edits."""
FEW = 5
"""Fewer cells than that anybody may have put into another order by hand."""
SEVERAL = 8
TYPED = 0.03
"""The share of cells that people edit beside a sort."""
STEADY, MOSTLY = 0.9, 0.8
HALF = 0.5


def fits(column: Column, source: Positions, rows: Positions) -> tuple[int, int]:
    """Return for how many of these rows the source would have brought another value, and at how many it stands there."""
    came, now = column.old[source[rows]], column.new[rows]
    telling = came != column.before[rows]
    return int(telling.sum()), int((now == came)[telling].sum())


def bits(column: Column, rows: Positions, telling: int, hits: int) -> float:
    """Return how much better "moved" explains these rows than "typed out of the column's usual values"."""
    chance = likely(column.new[rows], len(column.rank), 1.3)
    moved = hits * math.log2((1 - TYPED) / chance)
    typed = (telling - hits) * math.log2(TYPED / (1 - chance))
    return moved + typed


def likely(values: Numbers, kinds: int, factor: float = 1.0) -> float:
    """Return how likely two values of a column are equal by chance."""
    shares = np.bincount(values, minlength=kinds) / max(1, len(values))
    return float(min(0.9, max(0.02, (shares**2).sum() * factor)))


def balance(column: Column) -> float:
    """Return which share of the changed cells' former values still stands among them: all of it after a sort."""
    before, now = _counts(column)
    return float(np.minimum(before, now).sum()) / max(1, len(column.places))


def balance_bits(column: Column) -> float:
    """Return the evidence of the balance alone: nobody who types at random hits the old counts of every value."""
    before, now = _counts(column)
    count = len(column.places)
    off = count - int(np.minimum(before, now).sum())
    typed = sum(-one * math.log2(one / count) for one in now.tolist() if one)
    arranged = (math.lgamma(count + 1) - sum(math.lgamma(one + 1) for one in now.tolist())) / math.log(2)
    return float(typed - arranged - off * math.log2(count + 1))


def replaced(column: Column, rows: Positions) -> bool:
    """Say whether each value became one other nearly everywhere, as find-and-replace or a handover does."""
    became = Counter(zip(column.before[rows].tolist(), column.new[rows].tolist(), strict=True))
    usual: dict[int, int] = {}
    for (before, _), times in became.items():
        usual[before] = max(usual.get(before, 0), times)
    return len(usual) <= HALF * len(rows) and sum(usual.values()) >= STEADY * len(rows)


def stepped(column: Column, rows: Positions) -> bool:
    """Say whether nearly all numbers or dates moved by one and the same step, as a postponed week does."""
    before, now = column.field.before.cells.numbers, column.field.after.cells.numbers
    steps = np.round(now[rows] - before[column.own[rows]], 6)
    steps = steps[~np.isnan(steps)]
    most = np.unique(steps, return_counts=True)[1].max(initial=0)
    return bool(most >= max(1.0, STEADY * len(rows)))


def in_order(sources: Positions, rows: Positions) -> bool:
    """Say whether rows close to each other took their values one after the other out of rows elsewhere, as a pasted block does.

    Both are earlier positions, parallel: of the records, and of those that their values were.
    """
    order = np.argsort(rows)
    if len(rows) < FEW or np.ptp(rows) > 3 * len(rows):
        return False
    rising = [other > one for one, other in pairwise(sources[order].tolist())]
    share: float = 1 if len(rows) < SEVERAL else MOSTLY
    return bool(sum(rising) >= share * len(rising))


def _counts(column: Column) -> tuple[Positions, Positions]:
    kinds, rows = len(column.rank), column.places
    return np.bincount(column.before[rows], minlength=kinds), np.bincount(column.new[rows], minlength=kinds)
