"""Which row a value came from, by values that stand in a column only once: phones, e-mails, or several columns together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.scrambles.columns import NOWHERE, Column, Numbers
from sheets_crm.diff.scrambles.evidence import FEW, SEVERAL, balance, counted, in_order, stepped
from sheets_crm.model.difference import Positions

AGREED = 0.8
BALANCED = 0.85
REDRAWN = 0.75
"""Who draws anew out of what was there, finds about two thirds of it."""
TOGETHER = 3
HALF, QUARTER = 0.5, 0.25


def by_rare_values(columns: Iterable[Column]) -> list[tuple[list[Column], Positions]]:
    """Return the columns of which rare values moved, those that moved alike together, with the source of each row."""
    left = sorted(((one, *found) for one in columns if (found := _moved(one)) is not None), key=lambda told: -told[2].sum())
    groups = []
    while left:
        first, source, moved = left.pop(0)
        source = np.where(moved | (source == first.own), source, NOWHERE)
        members, others = [first], []
        for one, its, where in left:
            both = (source >= 0) & where
            if both.sum() >= TOGETHER and (source[both] == its[both]).mean() >= AGREED:
                members.append(one)
                source = np.where((source < 0) & where, its, source)
            else:
                others.append((one, its, where))
        left = others
        groups.append((members, source))
    return groups


def _moved(column: Column) -> tuple[Positions, Flags] | None:
    """Return the source of each row with a rare value, and which of these stand on another row now; None where too few do."""
    source = _sources(column.old, column.new, column.old_counts, column.new_counts, 2)
    moved = (source >= 0) & column.changed & (source != column.own)
    copies = moved & (column.new_counts[column.new] > 1)
    if not in_order(column, source, np.flatnonzero(copies)):
        moved &= ~copies
        source = np.where(copies, NOWHERE, source)
    never_seen = int((column.old_counts[column.new[column.places]] == 0).sum())
    count = int(moved.sum())
    filled = int((column.new[column.places] != 0).sum())
    if count < max(FEW, never_seen) or (count < HALF * filled and balance(column) < BALANCED):
        return None
    if min(balance(column), _rare_balance(column)) < REDRAWN and not in_order(column, source, np.flatnonzero(moved)):
        return None
    if stepped(column, np.flatnonzero(moved)):
        return None
    return source, moved


def _rare_balance(column: Column) -> float:
    """Return which share of what stood once in a column, and stands in a changed cell, stood in a changed cell formerly.

    Where a few values are most of a column, their balance says nothing: who draws anew draws about as many of them.
    """
    once = column.old_counts == 1
    was, now = counted(*(values[once[values]] for values in (column.before[column.places], column.new[column.places])))
    return float(np.minimum(was, now).sum()) / max(1, int(now.sum()))


def by_tuples(columns: Sequence[Column]) -> tuple[list[Column], Positions] | None:
    """Return columns of few values that moved together: what each repeats is rare when they are taken as one."""
    sets = [tuple(columns)] if len(columns) > TOGETHER else []
    for use in (*sets, *combinations(columns, 3), *combinations(columns, 2)):
        if not _together(use):
            continue
        old, new = joined([one.old for one in use], [one.new for one in use])
        kinds = int(max(old.max(), new.max())) + 1
        source = _sources(old, new, np.bincount(old, minlength=kinds), np.bincount(new, minlength=kinds), 1)
        own = use[0].own
        changed = np.any([one.changed for one in use], axis=0)
        moved = (source >= 0) & (own >= 0) & (source != own)
        count = int(moved.sum())
        if count >= max(SEVERAL, HALF * int((changed & (source >= 0)).sum()), QUARTER * int(changed.sum())):
            return list(use), np.where((source == own) | moved, source, NOWHERE)
    return None


def joined(old: Sequence[Numbers], new: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Give equal rows of several columns, taken as one, an equal number; 0 where nothing stands."""
    numbers = np.zeros(1 + len(old[0]) + len(new[0]), np.int64)
    for one, other in zip(old, new, strict=True):
        told = np.concatenate([[0], one, other])
        numbers = np.unique(numbers * (int(told.max()) + 1) + told, return_inverse=True)[1]
    return numbers[1 : len(old[0]) + 1], numbers[len(old[0]) + 1 :]


def _together(columns: Sequence[Column]) -> bool:
    """Say whether the changes of columns lie in the same rows, as those of cells do that moved together."""
    every = np.sum([one.changed for one in columns], axis=0)
    return bool((every > 1).sum() >= QUARTER * (every > 0).sum())


def _sources(old: Numbers, new: Numbers, old_counts: Positions, new_counts: Positions, most: int) -> Positions:
    where = np.full(len(old_counts), NOWHERE)
    where[old] = np.arange(len(old))
    rare = (old_counts == 1) & (new_counts <= most)
    rare[0] = False
    return np.where(rare[new], where[new], NOWHERE)
