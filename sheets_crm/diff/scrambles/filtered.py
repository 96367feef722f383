"""What a filter showed: pasted as a block over hidden rows, or sorted without the rest of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sheets_crm.diff.scrambles.alignment import dear, densest, formerly
from sheets_crm.diff.scrambles.columns import Column, Numbers
from sheets_crm.diff.scrambles.evidence import ENOUGH_BITS, HALF, MOSTLY, SEVERAL, STEADY, balance
from sheets_crm.diff.scrambles.orders import BALANCED, Guess, Order, sorts, weighed

EARLIER = 16
"""So many rows above its first change a pasted block may begin: what came is what stood there."""
HEAD = 12
FILTERS = 40
"""So many values of a column are tried as filters, the usual ones, blank among them."""


def by_filter(column: Column, every: Sequence[Column]) -> Guess | None:
    """Return whether what a filter showed, the rows of one kind, was pasted as a block into a column, or sorted in it."""
    best = None
    for order in _filtered(column, every):
        told = weighed(column, order, EARLIER)
        if told and told.hits >= SEVERAL and told.bits - told.jumps - dear(len(column.own)) >= ENOUGH_BITS:
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
    for one in (one for one in every if one.field is not column.field):
        usual = np.argsort(-one.old_counts)[:FILTERS]
        for value in usual[one.old_counts[usual] >= SEVERAL].tolist():
            rows = np.flatnonzero(one.old == value)
            if _begins(now, column.old[rows]):
                yield Order(stood[start : start + len(rows) + 2 * EARLIER], rows, strict=True)
            shown = one.before == value
            if sortable and shown[column.places].mean() >= STEADY:
                yield from sorts(column, stood[shown[stood]])


def _begins(now: Numbers, pasted: Numbers) -> bool:
    """Say whether a block seems to begin near the top of a column."""
    head = pasted[:HEAD]
    return any(
        len(part) == len(head) and (part == head).mean() >= MOSTLY for part in (now[at : at + HEAD] for at in range(2 * EARLIER))
    )
