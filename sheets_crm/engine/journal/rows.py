"""How the changes of a run become rows of the journal: a million in some seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import count, repeat

from sheets_crm.engine.journal.marks import marks_after
from sheets_crm.engine.journal.records import Outcome
from sheets_crm.engine.journal.values import stored_all
from sheets_crm.model.addresses import parse_address
from sheets_crm.model.plan import Became, Changes, Left
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

Cell = tuple[str, int, int]
"""(sheet, sheet row, column number)."""


def insert_changes(
    db: sqlite3.Connection,
    run: int,
    batches: Sequence[Changes],
    snapshot: Snapshot | None = None,
    reverses: Sequence[Sequence[int]] | None = None,
) -> None:
    """Insert all batches of a run; records that get their ID in this run are known by it from now on."""
    given = given_ids(batches)
    marks = marks_after(snapshot, batches) if snapshot else {}
    reasons = _intern(db, [reason for batch in batches for reason in batch.reasons])
    following = int(db.execute("SELECT COALESCE(MAX(last), 0) + 1 FROM batches").fetchone()[0])
    for at, batch in sorted(enumerate(batches), key=lambda one: one[1].column != "id"):  # its ID carries a record's mark
        if not len(batch):
            continue
        last = following + len(batch) - 1
        rows = batch.rows.tolist()
        columns = {
            "id": range(following, last + 1),
            "batch": repeat(_insert_batch(db, run, batch, snapshot, following, last), len(batch)),
            "row": rows,
            "row_id": [given.get((batch.sheet, row), row_id) for row, row_id in zip(rows, batch.ids, strict=True)],
            "before": stored_all(batch.before),
            "after": stored_all(batch.after),
            "format": batch.formats or None,
            "reason": [reasons[id(reason)] for reason in batch.reasons],
            "reverses": reverses[at] if reverses else None,
            "mark": [marks.pop((batch.sheet, row), None) for row in rows] if marks else None,
        }
        filled = {name: cells for name, cells in columns.items() if cells is not None}
        names, places = ", ".join(filled), ", ".join("?" * len(filled))
        db.executemany(
            f"INSERT INTO changes ({names}) VALUES ({places})",  # noqa: S608 - our own names
            zip(*filled.values(), strict=True),
        )
        following = last + 1


def remember_ids(db: sqlite3.Connection, snapshot: Snapshot, batches: Sequence[Changes]) -> None:
    """Keep the highest number of every prefix that was ever seen or given, so that none is given again (A4)."""
    highest: dict[str, int] = {}
    seen = [table.ids for table in snapshot.tables if table.field("id")]
    seen += [[str(value) for value in batch.after if value is not None] for batch in batches if batch.column == "id"]
    for row_id in (one for ids in seen for one in ids):
        prefix, dash, digits = row_id.rpartition("-")
        if dash and digits.isdecimal():
            highest[prefix] = max(highest.get(prefix, 0), int(digits))
    db.executemany(
        "INSERT INTO highest_ids VALUES (?, ?) ON CONFLICT (prefix) DO UPDATE SET number = MAX(number, excluded.number)",
        [(prefix, number) for prefix, number in highest.items() if number < 1 << 63],
    )


def remember_apart(db: sqlite3.Connection, pairs: frozenset[tuple[str, str]]) -> None:
    """Keep which clients staff told apart, for good."""
    db.execute("DELETE FROM apart")
    db.executemany("INSERT INTO apart VALUES (?, ?)", sorted(pairs))


def remember_became(db: sqlite3.Connection, merged: Sequence[Became]) -> None:
    """Keep as whom clients who were merged are known from now on."""
    db.executemany("REPLACE INTO became VALUES (?, ?)", [(one.former, one.now) for one in merged])


def mark_left(db: sqlite3.Connection, run: int, left: Sequence[Left], outcome: Outcome) -> None:
    """Mark the changes that the book left, and why."""
    if not left:
        return
    reasons = _intern(db, [one.why for one in left])
    places = _places(db, run)
    cells = [((one.change.sheet, one.change.row, one.change.letter_index), reasons[id(one.why)]) for one in left]
    db.executemany(
        "UPDATE changes SET outcome = ?, why = ?, standing = 0 WHERE id = ?",
        [(outcome, why, places[cell]) for cell, why in cells if cell in places],
    )


def keep_formats(db: sqlite3.Connection, run: int, formats: Mapping[tuple[str, str], str]) -> None:
    """Keep the number formats that stood, by (sheet, A1), in cells that got another one."""
    if not formats:
        return
    places = _places(db, run)
    cells = (((sheet, *parse_address(at)), former) for (sheet, at), former in formats.items())
    db.executemany(
        "UPDATE changes SET former_format = ? WHERE id = ?", [(former, places[cell]) for cell, former in cells if cell in places]
    )


def _insert_batch(db: sqlite3.Connection, run: int, batch: Changes, snapshot: Snapshot | None, first: int, last: int) -> int:
    table = snapshot.table(batch.sheet) if snapshot else None
    one = table.field(batch.column) if table is not None else None
    owner = one.column.owner if one is not None and one.column else "staff"
    title = one.title if one is not None else batch.column
    made = db.execute(
        "INSERT INTO batches (run, sheet, name, letter_index, title, owner, rule, first, last, kind)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (run, batch.sheet, batch.column, batch.letter_index, title, owner, batch.rule, first, last, table.kind if table else ""),
    )
    return int(made.lastrowid or 0)


def _intern(db: sqlite3.Connection, reasons: Sequence[Text]) -> dict[int, int]:
    """Keep each distinct reason once; return its number by the `id()` of each: most are few objects, and hashing is slow."""
    following = int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM reasons").fetchone()[0])
    objects = {id(one): one for one in reasons}
    numbers = dict(zip(dict.fromkeys(objects.values()), count(following), strict=False))
    db.executemany("INSERT INTO reasons (id, ru, en) VALUES (?, ?, ?)", [(at, one.ru, one.en) for one, at in numbers.items()])
    return {key: numbers[one] for key, one in objects.items()}


def _places(db: sqlite3.Connection, run: int) -> dict[Cell, int]:
    rows = db.execute("SELECT sheet, row, letter_index, id FROM told WHERE run = ?", (run,))
    return {(sheet, row, letter): at for sheet, row, letter, at in rows}


def given_ids(batches: Sequence[Changes]) -> dict[tuple[str, int], str]:
    """Return the IDs that these changes give, by (sheet, sheet row)."""
    given = {}
    for batch in batches:
        if batch.column == "id":
            for row, value in zip(batch.rows.tolist(), batch.after, strict=True):
                if value is not None:
                    given[batch.sheet, row] = str(value)
    return given
