"""Brings back what went missing since the program knows the book, or takes all of it as meant (D35, G7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sheets_crm.books.base import Book
from sheets_crm.diff.accidents.find import noticed
from sheets_crm.engine.columns_back import columns_back
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.journal.following import standing_now
from sheets_crm.engine.journal.noticing import ACCEPTED, read_noticed
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.renaming import renamed_sheets
from sheets_crm.engine.looking import look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.run import RunResult, add_columns, run_job
from sheets_crm.engine.session import Progress, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import UsageError
from sheets_crm.ledger.losses import still_open
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Words
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.plan import Changes, Finding, Plan
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.merge import merged
from sheets_crm.rules.recover import NAME, plan_back
from sheets_crm.rules.rule import Rule

JOB = Job(name=NAME, title=Words(ru="Возврат пропавшего", en="What was lost brought back"), steps=())


@dataclass(frozen=True)
class Choice:
    """What is to come back: deleted rows by their IDs, columns by their titles; `everything` that was noticed."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    everything: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.rows or self.columns or self.everything)


@dataclass(frozen=True)
class Recovered:
    """The run, and all that is missing and could come back."""

    result: RunResult
    missing: tuple[Noticed, ...]


def recover(book: Book, choice: Choice, config: Config, now: datetime, *, apply: bool, progress: Progress = silent) -> Recovered:
    """Plan the way back of what was chosen, and write the plan if it is to be applied.

    Beside people deleted columns come first, as runs of their own. UsageError for a row or a column that nothing is missing of;
    otherwise as `run_job`.
    """
    if apply and book.beside_people:
        _columns_first(book, choice, config, now, progress)
    found: list[Noticed] = []

    def planner(snapshot: Snapshot, _job: Job, context: Context, _own: Mapping[str, Rule]) -> Plan:
        found.extend(_missing(book, config, snapshot, context, accepted=bool(choice.rows or choice.columns)))
        said = list(plan_back(_chosen(found, choice), snapshot, formulas=not book.beside_people))
        changes = merged(one for one in said if isinstance(one, Changes))
        return Plan(snapshot.identity, changes, tuple(one for one in said if isinstance(one, Finding)))

    result = run_job(book, JOB, config, now, dry_run=not apply, progress=progress, planner=planner)
    return Recovered(result, tuple(found))


def _columns_first(book: Book, choice: Choice, config: Config, now: datetime, progress: Progress) -> None:
    """Put deleted columns in, each in a run of its own, until there are no more of them, or one is not taken."""
    left = -1
    while True:
        shown = recover(book, choice, config, now, apply=False, progress=progress)
        snapshot = shown.result.snapshot
        columns = (
            columns_back(_chosen(shown.missing, choice), snapshot, load_layout(config.layout(book.name))) if snapshot else ()
        )
        if snapshot is None or not columns or len(columns) == left:
            return
        left = len(columns)
        add_columns(book, columns[:1], snapshot, config, now, progress=progress)


def keep(book: Book, config: Config, now: datetime, *, progress: Progress = silent) -> None:
    """Take all that was noticed up to now as meant: no report tells of it any more. Raises as `run_job` does."""
    with open_session(book, config, now, progress=progress) as session:
        layout = load_layout(config.layout(book.name))
        look = look_back(session.journal, read_bound(book, config, layout).snapshot, layout)
        session.journal.unsettle()
        session.journal.note_clean(session.heading("job", ACCEPTED), look.snapshot.identity, 0, look.record())


def _missing(book: Book, config: Config, snapshot: Snapshot, context: Context, *, accepted: bool) -> list[Noticed]:
    """Return all that is missing, the oldest first."""
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    if journal is None:
        return []
    with journal:
        every = read_noticed(journal, renamed_sheets(journal, snapshot), small=True, accepted=accepted)
        past = list(standing_now(every, context.since))
    new = noticed(context.since, context.now) if context.since else ()
    told = [one for one in (*past, *new) if one.what != "column renamed"]
    return still_open(told, snapshot, context.memory)


def _chosen(missing: Sequence[Noticed], choice: Choice) -> list[Noticed]:
    rows = {row_id for one in missing if one.what == "rows gone" for row_id in one.ids}
    titles = {one.title.casefold() for one in missing if one.what != "rows gone"}
    asked = {row if row in rows else f"#{row.removeprefix('#')}" for row in choice.rows}  # in a shell a # begins a remark
    _refuse({row.removeprefix("#") for row in asked - rows}, "--row")
    _refuse({one for one in choice.columns if one.casefold() not in titles}, "--column")
    if choice.everything:
        return list(missing)
    wanted = {one.casefold() for one in choice.columns}
    cells = [one for one in missing if one.what != "rows gone" and one.title.casefold() in wanted]
    return [*cells, *(part for one in missing if one.what == "rows gone" and len(part := _of(one, asked)))]


def _of(one: Noticed, rows: Collection[str]) -> Noticed:
    return one.pick(np.array([at for at, row_id in enumerate(one.ids) if row_id in rows], np.intp))


def _refuse(unknown: Collection[str], option: str) -> None:
    if unknown:
        name = min(unknown)
        what = Text(f"«{name}» среди пропавшего нет", f"“{name}” is not among what is missing")
        mend = Text("Без ключей recover покажет всё, что пропало", "Without options recover lists all that is missing")
        raise UsageError(what, where=option, mend=mend)
