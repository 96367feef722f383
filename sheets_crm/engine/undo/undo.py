"""Takes a run back: an undo is a run of its own, journaled, backed up, and to be undone in its turn (rule 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sheets_crm.books.base import Book
from sheets_crm.engine.applying import STEPS, apply_plan
from sheets_crm.engine.journal.inbox import read_proposals
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.memory import recall
from sheets_crm.engine.journal.records import Run
from sheets_crm.engine.journal.renaming import renamed_sheets
from sheets_crm.engine.journal.standing import settle_standing
from sheets_crm.engine.looking import look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import COLUMNS, READING, Reader
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, Session, open_session, silent
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.undo.reversal import Cell, Reversal, plan_reversal
from sheets_crm.errors import UsageError
from sheets_crm.model.context import Context
from sheets_crm.model.layout import Layout
from sheets_crm.model.memory import Past
from sheets_crm.model.plan import Changes, Left, Plan, Receipt
from sheets_crm.model.proposals import Proposal
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text
from sheets_crm.planning.apply import applied

ALL_RUNS = Text("Все прогоны: sheets-crm history", "All runs: sheets-crm history")
COMPARING = Text("Смотрю, что изменилось с тех пор", "Looking what has changed since")
DRAWING = Text("Обновляю вкладки программы", "Drawing the program's tabs anew")
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
    """Take back a run by its number, or the last job that still can be; cells that were changed since are left alone.

    What earlier undos had to leave because this run had changed it comes back with it, so that runs may be taken back in any
    order. `make_reports` may redraw the report tabs from the book as it will be. UsageError when there is no such run to take
    back; RefusedError as for any write.
    """
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        journal = session.journal
        if run is not None:
            _refuse_what_cannot_be_undone(journal, run, book.name)
        work = _Work(session, config, now, make_reports, reader)
        progress(READING, 1, STEPS)
        snapshot = work.seen()
        progress(COMPARING, 2, STEPS)
        target, found = _chosen(journal, run, snapshot, book.name)
        if not found.changes:
            return UndoResult(None, target, (), found.kept, found.failed, None, session.notes)
        result = work.done(target, found, snapshot)
        more = tuple(batch for one in work.left_by_others(result) for batch in one.reversed)
        return replace(result, reversed=(*result.reversed, *more), notes=(*session.notes, *found.moved))


@dataclass(frozen=True, eq=False)
class _Work:
    session: Session
    config: Config
    now: datetime
    make_reports: MakeReports | None
    reader: Reader

    @cached_property
    def layout(self) -> Layout:
        return load_layout(self.config.layout(self.session.book.name))

    def seen(self) -> Snapshot:
        """Read the book."""
        return self.reader(self.session.book, self.config, self.layout).snapshot

    def done(self, target: Run, found: Reversal, snapshot: Snapshot) -> UndoResult:
        """Write a reversal."""
        session, journal = self.session, self.session.journal
        look, reports = look_back(journal, snapshot, self.layout), tuple[Report, ...]()
        if self.make_reports:
            session.progress(DRAWING, 2, STEPS)
            memory = recall(journal, snapshot.lang, snapshot)
            past = self._past(found, journal.next_number(), snapshot.lang)
            memory = replace(memory, history=(*past, *memory.history), typed=look.told(memory, self.now).typed)
            memory = replace(memory, proposals=self._proposals(target, found, snapshot))
            context = Context(self.now, self.layout, self.config.settings, memory)
            reports = self.make_reports(applied(snapshot, found.changes), context)
        plan = Plan(snapshot.identity, found.changes, reports=reports)
        heading = session.heading("undo", target.job, target.number)
        number, receipt = apply_plan(session, plan, look, heading, found.reverses)
        settle_standing(journal)
        kept, failed = (*found.kept, *receipt.kept), (*found.failed, *receipt.failed)
        return UndoResult(number, target, receipt.written, kept, failed, receipt)

    def _proposals(self, target: Run, found: Reversal, snapshot: Snapshot) -> tuple[Proposal, ...]:
        """Return the proposals that stand once a run is taken back as a whole."""
        names = renamed_sheets(self.session.journal, snapshot)
        whole = not (found.kept or found.failed)
        wanted = target.number if whole else None
        return tuple(read_proposals(self.session.journal.db, lambda sheet: names.get(sheet, sheet), wanted))

    def _past(self, found: Reversal, number: int, lang: Lang) -> Iterator[Past]:
        """Yield what the undo is about to change, the last first, as the journal will tell it."""
        ids = [batch for batch in found.changes if batch.column == "id"]
        for batch in reversed([*ids, *(batch for batch in found.changes if batch.column != "id")]):
            for one in reversed(list(batch)):
                told = one.sheet, one.row_id, one.column, one.before, one.after, one.rule, one.reason.in_(lang)
                yield Past(self.now, number, *told)

    def left_by_others(self, result: UndoResult) -> Iterator[UndoResult]:
        """Take back what undos of earlier runs left in cells that this one brought to what those runs had written."""
        journal = self.session.journal
        touched = _cells(result.reversed)
        runs = journal.runs()
        undone = {run.target for run in runs if run.kind == "undo" and run.state == "done"} - {result.target.number}
        for run in reversed(runs):
            if run.kind == "job" and run.state == "done" and run.number in undone and not run.pruned:
                snapshot = self.seen()
                found = plan_reversal(journal, run, snapshot).within(touched - self._written_after(run, snapshot))
                if found.changes:
                    more = self.done(run, found, snapshot)
                    touched |= _cells(more.reversed)
                    yield more

    def _written_after(self, run: Run, snapshot: Snapshot) -> set[Cell]:
        """Return the cells that a later job wrote, too, and that nobody took back: what stands there is that job's."""
        names = renamed_sheets(self.session.journal, snapshot)
        writers = self.session.journal.later_writers(run.number, undos=False)
        return {(names.get(sheet, sheet), row_id, name) for sheet, row_id, name in writers}


