"""A client book that is a database, which people and other programs may change at any moment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from sheets_crm.books.database import remembering
from sheets_crm.books.database.address import WAIT_SECONDS, WRITING, connect
from sheets_crm.books.database.copying import copy_all
from sheets_crm.books.database.counting import tally
from sheets_crm.books.database.edited import witnessed
from sheets_crm.books.database.failures import own_errors
from sheets_crm.books.database.forgetting import Forgetter, old_edits
from sheets_crm.books.database.founding import found, hold_alone, identity, is_founded, note
from sheets_crm.books.database.lives import lives
from sheets_crm.books.database.loading import unhindered
from sheets_crm.books.database.measures import Tally
from sheets_crm.books.database.naming import public, sqlite_file
from sheets_crm.books.database.reading import DatabaseSnapshot, Looks, read_grids, read_sheets, read_snapshot
from sheets_crm.books.database.receiving import ArrivedTable, Receiver
from sheets_crm.books.database.schema import schema_of
from sheets_crm.books.database.upgrading import is_older, upgrade
from sheets_crm.books.database.watching import be_heard, watch
from sheets_crm.books.database.writing import Writer
from sheets_crm.books.opening import CHECK_NAME, NO_FILE
from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError
from sheets_crm.model.grids import Grid
from sheets_crm.model.layout import Layout
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.model.trail import Life, Past, Whose
from sheets_crm.model.witness import Witnessed

SUFFIX = ".db"
Keep = Callable[[Receipt], tuple[Path, Sequence[str], int]]
WORKED_IN = Text(
    "в базе работали с тех пор, как в неё перенесли книгу", "people worked in the database since a book was brought in"
)
LOOK_FIRST = Text(
    "Посмотрите, что изменится: migrate --check. Записать книгу поверх: migrate --over",
    "See what would change: migrate --check. To write the book over it: migrate --over",
)


@dataclass(frozen=True)
class Arrived:
    """A book in the database, not yet for good: its tables, records by kind that it no longer has, counts, and how it reads.

    `grids` come one by one, and once.
    """

    tables: Sequence[ArrivedTable]
    gone: dict[str, int]
    tally: Tally
    grids: Iterator[Grid]


class DatabaseBook:
    """A PostgreSQL or SQLite database; `name` is its address without secrets."""

    beside_people = True

    def __init__(self, address: str, layout: Layout) -> None:
        """Take the address; nothing is connected to yet."""
        self.name = public(address)
        self.schema = schema_of(layout)
        self.file = sqlite_file(address)
        self._engine = connect(address)
        self._is_new = self._fits = False
        self._keep: Keep | None = None

    def connect(self) -> sa.Connection:
        """Connect, and no more: whatever is there is looked at as it is."""
        return self._engine.connect()

    def ssl_mode(self, otherwise: str) -> str:
        """Return how the server is to prove who it is, by its address or as it would be otherwise."""
        return str(self._engine.url.query.get("sslmode", otherwise))

    def read(self) -> DatabaseSnapshot:
        """Read everything that rules need, as of one moment."""
        with self.reading() as db:
            return read_snapshot(db, self.schema, self.name, identity(db, self.schema))

    def identity(self) -> str:
        """Return which state the database is in: by the trace that each write leaves."""
        with self.reading() as db:
            return identity(db, self.schema)

    def witnessed(self, since: datetime | None = None, cell: tuple[str, str, str] | None = None) -> Sequence[Witnessed]:
        """Return who changed what since a moment, oldest first, by the database's triggers: in one cell or in all of them."""
        with self.reading() as db:
            identity(db, self.schema)
            return witnessed(db, self.schema, read_sheets(db, self.schema), since, cell)

    def receive(self, source: Snapshot, verdict: Callable[[Arrived], None], *, over: bool = False) -> None:
        """Write a whole book, in one transaction; `verdict` looks at what has arrived and raises where that is not right.

        RefusedError where people changed the database since the last book came, while this one is written too, unless that is
        to be written `over`.
        """
        self._is_new = self.file is not None and not self.file.exists()
        with self.writing() as db:
            founded = is_founded(db)
            if founded:
                hold_alone(db, self.schema)
                self._refuse_if_worked_in(db, over=over)
            else:
                found(db, self.schema)
                hold_alone(db, self.schema)
            with unhindered(db, self.schema.of_records, new=not founded):
                arrival = Receiver(db, self.schema, source, new=not founded).receive()
            if founded and self.file is None:  # a file of SQLite has been locked all along
                self._refuse_if_worked_in(db, over=over)
            if not founded:
                watch(db, self.schema)
            note(db, self.schema, "migrate")
            now = identity(db, self.schema)
            db.execute(sa.update(self.schema["book"]).values(migrated=now))
            sheets = read_sheets(db, self.schema)
            grids = (grid for grid, _ in read_grids(db, self.schema, sheets, Looks()))
            verdict(Arrived(arrival.tables, arrival.gone, tally(db, self.schema, sheets), grids))

    def _refuse_if_worked_in(self, db: sa.Connection, *, over: bool) -> None:
        if not over and identity(db, self.schema) != db.execute(sa.select(self.schema["book"].c.migrated)).scalar():
            raise RefusedError(WORKED_IN, mend=LOOK_FIRST, plain=WORKED_IN)

    def forget_trial(self) -> None:
        """Delete the file of a database that was only tried."""
        if self._is_new and self.file is not None:
            self.file.unlink(missing_ok=True)

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:
        """Write a plan made from this snapshot, in one transaction; what a person has changed meanwhile is left as it is.

        RefusedError when another job is at work, or a rule of the database does not let something pass: then nothing is written.
        """
        if not isinstance(snapshot, DatabaseSnapshot):
            raise TypeError(type(snapshot).__name__)
        with self.writing() as db:
            hold_alone(db, self.schema)
            outcome = Writer(db, self.schema, plan, snapshot).write()
            if outcome.written or outcome.reports or plan.new_columns:
                note(db, self.schema, "run")
            now = identity(db, self.schema)
            on_ready(now)
            kept, failed = outcome.left(plan)
            receipt = Receipt(now, outcome.batches(plan), kept, failed, tuple(outcome.reports))
            self._keep_with(db, receipt)
        return receipt

    def fetch_memory(self, folder: Path, files: Sequence[str]) -> int | None:
        """Bring the journal into a folder; None for SQLite, beside whose file it lies, and for who may not see it."""
        if self.file is not None:
            return None
        with self.reading() as db:
            founded = is_founded(db) and remembering.may_be_seen(db)
            return remembering.fetch(db, self.schema, folder, files) if founded else None

    def keep_memory(self, folder: Path, files: Sequence[str], known: int) -> int:
        """Keep the journal, in a transaction of its own."""
        with self.writing() as db:
            hold_alone(db, self.schema)
            return remembering.keep(db, self.schema, folder, files, known)

    @contextmanager
    def remembering(self, keep: Keep) -> Iterator[None]:
        """Keep the journal in the same transaction as what is written inside."""
        self._keep = keep
        try:
            yield
        finally:
            self._keep = None

    def lives(self) -> Sequence[Life]:
        """Return the records of which more is kept than the sheets show: edited by people, or marked as gone."""
        with self.reading() as db:
            identity(db, self.schema)
            return lives(db, self.schema, read_sheets(db, self.schema))

    def past_of(self, whose: Whose) -> Past:
        """Count what is kept of a person beside the sheets."""
        with self.reading() as db:
            return Forgetter(db, self.schema, read_sheets(db, self.schema), whose).count()

    def forget(self, whose: Whose) -> Past:
        """Erase it, and keep the journal that no longer tells of it in the same transaction."""
        with self.writing() as db:
            hold_alone(db, self.schema)
            past = Forgetter(db, self.schema, read_sheets(db, self.schema), whose).erase()
            self._keep_with(db, Receipt(identity(db, self.schema)))
        return past

    def may_forget(self) -> bool:
        """Say whether this login may erase people's edits; whoever may open a file of SQLite may."""
        if self.file is not None:
            return True
        with self.reading() as db:
            return bool(db.exec_driver_sql("select has_table_privilege('people_edits', 'delete')").scalar())

    def past_before(self, moment: datetime) -> int:
        """Count people's edits from before a moment, in local time."""
        with self.reading() as db:
            asked = sa.select(sa.func.count()).where(old_edits(self.schema, moment))
            return int(db.execute(asked.select_from(self.schema["people_edits"])).scalar_one())

    def forget_before(self, moment: datetime) -> int:
        """Erase them, and keep the journal in the same transaction."""
        with self.writing() as db:
            hold_alone(db, self.schema)
            count = db.execute(sa.delete(self.schema["people_edits"]).where(old_edits(self.schema, moment))).rowcount
            self._keep_with(db, Receipt(identity(db, self.schema)))
        return count

    def squeeze(self) -> None:
        """Write anew what had something erased from it, so that its free room holds it no more; else it is left to the server."""
        driver, error = self._engine.raw_connection().driver_connection, self._engine.dialect.loaded_dbapi.Error
        assert driver is not None
        with suppress(error), closing(driver):
            if self.file is None:
                driver.autocommit = True
                driver.execute(f"set lock_timeout = '{WAIT_SECONDS}s'")
            driver.execute("vacuum" if self.file else "vacuum (full) people_edits, quarantine, memory")

    def _keep_with(self, db: sa.Connection, receipt: Receipt) -> None:
        if self._keep:
            remembering.keep(db, self.schema, *self._keep(receipt))

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
            watch(target, self.schema)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        return draft.replace(path)

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of all that the database holds, in one transaction."""
        with TemporaryDirectory() as folder:  # one of an older version is brought up to date there
            copy = DatabaseBook(f"sqlite:///{shutil.copy(backup, folder)}", self.schema.layout)
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
        self._fit()
        options = {} if self.file else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._told(), self._engine.connect().execution_options(**options) as db, db.begin():
            yield db

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Begin a transaction that writes: all of it or nothing."""
        self._fit()
        with self._told(), self._engine.connect().execution_options(**{WRITING: True}) as db, db.begin():
            yield db
            if self.file and is_founded(db):
                be_heard(db)

    def _fit(self) -> None:
        """Bring a database of an older version up to date, once; UnreadableError for one of a later version."""
        if self._fits or (self.file is not None and not self.file.exists()):
            return
        with self._told(), self._engine.connect() as db, db.begin():
            older = is_founded(db) and is_older(db, self.schema)
        if older:
            with self._told(), self._engine.connect().execution_options(**{WRITING: True}) as db, db.begin():
                db.execute(sa.select(self.schema["book"].c.key).with_for_update(nowait=True))
                if is_older(db, self.schema):
                    upgrade(db, self.schema)
        self._fits = True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of errors of ours where they happened."""
        with own_errors(self.name):
            try:
                yield
            except SheetsCrmError as error:
                error.where = error.where or self.name
                raise
