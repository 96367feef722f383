"""What became of a run that never said its last word: the book itself is asked (H9)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from enum import Enum, auto

from sheets_crm.books.base import Book
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.records import Run
from sheets_crm.engine.journal.standing import settle_standing
from sheets_crm.engine.journal.values import still
from sheets_crm.errors import UnreadableError
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text


class Became(Enum):
    """How much of a run is in the book; PARTLY is all that is known of one that goes out in pieces."""

    NOTHING = auto()
    PARTLY = auto()
    WRITTEN = auto()


def recover(journal: Journal, book: Book, clock: datetime) -> tuple[Text, ...]:
    """Mark every unfinished run as done or interrupted, and say in a sentence each what happened; hold the lock for this.

    Where the book cannot be read now, a later command will ask it.
    """
    notes = []
    for run in journal.runs():
        if run.unfinished:
            with suppress(UnreadableError):
                notes.append(settle(journal, run, book, clock))
    return tuple(notes)


def settle(journal: Journal, run: Run, book: Book, clock: datetime) -> Text:
    """Find out whether an unfinished run changed the book, and record it."""
    when = f"{run.started:%d.%m.%Y %H:%M}"
    became = _became(journal, run, book)
    if became is Became.NOTHING:
        note = Text(
            f"Прогон {run.number} от {when} оборвался раньше, чем книга была записана: в ней ничего не изменилось",
            f"Run {run.number} of {when} was cut short before the book was written: nothing changed in it",
        )
        journal.close_run(run.number, "interrupted", clock, note)
        return note
    note = Text(
        f"Прогон {run.number} от {when} оборвался, когда книга была уже записана: все изменения на месте, их можно отменить",
        f"Run {run.number} of {when} was cut short after the book was written: all changes are there and can be undone",
    )
    if became is Became.PARTLY:
        note = Text(
            f"Прогон {run.number} от {when} оборвался посреди записи: что записано, можно отменить, остальное запишет следующий",
            f"Run {run.number} of {when} was cut short amid writing: what is written can be undone, the rest is for the next run",
        )
    journal.close_run(run.number, "done", clock, note)
    if run.kind != "job":
        settle_standing(journal)
    return note


def was_written(journal: Journal, run: Run, book: Book) -> bool:
    """Say whether the changes of an unfinished run, or some of them, are in the book."""
    return _became(journal, run, book) is not Became.NOTHING


def _became(journal: Journal, run: Run, book: Book) -> Became:
    """Find out what a run made of the book.

    Beside people a large run goes out in pieces: one cell that shows what it wrote tells that some of them were written.
    """
    if run.identity_after is None:
        return Became.NOTHING
    now = book.identity()
    written = Became.PARTLY if book.beside_people else Became.WRITTEN
    if now in (run.identity_before, run.identity_after):
        return written if now == run.identity_after and now != run.identity_before else Became.NOTHING
    after, before = _shown(journal, run, book.read())
    some = bool(after or not before) if book.beside_people else after > before
    return written if some else Became.NOTHING


def _shown(journal: Journal, run: Run, snapshot: Snapshot) -> tuple[int, int]:
    """Count the cells that show what a run wrote, and those as before: the book was edited meanwhile, its identity tells nothing.

    Beside people rows may have been sorted since, so that neither is found: then the run stands, and an undo looks at each
    record for itself.
    """
    after = before = 0
    for change in journal.changes(run.number):
        grid = snapshot.grids.get(change.sheet)
        now = grid.value(change.row, change.letter_index) if grid else None
        after += still(now, change.after)
        before += still(now, change.before)
    return after, before
