"""What the journal gives to rules and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from sheets_crm.engine.fingerprint import program
from sheets_crm.engine.journal.inbox import next_proposal, read_proposals
from sheets_crm.engine.journal.marks import WHOLE, Marks
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.renaming import renamed_sheets
from sheets_crm.engine.journal.tables.edits import newest_edits
from sheets_crm.engine.journal.values import loaded
from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import NUMBERING, Filled, Memory, Past, Place
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text

NEWEST = 1000
Row = tuple[str, int]
"""(sheet, sheet row)."""
Called = Callable[[str, str | None], str | None]
"""Gives what a record is called now, by its sheet and its mark."""
Today = Callable[[str], str]
"""Gives the name of today of a sheet that the journal knows by another."""


def recall(journal: JournalReader | None, lang: Lang, snapshot: Snapshot | None = None) -> Memory:
    """Return the memory of a book's earlier runs, empty where it has none; reasons come in one language.

    With a bound snapshot, sheets that were renamed since are known by their names of today, and an ID that an undo took away
    is remembered only while its row still holds the same record.
    """
    if journal is None:
        return Memory()
    highest = {prefix: int(number) for prefix, number in journal.db.execute("SELECT prefix, number FROM highest_ids")}
    names = renamed_sheets(journal, snapshot) if snapshot else {}

    def today(sheet: str) -> str:
        return names.get(sheet, sheet)

    declined, fills, ids = _taken_back(journal, today, _called_now(snapshot))
    former = _same_records(ids, snapshot) if snapshot else {place: row_id for place, (row_id, _) in ids.items()}
    apart = frozenset((one, other) for one, other in journal.db.execute("SELECT one, other FROM apart"))
    became = dict(journal.db.execute("SELECT former, now FROM became"))
    history, searched = _history(journal, lang, today), journal.searched(program())
    return Memory(
        _filled(journal, today),
        declined,
        highest,
        history,
        fills,
        former,
        apart,
        became,
        searched,
        proposals=tuple(read_proposals(journal.db, today)),
        next_proposal=next_proposal(journal.db),
        typed=tuple(newest_edits(journal.db, today)),
    )


def _filled(journal: JournalReader, today: Today) -> dict[Place, Filled]:
    rows = journal.db.execute(
        "SELECT sheet, row_id, name, after, as_of, rule FROM runs CROSS JOIN told ON run = number"
        " WHERE kind = 'job' AND state IN ('done', 'undone') AND owner != 'staff' AND standing ORDER BY told.id"
    )
    moments: dict[str, datetime] = {}
    filled = {}
    for sheet, row_id, name, after, as_of, rule in rows:
        at = moments.get(as_of) or moments.setdefault(as_of, datetime.fromisoformat(as_of))
        filled[today(sheet), row_id, name] = Filled(loaded(after), at, rule)
    return filled


def _taken_back(
    journal: JournalReader, today: Today, called: Called
) -> tuple[frozenset[tuple[Place, CellValue]], frozenset[Place], dict[Row, tuple[str, str | None]]]:
    """Return the repairs that an undo took back, those of them that had filled an empty cell, and the IDs that went with it.

    Where the record lost its ID with the undo, they are known as it is called now: it may have moved, and have got another ID.
    Where that cannot be told, its row must do.
    """
    rows = journal.db.execute(
        "SELECT b.sheet, c.row_id, u.row, b.name, c.before IS NULL, c.after, b.owner, ub.run, u.id, u.mark,"
        " u.row_id FROM changes u"
        " JOIN changes c ON c.id = u.reverses JOIN batches b ON b.id = c.batch JOIN runs r ON r.number = b.run"
        " JOIN batches ub ON ub.id = u.batch WHERE u.reverses IS NOT NULL AND u.standing AND r.kind = 'job'"
        " AND (b.owner != 'program' OR b.name = 'id') ORDER BY u.id"
    ).fetchall()
    given = dict(journal.db.execute("SELECT after, MAX(id) FROM told WHERE name = 'id' AND standing GROUP BY after"))
    nameless = {(run, sheet, row): mark for sheet, _, row, name, *_, run, _, mark, _ in rows if name == "id"}
    declined, fills, ids = set[tuple[Place, CellValue]](), set[Place](), dict[Row, tuple[str, str | None]]()
    for sheet, row_id, row, name, was_empty, after, owner, run, undone, mark, then in rows:
        if name == "id" and after is not None and given.get(after, 0) < undone:
            ids[today(sheet), row] = str(loaded(after)), mark
        if owner == "program":
            continue
        known_by = {row_id, then}
        if (run, sheet, row) in nameless:
            known_by.add(called(today(sheet), nameless[run, sheet, row]) or f"#{row}")
        places = [(today(sheet), one, name) for one in known_by]
        declined.update((place, loaded(after)) for place in places)
        fills.update(places if was_empty else ())
    return frozenset(declined), frozenset(fills), ids


def _called_now(snapshot: Snapshot | None) -> Called:
    """Return what says by which name the record of a mark goes now; None where no single one is left of that mark."""
    marks = {table.sheet: (table, Marks(table)) for table in snapshot.tables} if snapshot else {}

    @cache
    def called(sheet: str, mark: str | None) -> str | None:
        if not mark or sheet not in marks:
            return None
        table, known = marks[sheet]
        found = known.found(mark)
        return table.ids[found[0]] if len(found) == 1 else None

    return called


def _same_records(ids: Mapping[Row, tuple[str, str | None]], snapshot: Snapshot) -> dict[Row, str]:
    """Keep the IDs whose records are still known by what they hold, by the rows in which they are now."""
    out = {}
    for table in snapshot.tables:
        marks = Marks(table)
        for (sheet, row), (row_id, mark) in ids.items():
            found = marks.found(mark) if sheet == table.sheet and mark else ()
            places = [int(table.rows[at]) for at in found]
            if row in places:
                out[sheet, row] = row_id
            elif len(places) == 1 and mark and mark.startswith(WHOLE):
                out[sheet, places[0]] = row_id
    return out


def _history(journal: JournalReader, lang: Lang, today: Today) -> tuple[Past, ...]:
    """Return the last change of the last run first; of a column that was numbered anew one change stands for all."""
    rows = journal.db.execute(
        "SELECT r.as_of, r.number, b.sheet, c.row_id, b.name, c.before, c.after, b.rule, t.ru, t.en,"
        " iif(b.rule = ?1, b.last - b.first + 1, 1) FROM batches b CROSS JOIN runs r ON r.number = b.run"
        " CROSS JOIN changes c ON c.id BETWEEN iif(b.rule = ?1, b.last, b.first) AND b.last JOIN reasons t ON t.id = c.reason"
        " WHERE r.state IN ('done', 'undone') AND +c.outcome = 0"
        " AND r.number NOT IN (SELECT run FROM lost WHERE pruned IS NOT NULL) ORDER BY b.id DESC, c.id DESC LIMIT ?2",
        (NUMBERING, NEWEST),
    )
    return tuple(
        Past(
            datetime.fromisoformat(as_of),
            run,
            today(sheet),
            row_id,
            name,
            loaded(before),
            loaded(after),
            rule,
            Text(ru, en).in_(lang),
            count,
        )
        for as_of, run, sheet, row_id, name, before, after, rule, ru, en, count in rows
    )
