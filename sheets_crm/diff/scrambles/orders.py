"""Which row a value came from, by the order that the rows of a column would have had: the old one, or a sort's."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.alignment import (
    DENSE,
    LISTED,
    aligned,
    densest,
    density,
    far_offsets,
    formerly,
    pieces,
    unlike_blocks,
)
from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.evidence import (
    ENOUGH_BITS,
    FEW,
    SEVERAL,
    STEADY,
    balance,
    bits,
    dealt,
    fits,
    stepped,
    unlike_renaming,
)
from sheets_crm.diff.scrambles.turned import drawn, turned
from sheets_crm.model.difference import Positions

BALANCED = 0.6
FITTING = 0.85
SMALL = 300
SELDOM = 8.0
"""2^8: so seldom somebody fills a column in blocks where these stand as a sort would have them."""
Part = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Order:
    """Places (later rows) that a sort or a shift filled, and the earlier rows in the order in which it would have filled them.

    `cost` is how many bits it takes to tell this order from others, where it `begins` included if that is not the first place;
    where it is `strict`, values that go on from the row above speak for little. `far` are offsets beyond the usual ones.
    """

    slots: Positions
    rows: Positions
    sorted_by: Column | None = None
    begins: bool = False
    cost: float = 0.0
    strict: bool = False
    far: Sequence[int] = ()


@dataclass(frozen=True, eq=False)
class Guess:
    """Columns that an order explains, with the source of each later row, and how many telling cells it explains."""

    columns: list[Column]
    source: Positions
    hits: int


@dataclass(frozen=True, eq=False)
class Weighed:
    """What an order says of one column: the source of each later row within its reach, and how many bits speak for it.

    `cost` is how many bits it takes to tell the order and where its pieces begin.
    """

    column: Column
    source: Positions
    hits: int
    cost: float
    bits: float


def by_order(columns: Sequence[Column], others: Sequence[Column] = ()) -> Guess | None:
    """Return what the best order explains, a sort by one of `others` among these; None where none explains any column."""
    suspects = [one for one in columns if len(one.places) >= FEW and balance(one) >= BALANCED and density(one) >= DENSE]
    best, best_order = None, None
    for order in _orders(suspects, others):
        found = convincing([told for one in suspects if (told := weighed(one, order))])
        hits = sum(one.hits for one in found)
        if found and (best is None or hits > best.hits):
            best, best_order = Guess([one.column for one in found], found[0].source, hits), order
    if best is None or best_order is None or len(best.columns) == 1:
        return best
    source, _ = aligned(best.columns, best_order.slots, best_order.rows, SEVERAL, best_order.far, seldom=best_order.strict)
    return Guess(best.columns, source, best.hits)


def convincing(found: Sequence[Weighed]) -> list[Weighed]:
    """Return those that convince by themselves, else those that do together."""
    sure = [one for one in found if one.hits >= SEVERAL and one.bits - one.cost >= ENOUGH_BITS]
    if sure:
        return sure
    best: list[Weighed] = []
    for first in found:
        alike = [one for one in found if _agree(first, one)]
        together = sum(one.bits for one in alike) - first.cost
        if together >= ENOUGH_BITS and sum(one.hits for one in alike) >= 2 * SEVERAL and len(alike) > len(best):
            best = alike
    return best


def _agree(one: Weighed, other: Weighed) -> bool:
    both = (one.source >= 0) & (other.source >= 0)
    return bool(both.any()) and float((one.source[both] == other.source[both]).mean()) >= STEADY


def _orders(columns: Sequence[Column], others: Sequence[Column]) -> Iterator[Order]:
    """Sorts are tried in the earlier order of rows alone: in a table sorted as it should be, every sorted column looks moved."""
    if not columns:
        return
    own = columns[0].own
    stood = formerly(columns[0])
    every = np.arange(len(own))
    first = every if bool((stood == every[own >= 0]).all()) else stood
    for slots in (first,) if first is every else (first, every):
        yield Order(slots, np.arange(len(columns[0].old)))
    stretches = {part for key in columns for part in _stretches(key, first)}
    for start, end in stretches:
        rows = own[first[start:end]]
        yield Order(first[start:end], rows[rows >= 0][::-1])
    for key in columns:
        for start, end in _stretches(key, first):
            yield from sorts(key, first[start:end])
    for key in columns:
        yield from _closed_up(key, first)
        for stood, cost in turned(key, first):
            yield Order(first, own[stood], begins=True, cost=cost, strict=True)
    yield from _seldom(columns, others, first, stretches)


def _closed_up(key: Column, slots: Positions) -> Iterator[Order]:
    """Yield what is left of a column without its blanks, or without its doubles."""
    filled = np.flatnonzero(key.old)
    firsts = filled[np.sort(np.unique(key.old[filled], return_index=True)[1])]
    yield Order(slots, filled, strict=True)
    if (key.new != 0).sum() <= len(firsts) + SEVERAL:
        yield Order(slots, firsts, strict=True)


def _seldom(
    columns: Sequence[Column], others: Sequence[Column], slots: Positions, stretches: set[tuple[int, int]]
) -> Iterator[Order]:
    """Yield what people do now and then: a piece that goes far, a sort by a list of one's own, an order out of a copy."""
    rows = np.arange(len(columns[0].old))
    for one in columns:
        far = far_offsets(one, slots, rows)
        if far:
            yield Order(slots, rows, cost=math.log2(len(rows)), strict=True, far=far)
        if (piece := drawn(one, slots, [*range(-SEVERAL, SEVERAL + 1), *far])) is not None:
            yield Order(*piece[:2], begins=True, cost=piece[2], strict=True)
    for key in columns:
        if (key.old_counts > 0).sum() <= LISTED:
            for start, end in _stretches(key, slots):
                yield _listed(key, slots[start:end])
    for key in (one for one in others if not any(one.field is each.field for each in columns)):
        for start, end in stretches:
            for order in sorts(key, slots[start:end]):
                yield Order(order.slots, order.rows, key, cost=math.log2(2 * len(others)), strict=True)


