"""What earlier runs noticed of accidents, and what of it people have taken as meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import get_args

from sheets_crm.engine.journal.following import rows_now
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.tables.packing import unpacked
from sheets_crm.engine.journal.tables.stored import unpacked_rows
from sheets_crm.model.cells import Vector
from sheets_crm.model.noticed import SMALL_FOR, Accident, Noticed

ACCEPTED = "accept"
"""The name of the run with which a person takes all that was noticed until then as meant."""
FEW = 3
GONE = {"sheet gone": "rows gone"}


def read_noticed(
    journal: JournalReader, names: Mapping[str, str], *, small: bool = False, accepted: bool = False
) -> Iterator[Noticed]:
    """Yield what was noticed, oldest first; `names` are those of today of renamed sheets.

    What is small and more than some days old, and what people took as meant, is told only to those who ask for it; formulas are
    told in any case, so that it is known when one is put back. Records without an ID have the rows in which the last run left
    them.
    """
    kinds = [*get_args(Accident), *GONE]
    marks = ", ".join("?" * len(kinds))
    newest = journal.db.execute("SELECT MAX(as_of) FROM runs").fetchone()[0]
    oldest = (datetime.fromisoformat(newest) - SMALL_FOR - timedelta(days=1)).isoformat() if newest else ""
    query = (
        "SELECT e.what, e.sheet, e.name, e.title, e.letter_index, e.ids, e.rows, f.rows, e.before, e.after, r.as_of, e.run"  # noqa: S608
        f" FROM edits e JOIN runs r ON r.number = e.run LEFT JOIN followed f ON f.edit = e.id WHERE e.what IN ({marks})"
        " AND (? OR e.count >= ? OR r.as_of >= ? OR e.what LIKE 'formula %')"
        " AND (? OR e.run > (SELECT COALESCE(MAX(number), 0) FROM runs WHERE job = ?))"
        " ORDER BY e.id"
    )
    for what, sheet, name, title, letter, ids, rows, led, before, after, as_of, run in journal.db.execute(
        query, (*kinds, small, FEW, oldest, accepted, ACCEPTED)
    ):
        known = unpacked(ids).texts.tolist()
        was, now = (unpacked(part) if part is not None else Vector.empty(len(known)) for part in (before, after))
        place = names.get(sheet, sheet), name, title, letter
        gone = GONE.get(what, what) == "rows gone"
        at = unpacked_rows(rows) if gone else rows_now(known, rows, led)
        yield Noticed(GONE.get(what, what), *place, known, at, was, now, datetime.fromisoformat(as_of), run)
