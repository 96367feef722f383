"""Which sheet of a book is the one that the journal knows by another name: people rename sheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.tables.packing import unpacked
from sheets_crm.model.snapshot import Snapshot, Table


def renamed_sheets(journal: JournalReader, snapshot: Snapshot) -> dict[str, str]:
    """Return, by the name in the journal, what the sheets that are gone from a bound snapshot are called now.

    A run that saw the sheet under its new name said so, or the book knows which it is. Else it is known by most of its IDs;
    where none is left, by being the only one of its kind, if there was but one before.
    """
    names = [name for (name,) in journal.db.execute("SELECT DISTINCT sheet FROM batches")]
    gone = [name for name in names if name not in snapshot.grids]
    told = tuple(_told(journal, snapshot)) if gone else ()
    found = {name: _followed(journal, name, told, snapshot) or _now(journal, name, snapshot) for name in gone}
    return {name: now for name, now in found.items() if now}


def _told(journal: JournalReader, snapshot: Snapshot) -> Iterator[tuple[int, str, str]]:
    """Yield the run that saw a sheet renamed, its former name and its new one, in the order of time."""
    rows = journal.db.execute("SELECT run, before, sheet FROM edits WHERE what = 'sheet renamed' ORDER BY id")
    yield from ((run, str(unpacked(before)[0]), now) for run, before, now in rows)
    keyed = {table.key: table.sheet for table in snapshot.tables if table.key}
    for run, kept in journal.db.execute("SELECT run, about FROM last_run CROSS JOIN last_tables"):
        about = json.loads(kept)
        if (now := keyed.get(about.get("key", ""), about["sheet"])) != about["sheet"]:
            yield run + 1, about["sheet"], now


def _followed(journal: JournalReader, name: str, told: Iterable[tuple[int, str, str]], snapshot: Snapshot) -> str | None:
    """Return the name to which those lead that were told after the last change under this one, if it is there."""
    (last,) = journal.db.execute("SELECT MAX(run) FROM batches WHERE sheet = ?", (name,)).fetchone()
    now = name
    for run, former, new in told:
        if former == now and run > last:
            now = new
    return now if snapshot.table(now) else None


def _now(journal: JournalReader, name: str, snapshot: Snapshot) -> str | None:
    kinds = {kind for (kind,) in journal.db.execute("SELECT DISTINCT kind FROM batches WHERE sheet = ?", (name,)) if kind}
    beside = _beside(journal, name)
    tables = [table for table in snapshot.tables if (not kinds or table.kind in kinds) and table.sheet not in beside]
    query = "SELECT DISTINCT row_id FROM told WHERE sheet = ? AND row_id NOT LIKE '#%'"
    ids = [row_id for (row_id,) in journal.db.execute(query, (name,))]
    hits = sorted(((_hits(table, ids), table.sheet) for table in tables), reverse=True)
    if hits and 2 * hits[0][0] > len(ids) and (len(hits) == 1 or hits[1][0] < hits[0][0]):
        return hits[0][1]
    alone = len(tables) == 1 and kinds and not hits[0][0] and not _had_company(journal, tables[0].sheet, name)
    return tables[0].sheet if alone else None


def _beside(journal: JournalReader, name: str) -> set[str]:
    """Return the sheets that a run changed together with this one: none of them is it under another name."""
    query = "SELECT DISTINCT b.sheet FROM batches a JOIN batches b ON a.run = b.run WHERE a.sheet = ?"
    return {sheet for (sheet,) in journal.db.execute(query, (name,))}


def _hits(table: Table, ids: list[str]) -> int:
    return sum(row_id in table.position for row_id in ids)


def _had_company(journal: JournalReader, sheet: str, name: str) -> bool:
    """Say whether a run changed another sheet of the same kind beside the one that is gone, or the sheet itself before that."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM batches WHERE sheet != :name AND"
        " (kind IN (SELECT kind FROM batches WHERE sheet = :name) AND run IN (SELECT run FROM batches WHERE sheet = :name)"
        " OR sheet = :sheet AND run <= (SELECT MAX(run) FROM batches WHERE sheet = :name)))"
    )
    return bool(journal.db.execute(query, {"name": name, "sheet": sheet}).fetchone()[0])