def _cells(batches: Iterable[Changes]) -> set[Cell]:
    return {(batch.sheet, row_id, batch.column) for batch in batches for row_id in batch.ids}


def _chosen(journal: Journal, number: int | None, snapshot: Snapshot, book: str) -> tuple[Run, Reversal]:
    """Return the run that is meant and its reversal; without a number that is the last job of which anything can come back.

    A run that an undo went over already is meant only if now more of it can be taken back, and the last try took some of it.
    """
    if number is not None:
        run = journal.run(number)
        assert run is not None
        return run, plan_reversal(journal, run, snapshot)
    runs = tuple(run for run in journal.runs() if not run.pruned)
    undone = {run.target: run.changed for run in runs if run.kind == "undo" and run.state == "done"}
    for run in reversed(runs):
        if run.kind == "job" and run.state == "done" and run.changed:
            found = plan_reversal(journal, run, snapshot)
            if run.number not in undone or (found.changes and undone[run.number]):
                return run, found
    raise UsageError(
        Text("отменять нечего: нет прогона, который что-то менял", "there is nothing to take back: no run changed anything"),
        where=book,
        mend=_columns_added(runs, book) or ALL_RUNS,
    )


def _columns_added(runs: tuple[Run, ...], book: str) -> Text | None:
    """Say how the columns go that `adopt` appended: there is nothing in them to undo."""
    last = next((run for run in reversed(runs) if run.job == COLUMNS and run.state == "done" and run.backup), None)
    if last is None:
        return None
    if is_address(book):
        return Text(
            f"Прогон {last.number} добавил столбцы программы; чтобы убрать их, удалите их в самой таблице",
            f"Run {last.number} appended the program's columns; to be rid of them delete them in the spreadsheet itself",
        )
    return Text(
        f"Прогон {last.number} добавил столбцы программы; чтобы убрать их, верните книгу, какой она была до него:"
        f" sheets-crm restore, прогон {last.number}. Что вписано с тех пор, останется в копии",
        f"Run {last.number} appended the program's columns; to be rid of them bring the book back as it was before:"
        f" sheets-crm restore, run {last.number}. What was typed since stays in a backup",
    )


def _refuse_what_cannot_be_undone(journal: Journal, number: int, book: str) -> None:
    run = journal.run(number)
    if run is None:
        raise UsageError(Text(f"прогона {number} нет", f"there is no run {number}"), where=book, mend=ALL_RUNS)
    _refuse_what_was_erased(run, book)
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
    elif run.job == COLUMNS:
        what = Text(f"прогон {number} добавил столбцы", f"run {number} appended columns")
        mend = _columns_added((run,), book) or ALL_RUNS
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


def _refuse_what_was_erased(run: Run, book: str) -> None:
    if run.pruned:
        what = Text(
            f"правки прогона {run.number} стёрты {run.pruned:%d.%m.%Y} за давностью",
            f"the changes of run {run.number} were erased on {run.pruned:%d.%m.%Y} for their age",
        )
        raise UsageError(what, where=book, mend=Text("Отменить можно более поздние прогоны", "Later runs can be taken back"))
    if run.erased and not run.changed:
        what = Text(
            f"правки прогона {run.number} стёрты вместе с данными клиента",
            f"the changes of run {run.number} were erased with a client",
        )
        raise UsageError(what, where=book, mend=Text("Отменять нечего", "There is nothing to take back"))
