"""Sheets in which no table is recognised, as tables without headers and IDs: cells are known by what stands in their rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.model.addresses import by_place
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Field, Grid, Table


def with_bare_tables(snapshot: GoogleSnapshot, changes: Iterable[Changes]) -> GoogleSnapshot:
    """Return a snapshot in which each sheet that is to be changed has a table."""
    sheets = dict.fromkeys(batch.sheet for batch in changes)
    bare = tuple(_table(snapshot.grids[sheet]) for sheet in sheets if snapshot.table(sheet) is None and sheet in snapshot.grids)
    return replace(snapshot, tables=(*snapshot.tables, *bare)) if bare else snapshot


def _table(grid: Grid) -> Table:
    rows = np.unique(np.concatenate([np.zeros(0, np.int32), *(column.rows for column in grid.columns.values())]))
    fields = tuple(Field(by_place(number), number, "", grid.dense(number, rows)) for number in sorted(grid.columns))
    return Table("", grid.name, 0, rows, fields, [f"#{row}" for row in rows.tolist()])
