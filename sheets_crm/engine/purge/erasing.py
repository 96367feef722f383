"""Takes one person out of the journal and the memory, so that not even the free pages of the file hold anything of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from sheets_crm.engine.journal.following import follow_only
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.tables.edits import Edits, repacked
from sheets_crm.engine.journal.tables.keeping import forget, to_keep
from sheets_crm.engine.journal.tables.stored import Last
from sheets_crm.engine.journal.values import loaded
from sheets_crm.engine.purge.person import Person
from sheets_crm.model.snapshot import Snapshot, Table

ERASED = "…"
ANSWERS = ("settled", "searched")
"""What the program would find out anew: it is dropped whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the journal and the memory hold of a person: changes of runs, edits and proposals of people, remembered cells."""

    changes: int = 0
    edits: int = 0
    cells: int = 0

    @property
    def count(self) -> int:
        """How many cells that is together."""
        return self.changes + self.edits + self.cells

    def __bool__(self) -> bool:
        return bool(self.count)


def held(journal: JournalReader, person: Person, last: Last | None) -> Held:
    """Count what there is of a person."""
    edits = sum(int(gone.sum()) for batch in journal.edits() if (gone := _gone(batch, person)).any())
    edits += len(_proposals(journal.db, person))
    return Held(len(_changes(journal, person)), edits, _remembered(last.snapshot, person)[1] if last else 0)


def erase(journal: Journal, person: Person, last: Last | None) -> Held:
    """Erase what there is of a person, in one transaction, and then from the free pages of the file too.

    Pairs of clients told apart go with the person, and so does who was merged with it.
    """
    found = held(journal, person, last)
    db = journal.db
    db.execute("PRAGMA secure_delete = ON")
    with journal.transaction():
        _erase_changes(db, _changes(journal, person))
        for number, batch in enumerate_edits(journal):
            gone = _gone(batch, person)
            if gone.any():
                _keep_edits(db, number, batch, ~gone)
        _erase_texts(db, person)
        _erase_pairs(db, person)
        _erase_proposals(db, _proposals(db, person), person)
        for name in ANSWERS:
            db.execute(f"DELETE FROM {name}")  # noqa: S608 - our own names
        if last:
            to_keep(None, _remembered(last.snapshot, person)[0], None).write(db, last.run, last.snapshot.identity)
        else:
            forget(db)
    squeeze(db)
    return found


def squeeze(db: sqlite3.Connection) -> None:
    """Write the file anew, without free pages; what SQLite needs meanwhile stays in memory."""
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("VACUUM")


def enumerate_edits(journal: JournalReader) -> Iterator[tuple[int, Edits]]:
    """Yield people's edits, batch by batch, with the numbers of the batches."""
    numbers = [number for (number,) in journal.db.execute("SELECT id FROM edits ORDER BY id")]
    yield from zip(numbers, list(journal.edits()), strict=True)


def note_erasure(journal: Journal, kind: str, clock: datetime, user: str, values: int, rewritten: int, deleted: int) -> None:
    """Record that something was erased, when and by whom, and how much; nothing of what it was."""
    with journal.transaction():
        journal.db.execute(
            "INSERT INTO erasures (kind, at, user, cells, rewritten, deleted) VALUES (?, ?, ?, ?, ?, ?)",
            (kind, clock.isoformat(), user, values, rewritten, deleted),
        )


def _changes(journal: JournalReader, person: Person) -> list[int]:
    return [
        number
        for number, sheet, row_id, before, after in journal.db.execute("SELECT id, sheet, row_id, before, after FROM told")
        if person.owns(sheet, row_id) or person.wanted.tells(loaded(before)) or person.wanted.tells(loaded(after))
    ]


