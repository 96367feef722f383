"""What a run that was cut short between its two writes left behind: marks, which say themselves what stood there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sheets_crm.books.google.writing.batch import Batch, Step, find_replace
from sheets_crm.books.google.writing.entering import typed
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.marks import is_mark, unmarked
from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import SparseColumn


def leftovers(snapshot: GoogleSnapshot) -> Batch:
    """Return the write that turns every mark back into what stood there, wherever it stands by then."""
    steps = []
    for name, grid in snapshot.grids.items():
        scope = {"sheetId": snapshot.facts[name].sheet_id}
        found = {text: (column, row) for column, used in grid.columns.items() for text, row in _marks(used)}
        for text, (column, row) in sorted(found.items()):
            former = typed(unmarked(text), snapshot.locale, snapshot.format_of(grid, column, row))
            steps.append(Step(find_replace(text, former or "", scope), "mark"))
    return Batch(tuple(steps))


def settled_grids(snapshot: GoogleSnapshot) -> GoogleSnapshot:
    """Return the snapshot with marks that are still there shown as what they stand for."""
    grids = {
        name: replace(grid, columns={at: _plain(used) for at, used in grid.columns.items()})
        for name, grid in snapshot.grids.items()
    }
    return replace(snapshot, grids=grids)


def _marks(column: SparseColumn) -> Iterator[tuple[str, int]]:
    """Yield the marks in a column with their rows."""
    wordy = np.flatnonzero(column.cells.kinds == Kind.TEXT)
    for at, text in zip(wordy.tolist(), column.cells.texts[wordy].tolist(), strict=True):
        if is_mark(text):
            yield text, int(column.rows[at])


def _plain(column: SparseColumn) -> SparseColumn:
    found = list(_marks(column))
    if not found:
        return column
    at = np.searchsorted(column.rows, [row for _, row in found])
    return replace(column, cells=column.cells.put(at, [unmarked(text) for text, _ in found]))
