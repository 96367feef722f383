"""Puts every cell back on its record after a sort that took only some columns, or takes the book as it is (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.diff.books import compare
from sheets_crm.diff.displaced import by_places
from sheets_crm.engine.applying import apply_plan
from sheets_crm.engine.headings import Headings, without_tables
from sheets_crm.engine.looking import Look, Record, look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.undo.redrawing import redrawn
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job, Step
from sheets_crm.model.layout import Words
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.planning.merge import merged
from sheets_crm.planning.plan import make_plan
from sheets_crm.rules.partial_sort import MEND, NAME
from sheets_crm.rules.rule import Rule

JOB = Job(name="unscramble", title=Words(ru="Столбцы к своим строкам", en="Columns to their rows"), steps=(Step(rule=NAME),))


def unscramble(book: Book, config: Config, now: datetime, *, apply: bool, progress: Progress = silent) -> RunResult:
    """Plan the way back of every cell that moved without its record, and write the plan if it is to be applied.

    The program's tabs are drawn anew with it, so that none goes on telling of the mix. Raises as `run_job` does.
    """
    first = _headings_back(book, config, now, progress) if apply else None
    planner = _with_tabs if apply else _with_headings
    result = run_job(book, JOB, config, now, dry_run=not apply, progress=progress, own_rules={NAME: MEND}, planner=planner)
    return first if first and result.plan.empty else result


def _headings_back(book: Book, config: Config, now: datetime, progress: Progress) -> RunResult | None:
    """Put headers back on top that were sorted among the records, as a run of its own: all else goes by them."""
    with open_session(book, config, now, progress=progress) as session:
        layout = load_layout(config.layout(book.name))
        read = read_bound(book, config, layout).snapshot
        look = look_back(session.journal, read, layout)
        headings = _headings(look)
        if not headings:
            return None
        plan = Plan(read.identity, tuple(one for each in headings.values() for one in by_places(each)))
        seen = _Unmended(**{**vars(look), "snapshot": without_tables(read, headings)}, mended=look)
        number, receipt = apply_plan(session, plan, seen, session.heading("job", JOB.name))
        return RunResult(number, read, plan, receipt, session.notes)


def _headings(look: Look) -> Headings:
    return {one.after.sheet: tuple(one.heading) for one in (look.diff.sheets if look.diff else ()) if one.heading}


@dataclass(frozen=True, eq=False)
class _Unmended(Look):
    """A book as it was read, with headers among the records; what is to be kept of it is what it is once they are back."""

    mended: Look = field(kw_only=True)

    def record(self, plan: Plan | None = None, receipt: Receipt | None = None) -> Record:
        return self.mended.record(plan, receipt)


def _with_headings(snapshot: Snapshot, job: Job, context: Context, own: Mapping[str, Rule]) -> Plan:
    """Make the plan with what puts headers back, too."""
    plan = make_plan(snapshot, job, context, own)
    swaps = [one for sheet in (context.since.sheets if context.since else ()) for one in sheet.heading]
    return replace(plan, changes=merged([*swaps, *plan.changes])) if swaps else plan


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
        read = read_bound(book, config, layout).snapshot
        look = look_back(session.journal, read, layout)
        if _headings(look):
            look = replace(look, snapshot=read, diff=None)
        session.journal.unsettle()
        session.journal.note_clean(session.heading("job", JOB.name), look.snapshot.identity, 0, look.record())
