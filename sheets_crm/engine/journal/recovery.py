"""What became of a run that never said its last word: the book itself is asked (H9)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.records import Run
from sheets_crm.engine.journal.standing import settle_standing
from sheets_crm.engine.journal.tables.keeping import forget
from sheets_crm.engine.journal.values import still
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.undo.reversal import plan_reversal
from sheets_crm.errors import UnreadableError
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

CUT_SHORT = Text("прогон оборвался, не дойдя до этой ячейки", "the run was cut short before it came to this cell")


@dataclass(frozen=True)
class Outcome:
    """Whether a run changed the book, whether only partly for all that is known, and the numbers of changes not made."""

    written: bool
    partly: bool = False
    unmade: tuple[int, ...] = ()


def recover(journal: Journal, book: Book, config: Config, clock: datetime) -> tuple[Text, ...]:
    """Mark every unfinished run as done or interrupted, and say in a sentence each what happened; hold the lock for this.

    Where the book cannot be read now, a later command will ask it.
    """
    notes = []
    for run in journal.runs():
        if run.unfinished:
            with suppress(UnreadableError):
                notes.append(settle(journal, run, what_became(journal, run, book, config), clock))
    return tuple(notes)


def settle(journal: Journal, run: Run, found: Outcome, clock: datetime) -> Text:
    """Record what became of an unfinished run."""
    when = f"{run.started:%d.%m.%Y %H:%M}"
    if not found.written:
        note = Text(
            f"Прогон {run.number} от {when} оборвался раньше, чем книга была записана: в ней ничего не изменилось",
            f"Run {run.number} of {when} was cut short before the book was written: nothing changed in it",
        )
        journal.close_run(run.number, "interrupted", clock, note)
        return note
    journal.leave(run.number, found.unmade, CUT_SHORT)
    if found.partly:
        note = Text(
            f"Прогон {run.number} от {when} оборвался посреди записи: что записано, можно отменить, остальное запишет следующий",
            f"Run {run.number} of {when} was cut short amid writing: what is written can be undone, the rest is for the next run",
        )
    else:
        note = Text(
            f"Прогон {run.number} от {when} оборвался, когда книга была уже записана: все изменения на месте, их можно отменить",
            f"Run {run.number} of {when} was cut short after the book was written: all changes are there and can be undone",
        )
    journal.close_run(run.number, "done", clock, note)
    if run.kind != "job":
        settle_standing(journal)
        with journal.transaction():
            forget(journal.db)  # what an undo took out must not be taken for what people emptied
    return note


def what_became(journal: Journal, run: Run, book: Book, config: Config) -> Outcome:
    """Find out which changes of an unfinished run are in the book: by its identity, else by looking at each record.

    A file is written as a whole. Beside people a run may have come half of the way, and rows may have been moved since: where
    none of its records tells anything, the run stands, and an undo looks at each of them.
    """
    if run.identity_after is None:
        return Outcome(written=False)
    now = book.identity()
    if now in (run.identity_before, run.identity_after):
        return Outcome(now == run.identity_after and now != run.identity_before, partly=book.beside_people)
    if not book.beside_people:
        return Outcome(_is_shown(journal, run, book.read()))
    found = plan_reversal(journal, run, read_bound(book, config, load_layout(config.layout(book.name))).snapshot)
    return Outcome(bool(found.changes) or not found.unmade, partly=True, unmade=found.unmade)


def _is_shown(journal: Journal, run: Run, snapshot: Snapshot) -> bool:
    """Say whether more cells show what a run wrote than what was there before: the book was edited since."""
    told = 0
    for change in journal.changes(run.number):
        grid = snapshot.grids.get(change.sheet)
        now = grid.value(change.row, change.letter_index) if grid else None
        told += still(now, change.after) - still(now, change.before)
    return told > 0
