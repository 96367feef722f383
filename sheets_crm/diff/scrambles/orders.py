"""Which row a value came from, by the order that the rows of a column would have had: the old one, or a sort's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.columns import NOWHERE, Column
from sheets_crm.diff.scrambles.evidence import ENOUGH_BITS, SEVERAL, TYPED, balance, bits, fits, likely, replaced, stepped
from sheets_crm.model.difference import Positions

BALANCED = 0.6
DENSE = 0.25
FITTING = 0.85
FILLED = 0.6
JUMP = 12.0
"""Bits that it costs to suppose a row inserted or deleted."""
SMALL = 300
BAND = 64


@dataclass(frozen=True, eq=False)
class Order:
    """Places (later rows) that a sort or a shift filled, and the earlier rows in the order in which it would have filled them."""

    slots: Positions
    rows: Positions
    sorted_by: Column | None


@dataclass(frozen=True, eq=False)
class Guess:
    """Columns that an order explains, with the source of each later row, and how many telling cells it explains."""

    columns: list[Column]
    source: Positions
    hits: int


def by_order(columns: Sequence[Column]) -> Guess | None:
    """Return what the best order explains; None where no order explains any of these columns."""
    suspects = [one for one in columns if len(one.places) >= SEVERAL and balance(one) >= BALANCED and _density(one) >= DENSE]
    best, best_order = None, None
    for order in _orders(suspects):
        found = [guess for one in suspects if (guess := _explained(one, order))]
        hits = sum(guess.hits for guess in found)
        if found and (best is None or hits > best.hits):
            best, best_order = Guess([guess.columns[0] for guess in found], found[0].source, hits), order
    if best is None or best_order is None or len(best.columns) == 1:
        return best
    return Guess(best.columns, _aligned(best.columns, best_order)[0], best.hits)


def by_filter(column: Column, every: Sequence[Column]) -> Guess | None:
    """Return whether a block of a column holds what the rows of one kind, one after the other, held: a filtered paste."""
    if len(column.places) < SEVERAL or _density(column) < FILLED:
        return None
    known = np.flatnonzero(column.own >= 0)
    formerly = known[np.argsort(column.own[known], kind="stable")]
    first, last = _dense(column.changed[formerly])
    best = None
    for one in every:
        usual = np.argsort(-one.old_counts[1:])[:SEVERAL] + 1
        for value in usual[one.old_counts[usual] >= SEVERAL].tolist():
            found = _explained(column, Order(formerly[first:last], np.flatnonzero(one.old == value), None))
            if found and (best is None or found.hits > best.hits):
                best = found
    return best


def _orders(columns: Sequence[Column]) -> Iterator[Order]:
    """Sorts are tried in the earlier order of rows alone: in a table sorted as it should be, every sorted column looks moved."""
    if not columns:
        return
    own = columns[0].own
    known = np.flatnonzero(own >= 0)
    formerly = known[np.argsort(own[known], kind="stable")]
    every = np.arange(len(own))
    first = every if bool((formerly == known).all()) else formerly
    for slots in (first,) if first is every else (first, every):
        yield Order(slots, np.arange(len(columns[0].old)), None)
    for key in columns:
        for start, end in _stretches(key, first):
            yield from _sorted(key, first[start:end], own)


def _stretches(key: Column, slots: Positions) -> set[tuple[int, int]]:
    """Return from where to where the sort went: where changes lie close together, or over the whole of a small sheet."""
    found = {_dense(key.changed[slots])}
    return found | {(0, len(slots))} if len(slots) <= SMALL else found


def _sorted(key: Column, part: Positions, own: Positions) -> Iterator[Order]:
    rows = np.sort(own[part][own[part] >= 0])
    blank = key.old[rows] == 0
    rank = key.rank[key.old[rows]]
    for down in (rank, -rank):
        yield Order(part, rows[np.argsort(np.where(blank, len(key.rank) + 1, down), kind="stable")], key)


def _explained(column: Column, order: Order) -> Guess | None:
    """Return whether one column follows an order, beyond what chance and mass edits give."""
    source, jumps = _aligned([column], order)
    rows = np.flatnonzero((source >= 0) & (column.own >= 0))
    if order.sorted_by is None:
        rows = _reach(column, source, rows)
    telling, hits = fits(column, source, rows) if len(rows) else (0, 0)
    if hits < max(SEVERAL, FITTING * telling) or bits(column, rows, telling, hits) - JUMP * jumps < ENOUGH_BITS:
        return None
    inside = rows[column.changed[rows]]
    honest = stepped(column, inside) or replaced(column, inside if order.sorted_by is None else column.known)
    if honest or len(np.unique(column.new[rows])) == 1:
        return None
    kept = np.full(len(source), NOWHERE)
    kept[rows] = source[rows]
    return Guess([column], kept, hits)


def _reach(column: Column, source: Positions, rows: Positions) -> Positions:
    """Return the rows between the first and the last that a shift explains, in the earlier order."""
    hit: Positions = rows[column.changed[rows] & (column.new[rows] == column.old[source[rows]])]
    if len(hit) < SEVERAL:
        return hit[:0]
    own = column.own
    reach: Flags = (own[rows] >= own[hit].min()) & (own[rows] <= own[hit].max())
    return np.asarray(rows[reach])


def _aligned(columns: Sequence[Column], order: Order) -> tuple[Positions, int]:
    """Return the source of each later row, and how many rows must have come or gone: Viterbi's path over offsets."""
    length = len(order.slots)
    missing = len(columns[0].own) + len(columns[0].old) - 2 * int((columns[0].own >= 0).sum())
    band = min(BAND, 4 + missing)
    width = 2 * band + 1
    gain = np.zeros((length, width), np.float32)
    for one in columns:
        chance = likely(one.new[order.slots], len(one.rank))
        typed = min(0.5, max(TYPED, _density(one)))
        hit, miss = math.log2((1 - typed) / chance), math.log2(typed / (1 - chance))
        held = np.full(length + width + len(order.rows), NOWHERE, np.int64)
        held[band : band + len(order.rows)] = one.old[order.rows]
        now = one.new[order.slots]
        for step in range(width):
            gain[:, step] += np.where(now == held[step : step + length], hit, miss)
    path = _best_path(gain, band)
    at = np.arange(length) + path
    inside = (at >= 0) & (at < len(order.rows))
    source = np.full(len(columns[0].own), NOWHERE)
    source[order.slots[inside]] = order.rows[at[inside]]
    return source, int((np.diff(path) != 0).sum())


def _best_path(gain: np.ndarray[tuple[int, int], np.dtype[np.float32]], band: int) -> Positions:
    length, width = gain.shape
    score = gain[0] - JUMP * (np.arange(width) != band)
    jumped, origin = np.zeros((length, width), bool), np.zeros(length, np.intp)
    for at in range(1, length):
        origin[at] = score.argmax()
        floor = score[origin[at]] - JUMP
        jumped[at] = score < floor
        score = np.maximum(score, floor) + gain[at]
    path, step = np.empty(length, np.intp), int(score.argmax())
    for at in range(length - 1, -1, -1):
        path[at] = step - band
        if jumped[at, step]:
            step = int(origin[at])
    return path


def _density(column: Column) -> float:
    flags = column.changed[column.own >= 0]
    first, last = _dense(flags)
    return float(flags[first:last].mean()) if last > first else 0.0


def _dense(flags: Flags) -> tuple[int, int]:
    """Return the stretch in which the flagged lie closest together (Kadane's, a flag weighing four gaps)."""
    sums = np.concatenate([[0.0], np.cumsum(np.where(flags, 1.0, -DENSE))])
    lowest = np.minimum.accumulate(sums)
    last = int((sums - lowest).argmax())
    return int(sums[: last + 1].argmin()), last
