"""The tables as the last run left them, as the journal keeps them: by columns, in chunks of records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.engine.journal.tables.packing import packed, unpacked
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.hollow import no_texts
from sheets_crm.model.identity import row_ids
from sheets_crm.model.layout import Column, Layout
from sheets_crm.model.snapshot import Field, Snapshot, Table

FORM = 1
"""How the tables are kept; those that another version of the program kept otherwise are as good as none."""
Slots = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class StoredTable:
    """One table, its number in the journal, and the numbers of its fields there.

    Records are kept in an order of their own, so that a sort of the sheet moves nothing: `slots` tells of each row of the
    table which record it is. `sizes` are how many records each chunk holds.
    """

    number: int
    table: Table
    fields: tuple[int, ...]
    slots: Slots
    sizes: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Last:
    """What the last run left: the tables (no grids), which run it was, and when the book was last known to be so."""

    snapshot: Snapshot
    run: int
    at: datetime
    tables: tuple[StoredTable, ...]


def last_of(db: sqlite3.Connection, book: str, layout: Layout) -> Last | None:
    """Return what the last run left; None where nothing is known, or it is damaged or kept by another version."""
    try:
        row = db.execute("SELECT run, identity, lang, saved_by FROM last_run WHERE form = ?", (FORM,)).fetchone()
        if row is None:
            return None
        run, identity, lang, saved_by = row
        tables = tuple(_tables(db, layout))
        bound = tuple(one.table for one in tables)
        return Last(
            Snapshot(book, identity, {}, bound, lang, last_modified_by=saved_by), run, _known_until(db, run, identity), tables
        )
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def packed_rows(rows: NDArray[np.int32]) -> bytes:
    """Return sheet rows as bytes: most follow each other."""
    steps = np.diff(rows.astype(np.float64), prepend=0)
    return packed(Vector(np.full(len(steps), Kind.NUMBER, np.uint8), steps, no_texts(len(steps))))


def unpacked_rows(kept: bytes) -> NDArray[np.int32]:
    """Return the sheet rows that were packed."""
    return np.cumsum(unpacked(kept).numbers).astype(np.int32)


def _known_until(db: sqlite3.Connection, run: int, identity: str) -> datetime:
    """Return when the last run began that found the book so, or left it so."""
    query = "SELECT MAX(started) FROM runs WHERE number = ? OR (number > ? AND identity_after = ? AND state = 'done')"
    return datetime.fromisoformat(db.execute(query, (run, run, identity)).fetchone()[0])


def _tables(db: sqlite3.Connection, layout: Layout) -> Iterator[StoredTable]:
    for number, about, rows in db.execute("SELECT id, about, rows FROM last_tables ORDER BY place").fetchall():
        told = json.loads(about)
        stored = unpacked_rows(rows)
        slots = np.argsort(stored, kind="stable")
        fields = tuple(_field(db, number, one, told["kind"], slots, layout) for one in told["fields"])
        ids = row_ids(next((one.cells for one in fields if one.key == "id"), None), stored[slots])
        known = told["lang"], told["ours"], told.get("key", "")
        table = Table(told["kind"], told["sheet"], told["header_row"], stored[slots], fields, ids, *known)
        yield StoredTable(number, table, tuple(one["number"] for one in told["fields"]), slots, tuple(told["sizes"]))


def _field(db: sqlite3.Connection, table: int, told: dict[str, Any], kind: str, slots: Slots, layout: Layout) -> Field:
    query = "SELECT cells FROM last_cells WHERE tbl = ? AND field = ? ORDER BY chunk"
    cells = _joined([unpacked(kept) for (kept,) in db.execute(query, (table, told["number"]))])
    if len(cells) != len(slots):
        raise ValueError(f"{len(cells)} cells of {len(slots)}")
    ordered = cells if bool((slots == np.arange(len(slots))).all()) else cells.take(slots)
    return Field(told["name"], told["letter_index"], told["title"], ordered, _column(layout, kind, told["key"]))


def _column(layout: Layout, kind: str, key: str | None) -> Column | None:
    try:
        return layout.sheet(kind).column(key) if key else None
    except KeyError:
        return None


def _joined(parts: Sequence[Vector]) -> Vector:
    """Return the cells of all chunks as one column."""
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(len(part) for part in parts)]).tolist()
    formulas = {start + at: told for start, part in zip(starts, parts, strict=False) for at, told in part.formulas.items()}
    if not parts:
        return Vector.empty(0)
    return Vector(
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.texts for part in parts]),
        formulas,
    )
