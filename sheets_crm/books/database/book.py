"""A client book that is a database, which people and other programs may change at any moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from sheets_crm.books.database.address import WRITING, connect, file_of
from sheets_crm.books.database.copying import copy_all
from sheets_crm.books.database.failures import own_errors
from sheets_crm.books.database.founding import found, hold_alone, identity, is_founded, note
from sheets_crm.books.database.naming import public
from sheets_crm.books.database.reading import DatabaseSnapshot, read_snapshot
from sheets_crm.books.database.receiving import Arrival, Receiver
from sheets_crm.books.database.schema import schema_of
from sheets_crm.books.database.writing import Writer
from sheets_crm.books.opening import CHECK_NAME, NO_FILE
from sheets_crm.errors import SheetsCrmError, UnreadableError
from sheets_crm.model.layout import Layout
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot

SUFFIX = ".db"
Verdict = Callable[[sa.Connection, Arrival, DatabaseSnapshot], None]


class DatabaseBook:
    """A PostgreSQL or SQLite database; `name` is its address without secrets."""

    beside_people = True

    def __init__(self, address: str, layout: Layout) -> None:
        """Take the address; nothing is connected to yet."""
        self.name = public(address)
        self.schema = schema_of(layout)
        self.file = file_of(address)
        self._engine = connect(address)

    def read(self) -> DatabaseSnapshot:
        """Read everything that rules need, as of one moment."""
        with self.reading() as db:
            return read_snapshot(db, self.schema, self.name, identity(db, self.schema))

    def identity(self) -> str:
        """Return which state the database is in: by the trace that each write leaves."""
        with self.reading() as db:
            return identity(db, self.schema)

    def receive(self, source: Snapshot, verdict: Verdict) -> Arrival:
        """Write a whole book, in one transaction; `verdict` looks at what has arrived and raises where that is not right."""
        with self.writing() as db:
            former = None
            if is_founded(db):
                hold_alone(db, self.schema)
                former = read_snapshot(db, self.schema, self.name, identity(db, self.schema))
            else:
                found(db, self.schema)
                hold_alone(db, self.schema)
            arrival = Receiver(db, self.schema, source, former).receive()
            note(db, self.schema, "migrate")
            now = identity(db, self.schema)
            db.execute(sa.update(self.schema["book"]).values(migrated=now))
            verdict(db, arrival, read_snapshot(db, self.schema, self.name, now))
            return arrival

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:
        """Write a plan made from this snapshot, in one transaction; what a person has changed meanwhile is left as it is.

        RefusedError when another job is at work, or a rule of the database does not let something pass: then nothing is written.
        """
        if not isinstance(snapshot, DatabaseSnapshot):
            raise TypeError(type(snapshot).__name__)
        with self.writing() as db:
            hold_alone(db, self.schema)
            outcome = Writer(db, self.schema, plan, snapshot).write()
            note(db, self.schema, "run")
            now = identity(db, self.schema)
            on_ready(now)
        kept, failed = outcome.left(plan)
        return Receipt(now, outcome.batches(plan), kept, failed, tuple(outcome.reports))

    def backup(self, folder: Path, name: str) -> Path:
        """Copy all tables into an SQLite file, which can be opened as a book; on disk it is there whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        path, draft = folder / f"{name}{SUFFIX}", folder / f".{name}{SUFFIX}"
        draft.unlink(missing_ok=True)
        copy = DatabaseBook(f"sqlite:///{draft}", self.schema.layout)
        with self.reading() as source, copy.writing() as target:
            identity(source, self.schema)
            found(target, self.schema)
            copy_all(source, target, self.schema, frozenset())
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        return draft.replace(path)

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of all that the database holds, in one transaction."""
        copy = DatabaseBook(f"sqlite:///{backup}", self.schema.layout)
        with copy.reading() as source, self.writing() as target:
            identity(source, self.schema)
            hold_alone(target, self.schema)
            copy_all(source, target, self.schema)
            note(target, self.schema, "restore")

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Begin a transaction that sees one moment; UnreadableError where there is no such database."""
        if self.file is not None and not self.file.exists():
            raise UnreadableError(NO_FILE, where=self.name, mend=CHECK_NAME)
        options = {} if self.file else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._told(), self._engine.connect().execution_options(**options) as db, db.begin():
            yield db

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Begin a transaction that writes: all of it or nothing."""
        with self._told(), self._engine.connect().execution_options(**{WRITING: True}) as db, db.begin():
            yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of errors of ours where they happened."""
        with own_errors(self.name):
            try:
                yield
            except SheetsCrmError as error:
                error.where = error.where or self.name
                raise