def _stretches(key: Column, slots: Positions) -> set[Part]:
    """Return from where to where the sort went: where changes lie close together, or over the whole of a small sheet."""
    first, last = densest(key.changed[slots])
    whole = len(slots) <= max(SMALL, 2 * (last - first))
    return {(first, last), (0, len(slots))} if whole else {(first, last)}


def sorts(key: Column, part: Positions) -> Iterator[Order]:
    """Yield the sorts of these places by a column, up and down."""
    rows = np.sort(key.own[part][key.own[part] >= 0])
    blank = key.old[rows] == 0
    rank = key.rank[key.old[rows]]
    for down in (rank, -rank):
        yield Order(part, rows[np.argsort(np.where(blank, key.kinds + 1, down), kind="stable")], key)


def _listed(key: Column, part: Positions) -> Order:
    """Return the sort of these places in the order in which the values of a column stand there now."""
    rows = np.sort(key.own[part][key.own[part] >= 0])
    rank = middles(key.new[part], key.kinds)
    kinds = int((key.old_counts > 0).sum())
    return Order(
        part, rows[np.argsort(rank[key.old[rows]], kind="stable")], key, cost=math.lgamma(kinds + 1) / math.log(2), strict=True
    )


def middles(values: Numbers, kinds: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return where the middle of each value's places is; the end for one that stands nowhere."""
    out = np.full(kinds, float(len(values)))
    for one in np.unique(values).tolist():
        out[one] = np.median(np.flatnonzero(values == one))
    return out


def weighed(column: Column, order: Order, band: int = SEVERAL) -> Weighed | None:
    """Return how well one column follows an order, beyond what chance and mass edits give."""
    source, path = aligned([column], order.slots, order.rows, band, order.far, seldom=order.strict)
    rows = np.flatnonzero((source >= 0) & (column.own >= 0))
    rows = _reach(column, source, rows)
    telling, hits = fits(column, source, rows) if len(rows) else (0, 0)
    if hits < max(FEW, FITTING * telling):
        return None
    honest = (
        bits(column, source, rows, strict=order.strict),
        unlike_renaming(column, source, rows),
        unlike_blocks(column, source, order.slots[np.isin(order.slots, rows)]) + SELDOM,
    )
    told = min(honest)
    if told <= 0 or stepped(column, rows[column.changed[rows]]):
        return None
    if order.sorted_by is None and (dealt(column, rows) or _rows_sorted(column, order.slots)):
        return None
    kept = np.full(len(source), NOWHERE)
    kept[rows] = source[rows]
    first, last = np.flatnonzero(np.isin(order.slots, rows))[[0, -1]].tolist()
    within, ends = pieces(path, first, last, seldom=order.strict)
    return Weighed(column, kept, hits, order.cost + within + (0.0 if order.begins else ends), told)


def _rows_sorted(column: Column, slots: Positions) -> bool:
    """Say whether whole rows were sorted since, by this column: then it reads in order, whatever anybody wrote into it."""
    own, rank = column.own[slots], column.rank[column.new[slots]]
    if bool((np.diff(own[own >= 0]) > 0).all()):
        return False
    return any(float((way * np.diff(rank) >= 0).mean()) >= STEADY for way in (1, -1))


def _reach(column: Column, source: Positions, rows: Positions) -> Positions:
    """Return the rows between the first and the last that a shift explains, in the earlier order."""
    hit: Positions = rows[column.changed[rows] & (column.new[rows] == column.old[source[rows]])]
    if len(hit) < FEW:
        return hit[:0]
    own = column.own
    reach: Flags = (own[rows] >= own[hit].min()) & (own[rows] <= own[hit].max())
    return np.asarray(rows[reach])
