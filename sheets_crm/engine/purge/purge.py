"""Erases what the program keeps of one person (an erasure request), or of all that is older than so long ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sheets_crm.books.base import Book
from sheets_crm.engine.home.backups import Backup, drop_drafts, list_backups, list_handouts
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.tables.stored import Last, last_of
from sheets_crm.engine.purge.ages import Aged, prune_before, what_is_older
from sheets_crm.engine.purge.erasing import Held, erase, held, note_erasure
from sheets_crm.engine.purge.person import Person, find_person
from sheets_crm.engine.purge.rewriting import Fate, concerned, rewrite
from sheets_crm.engine.purge.search import Candidate, find_candidates
from sheets_crm.engine.reading import bind_snapshot
from sheets_crm.engine.secrecy.door import Keys, keys_of
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import SheetsCrmError, UsageError
from sheets_crm.model.addresses import address
from sheets_crm.model.layout import Layout
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text

STEPS = 3
LOOKING = Text("Ищу в журнале, памяти и копиях", "Looking through the journal, the memory and the backups")
REWRITING = Text("Переписываю копии", "Rewriting the backups")
ERASING = Text("Стираю в журнале и памяти", "Erasing in the journal and the memory")


@dataclass(frozen=True)
class Purged:
    """What there is of a person, or was: in the journal and the memory (`held`), and in which backups and handed-out copies.

    `ids` are all that the person ever went by; `in_book` are the cells, (sheet, A1), in which the book itself still names it.
    `fates` tell what became of the backups, if this was `applied`.
    """

    ids: tuple[str, ...]
    held: Held
    backups: tuple[Backup, ...]
    in_book: tuple[tuple[str, str], ...]
    fates: tuple[Fate, ...] = ()
    applied: bool = False
    notes: tuple[Text, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the program keeps nothing of this person."""
        return not (self.held or self.backups)


@dataclass(frozen=True)
class PurgedByAge:
    """What is older than a moment, or was."""

    before: datetime
    aged: Aged
    applied: bool = False
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class _Case:
    """One erasure request: who is meant, and where it is to be looked for."""

    book: Book
    config: Config
    named: str
    journal: JournalReader | None

    @cached_property
    def layout(self) -> Layout:
        return load_layout(self.config.layout(self.book.name))

    @cached_property
    def keys(self) -> Keys | None:
        return keys_of(home_of(self.book, self.config, move=False).folder, self.config)

    @cached_property
    def last(self) -> Last | None:
        return last_of(self.journal.db, self.book.name, self.layout) if self.journal else None

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The book as it is; None where it cannot be read, which is no reason to keep anything."""
        with suppress(SheetsCrmError):
            return self.bound(self.book.read())
        return None

    def bound(self, snapshot: Snapshot) -> Snapshot:
        """Find the tables in what was read of the book, or of a backup."""
        return bind_snapshot(snapshot, self.book.name, self.config, self.layout).snapshot

    @property
    def tables(self) -> list[Table]:
        """Those of the book, and those of the memory."""
        known = (self.snapshot, self.last.snapshot if self.last else None)
        return [table for one in known if one for table in one.tables]

    def person(self, more: Sequence[Table] = ()) -> Person:
        """Find who is meant, by what these tables hold, too."""
        return find_person(self.journal, [*self.tables, *more], self.named)

    def found(self) -> Purged:
        """Look what there is; UsageError when nobody of this ID was ever known."""
        person = self.person()
        here = held(self.journal, person, self.last) if self.journal else Held()
        copies = (*list_backups(self.book.name, self.config), *list_handouts(self.book.name, self.config))
        backups = tuple(concerned(copies, person, self.keys))
        in_book = tuple(_places(self.snapshot, person)) if self.snapshot else ()
        if not (here or backups or in_book):
            what = Text(
                f"о клиенте с ID {self.named} программа ничего не хранит",
                f"the program keeps nothing of a client with ID {self.named}",
            )
            mend = Text(
                "ID стоит в столбце ID листа клиентов; найти по имени, телефону или почте: --find",
                "The ID stands in the column ID of the sheet of clients; to find it by name, phone or e-mail: --find",
            )
            raise UsageError(what, where=self.book.name, mend=mend)
        return Purged(tuple(sorted(person.ids)), here, backups, in_book)


def look_for(book: Book, words: str, config: Config) -> tuple[Candidate, ...]:
    """Return the clients in the book, the memory and the journal whom a name, phone or e-mail suits, or once did."""
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    with journal or nullcontext():
        return find_candidates(journal, _Case(book, config, words, journal).tables, words)


def purge_client(
    book: Book,
    named: str,
    config: Config,
    now: datetime,
    *,
    apply: bool = False,
    progress: Progress = silent,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
) -> Purged:
    """Show what the journal, the memory and the backups keep of a client (by ID), or erase it for good.

    Backups that hold the person are rewritten without it; those where that cannot be proven are deleted. The book itself is
    people's to change: where the person still stands in it is told. UsageError when nobody of this ID is known.
    """
    progress(LOOKING, 1, STEPS)
    if not apply:
        journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
        with journal or nullcontext():
            return _Case(book, config, named, journal).found()
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        drop_drafts(book.name, config)
        journal = session.journal
        case = _Case(book, config, named, journal)
        found = case.found()
        progress(REWRITING, 2, STEPS)
        fates = tuple(_rewritten(case, journal, backup, clock()) for backup in found.backups)
        progress(ERASING, 3, STEPS)
        erased = erase(journal, case.person(), case.last)
        if not found.nothing:
            counts = [sum(one.fate == fate for one in fates) for fate in ("rewritten", "deleted")]
            note_erasure(journal, "client", clock(), session.user, erased.count, *counts)
        return replace(found, held=erased, fates=fates, applied=True, notes=session.notes)


def purge_older(
    book: Book,
    before: datetime,
    config: Config,
    now: datetime,
    *,
    apply: bool = False,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
) -> PurgedByAge:
    """Show what of the journal and which backups are older than a moment, or erase them for good; the newest backup stays."""
    if not apply:
        journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
        with journal or nullcontext():
            return PurgedByAge(before, what_is_older(journal, list_backups(book.name, config), before))
    with open_session(book, config, now, wait=wait, clock=clock) as session:
        aged = prune_before(session.journal, list_backups(book.name, config), before, clock(), squeezed=True)
        if aged:
            note_erasure(session.journal, "age", clock(), session.user, aged.cells, 0, len(aged.backups))
        return PurgedByAge(before, aged, applied=True, notes=session.notes)


def _rewritten(case: _Case, journal: Journal, backup: Backup, clock: datetime) -> Fate:
    def ready(sha256: str) -> None:
        if backup.run:
            journal.backup_rewritten(backup.run, sha256, clock)

    return rewrite(backup, case.person, case.bound, ready, case.keys)


def _places(snapshot: Snapshot, person: Person) -> Iterator[tuple[str, str]]:
    """Yield the cells of the book that still tell of a person: the first one of each of its records, and what names it."""
    for table in snapshot.tables:
        yield from ((table.sheet, table.address(at, "name")) for at in person.positions(table).tolist())
    for grid in snapshot.grids.values():
        for letter, column in grid.columns.items():
            for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
                if person.wanted.tells(value):
                    yield grid.name, address(row, letter)
