"""The tables of the journal, and how a journal of an older version becomes one of today."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sheets_crm.engine.secrecy.door import Keys, connect, sql_errors
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.text import Text

FILE = "journal.sqlite"
PLAIN = b"SQLite format 3\0"
WAIT_SECONDS = 30.0
UPGRADES = (
    """
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, job TEXT NOT NULL, state TEXT NOT NULL, target INTEGER,
        as_of TEXT NOT NULL, started TEXT NOT NULL, finished TEXT, user TEXT NOT NULL, host TEXT NOT NULL,
        identity_before TEXT NOT NULL, identity_after TEXT, backup TEXT, backup_sha256 TEXT,
        changed INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
        findings INTEGER NOT NULL DEFAULT 0, reports TEXT NOT NULL DEFAULT '[]', note_ru TEXT NOT NULL DEFAULT '',
        note_en TEXT NOT NULL DEFAULT '');
    CREATE TABLE reasons (id INTEGER PRIMARY KEY, ru TEXT NOT NULL, en TEXT NOT NULL);
    CREATE TABLE batches (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, sheet TEXT NOT NULL, name TEXT NOT NULL,
        letter_index INTEGER NOT NULL, title TEXT NOT NULL, owner TEXT NOT NULL, rule TEXT NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL);
    CREATE INDEX batches_of_run ON batches (run);
    CREATE TABLE changes (
        id INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batches, row INTEGER NOT NULL, row_id TEXT NOT NULL,
        before, after, format TEXT, former_format TEXT, reason INTEGER NOT NULL REFERENCES reasons,
        outcome INTEGER NOT NULL DEFAULT 0, why INTEGER REFERENCES reasons, reverses INTEGER,
        standing INTEGER NOT NULL DEFAULT 1);
    CREATE INDEX reversals ON changes (reverses) WHERE reverses IS NOT NULL;
    CREATE VIEW told AS  -- the changes of a batch lie together, so that no index over a million of them is needed
        SELECT c.id, b.run, b.sheet, c.row_id, c.row, b.name, b.letter_index, b.title, b.owner, b.rule, c.before, c.after,
            c.former_format, c.reason, c.outcome, c.why, c.reverses, c.standing
        FROM batches b CROSS JOIN changes c ON c.id BETWEEN b.first AND b.last;
    CREATE TABLE highest_ids (prefix TEXT PRIMARY KEY, number INTEGER NOT NULL);
    """,
    """
    ALTER TABLE batches ADD COLUMN kind TEXT NOT NULL DEFAULT '';
    ALTER TABLE changes ADD COLUMN mark TEXT;
    CREATE TABLE book (path TEXT NOT NULL);
    """,
    """
    CREATE TABLE settled (job TEXT PRIMARY KEY, question TEXT NOT NULL, answer BLOB NOT NULL);
    """,
    """
    CREATE TABLE IF NOT EXISTS apart (one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
    """,
    """
    CREATE TABLE IF NOT EXISTS last_run (
        run INTEGER NOT NULL, identity TEXT NOT NULL, lang TEXT NOT NULL, saved_by TEXT NOT NULL, form INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS last_tables (
        id INTEGER PRIMARY KEY, place INTEGER NOT NULL, about TEXT NOT NULL, rows BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS last_cells (
        id INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, field INTEGER NOT NULL, chunk INTEGER NOT NULL, cells BLOB NOT NULL);
    CREATE UNIQUE INDEX IF NOT EXISTS last_places ON last_cells (tbl, field, chunk);
    CREATE TABLE IF NOT EXISTS looks (run INTEGER PRIMARY KEY, since TEXT NOT NULL, saved_by TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS edits (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL, what TEXT NOT NULL, sheet TEXT NOT NULL, name TEXT NOT NULL,
        title TEXT NOT NULL, letter_index INTEGER NOT NULL, count INTEGER NOT NULL, ids BLOB NOT NULL, rows BLOB NOT NULL,
        before BLOB, after BLOB);
    CREATE INDEX IF NOT EXISTS edits_of_run ON edits (run);
    """,
    """
    CREATE TABLE IF NOT EXISTS became (former TEXT PRIMARY KEY, now TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE IF NOT EXISTS searched (program TEXT NOT NULL, kept BLOB NOT NULL);
    """,
    """
    CREATE TABLE IF NOT EXISTS lost (
        run INTEGER PRIMARY KEY, cells INTEGER NOT NULL DEFAULT 0, pruned TEXT, backup_rewritten TEXT);
    CREATE TABLE IF NOT EXISTS erasures (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, user TEXT NOT NULL, cells INTEGER NOT NULL,
        rewritten INTEGER NOT NULL, deleted INTEGER NOT NULL);
    """,
    """
    CREATE TABLE IF NOT EXISTS handouts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, mark TEXT NOT NULL, person TEXT NOT NULL, made TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS takings (
        id INTEGER PRIMARY KEY, handout INTEGER NOT NULL, run INTEGER NOT NULL, file TEXT NOT NULL, ids TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS proposals (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
        why TEXT NOT NULL, sheet TEXT NOT NULL, row_id TEXT NOT NULL, row INTEGER NOT NULL, label TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS proposed_cells (
        proposal INTEGER NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, letter_index INTEGER NOT NULL, seen, before, after);
    CREATE INDEX IF NOT EXISTS cells_of_proposal ON proposed_cells (proposal);
    CREATE TABLE IF NOT EXISTS verdicts (
        id INTEGER PRIMARY KEY, proposal INTEGER NOT NULL, run INTEGER NOT NULL, decision TEXT NOT NULL);
    """,
    """
    CREATE TABLE IF NOT EXISTS last_saved (run INTEGER PRIMARY KEY, at TEXT NOT NULL);
    """,
    """
    CREATE TABLE IF NOT EXISTS followed (edit INTEGER PRIMARY KEY, rows BLOB NOT NULL);
    """,
)


def open_journal(folder: Path, keys: Keys | None = None) -> sqlite3.Connection:
    """Open the journal in a folder, made or upgraded where needed, readable by its owner alone.

    RefusedError when the folder cannot be written; UnreadableError when the file is damaged or of a later version.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as wrong:
        what = Text(f"журнал не записывается ({wrong.strerror})", f"the journal cannot be written ({wrong.strerror})")
        mend = Text(
            "Дайте программе право писать в эту папку или назовите другую в настройке memory_folder",
            "Let the program write into this folder, or name another one in the setting memory_folder",
        )
        raise RefusedError(what, where=str(path), mend=mend) from wrong
    return _opened(path, keys)


def open_journal_to_read(folder: Path, keys: Keys | None = None) -> sqlite3.Connection | None:
    """Open the journal only to read it; None where there is none yet.

    SQLite itself may have to write: what a killed run left half done is rolled back by whoever looks first.
    """
    path = folder / FILE
    if not path.is_file() or not path.stat().st_size:
        return None
    connection = _opened(path, keys)
    connection.execute("PRAGMA query_only = ON")
    return connection


def is_plain(path: Path) -> bool:
    """Say whether a journal is not encrypted."""
    with path.open("rb") as file:
        return file.read(len(PLAIN)) == PLAIN


def _opened(path: Path, keys: Keys | None) -> sqlite3.Connection:
    connection = None
    try:
        connection = _connection(path, keys)
        connection.execute("PRAGMA synchronous = FULL")
        version = _upgraded(connection)
    except sql_errors() as wrong:
        if connection:
            connection.close()
        what = Text(f"журнал не читается ({wrong})", f"the journal cannot be read ({wrong})")
        mend = Text(
            "Переименуйте этот файл: программа начнёт новый журнал, резервные копии останутся",
            "Rename this file: the program begins a new journal, the backups stay",
        )
        raise UnreadableError(what, where=str(path), mend=mend) from wrong
    if version > len(UPGRADES):
        connection.close()
        what = Text("журнал записан более новой версией sheets-crm", "the journal was written by a later version of sheets-crm")
        raise UnreadableError(what, where=str(path), mend=Text("Обновите sheets-crm", "Upgrade sheets-crm"))
    return connection


def _connection(path: Path, keys: Keys | None) -> sqlite3.Connection:
    """Open a journal as it is; one that is still to be made is encrypted where the memory has keys."""
    encrypted = keys is not None and not (is_plain(path) or (keys.leaving and not path.stat().st_size))
    if keys is not None and encrypted:
        return connect(path, keys, WAIT_SECONDS)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS, isolation_level=None)


def _upgraded(connection: sqlite3.Connection) -> int:
    """Bring the tables up to date, one process alone, and return the version that the file has then."""
    if _version(connection) >= len(UPGRADES):
        return _version(connection)
    connection.execute("BEGIN IMMEDIATE")
    for number, script in enumerate(UPGRADES[_version(connection) :], _version(connection) + 1):
        for statement in script.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")
    return len(UPGRADES)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
