"""Runs a job on a book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sheets_crm.books.base import Book
from sheets_crm.engine.applying import STEPS, apply_plan
from sheets_crm.engine.fingerprint import program
from sheets_crm.engine.home.home import Home, home_of
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.memory import recall
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.looking import Look, look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, Session, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.settled import Answer, Question, answer, packed, question, settles
from sheets_crm.engine.telling import PLANNING, telling
from sheets_crm.errors import RefusedError
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Layout
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import NewColumn, Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.plan import make_plan
from sheets_crm.rules.rule import Rule

COLUMNS = "columns"
"""The name of the run that appends the program's columns."""
READING = Text("Читаю книгу", "Reading the book")
Reader = Callable[[Book, Config, Layout], Bound]
Planner = Callable[[Snapshot, Job, Context, Mapping[str, Rule]], Plan]


@dataclass(frozen=True, eq=False)
class RunResult:
    """What a run did. `run` and `receipt` are None when nothing was written; `notes` tell of earlier runs that were cut short.

    `snapshot` is None when the book was not read, because an earlier run left it with nothing to do. `recognised` says whether
    any of its sheets was.
    """

    run: int | None
    snapshot: Snapshot | None
    plan: Plan
    receipt: Receipt | None
    notes: tuple[Text, ...] = ()
    recognised: bool = True


class _Made(NamedTuple):
    """What was seen in a book, what is to be done with it, and what was known before."""

    look: Look
    plan: Plan
    memory: Memory


@dataclass(frozen=True, eq=False)
class _Work:
    """One job on one book; `asked` is None when its outcome may hang on what nobody can foresee."""

    book: Book
    job: Job
    asked: Question | None
    make: Callable[[JournalReader | None], _Made]

    def known(self, journal: JournalReader | None) -> RunResult | None:
        """Return what an earlier run left to be said of the book as it is now, if it is known for certain."""
        if journal is None or self.asked is None or not journal.has_settled(self.asked.job):
            return None
        identity = self.book.identity()
        found = answer(journal, self.asked, identity)
        if found is None:
            return None
        return RunResult(None, None, Plan(identity, findings=found.findings, converged=True), None, (), found.recognised)

    def done(self, session: Session) -> RunResult:
        """Find out what there is to do, and do it."""
        heading = session.heading("job", self.job.name)
        result, record = self.known(session.journal), None
        if result is None:
            look, plan, memory = self.make(session.journal)
            number, receipt = (None, None) if plan.empty else apply_plan(session, plan, look, heading)
            result = RunResult(number, look.snapshot, plan, receipt, session.notes, bool(look.snapshot.tables))
            self._settle(session.journal, result, memory)
            if plan.searched not in (b"", memory.searched):
                with suppress(RefusedError):
                    session.journal.keep_search(program(), plan.searched)
            record = None if receipt else look.record(plan)
        if result.receipt is None:
            session.journal.note_clean(heading, result.plan.identity, len(result.plan.findings), record)
        return replace(result, notes=session.notes)

    def _settle(self, journal: Journal, result: RunResult, memory: Memory) -> None:
        if self.asked is None or not settles(result.plan, result.receipt, memory):
            return
        identity = result.receipt.identity if result.receipt else result.plan.identity
        with suppress(RefusedError):
            kept = packed(Answer(result.plan.findings, result.recognised))
            journal.settle(self.asked.job, self.asked.about(identity), kept)


def run_job(
    book: Book,
    job: Job,
    config: Config,
    now: datetime,
    *,
    dry_run: bool = False,
    again: bool = False,
    afresh: bool = False,
    progress: Progress = silent,
    own_rules: Mapping[str, Rule] | None = None,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
    reader: Reader = read_bound,
    planner: Planner = make_plan,
) -> RunResult:
    """Read a book, plan a job, and write the plan unless it is empty or this is a dry run.

    `now` is the moment that the rules see, `clock` the real one; `again` makes those repairs too that a person took back;
    `afresh` reads the book even where an earlier run left nothing to do. RefusedError (nothing is written) when another run
    holds the book for longer than `wait` seconds, or somebody changed it meanwhile; UnreadableError when it cannot be read.
    """

    def planned(journal: JournalReader | None) -> _Made:
        layout = load_layout(config.layout(book.name))
        progress(READING, 1, STEPS)
        bound = reader(book, config, layout)
        progress(PLANNING, 2, STEPS)
        look = look_back(journal, bound.snapshot, layout)
        snapshot = look.snapshot
        memory = look.told(recall(journal, snapshot.lang, snapshot), now)
        if again:
            memory = replace(memory, declined=frozenset(), declined_fills=frozenset())
        context = Context(now, layout, config.settings, memory, (*bound.notes, *look.notes), look.diff)
        return _Made(look, planner(snapshot, job, context, telling(job, own_rules or {}, progress)), memory)

    foreseen = not (again or afresh or own_rules) and reader is read_bound and planner is make_plan
    work = _Work(book, job, question(job, config, book.name, now.date()) if foreseen else None, planned)
    if dry_run:
        return _only_shown(work, home_of(book, config, move=False), config)
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        return work.done(session)


def _only_shown(work: _Work, home: Home, config: Config) -> RunResult:
    journal = JournalReader.open_to_read(home.folder, config)
    with journal or nullcontext():
        known = work.known(journal)
        if known:
            return replace(known, notes=home.notes)
        look, plan, _ = work.make(journal)
        return RunResult(None, look.snapshot, plan, None, home.notes, bool(look.snapshot.tables))


def add_columns(
    book: Book,
    columns: Sequence[NewColumn],
    snapshot: Snapshot,
    config: Config,
    now: datetime,
    *,
    progress: Progress = silent,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
) -> RunResult:
    """Append the program's columns to a person's sheets, with their yes, as a run of its own named `columns`."""
    plan = Plan(snapshot.identity, new_columns=tuple(columns))
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        look = look_back(session.journal, snapshot, load_layout(config.layout(book.name)))
        number, receipt = apply_plan(session, plan, look, session.heading("job", COLUMNS))
        return RunResult(number, snapshot, plan, receipt, session.notes)