def _erase_changes(db: sqlite3.Connection, numbers: list[int]) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS gone (id INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM gone")
    db.executemany("INSERT INTO gone VALUES (?)", [(number,) for number in numbers])
    for run, erased, written in db.execute(
        "SELECT b.run, COUNT(*), SUM(c.outcome = 0) FROM gone g JOIN changes c ON c.id = g.id JOIN batches b ON b.id = c.batch"
        " GROUP BY b.run"
    ).fetchall():
        db.execute("UPDATE runs SET changed = MAX(changed - ?, 0) WHERE number = ?", (written, run))
        db.execute(
            "INSERT INTO lost (run, cells) VALUES (:run, :cells) ON CONFLICT (run) DO UPDATE SET cells = cells + :cells",
            {"run": run, "cells": erased},
        )
    db.execute("DELETE FROM changes WHERE id IN (SELECT id FROM gone)")
    db.execute("DELETE FROM gone")


def _gone(batch: Edits, person: Person) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which cells of a batch are the person's."""
    tells = person.wanted.tells
    told = (person.owns(one.sheet, one.row_id) or tells(one.before) or tells(one.after) for one in batch)
    return np.fromiter(told, bool, len(batch))


def _keep_edits(db: sqlite3.Connection, number: int, batch: Edits, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    follow_only(db, number, np.flatnonzero(kept))
    if not kept.any():
        db.execute("DELETE FROM edits WHERE id = ?", (number,))
        return
    row = (*repacked(batch, np.flatnonzero(kept)), number)
    db.execute("UPDATE edits SET count = ?, ids = ?, rows = ?, before = ?, after = ? WHERE id = ?", row)


def _erase_texts(db: sqlite3.Connection, person: Person) -> None:
    """Erase reasons of changes, and what was noted of runs, where they name the person."""
    tells = person.wanted.tells
    for number, ru, en in db.execute("SELECT id, ru, en FROM reasons").fetchall():
        if tells(ru) or tells(en):
            db.execute("UPDATE reasons SET ru = ?, en = ? WHERE id = ?", (ERASED, ERASED, number))
    for number, ru, en in db.execute("SELECT number, note_ru, note_en FROM runs WHERE note_ru != ''").fetchall():
        if tells(ru) or tells(en):
            db.execute("UPDATE runs SET note_ru = ?, note_en = ? WHERE number = ?", (ERASED, ERASED, number))


def _erase_pairs(db: sqlite3.Connection, person: Person) -> None:
    """Forget who was told apart from the person, or merged with it, be they known by their IDs or by what they are called."""
    for table, one, other in (("apart", "one", "other"), ("became", "former", "now")):
        for pair in db.execute(f"SELECT {one}, {other} FROM {table}").fetchall():  # noqa: S608 - our own names
            if any(key in person.ids or person.wanted.tells(key) for key in pair):
                db.execute(f"DELETE FROM {table} WHERE {one} = ? AND {other} = ?", pair)  # noqa: S608 - our own names


def _proposals(db: sqlite3.Connection, person: Person) -> list[int]:
    """Return the numbers of what was proposed about the person, or tells of it."""
    tells = person.wanted.tells
    of = {
        number
        for number, sheet, row_id, label in db.execute("SELECT id, sheet, row_id, label FROM proposals")
        if person.owns(sheet, row_id) or tells(label)
    }
    for number, *cells in db.execute("SELECT proposal, seen, before, after FROM proposed_cells"):
        if any(tells(loaded(cell)) for cell in cells):
            of.add(number)
    return sorted(of)


def _erase_proposals(db: sqlite3.Connection, numbers: list[int], person: Person) -> None:
    for query in (
        "DELETE FROM proposed_cells WHERE proposal = ?",
        "DELETE FROM verdicts WHERE proposal = ?",
        "DELETE FROM proposals WHERE id = ?",
    ):
        db.executemany(query, [(number,) for number in numbers])
    for number, ids in db.execute("SELECT id, ids FROM takings").fetchall():
        kept = [one for one in json.loads(ids) if not person.owns(one[0], one[2])]
        db.execute("UPDATE takings SET ids = ? WHERE id = ?", (json.dumps(kept, ensure_ascii=False), number))


def _remembered(last: Snapshot, person: Person) -> tuple[Snapshot, int]:
    """Return the remembered tables without the person's records and what tells of them elsewhere, and how many cells went."""
    tables, count = [], 0
    for table in last.tables:
        own = person.positions(table)
        count += sum(int((field.cells.kinds[own] != 0).sum()) for field in table.fields)
        table, more = _without_mentions(_without_rows(table, own), person)  # noqa: PLW2901 - the same table, step by step
        tables.append(table)
        count += more
    return replace(last, tables=tuple(tables)), count


def _without_rows(table: Table, own: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Table:
    if not len(own):
        return table
    kept = np.setdiff1d(np.arange(len(table)), own)
    fields = tuple(replace(one, cells=one.cells.take(kept)) for one in table.fields)
    return replace(table, rows=table.rows[kept], fields=fields, ids=[table.ids[at] for at in kept.tolist()])


def _without_mentions(table: Table, person: Person) -> tuple[Table, int]:
    count = 0
    for field in table.fields:
        tells, formulas = person.wanted.tells, field.cells.formulas
        told = [at for at, value in enumerate(field.cells.values()) if tells(value) or tells(formulas.get(at))]
        if told:
            table = table.with_cells(field.name, field.cells.put(told, [None] * len(told)))
            count += len(told)
    return table, count
