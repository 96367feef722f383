"""Runs a job on a book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.engine.applying import STEPS, apply_plan
from sheets_crm.engine.config import Config
from sheets_crm.engine.home import home_of
from sheets_crm.engine.journal_reader import JournalReader
from sheets_crm.engine.memory import recall
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.resources import load_layout
from sheets_crm.engine.session import WAIT_SECONDS, Clock, Progress, open_session, silent
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Layout
from sheets_crm.model.plan import NewColumn, Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.plan import make_plan
from sheets_crm.rules.rule import Rule

COLUMNS = "columns"
"""The name of the run that appends the program's columns."""
READING = Text("Читаю книгу", "Reading the book")
PLANNING = Text("Проверяю по правилам", "Checking by the rules")
Reader = Callable[[Book, Config, Layout], Bound]
Planner = Callable[[Snapshot, Job, Context, Mapping[str, Rule]], Plan]


@dataclass(frozen=True, eq=False)
class RunResult:
    """What a run did. `run` and `receipt` are None when nothing was written; `notes` tell of earlier runs that were cut short."""

    run: int | None
    snapshot: Snapshot
    plan: Plan
    receipt: Receipt | None
    notes: tuple[Text, ...] = ()


def run_job(
    book: Book,
    job: Job,
    config: Config,
    now: datetime,
    *,
    dry_run: bool = False,
    again: bool = False,
    progress: Progress = silent,
    own_rules: Mapping[str, Rule] | None = None,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
    reader: Reader = read_bound,
    planner: Planner = make_plan,
) -> RunResult:
    """Read a book, plan a job, and write the plan unless it is empty or this is a dry run.

    `now` is the moment that the rules see, `clock` the real one; `again` makes those repairs too that a person took back.
    RefusedError (nothing is written) when another run holds the book for longer than `wait` seconds, or somebody changed it
    meanwhile; UnreadableError when it cannot be read.
    """

    def planned(journal: JournalReader | None) -> tuple[Snapshot, Plan]:
        layout = load_layout(config.layout(book.name))
        progress(READING, 1, STEPS)
        bound = reader(book, config, layout)
        progress(PLANNING, 2, STEPS)
        memory = recall(journal, bound.snapshot.lang, bound.snapshot)
        if again:
            memory = replace(memory, declined=frozenset(), declined_fills=frozenset())
        context = Context(now, layout, config.settings, memory, bound.notes)
        return bound.snapshot, planner(bound.snapshot, job, context, own_rules or {})

    if dry_run:
        home = home_of(book, config, move=False)
        journal = JournalReader.open_to_read(home.folder)
        try:
            return RunResult(None, *planned(journal), None, home.notes)
        finally:
            if journal:
                journal.close()
    with open_session(book, config, now, progress=progress, wait=wait, clock=clock) as session:
        snapshot, plan = planned(session.journal)
        heading = session.heading("job", job.name)
        if plan.empty:
            session.journal.note_clean(heading, plan.identity, len(plan.findings))
            return RunResult(None, snapshot, plan, None, session.notes)
        number, receipt = apply_plan(session, plan, snapshot, heading)
        return RunResult(number, snapshot, plan, receipt, session.notes)


def add_columns(
    book: Book,
    columns: Sequence[NewColumn],
    snapshot: Snapshot,
    config: Config,
    now: datetime,
    *,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
) -> RunResult:
    """Append the program's columns to a person's sheets, with their yes, as a run of its own named `columns`."""
    plan = Plan(snapshot.identity, new_columns=tuple(columns))
    with open_session(book, config, now, wait=wait, clock=clock) as session:
        number, receipt = apply_plan(session, plan, snapshot, session.heading("job", COLUMNS))
        return RunResult(number, snapshot, plan, receipt, session.notes)
