"""What each run did to a book, for people (G10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.books.opening import opened
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.records import Erasure, Recorded, Run
from sheets_crm.engine.journal.recovery import recover
from sheets_crm.engine.journal.tables.edits import Edit
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError, UsageError
from sheets_crm.model.text import Text
from sheets_crm.model.witness import Saved, Versioned, Witness, Witnessed, at_work, between


@dataclass(frozen=True)
class Story:
    """One run, how many cells each rule changed, and the backup made before it, if it is still there.

    `people` is how many cells it found changed by people since the run before; `saved_by` had saved the book last by then, and
    `at_work` are those who worked in it in the meantime, by its version history.
    """

    run: Run
    rules: Mapping[str, int]
    backup: Path | None
    people: int = 0
    saved_by: str = ""
    at_work: tuple[str, ...] = ()


@dataclass(frozen=True)
class History:
    """All runs, oldest first; `notes` tell of runs that were cut short, or that one is at work right now."""

    stories: tuple[Story, ...]
    notes: tuple[Text, ...] = ()
    erasures: tuple[Erasure, ...] = ()


def history(book: Book, config: Config, *, clock: datetime) -> History:
    """Tell what every run did; a run that was cut short is settled first, if no other run is at work.

    UnreadableError when there is neither such a book nor a memory of it.
    """
    home = home_of(book, config)
    notes = (*home.notes, *_settled(book, home.folder, config, clock))
    journal = JournalReader.open_to_read(home.folder, config)
    if journal is None:
        return History(())
    backups = {backup.run: backup.path for backup in list_backups(book.name, config)}
    with journal:
        people, seen = journal.counts_of_edits(), journal.looks()
        stories = [
            Story(run, journal.counts_by_rule(run.number), backups.get(run.number), people.get(run.number, 0))
            for run in journal.runs()
        ]
        erasures = journal.erasures()
    versions = book.versions() if seen and isinstance(book, Versioned) else ()
    return History(tuple(_with_people(one, seen.get(one.run.number), versions) for one in stories), notes, erasures)


def _with_people(story: Story, seen: tuple[datetime, str] | None, versions: Sequence[Saved]) -> Story:
    """Say who was there before a run that found edits of people: since when, and who saved the book last."""
    if seen is None:
        return story
    since, saved_by = seen
    return replace(story, saved_by=saved_by, at_work=at_work(versions, since, story.run.started))


def changes_of(book: str, number: int, config: Config) -> tuple[Recorded, ...]:
    """Return all changes of one run, in the order of its plan; errors as in `told_of`."""
    return told_of(book, number, config)[0]


def told_of(book: str, number: int, config: Config) -> tuple[tuple[Recorded, ...], tuple[Edit, ...]]:
    """Return all changes of one run, in the order of its plan, and what it found changed by people since the run before.

    UsageError when there is no such run, UnreadableError when there is neither such a book nor a memory of it.
    """
    folder = memory_folder(book, config)
    if not folder.exists():
        opened(Path(book)).close()
    journal = JournalReader.open_to_read(folder, config)
    if journal:
        with journal:
            if journal.run(number):
                return tuple(journal.changes(number)), tuple(edit for batch in journal.edits(number) for edit in batch)
    what = Text(f"прогона {number} нет", f"there is no run {number}")
    raise UsageError(what, where=book, mend=Text("Все прогоны: sheets-crm history", "All runs: sheets-crm history"))


def with_names(edits: Sequence[Edit], book: Book) -> tuple[Edit, ...]:
    """Say of the edits that one run found by whom they were, or who was at work then, as far as the book itself knows that."""
    if edits and isinstance(book, Versioned):
        people = at_work(book.versions(), edits[0].since, edits[0].until)
        return tuple(replace(edit, at_work=people) for edit in edits)
    if not edits or not isinstance(book, Witness):
        return tuple(edits)
    seen = defaultdict[tuple[str, str, str], list[Witnessed]](list)
    for one in book.witnessed(min(edit.since for edit in edits)):
        seen[one.sheet, one.row_id, one.column].append(one)

    def by(edit: Edit) -> str:
        known = seen[edit.sheet, edit.row_id, edit.column]
        return next((one.by for one in reversed(known) if between(one.at, edit.since, edit.until)), "")

    return tuple(replace(edit, by=by(edit)) for edit in edits)


def _settled(book: Book, folder: Path, config: Config, clock: datetime) -> tuple[Text, ...]:
    journal = JournalReader.open_to_read(folder, config)
    if journal is None:
        return ()
    with journal:
        if not any(run.unfinished for run in journal.runs()):
            return ()
    try:
        with locked(folder, book.name, 0), Journal.open(folder, config) as writable:
            return recover(writable, book, config, clock)
    except RefusedError:
        return (Text("Прямо сейчас с книгой работает ещё один запуск", "Another run is at work on the book right now"),)
