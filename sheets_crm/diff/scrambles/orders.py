"""Which row a value came from, by the order that the rows of a column would have had: the old one, or a sort's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.evidence import (
    ENOUGH_BITS,
    FEW,
    HALF,
    MOSTLY,
    SEVERAL,
    STEADY,
    TYPED,
    balance,
    bits,
    dealt,
    fits,
    likely,
    replaced,
    stepped,
)
from sheets_crm.model.difference import Positions

BALANCED = 0.6
DENSE = 0.25
FITTING = 0.85
EARLIER = 16
"""So many rows above its first change a pasted block may begin: what came is what stood there."""
HEAD = 12
SMALL = 300
BAND = 64
LONG, BLOCK = 4000, 32
Gain = NDArray[np.float32]


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


@dataclass(frozen=True, eq=False)
class _Weighed:
    """What an order says of one column: the source of each later row within its reach, and how many bits speak for it."""

    column: Column
    source: Positions
    hits: int
    jumps: int
    bits: float


def by_order(columns: Sequence[Column]) -> Guess | None:
    """Return what the best order explains; None where no order explains any of these columns."""
    suspects = [one for one in columns if len(one.places) >= FEW and balance(one) >= BALANCED and _density(one) >= DENSE]
    best, best_order = None, None
    for order in _orders(suspects):
        found = _convincing([told for one in suspects if (told := _weighed(one, order))], _dear(len(order.slots)))
        hits = sum(one.hits for one in found)
        if found and (best is None or hits > best.hits):
            best, best_order = Guess([one.column for one in found], found[0].source, hits), order
    if best is None or best_order is None or len(best.columns) == 1:
        return best
    return Guess(best.columns, _aligned(best.columns, best_order)[0], best.hits)


def by_filter(column: Column, every: Sequence[Column]) -> Guess | None:
    """Return whether what a filter showed, the rows of one kind, was pasted as a block into a column, or sorted in it."""
    best = None
    for order in _filtered(column, every):
        told = _weighed(column, order, EARLIER)
        if told and told.hits >= SEVERAL and told.bits - _dear(len(column.own)) * (told.jumps + 1) >= ENOUGH_BITS:
            best = max(best, told, key=lambda each: each.hits) if best else told
    return Guess([column], best.source, best.hits) if best else None


def may_be_filtered(column: Column) -> bool:
    """Say whether a column may have been sorted or pasted over behind a filter: it holds what it held, or one block changed."""
    if len(column.places) < SEVERAL:
        return False
    flags = column.changed[_formerly(column)]
    return balance(column) >= BALANCED or int(flags[slice(*_dense(flags))].sum()) >= HALF * len(column.places)


def _filtered(column: Column, every: Sequence[Column]) -> Iterator[Order]:
    formerly = _formerly(column)
    start = max(0, _dense(column.changed[formerly])[0] - EARLIER)
    sortable = balance(column) >= BALANCED
    now = column.new[formerly[start : start + 3 * EARLIER]]
    for one in every:
        usual = np.argsort(-one.old_counts[1:])[:SEVERAL] + 1
        for value in usual[one.old_counts[usual] >= SEVERAL].tolist():
            rows = np.flatnonzero(one.old == value)
            if _begins(now, column.old[rows]):
                yield Order(formerly[start : start + len(rows) + 2 * EARLIER], rows, None)
            shown = one.before == value
            if sortable and shown[column.places].mean() >= STEADY:
                yield from _sorted(column, formerly[shown[formerly]], column.own)


def _begins(now: Numbers, pasted: Numbers) -> bool:
    """Say whether a block seems to begin near the top of a column."""
    head = pasted[:HEAD]
    return any(
        len(part) == len(head) and (part == head).mean() >= MOSTLY for part in (now[at : at + HEAD] for at in range(2 * EARLIER))
    )


def _convincing(found: Sequence[_Weighed], jump: float) -> list[_Weighed]:
    """Return those that convince by themselves, else those that do together."""
    sure = [one for one in found if one.hits >= SEVERAL and one.bits - jump * one.jumps >= ENOUGH_BITS]
    if sure:
        return sure
    best: list[_Weighed] = []
    for first in found:
        alike = [one for one in found if _agree(first, one)]
        together = sum(one.bits for one in alike) - jump * first.jumps
        if together >= ENOUGH_BITS and sum(one.hits for one in alike) >= 2 * SEVERAL and len(alike) > len(best):
            best = alike
    return best


def _agree(one: _Weighed, other: _Weighed) -> bool:
    both = (one.source >= 0) & (other.source >= 0)
    return bool(both.any()) and float((one.source[both] == other.source[both]).mean()) >= STEADY


def _formerly(column: Column) -> Positions:
    """Return the later rows of records that were there, in the order in which they stood formerly."""
    known = np.flatnonzero(column.own >= 0)
    return known[np.argsort(column.own[known], kind="stable")]


def _orders(columns: Sequence[Column]) -> Iterator[Order]:
    """Sorts are tried in the earlier order of rows alone: in a table sorted as it should be, every sorted column looks moved."""
    if not columns:
        return
    own = columns[0].own
    formerly = _formerly(columns[0])
    every = np.arange(len(own))
    first = every if bool((formerly == every[own >= 0]).all()) else formerly
    for slots in (first,) if first is every else (first, every):
        yield Order(slots, np.arange(len(columns[0].old)), None)
    for start, end in {part for key in columns for part in _stretches(key, first)}:
        rows = own[first[start:end]]
        yield Order(first[start:end], rows[rows >= 0][::-1], None)
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
        yield Order(part, rows[np.argsort(np.where(blank, key.kinds + 1, down), kind="stable")], key)


def _weighed(column: Column, order: Order, band: int = SEVERAL) -> _Weighed | None:
    """Return how well one column follows an order, beyond what chance and mass edits give."""
    source, jumps = _aligned([column], order, band)
    rows = np.flatnonzero((source >= 0) & (column.own >= 0))
    if order.sorted_by is None:
        rows = _reach(column, source, rows)
    telling, hits = fits(column, source, rows) if len(rows) else (0, 0)
    if hits < max(FEW, FITTING * telling):
        return None
    told = bits(column, source, rows)
    inside = rows[column.changed[rows]]
    honest = stepped(column, inside) or replaced(column, inside if order.sorted_by is None else column.known)
    honest = honest or (order.sorted_by is None and dealt(column, rows))
    if told <= 0 or honest or len(np.unique(column.new[rows])) == 1:
        return None
    kept = np.full(len(source), NOWHERE)
    kept[rows] = source[rows]
    return _Weighed(column, kept, hits, jumps, told)


def _reach(column: Column, source: Positions, rows: Positions) -> Positions:
    """Return the rows between the first and the last that a shift explains, in the earlier order."""
    hit: Positions = rows[column.changed[rows] & (column.new[rows] == column.old[source[rows]])]
    if len(hit) < FEW:
        return hit[:0]
    own = column.own
    reach: Flags = (own[rows] >= own[hit].min()) & (own[rows] <= own[hit].max())
    return np.asarray(rows[reach])


def _aligned(columns: Sequence[Column], order: Order, least: int = SEVERAL) -> tuple[Positions, int]:
    """Return the source of each later row, and how many rows must have come or gone: Viterbi's path over offsets."""
    length = len(order.slots)
    missing = len(columns[0].own) + len(columns[0].old) - 2 * int((columns[0].own >= 0).sum())
    band = min(BAND, least + missing)
    width = 2 * band + 1
    gain = np.zeros((length, width), np.float32)
    for one in columns:
        chance = likely(one.new[order.slots], one.kinds)
        hit, miss = math.log2((1 - TYPED) / chance), math.log2(TYPED / (1 - chance))
        held = np.full(length + width + len(order.rows), NOWHERE, np.int64)
        held[band : band + len(order.rows)] = one.old[order.rows]
        now = one.new[order.slots]
        for step in range(width):
            gain[:, step] += np.where(now == held[step : step + length], hit, miss)
    path = _best_path(gain, band, _dear(length))
    at = np.arange(length) + path
    inside = (at >= 0) & (at < len(order.rows))
    source = np.full(len(columns[0].own), NOWHERE)
    source[order.slots[inside]] = order.rows[at[inside]]
    return source, int((np.diff(path) != 0).sum())


