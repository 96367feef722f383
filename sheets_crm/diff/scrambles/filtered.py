"""What a filter showed: pasted as a block over hidden rows, or sorted without the rest of its rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.alignment import dear, densest, formerly
from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.evidence import ENOUGH_BITS, HALF, MOSTLY, SEVERAL, STEADY, balance
from sheets_crm.diff.scrambles.orders import BALANCED, Guess, Order, sorts, weighed

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


def by_filter(column: Column, every: Sequence[Column]) -> Guess | None:
    """Return whether what a filter showed, the rows of one kind, was pasted as a block into a column, or sorted in it."""
    best = None
    for order in _filtered(column, every):
        told = weighed(column, order, EARLIER)
        which = math.log2(VIEWS * len(every)) if order.sorted_by else dear(len(column.own))
        if told and told.hits >= SEVERAL and told.bits - told.jumps - which >= ENOUGH_BITS:
            best = max(best, told, key=lambda each: each.hits) if best else told
    return Guess([column], best.source, best.hits) if best else None


def may_be_filtered(column: Column) -> bool:
    """Say whether a column may have been sorted or pasted over behind a filter: it holds what it held, or one block changed."""
    if len(column.places) < SEVERAL:
        return False
    flags = column.changed[formerly(column)]
    return balance(column) >= BALANCED or int(flags[slice(*densest(flags))].sum()) >= HALF * len(column.places)


def _filtered(column: Column, every: Sequence[Column]) -> Iterator[Order]:
    stood = formerly(column)
    start = max(0, densest(column.changed[stood])[0] - EARLIER)
    sortable = balance(column) >= BALANCED
    now = column.new[stood[start : start + 3 * EARLIER]]
    for one in every:
        usual = np.argsort(-one.old_counts)[: FILTERS if one.field is not column.field else 0]
        for value in usual[one.old_counts[usual] >= SEVERAL].tolist():
            rows = np.flatnonzero(one.old == value)
            if _begins(now, column.old[rows]):
                yield Order(stood[start : start + len(rows) + 2 * EARLIER], rows, strict=True)
        for shown in _shown(one, column) if sortable else ():
            yield from sorts(column, stood[shown[stood]])


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
