"""How a book at one moment differs from itself at another: records by ID, columns by what they are, sheets by what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sheets_crm.diff.cells import Flags
from sheets_crm.diff.fields import Comparison, Pair, by_header, match_fields
from sheets_crm.diff.formulas import Moves
from sheets_crm.diff.rows import match_rows
from sheets_crm.diff.sheets import match_sheets
from sheets_crm.model.difference import BookDiff, FieldDiff, SheetDiff
from sheets_crm.model.snapshot import Field, Snapshot, Table


def compare(before: Snapshot, after: Snapshot, known: BookDiff | None = None, *, by_headers: bool = False) -> BookDiff:
    """Compare the tables of two bound snapshots; what is `known` of the very same tables is not worked out again.

    With `by_headers` columns are told by their headers alone in tables in which all headers are still there: somebody may have
    written so much that what the columns hold does not tell.
    """
    pairs = match_sheets(before.tables, after.tables)
    done = {(id(one.before), id(one.after)): one for one in known.sheets} if known else {}
    left, right = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    return BookDiff(
        tuple(done.get((id(one), id(other))) or compare_tables(one, other, by_headers=by_headers) for one, other in pairs),
        tuple(one for one in before.tables if id(one) not in left),
        tuple(one for one in after.tables if id(one) not in right),
    )


def compare_tables(before: Table, after: Table, *, by_headers: bool = False) -> SheetDiff:
    """Compare one table at two moments."""
    sure = by_header(before, after)
    rows = match_rows(before, after, sure)
    comparison = Comparison(rows)
    told = by_headers and len(sure) == len(before.fields)
    pairs = sure if told else match_fields(before, after, sure, comparison)
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
