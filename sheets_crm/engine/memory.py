"""What the journal gives to rules and reports, and which of its changes stand after an undo or a restore."""

from __future__ import annotations

from datetime import datetime

from sheets_crm.engine.journal import Journal
from sheets_crm.engine.journal_reader import JournalReader
from sheets_crm.engine.values import loaded
from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Filled, Memory, Past, Place
from sheets_crm.model.text import Lang, Text

NEWEST = 1000


def recall(journal: JournalReader | None, lang: Lang) -> Memory:
    """Return the memory of a book's earlier runs, empty where it has none; reasons come in one language."""
    if journal is None:
        return Memory()
    highest = {prefix: int(number) for prefix, number in journal.db.execute("SELECT prefix, number FROM highest_ids")}
    return Memory(_filled(journal), _declined(journal), highest, _history(journal, lang))


def settle_standing(journal: Journal) -> None:
    """Work out anew which changes stand, and which runs are undone, after an undo or a restore ended.

    A restore puts the line of runs back to where it was before its target; along that line, the later reversal decides.
    """
    db = journal.db
    line, lines = list[int](), dict[int, list[int]]()
    for number, kind, target in db.execute(
        "SELECT number, kind, target FROM runs WHERE state IN ('done', 'undone') ORDER BY number"
    ).fetchall():
        lines[number] = list(line)
        line = [*lines.get(target, line), number] if kind == "restore" else [*line, number]
    with journal.transaction():
        db.execute("CREATE TEMP TABLE IF NOT EXISTS line (run INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM line")
        db.executemany("INSERT INTO line VALUES (?)", [(number,) for number in line])
        db.execute(
            "UPDATE changes SET standing = NOT standing WHERE standing !="
            " (outcome = 0 AND batch IN (SELECT b.id FROM batches b JOIN line l ON l.run = b.run))"
        )
        for number in reversed(line):
            db.execute(
                "UPDATE changes SET standing = 0 WHERE id IN"
                " (SELECT reverses FROM told WHERE run = ? AND reverses IS NOT NULL AND standing)",
                (number,),
            )
        db.execute(
            "UPDATE runs SET state = iif(changed > 0 AND NOT EXISTS (SELECT 1 FROM told WHERE run = number AND standing),"
            " 'undone', 'done') WHERE state IN ('done', 'undone')"
        )


def _filled(journal: JournalReader) -> dict[Place, Filled]:
    rows = journal.db.execute(
        "SELECT sheet, row_id, name, after, as_of, rule FROM runs CROSS JOIN told ON run = number"
        " WHERE kind = 'job' AND state IN ('done', 'undone') AND owner != 'staff' AND standing ORDER BY told.id"
    )
    moments: dict[str, datetime] = {}
    filled = {}
    for sheet, row_id, name, after, as_of, rule in rows:
        at = moments.get(as_of) or moments.setdefault(as_of, datetime.fromisoformat(as_of))
        filled[sheet, row_id, name] = Filled(loaded(after), at, rule)
    return filled


def _declined(journal: JournalReader) -> frozenset[tuple[Place, CellValue]]:
    """Return the repairs that an undo took back; by sheet row as well where the same undo took the record's ID."""
    rows = journal.db.execute(
        "SELECT b.sheet, c.row_id, u.row, b.name, c.after, b.owner, ub.run FROM changes u JOIN changes c ON c.id = u.reverses"
        " JOIN batches b ON b.id = c.batch JOIN runs r ON r.number = b.run JOIN batches ub ON ub.id = u.batch"
        " WHERE u.reverses IS NOT NULL AND u.standing AND r.kind = 'job' AND (b.owner != 'program' OR b.name = 'id')"
    ).fetchall()
    nameless = {(run, sheet, row) for sheet, _, row, name, _, _, run in rows if name == "id"}
    declined = set[tuple[Place, CellValue]]()
    for sheet, row_id, row, name, after, owner, run in rows:
        if owner != "program":
            value = loaded(after)
            declined.add(((sheet, row_id, name), value))
            if (run, sheet, row) in nameless:
                declined.add(((sheet, f"#{row}", name), value))
    return frozenset(declined)


def _history(journal: JournalReader, lang: Lang) -> tuple[Past, ...]:
    """Return the last change of the last run first."""
    rows = journal.db.execute(
        "SELECT r.as_of, r.number, b.sheet, c.row_id, b.name, c.before, c.after, b.rule, t.ru, t.en FROM changes c"
        " JOIN batches b ON b.id = c.batch JOIN runs r ON r.number = b.run JOIN reasons t ON t.id = c.reason"
        " WHERE r.state IN ('done', 'undone') AND c.outcome = 0 ORDER BY c.id DESC LIMIT ?",
        (NEWEST,),
    )
    return tuple(
        Past(datetime.fromisoformat(as_of), run, sheet, row_id, name, loaded(before), loaded(after), rule, Text(ru, en).in_(lang))
        for as_of, run, sheet, row_id, name, before, after, rule, ru, en in rows
    )
