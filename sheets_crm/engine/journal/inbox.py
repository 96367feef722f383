"""Copies that were handed out and taken back, what was proposed in them, and what the owner decided (H8)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sheets_crm.engine.journal.values import loaded, stored
from sheets_crm.model.plan import Plan
from sheets_crm.model.proposals import Proposal, ProposedCell, Taken

HANDED_OUT = 0
"""In place of a run: the copy as it was handed out."""


@dataclass(frozen=True, slots=True)
class Handout:
    """A copy that somebody has: by what it is known, whose it is, and since when.

    `file` keeps the copy as it was when it was last taken back, or handed out; `ids` are those that its rows, by (sheet, row),
    got in the book.
    """

    number: int
    mark: str
    person: str
    made: datetime
    file: str
    ids: dict[tuple[str, int], str]


def remember_inbox(db: sqlite3.Connection, run: int, plan: Plan) -> None:
    """Keep what a run proposes and decides, and the copy that it takes back, inside its transaction."""
    for one in plan.proposed:
        db.execute(
            "INSERT INTO proposals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (one.number, run, one.person, one.at.isoformat(), one.kind, one.why, one.sheet, one.row_id, one.row, one.label),
        )
        db.executemany(
            "INSERT INTO proposed_cells VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (one.number, cell.column, cell.title, cell.letter_index, *map(stored, (cell.seen, cell.before, cell.after)))
                for cell in one.cells
            ],
        )
    db.executemany(
        "INSERT INTO verdicts (proposal, run, decision) VALUES (?, ?, ?)",
        [(one.number, run, one.decision) for one in plan.decided],
    )
    if plan.taken:
        _take(db, run, plan.taken)


def remember_handout(db: sqlite3.Connection, mark: str, person: str, made: datetime, file: str) -> int:
    """Keep that a copy was handed out; return its number."""
    made_at = made.isoformat()
    number = db.execute("INSERT INTO handouts (mark, person, made) VALUES (?, ?, ?)", (mark, person, made_at)).lastrowid
    _take(db, HANDED_OUT, Taken(int(number or 0), file, {}))
    return int(number or 0)


def handouts(db: sqlite3.Connection) -> Iterator[Handout]:
    """Yield all copies that were handed out, oldest first; what an undone run took is not taken."""
    for number, mark, person, made, file, ids in db.execute(
        "SELECT h.id, mark, person, made, file, ids FROM handouts h JOIN takings t ON t.id = ("
        " SELECT MAX(k.id) FROM takings k LEFT JOIN runs r ON r.number = k.run"
        " WHERE k.handout = h.id AND (k.run = 0 OR r.state = 'done')) ORDER BY h.id"
    ).fetchall():
        known = {(sheet, int(row)): row_id for sheet, row, row_id in json.loads(ids)}
        yield Handout(number, mark, person, datetime.fromisoformat(made), file, known)


def files_in_use(db: sqlite3.Connection) -> dict[int, list[str]]:
    """Return by the number of a copy the files that keep it, newest first."""
    out = dict[int, list[str]]()
    for number, file in db.execute("SELECT handout, file FROM takings ORDER BY id DESC"):
        out.setdefault(number, []).append(file)
    return out


def next_proposal(db: sqlite3.Connection) -> int:
    """Return the number that the next proposal gets."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM proposals").fetchone()[0])


def read_proposals(db: sqlite3.Connection, today: Callable[[str], str], without: int | None = None) -> Iterator[Proposal]:
    """Yield the proposals of runs that stand, oldest first, with the last decision on each that stands.

    `today` gives the name of today of a sheet; `without` is a run that is about to be taken back.
    """
    cells = dict[int, list[ProposedCell]]()
    for number, name, title, letter, seen, before, after in db.execute("SELECT * FROM proposed_cells ORDER BY rowid"):
        cells.setdefault(number, []).append(ProposedCell(name, title, letter, loaded(seen), loaded(before), loaded(after)))
    for number, person, at, kind, why, sheet, row_id, row, label, decision in db.execute(
        "SELECT p.id, person, at, p.kind, why, sheet, row_id, row, label, (SELECT decision FROM verdicts v JOIN runs d"
        " ON d.number = v.run WHERE v.proposal = p.id AND d.state = 'done' AND d.number IS NOT ?1 ORDER BY v.id DESC LIMIT 1)"
        " FROM proposals p JOIN runs r ON r.number = p.run WHERE r.state = 'done' AND r.number IS NOT ?1 ORDER BY p.id",
        (without,),
    ).fetchall():
        moment, known = datetime.fromisoformat(at), tuple(cells.get(number, ()))
        yield Proposal(number, person, moment, kind, why, today(sheet), row_id, row, label, known, decision or "open")


def _take(db: sqlite3.Connection, run: int, taken: Taken) -> None:
    ids = json.dumps([[sheet, row, row_id] for (sheet, row), row_id in taken.ids.items()], ensure_ascii=False)
    db.execute("INSERT INTO takings (handout, run, file, ids) VALUES (?, ?, ?, ?)", (taken.handout, run, taken.file, ids))
