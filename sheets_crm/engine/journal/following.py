"""Where records without an ID stand by now of which the journal tells: each run leads them from row to row (D35)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.formulas import read_from
from sheets_crm.engine.journal.tables.edits import Draft
from sheets_crm.engine.journal.tables.stored import packed_rows, unpacked_rows
from sheets_crm.model.difference import BookDiff, SheetDiff
from sheets_crm.model.noticed import Noticed

WHOLE = frozenset({"rows gone", "rows new", "column renamed", "sheet gone", "sheet new", "sheet renamed", "cells"})
"""What has no cells to come back into, or needs none."""
NOWHERE = 0
"""In place of a row."""
Rows = NDArray[np.int32]


def follow(db: sqlite3.Connection, run: int, batches: Iterable[Draft], diff: BookDiff, names: Mapping[str, str]) -> None:
    """Keep in which rows they stand as a run leaves them, inside its transaction; `names` are those of today of sheets."""
    known = db.execute("SELECT f.edit, e.sheet, f.rows FROM followed f JOIN edits e ON e.id = f.edit").fetchall()
    for number, sheet, rows in known:
        led = _led(unpacked_rows(rows), diff.sheet(names.get(sheet, sheet)))
        db.execute("UPDATE followed SET rows = ? WHERE edit = ?", (packed_rows(led), number))
    numbers = [number for (number,) in db.execute("SELECT id FROM edits WHERE run = ? ORDER BY id", (run,))]
    for number, one in zip(numbers, batches, strict=True):
        if one.what not in WHOLE and any(row_id[0] == "#" for row_id in one.ids if row_id):
            rows = _led(one.rows, diff.sheet(one.sheet)) if one.what == "column gone" else one.rows
            db.execute("INSERT INTO followed (edit, rows) VALUES (?, ?)", (number, packed_rows(rows)))


def follow_only(db: sqlite3.Connection, edit: int, at: NDArray[np.intp]) -> None:
    """Let only some records of a batch be followed, by their position: the others are erased."""
    for (rows,) in db.execute("SELECT rows FROM followed WHERE edit = ?", (edit,)).fetchall():
        if len(at):
            db.execute("UPDATE followed SET rows = ? WHERE edit = ?", (packed_rows(unpacked_rows(rows)[at]), edit))
        else:
            db.execute("DELETE FROM followed WHERE edit = ?", (edit,))


def rows_now(ids: Sequence[str], told: bytes, led: bytes | None) -> Rows:
    """Return the rows of a batch's records as the last run left them; 0 for one without an ID that nobody followed."""
    if led is not None:
        return unpacked_rows(led)
    rows = unpacked_rows(told)
    return np.where([row_id[:1] == "#" for row_id in ids], NOWHERE, rows).astype(np.int32)


def standing_now(every: Iterable[Noticed], diff: BookDiff | None) -> Iterator[Noticed]:
    """Yield accidents of earlier runs with the rows, and the names, that records without an ID have by now.

    Cells of records that are no longer there are left out. A row that is gone goes by its former row, and the run that saw it.
    """
    for one in every:
        if not any(row_id[:1] == "#" for row_id in one.ids) or one.what == "column renamed":
            yield one
        elif one.what == "rows gone":
            yield replace(one, ids=[f"{row_id}@{one.run}" if row_id[0] == "#" else row_id for row_id in one.ids])
        elif sheet := diff.sheet(one.sheet) if diff else None:
            yield from _standing(one, sheet)


def _standing(one: Noticed, sheet: SheetDiff) -> Iterator[Noticed]:
    nameless = np.array([row_id[0] == "#" for row_id in one.ids], bool)
    rows = np.where(nameless, _led(one.rows, sheet), one.rows).astype(np.int32)
    left = np.flatnonzero(rows != NOWHERE)
    if len(left):
        ids = dict(zip(sheet.after.rows.tolist(), sheet.after.ids, strict=True))
        steps = (rows - one.rows)[left]
        part = one.pick(left)
        names = [ids[row] if row_id[0] == "#" else row_id for row, row_id in zip(rows[left].tolist(), part.ids, strict=True)]
        yield replace(part, ids=names, rows=rows[left], before=read_from(part.before, steps), after=read_from(part.after, steps))


def _led(rows: Rows, sheet: SheetDiff | None) -> Rows:
    """Return where the records stand now that stood in these rows at the earlier moment."""
    if sheet is None:
        return np.full(len(rows), NOWHERE, np.int32)
    was, now = sheet.before.rows[sheet.rows.before].tolist(), sheet.after.rows[sheet.rows.after].tolist()
    home = dict(zip(was, now, strict=True))
    return np.array([home.get(row, NOWHERE) for row in rows.tolist()], np.int32)
