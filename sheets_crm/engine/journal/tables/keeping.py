"""Keeps what a run left: only the parts that are not as they were are written anew, all in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from sheets_crm.engine.journal.tables.packing import packed
from sheets_crm.engine.journal.tables.stored import FORM, Last, Slots, StoredTable, packed_rows
from sheets_crm.model.cells import Vector
from sheets_crm.model.difference import BookDiff, FieldDiff, SheetDiff
from sheets_crm.model.snapshot import Snapshot, Table

CHUNK = 8192
"""So many records stand together: a changed cell costs as much as to write its column of them anew."""
Part = tuple[int, int]
"""(field number, chunk)."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One table as it is to be kept: its records in the order in which they are kept, and how many of them each chunk holds.

    `written` are the parts that are not in the journal yet, `gone` the fields that are there and no longer in the table.
    """

    number: int
    table: Table
    fields: tuple[int, ...]
    order: Slots
    sizes: tuple[int, ...]
    written: frozenset[Part]
    gone: tuple[int, ...] = ()

    def cells(self) -> Iterator[tuple[int, int, int, bytes]]:
        """Yield the parts to be written: table, field, chunk, cells."""
        starts = np.cumsum([0, *self.sizes]).tolist()
        for number, one in zip(self.fields, self.table.fields, strict=True):
            for chunk, size in enumerate(self.sizes):
                if (number, chunk) in self.written:
                    at = self.order[starts[chunk] : starts[chunk] + size]
                    yield self.number, number, chunk, packed(_picked(one.cells, at))

    def about(self) -> str:
        """Return all that is to be known of the table beside its records."""
        one = self.table
        fields = [
            {"number": number, "name": each.name, "letter_index": each.letter_index, "title": each.title, "key": each.key}
            for number, each in zip(self.fields, one.fields, strict=True)
        ]
        told = {"kind": one.kind, "sheet": one.sheet, "header_row": one.header_row, "lang": one.lang, "ours": one.ours}
        told |= {"key": one.key} if one.key else {}
        return json.dumps({**told, "sizes": self.sizes, "fields": fields}, ensure_ascii=False)


@dataclass(frozen=True, eq=False)
class Keeping:
    """What is to be written so that the journal holds the tables of a snapshot; made before the transaction, which is short."""

    snapshot: Snapshot
    gone: tuple[int, ...]
    gone_fields: tuple[tuple[int, int], ...]
    tables: tuple[tuple[int, int, str, bytes], ...]
    cells: tuple[tuple[int, int, int, bytes], ...]
    afresh: bool

    def write(self, db: sqlite3.Connection, run: int, identity: str) -> None:
        """Write it inside a transaction, as what this run left in a book that has this identity now."""
        if self.afresh:
            forget(db)
        db.executemany("DELETE FROM last_tables WHERE id = ?", [(one,) for one in self.gone])
        db.executemany("DELETE FROM last_cells WHERE tbl = ?", [(one,) for one in self.gone])
        db.executemany("DELETE FROM last_cells WHERE tbl = ? AND field = ?", self.gone_fields)
        db.executemany("REPLACE INTO last_tables (id, place, about, rows) VALUES (?, ?, ?, ?)", self.tables)
        db.executemany("REPLACE INTO last_cells (tbl, field, chunk, cells) VALUES (?, ?, ?, ?)", self.cells)
        db.execute("DELETE FROM last_run")
        told = (run, identity, self.snapshot.lang, self.snapshot.last_modified_by, FORM)
        db.execute("INSERT INTO last_run (run, identity, lang, saved_by, form) VALUES (?, ?, ?, ?, ?)", told)


def forget(db: sqlite3.Connection) -> None:
    """Drop what is known of the tables."""
    for name in ("last_run", "last_tables", "last_cells"):
        db.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names


def to_keep(last: Last | None, left: Snapshot, diff: BookDiff | None) -> Keeping:
    """Return what is to be written of the tables that a run left; `diff` is how they differ from the last ones."""
    known = {id(one.table): one for one in last.tables} if last and diff else {}
    found = {id(one.after): one for one in diff.sheets} if diff else {}
    numbers = count(max((one.number for one in known.values()), default=0) + 1)
    sheets = []
    for table in left.tables:
        one = found.get(id(table))
        sheet = _changed(known[id(one.before)], one) if one else None
        sheets.append(sheet or _whole(next(numbers), table))
    stay = {one.number for one in sheets}
    return Keeping(
        left,
        tuple(one.number for one in known.values() if one.number not in stay),
        tuple((one.number, field) for one in sheets for field in one.gone),
        tuple((one.number, place, one.about(), packed_rows(one.table.rows[one.order])) for place, one in enumerate(sheets)),
        tuple(part for one in sheets for part in one.cells()),
        not known,
    )


def _whole(number: int, table: Table) -> Sheet:
    starts = range(0, len(table), CHUNK)
    sizes = tuple(min(CHUNK, len(table) - start) for start in starts)
    fields = tuple(range(len(table.fields)))
    written = frozenset((field, chunk) for field in fields for chunk in range(len(sizes)))
    return Sheet(number, table, fields, np.arange(len(table)), sizes, written)


def _changed(stored: StoredTable, diff: SheetDiff) -> Sheet | None:
    """Return a table of which much is kept already; None when its chunks have become so small that it is better kept anew."""
    slots = stored.slots[diff.rows.before]
    chunks = np.searchsorted(np.cumsum(stored.sizes), slots, side="right")
    kept = np.bincount(chunks, minlength=len(stored.sizes)).tolist() if len(chunks) else [0] * len(stored.sizes)
    sizes = _with_new(kept, len(diff.rows.new))
    if len(sizes) > 2 * (len(diff.after) // CHUNK + 1):
        return None
    altered = {at for at, size in enumerate(sizes) if at >= len(stored.sizes) or size != stored.sizes[at]}
    altered |= {at for at, size in enumerate(kept) if size != stored.sizes[at]}
    order = np.concatenate([diff.rows.after[np.argsort(slots)], diff.rows.new])
    before = {id(one): number for one, number in zip(stored.table.fields, stored.fields, strict=True)}
    own = {id(one.after): (before[id(one.before)], one) for one in diff.fields}
    numbers = count(max(stored.fields, default=-1) + 1)
    fields, written = [], set[Part]()
    for one in diff.after.fields:
        number, found = own.get(id(one), (-1, None))
        touched = set(range(len(sizes))) if found is None else altered | set(np.unique(chunks[_touched(found, diff)]).tolist())
        fields.append(number if found else next(numbers))
        written |= {(fields[-1], chunk) for chunk in touched}
    gone = tuple(before[id(one)] for one in diff.gone_fields)
    return Sheet(stored.number, diff.after, tuple(fields), order, sizes, frozenset(written), gone)


def _with_new(kept: list[int], new: int) -> tuple[int, ...]:
    """Return the sizes of the chunks with new records in the last one, as many as it takes, and in others after it."""
    sizes = list(kept)
    if sizes and new:
        more = min(new, max(CHUNK - sizes[-1], 0))
        sizes[-1] += more
        new -= more
    return (*sizes, *(min(CHUNK, new - start) for start in range(0, new, CHUNK)))


def _touched(one: FieldDiff, diff: SheetDiff) -> NDArray[np.intp]:
    """Return which of the matched records hold something else than is kept, be it the same formula in other words."""
    was, now = one.before.cells, one.after.cells
    if not (was.formulas or now.formulas):
        return one.differ
    mine, theirs = was.take(diff.rows.before).formulas, now.take(diff.rows.after).formulas
    reworded = [at for at in mine.keys() | theirs.keys() if mine.get(at) != theirs.get(at)]
    return np.union1d(np.concatenate([one.differ, one.recalculated]), np.array(reworded, np.intp))


def _picked(cells: Vector, at: Slots) -> Vector:
    in_order = len(at) and at[-1] - at[0] == len(at) - 1 and bool((np.diff(at) == 1).all())
    return cells.cut(int(at[0]), int(at[-1]) + 1) if in_order else cells.take(at)
