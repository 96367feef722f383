"""How sure it is that cells were moved rather than typed: in bits, against people who change many cells at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.model.difference import Positions

ENOUGH_BITS = 14.0
"""2^14: such luck is once in sixteen thousand mass edits."""
FEW = 6
"""Fewer cells than that anybody may have put into another order by hand."""
SEVERAL = 8
TYPED = 0.03
"""The share of cells that people edit beside a sort."""
STEADY, MOSTLY = 0.9, 0.8
FILLED = 0.98
"""How often, at most, a value goes on from the row above where blocks are filled down."""
FAIR = 2
HALF = 0.5
MOST_HANDS = 12


def fits(column: Column, source: Positions, rows: Positions) -> tuple[int, int]:
    """Return for how many of these rows the source would have brought another value, and at how many it stands there."""
    came, now = column.old[source[rows]], column.new[rows]
    telling = came != column.before[rows]
    return int(telling.sum()), int((now == came)[telling].sum())


def bits(column: Column, source: Positions, rows: Positions, *, strict: bool = False) -> float:
    """Return how much better "moved" explains these rows than "some of them were typed over, out of the column's usual values".

    What stayed as it was speaks, too: a move says exactly which cells change. A `strict` look takes it for likely, too, that a
    value is filled down from the row above.
    """
    came, now, before = column.old[source[rows]], column.new[rows], column.before[rows]
    changed = now != before
    share = min(0.95, max(0.02, float(changed.mean())))
    chance = likely(column.new[rows], column.kinds, 1.3)
    moved = np.where(now == came, math.log2(1 - TYPED), math.log2(TYPED))
    on = (now == np.concatenate([[NOWHERE], now[:-1]])) & strict
    filled = min(FILLED, max(chance, float(on.mean()))) if strict else 0.0
    drawn = np.where(on, math.log2(filled or 1.0), math.log2(chance * (1 - filled)))
    typed = np.where(changed, math.log2(share) + np.where(now == came, drawn, 0.0), math.log2(1 - share))
    return float((moved - typed).sum())


def unlike_renaming(column: Column, source: Positions, rows: Positions) -> float:
    """Return how much better "moved" explains these rows than "each value became one other", or "all became one and the same"."""
    now = column.new[rows]
    hits = int((now == column.old[source[rows]]).sum())
    each = math.log2(max(2, column.kinds - 1))
    became, renamed = _renaming(column, rows)
    return min(
        wrong_bits(column, rows) * (hits - renamed) + became * each,
        wrong_bits(column, rows) * (hits - int(np.bincount(now).max(initial=0))) + each,
    )


def wrong_bits(column: Column, rows: Positions) -> float:
    """Return how many bits it costs to be wrong in one of these rows rather than right."""
    return math.log2((1 - TYPED) / (TYPED * likely(column.new[rows], column.kinds)))


def _renaming(column: Column, rows: Positions) -> tuple[int, int]:
    """Return how many values became another one mostly, and in how many rows they did, or stayed as they were."""
    pairs, times = np.unique(column.before[rows] * column.kinds + column.new[rows], return_counts=True)
    before, now = np.divmod(pairs, column.kinds)
    best = np.zeros(column.kinds, np.int64)
    np.maximum.at(best, before, times)
    became = np.unique(before[(times == best[before]) & (before != now)])
    return len(became), int(best.sum())


def likely(values: Numbers, kinds: int, factor: float = 1.0) -> float:
    """Return how likely two values of a column are equal by chance."""
    shares = np.bincount(values, minlength=kinds) / max(1, len(values))
    return float(min(0.9, max(0.02, (shares**2).sum() * factor)))


def balance(column: Column) -> float:
    """Return which share of what the changed cells hold stood among them formerly: all of it after a sort.

    What is blank now says nothing: a block that is drawn elsewhere leaves blanks behind.
    """
    before, now = column.before[column.places], column.new[column.places]
    was, counts = counted(before, now)
    return float(np.minimum(was, counts)[1:].sum()) / max(1, int(counts[1:].sum()))


def overlap(before: Numbers, now: Numbers) -> float:
    """Return which share of the values of before still stands among those of now."""
    return float(np.minimum(*counted(before, now)).sum()) / max(1, len(now))


def runs_on(column: Column) -> bool:
    """Say whether a column holds a running number, in whichever order."""
    numbers = column.field.after.cells.numbers
    told = np.unique(numbers[~np.isnan(numbers)])
    return len(told) >= max(FEW, HALF * len(numbers)) and float(np.ptp(told)) <= len(told) / HALF


def numbered(column: Column, others: Iterable[Column]) -> bool:
    """Say whether a running number goes with the rows as they stand or stood, or with their places in another column."""
    numbers = column.field.after.cells.numbers
    rows = np.flatnonzero(~np.isnan(numbers))
    numbers = numbers[rows]
    orders = (one.rank[one.new[rows]] for one in others)
    stood = np.argsort(column.own[rows], kind="stable")
    anew = np.diff(numbers[stood])[column.changed[rows][stood][1:]] == 1
    return (
        _consecutive(numbers)
        or (bool(len(anew)) and float(anew.mean()) >= HALF)
        or any(_consecutive(way * numbers[np.lexsort((way * numbers, order))]) for order in orders for way in (1, -1))
    )


def _consecutive(numbers: NDArray[np.float64]) -> bool:
    return float((np.diff(numbers) == 1).mean()) >= HALF


def replaced(column: Column, rows: Positions) -> bool:
    """Say whether each value became one other nearly everywhere, as find-and-replace or a handover does."""
    became = Counter(zip(column.before[rows].tolist(), column.new[rows].tolist(), strict=True))
    usual: dict[int, int] = {}
    for (before, _), times in became.items():
        usual[before] = max(usual.get(before, 0), times)
    return len(usual) <= HALF * len(rows) and sum(usual.values()) >= STEADY * len(rows)


def stepped(column: Column, rows: Positions, since: Positions | None = None) -> bool:
    """Say whether nearly all numbers or dates moved by one and the same step, as a postponed week does.

    `since` tells of each later row where its record stood, if not where it is thought to have stood.
    """
    before, now = column.field.before.cells.numbers, column.field.after.cells.numbers
    steps = np.round(now[rows] - before[(column.own if since is None else since)[rows]], 6)
    steps = steps[~np.isnan(steps)]
    most = np.unique(steps, return_counts=True)[1].max(initial=0)
    return bool(most >= max(1.0, STEADY * len(rows)))


def dealt(column: Column, rows: Positions) -> bool:
    """Say whether the values go round, one, two, three, one, two, three, as work does that is dealt out among a few."""
    now = column.new[np.sort(rows)]
    if len(now) < FEW or float((now[1:] == now[:-1]).mean()) >= HALF:
        return False
    return any(float((now[each:] == now[:-each]).mean()) >= STEADY for each in range(2, min(MOST_HANDS, len(now) // 2) + 1))


def shared_out(column: Column) -> bool:
    """Say whether every value stands as often, as when clients are shared out fairly: as they may have been before."""
    counts = column.new_counts[1:]
    usual = counts[counts >= SEVERAL]
    return len(usual) > 1 and int(np.ptp(usual)) <= FAIR


def in_order(column: Column, source: Positions, rows: Positions) -> bool:
    """Say whether rows close to each other took their values out of rows elsewhere one by one, as a pasted block does."""
    sources, places, every = source[rows], column.own[rows], column.own[column.places]
    if len(rows) < FEW or np.ptp(places) > 3 * ((every >= places.min()) & (every <= places.max())).sum():
        return False
    order = np.argsort(places)
    rising = [other > one for one, other in pairwise(sources[order].tolist())]
    share: float = 1 if len(rows) < SEVERAL else MOSTLY
    return bool(sum(rising) >= share * len(rising))


def counted(before: Numbers, now: Numbers) -> tuple[Positions, Positions]:
    """Count each value before and now."""
    kinds = int(max(before.max(initial=0), now.max(initial=0))) + 1
    return np.bincount(before, minlength=kinds), np.bincount(now, minlength=kinds)
