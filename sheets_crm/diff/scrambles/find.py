"""Finds what was sorted, shifted or pasted without the rest of its rows since an earlier moment (G5, A14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sheets_crm.diff.cells import Flags, entered
from sheets_crm.diff.scrambles.columns import Column, columns
from sheets_crm.diff.scrambles.evidence import FEW, SEVERAL, fits, numbered, runs_on, stepped
from sheets_crm.diff.scrambles.filtered import by_filter, may_be_filtered
from sheets_crm.diff.scrambles.links import AGREED, TOGETHER, by_rare_values, by_tuples
from sheets_crm.diff.scrambles.orders import by_order
from sheets_crm.diff.scrambles.rearranged import nowhere, rearranged
from sheets_crm.model.difference import Positions, SheetDiff
from sheets_crm.model.memo import remembered

Group = tuple[list[Column], Positions]


@dataclass(frozen=True, eq=False)
class Scramble:
    """Columns of which cells moved to other records, all in the same way.

    `source` is, for each later row, the earlier position of the record whose cells stand there now (-1: not known). `spilled`
    are the later rows that are no record's: cells that were shifted beyond the last one stand there, and nothing else.
    """

    columns: tuple[Column, ...]
    source: Positions
    spilled: Positions

    @property
    def rows(self) -> Positions:
        """The later rows in which some cell is another record's."""
        return np.flatnonzero(np.any([one.changed for one in self.columns], axis=0))


@remembered
def find_scrambles(diff: SheetDiff) -> list[Scramble]:
    """Return every set of columns that was moved against the rest of its rows; what people typed is not one.

    Rows are known by their IDs: where these took part in a sort, it is the columns left behind that moved against them.
    """
    every = columns(diff, 1)
    if not any(len(one.places) >= FEW for one in every):
        return []
    numbers = _numbers(diff, every)
    every = [one for one in every if id(one) not in numbers]
    groups = by_rare_values([one for one in every if len(one.places) >= FEW])
    left = _without(every, groups)
    for group in groups:
        left = _joining(group, left)
    everything = columns(diff, 0) if any(len(one.places) >= FEW for one in left) else left
    while (guess := by_order(left, everything)) is not None:
        groups.append((guess.columns, guess.source))
        left = _joining(groups[-1], _without(left, groups[-1:]))
    while (guess := by_filter([one for one in left if may_be_filtered(one)], everything)) is not None:
        groups.append((guess.columns, guess.source))
        left = _joining(groups[-1], _without(left, groups[-1:]))
    weak = [one for one in left if len(one.places) >= SEVERAL]
    if len(weak) > 1 and (found := by_tuples(weak)) is not None:
        groups.append(found)
        left = _joining(found, _without(left, [found]))
    groups += [(those, nowhere(those[0])) for those in rearranged(left, _moved(groups, len(diff.after)))]
    for group in groups:
        _joining(group, numbers.values())
    groups = [one for one in groups if not _whole_rows(diff, one)]
    spilled = _spilled(diff, [one for members, _ in groups for one in members])
    return [Scramble(tuple(members), source, spilled) for members, source in groups]


def _whole_rows(diff: SheetDiff, group: Group) -> bool:
    """Say whether all that rows without an ID hold came along: then they were only taken for other records."""
    members, source = group
    own = members[0].own
    rows = np.flatnonzero((source >= 0) & (source < len(diff.before)) & (own >= 0) & (source != own))
    if not len(rows) or diff.after.ids[int(rows[0])][0] != "#":
        return False
    stayed = came = 0
    for one in columns(diff, 0):
        if not any(one.field is each.field for each in members):
            here, there, now = one.before[rows], one.old[source[rows]], one.new[rows]
            stayed += 0 if stepped(one, rows, source) else int(((now == here) & (now != there)).sum())
            came += int(((now == there) & (now != here)).sum())
    return stayed <= came


def _spilled(diff: SheetDiff, moved: Sequence[Column]) -> Positions:
    """Return the later rows that hold nothing but cells out of their places: a shift pushed them beyond the last record."""
    rows, names = diff.rows.new, {one.field.after.name for one in moved}
    for field in diff.after.fields:
        if field.name not in names:
            rows = rows[~entered(field.cells)[rows]]
    for one in moved:
        rows = rows[(one.new[rows] == 0) | np.isin(one.new[rows], one.before[one.places])]
    return rows


def _moved(groups: Iterable[Group], rows: int) -> Flags:
    """Say into which later rows cells of a group came from elsewhere."""
    out = np.zeros(rows, bool)
    for members, source in groups:
        out |= (source >= 0) & (source != members[0].own)
        for one in members:
            out |= one.changed
    return out


def _numbers(diff: SheetDiff, every: Sequence[Column]) -> dict[int, Column]:
    """Return the columns that number the rows: these are numbered anew whenever rows change places."""
    those = [one for one in every if len(one.places) >= FEW and runs_on(one)]
    others = columns(diff, 0) if those else []
    return {id(one): one for one in those if numbered(one, (each for each in others if each.field is not one.field))}


def _without(every: Sequence[Column], groups: Sequence[Group]) -> list[Column]:
    taken = {id(one) for members, _ in groups for one in members}
    return [one for one in every if id(one) not in taken]


def _joining(group: Group, others: Iterable[Column]) -> list[Column]:
    """Add to a group the columns that moved with it, and return the others."""
    members, source = group
    rows = np.flatnonzero((source >= 0) & (members[0].own >= 0) & (source != members[0].own))
    left = []
    for one in others:
        telling, hits = fits(one, source, rows) if len(rows) else (0, 0)
        if hits >= max(TOGETHER, AGREED * telling):
            members.append(one)
        else:
            left.append(one)
    return left
