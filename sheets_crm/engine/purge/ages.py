"""Erases what is older than it may be kept: which cells changed, and the backups. What still acts is kept, without its past."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sheets_crm.engine.home.backups import Backup
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.purge.erasing import squeeze

OLD = (
    "SELECT number FROM runs WHERE started < :before AND state NOT IN ('started', 'prepared')"
    " AND number NOT IN (SELECT run FROM lost WHERE pruned IS NOT NULL)"
)
ACTING = (
    "SELECT MAX(t.id) FROM told t JOIN runs r ON r.number = t.run"
    " WHERE r.kind = 'job' AND t.owner != 'staff' AND t.standing GROUP BY t.sheet, t.row_id, t.name"
    " UNION SELECT reverses FROM changes WHERE reverses IS NOT NULL AND standing"
    " UNION SELECT id FROM changes WHERE reverses IS NOT NULL AND standing"
)
"""The last value that the program put into each cell of its own, and what people took back: it is not to be done again."""
OF_OLD = "batch IN (SELECT id FROM batches WHERE run IN (SELECT run FROM old))"
PRUNING = (
    f"DELETE FROM changes WHERE {OF_OLD} AND id NOT IN ({ACTING})",  # noqa: S608 - our own names
    f"UPDATE changes SET before = iif(before IS NULL, NULL, '') WHERE {OF_OLD}",  # noqa: S608 - our own names
    f"UPDATE changes SET after = iif(after IS NULL, NULL, '') WHERE {OF_OLD} AND reverses IS NOT NULL",  # noqa: S608 - our own names
    "DELETE FROM batches WHERE run IN (SELECT run FROM old) AND id NOT IN (SELECT batch FROM changes)",
    "DELETE FROM edits WHERE run IN (SELECT run FROM old)",
    "DELETE FROM followed WHERE edit NOT IN (SELECT id FROM edits)",
    "DELETE FROM looks WHERE run IN (SELECT run FROM old)",
    "DELETE FROM last_saved WHERE run IN (SELECT run FROM old)",
    "DELETE FROM reasons WHERE id NOT IN (SELECT reason FROM changes UNION SELECT why FROM changes WHERE why IS NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Aged:
    """How many runs, and cells of theirs and of people's edits, are older than a moment, and which backups."""

    runs: int = 0
    cells: int = 0
    backups: tuple[Backup, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cells or self.backups)


def what_is_older(journal: JournalReader | None, backups: Sequence[Backup], before: datetime) -> Aged:
    """Count what is older than a moment; the newest backup is never too old."""
    old = tuple(backup for backup in backups[1:] if backup.made < before)
    if journal is None:
        return Aged(backups=old)
    runs, changes, edits = journal.db.execute(
        f"WITH old (run) AS ({OLD}) SELECT (SELECT COUNT(*) FROM old), (SELECT COUNT(*) FROM told WHERE run IN old),"  # noqa: S608
        " (SELECT COALESCE(SUM(count), 0) FROM edits WHERE run IN old)",
        {"before": before.isoformat()},
    ).fetchone()
    return Aged(runs, changes + edits, old)


def prune_before(
    journal: Journal, backups: Sequence[Backup], before: datetime, clock: datetime, *, squeezed: bool = False
) -> Aged:
    """Erase what is older than a moment; the runs themselves stay in the history. `squeezed` writes the file anew, too."""
    found = what_is_older(journal, backups, before)
    for backup in found.backups:
        with suppress(OSError):
            backup.path.unlink()
    if found.runs:
        _prune(journal, before, clock)
        if squeezed:
            squeeze(journal.db)
    return found


def _prune(journal: Journal, before: datetime, clock: datetime) -> None:
    db = journal.db
    db.execute("PRAGMA secure_delete = ON")
    db.execute("CREATE TEMP TABLE IF NOT EXISTS old (run INTEGER PRIMARY KEY)")
    with journal.transaction():
        db.execute("DELETE FROM old")
        db.execute(f"INSERT INTO old {OLD}", {"before": before.isoformat()})
        for statement in PRUNING:
            db.execute(statement)
        db.execute(
            "INSERT INTO lost (run, pruned) SELECT run, ? FROM old WHERE true"
            " ON CONFLICT (run) DO UPDATE SET pruned = excluded.pruned",
            (clock.isoformat(),),
        )
