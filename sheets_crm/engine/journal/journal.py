"""The journal: every run and every cell that it changed, committed to disk before the book is touched (G10, rule 8)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sheets_crm.engine.journal.inbox import remember_inbox
from sheets_crm.engine.journal.marks import marks_after
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.records import Heading, Outcome, State
from sheets_crm.engine.journal.rows import insert_changes, keep_formats, mark_left, remember_apart, remember_became, remember_ids
from sheets_crm.engine.journal.schema import open_journal
from sheets_crm.engine.secrecy.door import keys_of, sql_errors
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError
from sheets_crm.model.plan import Changes, Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

NOTHING = Text("", "")


class Record(Protocol):
    """What is to be kept of the tables that a run saw and left."""

    def write(self, db: sqlite3.Connection, run: int, identity: str, /) -> None:
        """Write it inside a transaction; `identity` is the book's after the run."""
        ...


class Journal(JournalReader):
    """One book's journal, to be written by whoever holds the book's lock."""

    @classmethod
    def open(cls, folder: Path, config: Config | None = None) -> Journal:
        """Open a folder's journal for writing, made where there is none; the config says how a protected one is unlocked."""
        return Journal(open_journal(folder, keys_of(folder, config or Config())), folder)

    def begin(
        self, heading: Heading, plan: Plan, snapshot: Snapshot | None = None, reverses: Sequence[Sequence[int]] | None = None
    ) -> int:
        """Record a run and all that it means to change, durably; `reverses` are, parallel to the changes, those taken back.

        Nothing is settled from now on: the memory is about to be another.
        """
        with self.transaction():
            self.db.execute("DELETE FROM settled")
            number = self._insert_run(heading, plan)
            insert_changes(self.db, number, plan.changes, snapshot, reverses)
            if snapshot:
                remember_ids(self.db, snapshot, plan.changes)
            if plan.apart is not None:
                remember_apart(self.db, plan.apart)
            remember_became(self.db, plan.became)
            remember_inbox(self.db, number, plan)
        return number

    def note_clean(self, heading: Heading, identity: str, findings: int, record: Record | None = None) -> int:
        """Record in one line that a run found nothing to write, and what it saw unless it did not look."""
        with self.transaction():
            number = self._insert_run(heading, Plan(identity))
            self.db.execute(
                "UPDATE runs SET state = 'done', finished = started, identity_after = ?, findings = ? WHERE number = ?",
                (identity, findings, number),
            )
            if record:
                record.write(self.db, number, identity)
        return number

    def remember(self, number: int, record: Record, identity: str) -> None:
        """Keep the tables as a run left them, which brought back what nobody had read."""
        with self.transaction():
            record.write(self.db, number, identity)

    def settle(self, job: str, question: str, answer: bytes) -> None:
        """Keep the answer to a job's question, until a run writes something."""
        with self.transaction():
            self.db.execute("REPLACE INTO settled VALUES (?, ?, ?)", (job, question, answer))

    def unsettle(self) -> None:
        """Forget what is known of the book as it is: it is to be seen with other eyes."""
        with self.transaction():
            self.db.execute("DELETE FROM settled")

    def keep_search(self, program: str, kept: bytes) -> None:
        """Keep what this version of the program makes of a search for duplicates, in place of what was kept before."""
        with self.transaction():
            self.db.execute("DELETE FROM searched")
            self.db.execute("INSERT INTO searched VALUES (?, ?)", (program, kept))

    def prepared(self, number: int, identity: str) -> None:
        """Record, durably, the identity that the book is about to have."""
        with self.transaction():
            self.db.execute("UPDATE runs SET state = 'prepared', identity_after = ? WHERE number = ?", (identity, number))

    def done(
        self, number: int, receipt: Receipt, finished: datetime, record: Record | None = None, snapshot: Snapshot | None = None
    ) -> None:
        """Record what was written, what was left and why, the number formats that were there before, and the tables.

        `snapshot` is the book as it was read, where something was written that nobody had planned.
        """
        left = len(receipt.kept) + len(receipt.failed) - sum(map(len, receipt.besides))
        with self.transaction():
            mark_left(self.db, number, receipt.kept, Outcome.KEPT)
            mark_left(self.db, number, receipt.failed, Outcome.FAILED)
            keep_formats(self.db, number, receipt.former_formats)
            insert_changes(self.db, number, receipt.besides, snapshot)
            self.db.execute(
                "UPDATE runs SET identity_after = ?, kept = ?, failed = ?, changed = changed - ?, reports = ? WHERE number = ?",
                (receipt.identity, len(receipt.kept), len(receipt.failed), left, _json(receipt.reports), number),
            )
            self._close(number, "done", finished, NOTHING)
            if record:
                record.write(self.db, number, receipt.identity)

    def mark_again(self, number: int, snapshot: Snapshot, written: Sequence[Changes]) -> None:
        """Record by what records are known after all, where not everything that was planned was written."""
        with self.transaction():
            self.db.executemany(
                "UPDATE changes SET mark = :mark WHERE mark IS NOT NULL AND row = :row"
                " AND batch IN (SELECT id FROM batches WHERE run = :run AND sheet = :sheet)",
                [
                    {"run": number, "sheet": sheet, "row": row, "mark": mark}
                    for (sheet, row), mark in marks_after(snapshot, written).items()
                ],
            )

    def close_run(self, number: int, state: State, finished: datetime, note: Text = NOTHING) -> None:
        """Record how a run ended; the changes of one that wrote nothing do not stand."""
        with self.transaction():
            self._close(number, state, finished, note)

    def leave(self, number: int, changes: Sequence[int], why: Text) -> None:
        """Record that some changes of a run, by their numbers, were not written after all."""
        if not changes:
            return
        with self.transaction():
            reason = self.db.execute("INSERT INTO reasons (ru, en) VALUES (?, ?)", (why.ru, why.en)).lastrowid
            self.db.executemany(
                "UPDATE changes SET outcome = ?, why = ?, standing = 0 WHERE id = ?",
                [(Outcome.KEPT, reason, change) for change in changes],
            )
            self.db.execute(
                "UPDATE runs SET kept = kept + :many, changed = changed - :many WHERE number = :run",
                {"many": len(changes), "run": number},
            )

    def forget_changes(self, number: int) -> None:
        """Drop the changes of a run that certainly wrote nothing, and its needless backup."""
        with self.transaction():
            self.db.execute("DELETE FROM changes WHERE batch IN (SELECT id FROM batches WHERE run = ?)", (number,))
            self.db.execute("DELETE FROM batches WHERE run = ?", (number,))
            self.db.execute("UPDATE runs SET changed = 0, backup = NULL, backup_sha256 = NULL WHERE number = ?", (number,))

    def note_book(self, path: Path) -> None:
        """Remember where the book lies."""
        if self.book_path() != path:
            with self.transaction():
                self.db.execute("DELETE FROM book")
                self.db.execute("INSERT INTO book VALUES (?)", (str(path),))

    def rename_backups(self, paths: Mapping[int, Path]) -> None:
        """Note by run where the backups lie from now on."""
        with self.transaction():
            self.db.executemany(
                "UPDATE runs SET backup = ? WHERE number = ? AND backup IS NOT NULL",
                [(str(path), number) for number, path in paths.items()],
            )

    def backup_rewritten(self, number: int, sha256: str, when: datetime) -> None:
        """Note that the backup made before a run is about to be another, from which something was erased."""
        with self.transaction():
            self.db.execute("UPDATE runs SET backup_sha256 = ? WHERE number = ?", (sha256, number))
            self.db.execute(
                "INSERT INTO lost (run, backup_rewritten) VALUES (:run, :at)"
                " ON CONFLICT (run) DO UPDATE SET backup_rewritten = :at",
                {"run": number, "at": when.isoformat()},
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that is done inside together, durably, or none of it; RefusedError when the disk does not take it."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except BaseException as wrong:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            if isinstance(wrong, sql_errors()):
                raise self._refused(wrong) from wrong
            raise

    def _refused(self, wrong: BaseException) -> RefusedError:
        what = Text(f"журнал не записывается ({wrong})", f"the journal cannot be written ({wrong})")
        mend = Text(
            "Освободите место на диске и запустите ещё раз: программа скажет, чем кончился этот запуск",
            "Free some disk space and run again: the program will say how this run ended",
        )
        return RefusedError(what, where=str(self.path), mend=mend)

    def _close(self, number: int, state: State, finished: datetime, note: Text) -> None:
        self.db.execute(
            "UPDATE runs SET state = ?, finished = ?, note_ru = ?, note_en = ? WHERE number = ?",
            (state, finished.isoformat(), note.ru, note.en, number),
        )
        if state in ("failed", "interrupted"):
            self.db.execute("UPDATE changes SET standing = 0 WHERE batch IN (SELECT id FROM batches WHERE run = ?)", (number,))

    def _insert_run(self, heading: Heading, plan: Plan) -> int:
        row = {
            "kind": heading.kind,
            "job": heading.job,
            "state": "started",
            "target": heading.target,
            "as_of": heading.as_of.isoformat(),
            "started": heading.started.isoformat(),
            "user": heading.user,
            "host": heading.host,
            "identity_before": plan.identity,
            "backup": heading.backup,
            "backup_sha256": heading.backup_sha256,
            "changed": plan.count(),
            "findings": len(plan.findings),
            "reports": _json([report.sheet for report in plan.reports]),
        }
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        made = self.db.execute(f"INSERT INTO runs ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - our own names
        return int(made.lastrowid or 0)


def _json(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)
