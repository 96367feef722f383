"""Takes a run back: an undo is a run of its own, journaled, backed up, and to be undone in its turn (rule 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.engine.applying import STEPS, apply_plan
from sheets_crm.engine.config import Config
from sheets_crm.engine.journal import Journal
from sheets_crm.engine.memory import recall, settle_standing
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.records import Run
from sheets_crm.engine.resources import load_layout
from sheets_crm.engine.reversal import Reversal, plan_reversal
from sheets_crm.engine.run import READING, Reader
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, open_session, silent
from sheets_crm.errors import UsageError
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes, Left, Plan, Receipt
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.apply import applied

MakeReports = Callable[[Snapshot, Context], tuple[Report, ...]]


@dataclass(frozen=True, eq=False)
class UndoResult:
    """Three buckets: `reversed` cells came back; `kept` ones were changed since; `failed` ones cannot be found or written.

    `target` is the run taken back, `run` the undo's own number (None when there was nothing to write).
    """

    run: int | None
    target: Run
    reversed: tuple[Changes, ...]
    kept: tuple[Left, ...]
    failed: tuple[Left, ...]
    receipt: Receipt | None
    notes: tuple[Text, ...] = ()


def undo(
    book: Book,
    run: int | None,
    config: Config,
    now: datetime,
    *,
    progress: Progress = silent,
    make_reports: MakeReports | None = None,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
    reader: Reader = read_bound,
) -> UndoResult:
    """Take back a run by its number, or the last job that is not undone; cells that were changed since are left alone.

    `make_reports` may redraw the report tabs from the book as it will be. UsageError when there is no such run to take back;
    RefusedError as for any write.
    """
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        journal = session.journal
        target = _target(journal, run, book.name)
        layout = load_layout(config.layout(book.name))
        progress(READING, 1, STEPS)
        snapshot = reader(book, config, layout).snapshot
        found = plan_reversal(journal, target, snapshot)
        if not found.changes:
            return UndoResult(None, target, (), found.kept, found.failed, None, session.notes)
        reports: tuple[Report, ...] = ()
        if make_reports:
            context = Context(now, layout, config.settings, recall(journal, snapshot.lang))
            reports = make_reports(applied(snapshot, found.changes), context)
        plan = Plan(snapshot.identity, found.changes, reports=reports)
        heading = session.heading("undo", target.job, target.number)
        number, receipt = apply_plan(session, plan, snapshot, heading, found.reverses)
        settle_standing(journal)
        return _result(number, target, found, receipt, session.notes)


def _result(number: int, target: Run, found: Reversal, receipt: Receipt, notes: tuple[Text, ...]) -> UndoResult:
    kept, failed = (*found.kept, *receipt.kept), (*found.failed, *receipt.failed)
    return UndoResult(number, target, receipt.written, kept, failed, receipt, notes)


def _target(journal: Journal, number: int | None, book: str) -> Run:
    if number is None:
        found = next((run for run in reversed(journal.runs()) if _can_be_last(journal, run)), None)
        if found is None:
            what = Text(
                "отменять нечего: нет прогона, который что-то менял", "there is nothing to take back: no run changed anything"
            )
            raise UsageError(what, where=book, mend=Text("Все прогоны: sheets-crm history", "All runs: sheets-crm history"))
        return found
    run = journal.run(number)
    if run is None:
        what = Text(f"прогона {number} нет", f"there is no run {number}")
        raise UsageError(what, where=book, mend=Text("Все прогоны: sheets-crm history", "All runs: sheets-crm history"))
    _refuse_what_cannot_be_undone(run, book)
    return run


def _can_be_last(journal: Journal, run: Run) -> bool:
    """Say whether `undo` without a number may mean this run: not one that an undo went over, even if some cells were kept."""
    if run.kind != "job" or run.state != "done" or not run.changed:
        return False
    return not any(one.kind == "undo" and one.state == "done" and one.target == run.number for one in journal.runs())


def _refuse_what_cannot_be_undone(run: Run, book: str) -> None:
    number = run.number
    if run.kind == "restore":
        what = Text(f"прогон {number} вернул резервную копию", f"run {number} brought a backup back")
        mend = Text(
            f"Вернуть, что было до него: sheets-crm restore, прогон {number}",
            f"To go back before it: sheets-crm restore, run {number}",
        )
    elif run.state == "undone":
        what = Text(f"прогон {number} уже отменён", f"run {number} is undone already")
        mend = Text(
            "Чтобы вернуть его изменения, отмените саму отмену (её номер в history)",
            "To have its changes again, undo the undo (see history)",
        )
    elif run.state != "done":
        what = Text(f"прогон {number} ничего не записал", f"run {number} wrote nothing")
        mend = Text("Отменять нечего", "There is nothing to take back")
    elif not run.changed:
        what = Text(f"прогон {number} не менял ячеек с данными", f"run {number} changed no cells of data")
        mend = (
            Text(
                f"Вернуть всю книгу, какой она была до него: sheets-crm restore, прогон {number}",
                f"To have the whole book as it was before: sheets-crm restore, run {number}",
            )
            if run.backup
            else Text("Отменять нечего", "There is nothing to take back")
        )
    else:
        return
    raise UsageError(what, where=book, mend=mend)