def _dear(rows: int) -> float:
    """Return how many bits it costs to say that a row came or went, or that a shift begins: where, and by how far."""
    return math.log2(rows) + 4


def _best_path(gain: Gain, band: int, jump: float) -> Positions:
    """Return the offset of each row that is best altogether; long columns are looked at by blocks first."""
    if len(gain) < LONG:
        return _viterbi(gain, band, jump)
    starts = np.arange(0, len(gain), BLOCK)
    path = np.repeat(_viterbi(np.add.reduceat(gain, starts), band, jump), BLOCK)[: len(gain)]
    for at in np.flatnonzero(np.diff(path)).tolist():
        first, last = max(0, at + 1 - BLOCK), min(len(gain), at + 1 + BLOCK)
        here, there = path[at], path[at + 1]
        better = np.cumsum(gain[first:last, here + band] - gain[first:last, there + band])
        split = first + int(np.argmax(np.concatenate([[0.0], better])))
        path[first:split], path[split:last] = here, there
    return path


def _viterbi(gain: Gain, band: int, jump: float) -> Positions:
    length, width = gain.shape
    score = gain[0] - jump * (np.arange(width) != band)
    jumped, origin = np.zeros((length, width), bool), np.zeros(length, np.intp)
    for at in range(1, length):
        origin[at] = score.argmax()
        floor = score[origin[at]] - jump
        jumped[at] = score < floor
        score = np.maximum(score, floor) + gain[at]
    path, step = np.empty(length, np.intp), int(score.argmax())
    for at in range(length - 1, -1, -1):
        path[at] = step - band
        if jumped[at, step]:
            step = int(origin[at])
    return path


def _density(column: Column) -> float:
    """Return which share of the cells changed where changes lie closest together, in the order of rows now or formerly."""
    known = np.flatnonzero(column.own >= 0)
    shares = []
    for order in (known, known[np.argsort(column.own[known], kind="stable")]):
        flags = column.changed[order]
        first, last = _dense(flags)
        shares.append(float(flags[first:last].mean()) if last > first else 0.0)
    return max(shares)


def _dense(flags: Flags) -> tuple[int, int]:
    """Return the stretch in which the flagged lie closest together (Kadane's, a flag weighing four gaps)."""
    sums = np.concatenate([[0.0], np.cumsum(np.where(flags, 1.0, -DENSE))])
    lowest = np.minimum.accumulate(sums)
    last = int((sums - lowest).argmax())
    return int(sums[: last + 1].argmin()), last
