"""Which sheet of a later moment is which of an earlier one: people rename sheets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sheets_crm.model.snapshot import Table

Pair = tuple[Table, Table]
HALF = 0.5
GLANCE = 50
"""So many IDs are looked up to see that a sheet of the same name is the same sheet."""


def match_sheets(before: Sequence[Table], after: Sequence[Table]) -> list[Pair]:
    """Pair the same tables: by what the book knows them by; by name, unless the IDs are found elsewhere; then by IDs; then those
    alone of their kind.
    """  # noqa: D205
    keyed = {one.key: one for one in after if one.key}
    sure = [(one, keyed[one.key]) for one in before if one.key in keyed]
    return _in_order([*sure, *_guessed(_rest(before, sure, 0), _rest(after, sure, 1))], after)


def _guessed(before: Sequence[Table], after: Sequence[Table]) -> list[Pair]:
    named = {one.sheet: one for one in after}
    pairs = [(one, named[one.sheet]) for one in before if one.sheet in named and not _foreign(one, named[one.sheet])]
    shared = [
        (share, one, other)
        for one in _rest(before, pairs, 0)
        for other in _rest(after, pairs, 1)
        if (share := _shared(one, other)) > HALF
    ]
    for _, one, other in sorted(shared, key=lambda row: -row[0]):
        if one in _rest(before, pairs, 0) and other in _rest(after, pairs, 1):
            pairs.append((one, other))
    pairs += [(one, named[one.sheet]) for one in _rest(before, pairs, 0) if named.get(one.sheet) in _rest(after, pairs, 1)]
    left, right = _rest(before, pairs, 0), _rest(after, pairs, 1)
    for one in left:
        mates = [other for other in right if other.kind == one.kind]
        if len(mates) == 1 and sum(mate.kind == one.kind for mate in left) == 1:
            pairs.append((one, mates[0]))
    return pairs


def _in_order(pairs: Sequence[Pair], after: Sequence[Table]) -> list[Pair]:
    place = {id(one): at for at, one in enumerate(after)}
    return sorted(pairs, key=lambda pair: place[id(pair[1])])


def _rest(tables: Sequence[Table], pairs: Sequence[Pair], side: int) -> list[Table]:
    taken = {id(pair[side]) for pair in pairs}
    return [one for one in tables if id(one) not in taken]


def _foreign(one: Table, other: Table) -> bool:
    """Say whether two tables of one name have IDs, but none in common at a glance."""
    few = set(islice((row_id for row_id in one.ids if row_id[0] != "#"), GLANCE))
    has = next((row_id for row_id in other.ids if row_id[0] != "#"), None)
    return bool(few and has) and few.isdisjoint(other.ids)


def _shared(one: Table, other: Table) -> float:
    """Return which share of the IDs of the smaller table the other has, too."""
    mine = {row_id for row_id in one.ids if row_id[0] != "#"}
    theirs = {row_id for row_id in other.ids if row_id[0] != "#"}
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0
