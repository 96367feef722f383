"""How a book at one moment differs from itself at another: records by ID, columns by what they are, sheets by what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sheets_crm.diff.cells import Flags, Positions
from sheets_crm.diff.fields import Comparison, Pair, by_header, match_fields
from sheets_crm.diff.formulas import Moves
from sheets_crm.diff.rows import Rows, match_rows
from sheets_crm.diff.sheets import match_sheets
from sheets_crm.model.snapshot import Field, Snapshot, Table


@dataclass(frozen=True, eq=False)
class FieldDiff:
    """One column that both tables have; `differ` are places in the matched rows (ascending) whose value or formula differs.

    `recalculated` are those where the formula is the same and only its result differs.
    """

    before: Field
    after: Field
    differ: Positions
    recalculated: Positions


@dataclass(frozen=True, eq=False)
class SheetDiff:
    """One table at both moments: which records and columns are in both, and where they differ."""

    before: Table
    after: Table
    rows: Rows
    fields: tuple[FieldDiff, ...]
    gone_fields: tuple[Field, ...]
    new_fields: tuple[Field, ...]

    @property
    def empty(self) -> bool:
        """Whether both hold the same, in whichever order and under whichever headers."""
        lost = len(self.rows.gone) or len(self.rows.new) or self.gone_fields or self.new_fields
        return not lost and not any(len(one.differ) for one in self.fields)

    def field(self, name: str) -> FieldDiff | None:
        """Return a column by the name that it has in the later table; None when it is not in both."""
        return next((one for one in self.fields if one.after.name == name), None)


@dataclass(frozen=True, eq=False)
class BookDiff:
    """Two moments of a book: the tables that are in both, those of the earlier one alone, and those of the later one alone."""

    sheets: tuple[SheetDiff, ...]
    gone: tuple[Table, ...] = ()
    new: tuple[Table, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether both moments hold the same."""
        return not (self.gone or self.new) and all(one.empty for one in self.sheets)

    def sheet(self, name: str) -> SheetDiff | None:
        """Return a table by the name of its sheet at the later moment; None when it is not in both."""
        return next((one for one in self.sheets if one.after.sheet == name), None)


def compare(before: Snapshot, after: Snapshot, known: BookDiff | None = None) -> BookDiff:
    """Compare the tables of two bound snapshots; what is `known` of the very same tables is not worked out again."""
    pairs = match_sheets(before.tables, after.tables)
    done = {(id(one.before), id(one.after)): one for one in known.sheets} if known else {}
    left, right = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    return BookDiff(
        tuple(done.get((id(one), id(other))) or compare_tables(one, other) for one, other in pairs),
        tuple(one for one in before.tables if id(one) not in left),
        tuple(one for one in after.tables if id(one) not in right),
    )


def compare_tables(before: Table, after: Table) -> SheetDiff:
    """Compare one table at two moments."""
    sure = by_header(before, after)
    rows = match_rows(before, after, sure)
    comparison = Comparison(rows)
    pairs = match_fields(before, after, sure, comparison)
    if len(rows.gone) and len(rows.new) and len(pairs) > len(sure):
        rows = match_rows(before, after, pairs)
        comparison = Comparison(rows)
    known, known2 = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    return SheetDiff(
        before,
        after,
        rows,
        tuple(_field_diffs(before, after, pairs, comparison)),
        tuple(one for one in before.fields if id(one) not in known),
        tuple(one for one in after.fields if id(one) not in known2),
    )


def _field_diffs(before: Table, after: Table, pairs: Sequence[Pair], comparison: Comparison) -> Iterator[FieldDiff]:
    moves = None
    for one, other in pairs:
        differ, again = comparison.unlike(one, other), np.empty(0, bool)
        if one.cells.formulas or other.cells.formulas:
            moves = moves or _moves(before, after, pairs, comparison)
            differ, again = _parted(comparison, one, other, moves)
        yield FieldDiff(one, other, np.flatnonzero(differ), np.flatnonzero(again))


def _moves(before: Table, after: Table, pairs: Sequence[Pair], comparison: Comparison) -> Moves:
    here, there = before.rows[comparison.rows.before], after.rows[comparison.rows.after]
    columns = {one.letter_index: other.letter_index for one, other in pairs}
    return Moves(columns, dict(zip(here.tolist(), there.tolist(), strict=True)))


def _parted(comparison: Comparison, one: Field, other: Field, moves: Moves) -> tuple[Flags, Flags]:
    """Return where a column with formulas differs, and where only the results of equal formulas do."""
    mine, theirs = comparison.cells(one, other)
    differ = comparison.unlike(one, other).copy()
    again = np.zeros_like(differ)
    lines = list(moves.lines.items())
    for at in mine.formulas.keys() | theirs.formulas.keys():
        was, now = mine.formulas.get(at), theirs.formulas.get(at)
        same = was is not None and now is not None and moves.explain(was, now, *lines[at])
        again[at] = same and differ[at]
        differ[at] = not same
    return differ, again
