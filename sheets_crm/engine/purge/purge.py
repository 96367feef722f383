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
from sheets_crm.engine.purge.trail import edits_before, forget, forget_before, lives_of, own_tabs, past_of, refuse_others, squeeze
from sheets_crm.engine.reading import bind_snapshot
from sheets_crm.engine.secrecy.door import Keys, keys_of
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, Session, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import SheetsCrmError, UsageError
from sheets_crm.model.addresses import address
from sheets_crm.model.layout import Layout
from sheets_crm.model.plan import Receipt
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.model.trail import NOTHING, Life, Past

STEPS = 3
LOOKING = Text("Ищу в журнале, памяти и копиях", "Looking through the journal, the memory and the backups")
REWRITING = Text("Переписываю копии", "Rewriting the backups")
ERASING = Text("Стираю в журнале и памяти", "Erasing in the journal and the memory")


@dataclass(frozen=True)
class Purged:
    """What there is of a person, or was: in the journal and the memory (`held`), and in which backups and handed-out copies.

    `past` is what the book itself keeps beside what it shows, as a database does.

    `ids` are all that the person ever went by; `in_book` are the cells, (sheet, A1), in which the book itself still names it.
    `fates` tell what became of the backups, if this was `applied`.
    """

    ids: tuple[str, ...]
    held: Held
    backups: tuple[Backup, ...]
    in_book: tuple[tuple[str, str], ...]
    fates: tuple[Fate, ...] = ()
    past: Past = NOTHING
    applied: bool = False
    notes: tuple[Text, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the program keeps nothing of this person."""
        return not (self.held or self.backups or self.past)


@dataclass(frozen=True)
class PurgedByAge:
    """What is older than a moment, or was."""

    before: datetime
    aged: Aged
    edits: int = 0
    """Edits of people that the book itself keeps."""
    applied: bool = False
    notes: tuple[Text, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing is as old as that."""
        return not (self.aged or self.edits)


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

    @cached_property
    def lives(self) -> Sequence[Life]:
        """The records of which the book itself keeps more than it shows."""
        return lives_of(self.book)

    @cached_property
    def tabs(self) -> frozenset[str]:
        """The program's tabs that the book itself clears of a person."""
        return own_tabs(self.book, self.snapshot)

    @property
    def tables(self) -> list[Table]:
        """Those of the book, and those of the memory."""
        known = (self.snapshot, self.last.snapshot if self.last else None)
        return [table for one in known if one for table in one.tables]

    def person(self, more: Sequence[Table] = ()) -> Person:
        """Find who is meant, by what these tables hold, too."""
        return find_person(self.journal, [*self.tables, *more], self.named, self.lives)

    def found(self) -> Purged:
        """Look what there is; UsageError when nobody of this ID was ever known."""
        person = self.person()
        here = held(self.journal, person, self.last) if self.journal else Held()
        copies = (*list_backups(self.book.name, self.config), *list_handouts(self.book.name, self.config))
        backups = tuple(concerned(copies, person, self.keys))
        in_book = tuple(dict.fromkeys(_places(self.snapshot, person, self.tabs))) if self.snapshot else ()
        past = past_of(self.book, person, self.tabs)
        if not (here or backups or in_book or past):
            what = Text(
                f"о клиенте с ID {self.named} программа ничего не хранит",
                f"the program keeps nothing of a client with ID {self.named}",
            )
            mend = Text(
                "ID стоит в столбце ID листа клиентов; найти по имени, телефону или почте: --find",
                "The ID stands in the column ID of the sheet of clients; to find it by name, phone or e-mail: --find",
            )
            raise UsageError(what, where=self.book.name, mend=mend)
        return Purged(tuple(sorted(person.ids)), here, backups, in_book, past=past)


def look_for(book: Book, words: str, config: Config) -> tuple[Candidate, ...]:
    """Return the clients in the book, the memory and the journal whom a name, phone or e-mail suits, or once did."""
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    with journal or nullcontext():
        case = _Case(book, config, words, journal)
        return find_candidates(journal, case.tables, words, case.lives)


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
        refuse_others(book)
        drop_drafts(book.name, config)
        journal = session.journal
        case = _Case(book, config, named, journal)
        found = case.found()
        progress(REWRITING, 2, STEPS)
        fates = tuple(_rewritten(case, journal, backup, clock()) for backup in found.backups)
        progress(ERASING, 3, STEPS)
        return _erased(session, case, replace(found, fates=fates, applied=True, notes=session.notes))


def _erased(session: Session, case: _Case, done: Purged) -> Purged:
    """Erase a person in the book's own past and in the journal: in one transaction where the book keeps the journal.

    Where it does not, the journal is the last to forget who is meant: what was cut short can be done again.
    """
    person, journal, held_of = case.person(), session.journal, list[Held]()

    def finish(_receipt: Receipt | None = None) -> None:
        held_of.append(erase(journal, person, case.last))
        if not done.nothing:
            counts = [sum(one.fate == fate for one in done.fates) for fate in ("rewritten", "deleted")]
            note_erasure(journal, "client", session.clock(), session.user, held_of[0].count + done.past.count, *counts)

    with session.shared.together(finish) if session.shared else nullcontext():
        past = forget(case.book, person, case.tabs)
    if not session.shared:
        finish()
    squeeze(case.book)
    return replace(done, held=held_of[0], past=past)


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
            aged = what_is_older(journal, list_backups(book.name, config), before)
            return PurgedByAge(before, aged, edits_before(book, before))
    with open_session(book, config, now, wait=wait, clock=clock) as session:
        refuse_others(book)
        done = list[Aged]()

        def finish(_receipt: Receipt | None = None) -> None:
            aged = prune_before(session.journal, list_backups(book.name, config), before, clock(), squeezed=True)
            done.append(aged)
            if aged or edits:
                note_erasure(session.journal, "age", clock(), session.user, aged.cells + edits, 0, len(aged.backups))

        edits = edits_before(book, before)
        with session.shared.together(finish) if session.shared else nullcontext():
            edits = forget_before(book, before)
        if not session.shared:
            finish()
        squeeze(book)
        return PurgedByAge(before, done[0], edits, applied=True, notes=session.notes)


def _rewritten(case: _Case, journal: Journal, backup: Backup, clock: datetime) -> Fate:
    def ready(sha256: str) -> None:
        if backup.run:
            journal.backup_rewritten(backup.run, sha256, clock)

    return rewrite(backup, case.person, case.bound, ready, case.keys)


def _places(snapshot: Snapshot, person: Person, but: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the cells of the book that still tell of a person: the first one of each of its records, and what names it.

    Sheets that are to be passed over are those that the book clears itself.
    """
    for table in snapshot.tables:
        yield from ((table.sheet, table.address(at, "name")) for at in person.positions(table).tolist())
    for grid in (one for one in snapshot.grids.values() if one.name not in but):
        for letter, column in grid.columns.items():
            for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
                if person.wanted.tells(value):
                    yield grid.name, address(row, letter)
