"""The one way in which anything is ever written: check, back up, journal, write, journal (house rules 7 and 8)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial

from sheets_crm.engine.home.backups import Backup, make_backup
from sheets_crm.engine.home.pruning import prune
from sheets_crm.engine.journal.records import Heading, RunKind
from sheets_crm.engine.journal.recovery import settle, what_became
from sheets_crm.engine.journal.standing import settle_standing
from sheets_crm.engine.looking import Look, Record
from sheets_crm.engine.session import Session
from sheets_crm.errors import RefusedError, SheetsCrmError
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

STEPS = 4
BACKING_UP = Text("Делаю резервную копию", "Backing up")
WRITING = Text("Записываю", "Writing")


def apply_plan(
    session: Session, plan: Plan, look: Look, heading: Heading, reverses: Sequence[Sequence[int]] | None = None
) -> tuple[int, Receipt]:
    """Write a plan made from what was seen into a locked book, and return the run's number with what was written.

    RefusedError when the book changed since the snapshot; whatever goes wrong, the journal says what became of the run.
    """
    book, journal, snapshot = session.book, session.journal, look.snapshot
    session.progress(BACKING_UP, STEPS - 1, STEPS)
    refuse_if_changed(session, snapshot)
    backup = make_backup(book, journal.next_number(), session.config, session.clock())
    try:
        refuse_if_changed(session, snapshot)
        heading = replace(heading, backup=str(backup.path), backup_sha256=backup.sha256)
        number = journal.begin(heading, plan, snapshot, reverses)
    except BaseException:
        _delete(backup)
        raise
    session.progress(WRITING, STEPS, STEPS)
    done = partial(_done, session, number, heading.kind, snapshot)
    try:
        with session.shared.together(done) if session.shared else nullcontext():
            receipt = book.write(plan, snapshot, partial(journal.prepared, number))
    except BaseException as wrong:
        _after_failure(session, number, backup, wrong)
        raise
    if session.shared:
        journal.remember(number, look.record(plan, receipt), receipt.identity)
    else:
        done(receipt, look.record(plan, receipt))
    pruned = prune(book.name, session.config, session.clock(), journal.only_ways_back())
    session.tell(pruned.told(session.config.settings.backups))
    return number, receipt


def _done(
    session: Session, number: int, kind: RunKind, snapshot: Snapshot, receipt: Receipt, record: Record | None = None
) -> None:
    """Journal what was written; where the journal is kept with the book, before that is made to stand."""
    journal = session.journal
    journal.done(number, receipt, session.clock(), record, snapshot)
    if receipt.kept:
        journal.mark_again(number, snapshot, receipt.written)
    if session.shared and kind != "job":
        settle_standing(journal)


def refuse_if_changed(session: Session, snapshot: Snapshot) -> None:
    """Raise RefusedError when the book is no longer what was read (H7), unless it can be written beside people."""
    if not session.book.beside_people and session.book.identity() != snapshot.identity:
        what = Text("пока мы считали, книгу кто-то изменил", "somebody changed the book while we were at work")
        mend = Text("В книге ничего не тронуто. Запустите ещё раз", "Nothing in it was touched. Run again")
        raise RefusedError(what, where=session.book.name, mend=mend, plain=what)


def _after_failure(session: Session, number: int, backup: Backup, wrong: BaseException) -> None:
    """Ask the book what became of the write; if it cannot be asked now, the next run will ask it."""
    run = session.journal.run(number)
    with suppress(SheetsCrmError, OSError):
        if run is None:
            return
        found = what_became(session.journal, run, session.book, session.config)
        if found.written:
            settle(session.journal, run, found, session.clock())
            return
        state = "failed" if isinstance(wrong, Exception) else "interrupted"
        session.journal.close_run(number, "failed" if state == "failed" else "interrupted", session.clock(), _told(wrong))
        if session.book.identity() == run.identity_before:
            session.journal.forget_changes(number)
            _delete(backup)


def _told(wrong: BaseException) -> Text:
    if isinstance(wrong, SheetsCrmError):
        return Text(wrong.told("ru"), wrong.told("en"))
    said = f"{type(wrong).__name__}: {wrong}"
    return Text(said, said)


def _delete(backup: Backup) -> None:
    with suppress(OSError):
        backup.path.unlink()
