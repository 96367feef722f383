"""What a snapshot looks like once changes are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sheets_crm.model.identity import row_ids
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot


def applied(snapshot: Snapshot, batches: Iterable[Changes]) -> Snapshot:
    """Return the snapshot as it will be after these changes; rows that got an ID are known by it."""
    for batch in batches:
        table = snapshot.table(batch.sheet)
        one = table.field(batch.column) if table else None
        if table is None or one is None or not len(batch):
            continue
        at = np.searchsorted(table.rows, batch.rows)
        cells = one.cells.put(at, batch.after)
        table = table.with_cells(batch.column, cells)
        if one.key == "id":
            table = replace(table, ids=row_ids(cells, table.rows))
        snapshot = snapshot.with_table(table)
    return snapshot
