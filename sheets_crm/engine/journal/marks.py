"""By what a record is known again that has no ID, or lost it: its required columns where no other has the same in them.

Of records that have no ID to begin with, all that people wrote in the row may tell, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table

FEW, WHOLE = "=", "*"
"""How a mark begins: it stands for the required columns alone, or for the whole row."""
MIX = np.uint64(0x9E3779B97F4A7C15)
Hashes = NDArray[np.uint64]


class Marks:
    """What the records of a table are known by; `changed` holds other cells than the table has, by column."""

    def __init__(self, table: Table, changed: Mapping[str, Vector] | None = None) -> None:
        """Take a table as it is, or as it will be."""
        self._table, self._changed = table, changed or {}

    def of(self, at: int, *, whole: bool = True) -> str | None:
        """Return the mark of the record at a position; None where its required columns do not tell, unless the row may."""
        if self._times[at] == 1 and self._few[at]:
            return f"{FEW}{int(self._few[at]):x}"
        return f"{WHOLE}{int(self._whole[at]):x}" if whole else None

    def found(self, mark: str) -> Sequence[int]:
        """Return the positions of the records that may be the one of a mark."""
        hashes = self._few if mark.startswith(FEW) else self._whole
        return np.flatnonzero(hashes == np.uint64(int(mark[1:], 16))).tolist()

    @cached_property
    def _few(self) -> Hashes:
        return self._hashed([one.name for one in self._table.fields if one.column and one.column.required])

    @cached_property
    def _whole(self) -> Hashes:
        kept = (one for one in self._table.fields if one.column is None or one.column.owner == "staff")
        return self._hashed([one.name for one in kept])

    @cached_property
    def _times(self) -> NDArray[np.intp]:
        """How many records have the same in their required columns."""
        _, back, times = np.unique(self._few, return_inverse=True, return_counts=True)
        return times[back]

    def _hashed(self, names: Sequence[str]) -> Hashes:
        """Return a number for each record by what these columns hold, wherever they stand; empty cells count for nothing."""
        out = np.zeros(len(self._table), np.uint64)
        for name in names:
            cells = self._changed.get(name, self._table.cells(name))
            out ^= _hashes(cells) * (_numbers(np.array([name], object))[0] | np.uint64(1))
        return out


def marks_after(snapshot: Snapshot, batches: Sequence[Changes]) -> dict[tuple[str, int], str]:
    """Return, by sheet and row, what the changed records will be known by after these changes."""
    out: dict[tuple[str, int], str] = {}
    for sheet in {batch.sheet for batch in batches}:
        table = snapshot.table(sheet)
        if table is None or not len(table):
            continue
        cells: dict[str, Vector] = {}
        wanted, nameless = set[int](), {at for at, row_id in enumerate(table.ids) if row_id.startswith("#")}
        for batch in batches:
            if batch.sheet != sheet or table.field(batch.column) is None:
                continue
            places, after = _inside(table, batch)
            cells[batch.column] = cells.get(batch.column, table.cells(batch.column)).put(places, after)
            wanted.update(places)
            if batch.column == "id":
                nameless |= {place for place, value in zip(places, after, strict=True) if value is None}
        marks = Marks(table, cells)
        known = ((at, marks.of(at, whole=at in nameless)) for at in wanted)
        out |= {(sheet, int(table.rows[at])): mark for at, mark in known if mark}
    return out


def _inside(table: Table, batch: Changes) -> tuple[list[int], list[CellValue]]:
    """Return the positions of the records that a batch changes, and what it makes of them; blank rows are left out."""
    at = np.minimum(np.searchsorted(table.rows, batch.rows), len(table) - 1)
    there = np.flatnonzero(table.rows[at] == batch.rows).tolist()
    return at[there].tolist(), [batch.after[one] for one in there]


def _hashes(cells: Vector) -> Hashes:
    """Return a number for each cell by what it holds, 0 for an empty one and for a formula; days are numbers."""
    codes, distinct = pd.factorize(np.asarray(cells.texts, object))
    numbers = np.nan_to_num(np.asarray(cells.numbers, float)) + 0.0
    out: Hashes = np.append(_numbers(distinct), np.uint64(0))[codes] ^ (numbers.view(np.uint64) * MIX)
    out[list(cells.formulas)] = 0
    return out


def _numbers(texts: NDArray[np.object_]) -> Hashes:
    try:
        return pd.util.hash_array(texts, categorize=False)
    except UnicodeEncodeError:  # half a sign, which JSON and XML let through
        whole = [text.encode("utf-8", "surrogatepass").decode("latin-1") for text in texts]
        return pd.util.hash_array(np.array(whole, object), categorize=False)
