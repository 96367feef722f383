"""What a filter showed: pasted as a block over hidden rows, or sorted without the rest of its rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.alignment import densest, formerly
from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.evidence import FEW, HALF, MOSTLY, SEVERAL, STEADY, balance
from sheets_crm.diff.scrambles.orders import BALANCED, Guess, Order, convincing, sorts, weighed
from sheets_crm.model.difference import Positions

EARLIER = 16
"""So many rows above its first change a pasted block may begin: what came is what stood there."""
HEAD = 12
TOGETHER = 3
"""So many values may be marked in a filter at once."""
VIEWS = 6
"""So many sorts are tried for each column by which a filter may have gone."""
ODD = 0.05
"""So many of the changes may be elsewhere, typed."""
FILTERS = 40
"""So many values of a column are tried as filters, the usual ones, blank among them."""


def by_filter(columns: Sequence[Column], every: Sequence[Column]) -> Guess | None:
    """Return whether what a filter showed, the rows of one kind, was pasted as a block into columns, or sorted in one of them."""
    best = None
    for orders in _filtered(columns, every):
        found = convincing([one for column, order in orders if (one := weighed(column, order, EARLIER))])
        hits = sum(one.hits for one in found)
        if found and (best is None or hits > best.hits):
            best = Guess([one.column for one in found], found[0].source, hits)
    return best


def may_be_filtered(column: Column) -> bool:
    """Say whether a column may have been sorted or pasted over behind a filter: it holds what it held, or one block changed."""
    if len(column.places) < FEW:
        return False
    flags = column.changed[formerly(column)]
    return balance(column) >= BALANCED or int(flags[slice(*densest(flags))].sum()) >= HALF * len(column.places)


def _filtered(columns: Sequence[Column], every: Sequence[Column]) -> Iterator[list[tuple[Column, Order]]]:
    """Yield, filter by filter, what it would have made of the columns."""
    tried = [(one, value) for one in every for value in _usual(one)] if columns else []
    cost = math.log2(max(1, len(tried)) * len(every[0].own)) if every else 0.0
    tops = [(column, _top(column)) for column in columns]
    for one, value in tried:
        rows = np.flatnonzero(one.old == value)
        reach = len(rows) + 2 * EARLIER
        yield [
            (column, Order(top[:reach], rows, begins=True, cost=cost, strict=True))
            for column, top in tops
            if column.field is not one.field and _begins(column.new[top[: 3 * EARLIER]], column.old[rows])
        ]
    for column in columns:
        if balance(column) >= BALANCED:
            stood, views = formerly(column), math.log2(VIEWS * len(every))
            for one in every:
                for shown in _shown(one, column):
                    yield from ([(column, replace(order, cost=views))] for order in sorts(column, stood[shown[stood]]))


def _usual(by: Column) -> list[int]:
    usual = np.argsort(-by.old_counts)[:FILTERS]
    return [int(one) for one in usual if by.old_counts[one] >= SEVERAL]


def _top(column: Column) -> Positions:
    """Return the rows, as they stood formerly, from a little above those in which most changed."""
    stood = formerly(column)
    return stood[max(0, densest(column.changed[stood])[0] - EARLIER) :]


def _shown(by: Column, column: Column) -> Iterator[Flags]:
    """Yield the rows that a filter by a column may have shown: those of the values where cells changed, or above or below one."""
    ranks = np.where(by.before != 0, by.rank[by.before], NOWHERE)
    among = np.sort(ranks[column.places])
    kinds, times = np.unique(among, return_counts=True)
    usual = kinds[times >= max(2, ODD * len(among))]
    found = [np.isin(ranks, usual)] if len(usual) <= TOGETHER else []
    odd = int(ODD * len(among))
    found += [ranks >= among[odd], (ranks <= among[-1 - odd]) & (ranks != NOWHERE)]
    yield from (one for one in found if one[column.places].mean() >= STEADY and one[by.own >= 0].mean() < STEADY)


def _begins(now: Numbers, pasted: Numbers) -> bool:
    """Say whether a block seems to begin near the top of a column."""
    head = pasted[:HEAD]
    return any(
        len(part) == len(head) and (part == head).mean() >= MOSTLY for part in (now[at : at + HEAD] for at in range(2 * EARLIER))
    )
