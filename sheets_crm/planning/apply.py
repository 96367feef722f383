"""What a snapshot looks like once changes are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.addresses import by_place
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.grids import Grid, SparseColumn
from sheets_crm.model.identity import row_ids
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table


def applied(snapshot: Snapshot, batches: Iterable[Changes]) -> Snapshot:
    """Return the snapshot as it will be after these changes; rows that got an ID are known by it.

    A row in which nothing is left is no record any more, and a blank one in which something is put becomes one. The sheets
    cell by cell (`grids`) follow where formulas look at them, which costs nothing in a book without any.
    """
    emptied: set[str] = set()
    calculates = any(column.cells.formulas for grid in snapshot.grids.values() for column in grid.columns.values())
    for batch in batches:
        table = snapshot.table(batch.sheet)
        if table is None and batch.sheet in snapshot.grids and batch.column == by_place(batch.letter_index):
            snapshot = _with_grid(snapshot, batch)
        if table is None or table.field(batch.column) is None or not len(batch):
            continue
        if any(after is None for after in batch.after):
            emptied.add(batch.sheet)
        snapshot = snapshot.with_table(_changed(_with_rows(table, batch.rows), batch))
        if calculates and batch.sheet in snapshot.grids:
            snapshot = _with_grid(snapshot, batch)
    for sheet in emptied:
        table = snapshot.table(sheet)
        assert table is not None
        snapshot = snapshot.with_table(_without_blanks(table))
    return snapshot


def _changed(table: Table, batch: Changes) -> Table:
    one = table.field(batch.column)
    assert one is not None
    cells = one.cells.put(np.searchsorted(table.rows, batch.rows), batch.after)
    table = table.with_cells(batch.column, cells)
    return replace(table, ids=row_ids(cells, table.rows)) if one.key == "id" else table


def _with_grid(snapshot: Snapshot, batch: Changes) -> Snapshot:
    grid = _in_cells(snapshot.grids[batch.sheet], batch)
    return replace(snapshot, grids={**snapshot.grids, grid.name: grid})


def _in_cells(grid: Grid, batch: Changes) -> Grid:
    """Return the sheet with the changes in its cells."""
    none = SparseColumn(np.empty(0, np.int32), Vector.empty(0))
    old = grid.columns.get(batch.letter_index, none)
    rows = np.union1d(old.rows, batch.rows).astype(np.int32)
    there = np.searchsorted(rows, old.rows)
    cells = old.cells.spread(there, len(rows)).put(np.searchsorted(rows, batch.rows), batch.after)
    formats = np.zeros(len(rows), np.uint16)
    if old.formats is not None:
        formats[there] = old.formats
    return replace(grid, columns={**grid.columns, batch.letter_index: SparseColumn(rows, cells, formats)})


def _with_rows(table: Table, rows: NDArray[np.int32]) -> Table:
    """Return the table with these sheet rows among its records."""
    if len(table) and (table.rows[np.minimum(np.searchsorted(table.rows, rows), len(table) - 1)] == rows).all():
        return table
    every = np.union1d(table.rows, rows).astype(np.int32)
    at = np.searchsorted(every, table.rows)
    fields = tuple(replace(one, cells=one.cells.spread(at, len(every))) for one in table.fields)
    return _known_by_ids(replace(table, rows=every, fields=fields))


def _without_blanks(table: Table) -> Table:
    """Return the table without the rows in which nobody wrote anything."""
    filled = np.zeros(len(table), bool)
    for one in table.fields:
        made = [at for at in one.cells.formulas if one.cells.kinds[at] == Kind.NUMBER]  # nobody's data: mapping.records
        typed = one.cells.filled.copy()
        typed[made] = False
        filled |= typed
    if filled.all():
        return table
    kept = np.flatnonzero(filled)
    fields = tuple(replace(one, cells=one.cells.take(kept)) for one in table.fields)
    return _known_by_ids(replace(table, rows=table.rows[kept], fields=fields))


def _known_by_ids(table: Table) -> Table:
    cells = next((one.cells for one in table.fields if one.key == "id"), None)
    return replace(table, ids=row_ids(cells, table.rows))
