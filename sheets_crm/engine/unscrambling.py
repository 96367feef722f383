"""Puts every cell back on its record after a sort that took only some columns, or takes the book as it is (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.diff.books import compare
from sheets_crm.engine.looking import look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.undo.redrawing import redrawn
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job, Step
from sheets_crm.model.layout import Words
from sheets_crm.model.plan import Plan
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.planning.plan import make_plan
from sheets_crm.rules.partial_sort import MEND, NAME
from sheets_crm.rules.rule import Rule

JOB = Job(name="unscramble", title=Words(ru="Столбцы к своим строкам", en="Columns to their rows"), steps=(Step(rule=NAME),))


def unscramble(book: Book, config: Config, now: datetime, *, apply: bool, progress: Progress = silent) -> RunResult:
    """Plan the way back of every cell that moved without its record, and write the plan if it is to be applied.

    The program's tabs are drawn anew with it, so that none goes on telling of the mix. Raises as `run_job` does.
    """
    planner = _with_tabs if apply else make_plan
    return run_job(book, JOB, config, now, dry_run=not apply, progress=progress, own_rules={NAME: MEND}, planner=planner)


def _with_tabs(snapshot: Snapshot, job: Job, context: Context, own: Mapping[str, Rule]) -> Plan:
    """Make the plan, and draw the tabs of the book as it will be: it differs from its past less then."""
    plan = make_plan(snapshot, job, context, own)
    if not plan.changes or context.memory.last is None:
        return plan
    state = applied(snapshot, plan.changes)
    context = replace(context, since=compare(context.memory.last, state))
    return replace(plan, reports=redrawn(state, context, plan.changes))


def keep(book: Book, config: Config, now: datetime, *, progress: Progress = silent) -> None:
    """Take the book as it is from now on: what looked mixed up is meant to be so. Raises as `run_job` does."""
    with open_session(book, config, now, progress=progress) as session:
        layout = load_layout(config.layout(book.name))
        look = look_back(session.journal, read_bound(book, config, layout).snapshot, layout)
        session.journal.unsettle()
        session.journal.note_clean(session.heading("job", JOB.name), look.snapshot.identity, 0, look.record())
