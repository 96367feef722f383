"""What the journal tells (G10)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sheets_crm.engine.journal.records import Erasure, Outcome, Recorded, Run, Standing
from sheets_crm.engine.journal.schema import FILE, open_journal_to_read
from sheets_crm.engine.journal.tables.edits import Edits, read_edits
from sheets_crm.engine.journal.values import loaded
from sheets_crm.engine.secrecy.door import keys_of
from sheets_crm.engine.settings.config import Config
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Field
from sheets_crm.model.text import Text

RUNS = "SELECT runs.*, COALESCE(cells, 0) AS erased, pruned, backup_rewritten FROM runs LEFT JOIN lost ON lost.run = runs.number"


class JournalReader:
    """One book's journal; close it, or use it in a `with`."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Take an open journal and the folder in which it lies."""
        self.db = connection
        self.path = folder / FILE

    @classmethod
    def open_to_read(cls, folder: Path, config: Config | None = None) -> JournalReader | None:
        """Open a folder's journal for reading; None where there is none. The config says how a protected one is unlocked."""
        connection = open_journal_to_read(folder, keys_of(folder, config or Config()))
        return JournalReader(connection, folder) if connection else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def runs(self) -> tuple[Run, ...]:
        """Return all runs, oldest first."""
        return tuple(_run(row) for row in self._rows(f"{RUNS} ORDER BY number"))

    def run(self, number: int) -> Run | None:
        """Return one run; None when there is none of this number."""
        return next((_run(row) for row in self._rows(f"{RUNS} WHERE number = ?", number)), None)

    def next_number(self) -> int:
        """Return the number that the next run gets; numbers are never used again."""
        last = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'runs'").fetchone()
        return int(last[0]) + 1 if last else 1

    def book_path(self) -> Path | None:
        """Return where the book lay when it was last opened for writing; None when it is no file."""
        return next((Path(path) for (path,) in self.db.execute("SELECT path FROM book")), None)

    def settled(self, job: str, question: str) -> bytes | None:
        """Return the answer that is kept to exactly this question; None when there is none."""
        row = self.db.execute("SELECT answer FROM settled WHERE job = ? AND question = ?", (job, question)).fetchone()
        return row[0] if row else None

    def has_settled(self, job: str) -> bool:
        """Say whether there is any answer for a job, so that it is worth asking the book which state it is in."""
        return self.db.execute("SELECT 1 FROM settled WHERE job = ?", (job,)).fetchone() is not None

    def searched(self, program: str) -> bytes:
        """Return what was kept of the last search for duplicates; b"" if that was another version of the program."""
        row = self.db.execute("SELECT kept FROM searched WHERE program = ?", (program,)).fetchone()
        return row[0] if row else b""

    def last_identities(self) -> frozenset[str]:
        """Return what the book was when it was last seen; two states where it is not known which of them."""
        for row in self.db.execute("SELECT state, identity_before, identity_after FROM runs ORDER BY number DESC LIMIT 1"):
            state, before, after = row
            return frozenset({after} if state in ("done", "undone") else {before, after}) - {None, ""}
        return frozenset()

    def changes(self, number: int) -> Iterator[Recorded]:
        """Yield all changes of one run, in the order in which they were planned."""
        return self._recorded(number, None, None)

    def changes_of_cell(self, row_id: str, name: str) -> Iterator[Recorded]:
        """Yield all changes of one column of the records of an ID, oldest first."""
        return self._recorded(None, row_id, name)

    def _recorded(self, number: int | None, row_id: str | None, name: str | None) -> Iterator[Recorded]:
        for row in self._rows(
            "SELECT t.id AS number, run, sheet, row_id, row, name AS column, letter_index, title, before, after, former_format,"
            " rule, r.ru, r.en, outcome, w.ru AS why_ru, w.en AS why_en, standing"
            " FROM told t JOIN reasons r ON r.id = t.reason LEFT JOIN reasons w ON w.id = t.why"
            " WHERE (?1 IS NULL OR run = ?1) AND (?2 IS NULL OR (row_id = ?2 AND name = ?3))"
            " AND run NOT IN (SELECT run FROM lost WHERE pruned IS NOT NULL) ORDER BY t.id",
            number,
            row_id,
            name,
        ):
            why_ru, why_en = row.pop("why_ru"), row.pop("why_en")
            row["before"], row["after"] = loaded(row["before"]), loaded(row["after"])
            row["reason"] = Text(row.pop("ru"), row.pop("en"))
            row["why"] = Text(why_ru, why_en) if why_ru is not None else None
            row["outcome"], row["standing"] = Outcome(row["outcome"]), bool(row["standing"])
            yield Recorded(**row)

    def standing(self, number: int) -> Iterator[Standing]:
        """Yield, batch by batch, the written changes of a run that nothing has taken back yet."""
        for batch, sheet, name, letter, title, first, last in self.db.execute(
            "SELECT id, sheet, name, letter_index, title, first, last FROM batches WHERE run = ? ORDER BY id", (number,)
        ).fetchall():
            rows = self.db.execute(
                "SELECT id, row, row_id, before, after, former_format FROM changes"
                " WHERE id BETWEEN ? AND ? AND batch = ? AND outcome = 0 AND standing ORDER BY id",
                (first, last, batch),
            ).fetchall()
            if rows:
                numbers, places, ids, before, after, formats = zip(*rows, strict=True)
                values = tuple(map(loaded, before)), tuple(map(loaded, after))
                yield Standing(sheet, name, letter, title, numbers, places, ids, *values, formats)

    def marks(self, number: int) -> dict[tuple[str, int], str]:
        """Return, by sheet and row, what the records that a run changed were known by beside their IDs."""
        rows = self.db.execute(
            "SELECT b.sheet, c.row, c.mark FROM batches b CROSS JOIN changes c ON c.id BETWEEN b.first AND b.last"
            " WHERE b.run = ? AND c.mark IS NOT NULL",
            (number,),
        )
        return {(sheet, row): mark for sheet, row, mark in rows}

    def later_writers(self, number: int, *, undos: bool = True) -> dict[tuple[str, str, str], int]:
        """Return, by (sheet, row ID, column), which later run wrote a cell that stands; undos are runs, too, unless left out.

        A record that got its ID from that same run is known by this ID as well as by its row.
        """
        rows = self.db.execute(
            "SELECT sheet, row_id, name, run, after FROM told JOIN runs r ON r.number = run"
            " WHERE run > ? AND standing AND r.state = 'done' AND (? OR r.kind != 'undo') ORDER BY told.id",
            (number, undos),
        ).fetchall()
        given = {(run, sheet, row_id): loaded(after) for sheet, row_id, name, run, after in rows if name == "id"}
        out = dict[tuple[str, str, str], int]()
        for sheet, row_id, name, run, _ in rows:
            for known_by in (row_id, given.get((run, sheet, row_id))):
                if known_by is not None:
                    out[sheet, str(known_by), name] = run
        return out

    def edits(self, number: int | None = None, column: Field | None = None) -> Iterator[Edits]:
        """Yield what people did between the runs, oldest first: as one run saw it or all of them, in one column or in all."""
        return read_edits(self.db, number, column)

    def erasures(self) -> tuple[Erasure, ...]:
        """Return what was erased for good, and when, oldest first."""
        rows = self.db.execute("SELECT kind, at, cells, rewritten, deleted FROM erasures ORDER BY id")
        return tuple(Erasure(kind, datetime.fromisoformat(at), *counts) for kind, at, *counts in rows)

    def counts_of_edits(self) -> dict[int, int]:
        """Return how many cells each run found changed by people since the run before."""
        return dict(self.db.execute("SELECT run, SUM(count) FROM edits GROUP BY run"))

    def looks(self) -> dict[int, tuple[datetime, str]]:
        """Return by run since when it found edits of people, and who had saved the book last by then."""
        rows = self.db.execute("SELECT run, since, saved_by FROM looks")
        return {run: (datetime.fromisoformat(since), saved_by) for run, since, saved_by in rows}

    def restored_since(self, number: int) -> bool:
        """Say whether a backup was brought back after a run, so that the book is not what that run left."""
        query = "SELECT 1 FROM runs WHERE number > ? AND kind = 'restore' AND state = 'done'"
        return self.db.execute(query, (number,)).fetchone() is not None

    def written_since(self, number: int) -> dict[tuple[str, str, str], CellValue]:
        """Return, by (sheet, row ID, column), what the program wrote after a run."""
        rows = self.db.execute(
            "SELECT sheet, row_id, name, after FROM told JOIN runs r ON r.number = run"
            " WHERE run > ? AND r.state IN ('done', 'undone') AND outcome = 0 ORDER BY told.id",
            (number,),
        )
        return {(sheet, row_id, name): loaded(after) for sheet, row_id, name, after in rows}

    def only_ways_back(self) -> frozenset[int]:
        """Return the runs that nothing but their backup takes back: the last restore, new columns, what is cut short."""
        query = (
            "SELECT number FROM runs WHERE state IN ('started', 'prepared') UNION"
            " SELECT MAX(number) FROM runs WHERE state = 'done' AND kind = 'restore' UNION"
            " SELECT MAX(number) FROM runs WHERE state = 'done' AND kind = 'job' AND job = 'columns'"
        )
        return frozenset(number for (number,) in self.db.execute(query)) - {None}

    def counts_by_rule(self, number: int) -> dict[str, int]:
        """Return how many cells each rule changed in a run."""
        query = "SELECT rule, SUM(outcome = 0) FROM told WHERE run = ? GROUP BY rule ORDER BY MIN(id)"
        return dict(self.db.execute(query, (number,)))

    def _rows(self, query: str, *values: object) -> Iterator[dict[str, Any]]:
        found = self.db.execute(query, values)
        names = [column[0] for column in found.description]
        for row in found:
            yield dict(zip(names, row, strict=True))


def _run(row: dict[str, Any]) -> Run:
    for moment in ("as_of", "started", "finished", "pruned", "backup_rewritten"):
        row[moment] = datetime.fromisoformat(row[moment]) if row[moment] else None
    row["reports"] = tuple(json.loads(row["reports"]))
    row["note"] = Text(row.pop("note_ru"), row.pop("note_en"))
    return Run(**row)
