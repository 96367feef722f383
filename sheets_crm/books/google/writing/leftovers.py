"""What a run that was cut short between its two writes left behind: marks, which say themselves what stood there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sheets_crm.books.google.writing.batch import Batch, Step, find_replace
from sheets_crm.books.google.writing.entering import typed
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.marks import MARK_SIGN, unmarked
from sheets_crm.model.cells import Kind
from sheets_crm.model.snapshot import Grid, SparseColumn


def leftovers(snapshot: GoogleSnapshot) -> Batch:
    """Return the write that turns every mark back into what stood there, wherever it stands by then."""
    steps = []
    for name, grid in snapshot.grids.items():
        scope = {"sheetId": snapshot.facts[name].sheet_id}
        for text in sorted(set(_marks(grid))):
            former = unmarked(text) or ""
            steps.append(Step(find_replace(text, typed(former, snapshot.locale) or "", scope), "mark"))
    return Batch(tuple(steps))


def settled_grids(snapshot: GoogleSnapshot) -> GoogleSnapshot:
    """Return the snapshot with marks that are still there shown as what they stand for."""
    grids = {name: _plain(grid) if any(_marks(grid)) else grid for name, grid in snapshot.grids.items()}
    return replace(snapshot, grids=grids)


def _marks(grid: Grid) -> Iterator[str]:
    for column in grid.columns.values():
        texts = column.cells.texts[column.cells.kinds == Kind.TEXT].tolist()
        yield from (text for text in texts if text.startswith(MARK_SIGN) and unmarked(text) is not None)


def _plain(grid: Grid) -> Grid:
    return replace(grid, columns={number: _without_marks(column) for number, column in grid.columns.items()})


def _without_marks(column: SparseColumn) -> SparseColumn:
    texts = column.cells.texts.tolist()
    at = [k for k, text in enumerate(texts) if text is not None and unmarked(text) is not None]
    return replace(column, cells=column.cells.put(np.array(at, np.intp), [unmarked(texts[k]) for k in at])) if at else column
