"""Takes a copy back: what its person may do goes into the book, all else waits for the owner's word (H8).

A run like any other: shown first, journaled, undone whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.handout import mark_of
from sheets_crm.engine.handouts.judging import NAME, Judge, Rights
from sheets_crm.engine.handouts.store import keep, kept, sweep
from sheets_crm.engine.handouts.three_way import ThreeWay
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.journal.inbox import Handout, handouts
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.reading import bind_snapshot
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.session import Progress, open_session, silent
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.roles_file import load_roles
from sheets_crm.errors import UsageError
from sheets_crm.ledger.decisions import is_own_tab
from sheets_crm.model.context import Context
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Words
from sheets_crm.model.plan import Changes, Plan
from sheets_crm.model.proposals import Proposal, Taken
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.planning.apply import applied
from sheets_crm.planning.merge import merged
from sheets_crm.planning.plan import draw_reports, with_verdicts
from sheets_crm.reports.registry import Evidence
from sheets_crm.rules import ids
from sheets_crm.rules.rule import Rule

JOB = Job(name=NAME, title=Words(ru="Копия взята назад", en="A copy taken back"), steps=())
TABS = ("proposals", "archive")
HAND_OUT = Text("Выдать копию: sheets-crm handout КНИГА --for Имя", "To hand one out: sheets-crm handout BOOK --for Name")


@dataclass(frozen=True)
class TakenBack:
    """The run, whose copy it was, and the rows of the book in which the copy's new rows land."""

    result: RunResult
    person: str
    rows: int


def take_back(
    book: Book,
    copy: Path,
    config: Config,
    now: datetime,
    *,
    apply: bool,
    person: str | None = None,
    progress: Progress = silent,
) -> TakenBack:
    """Plan what was done in a copy since it was last taken back, and write the plan if it is to be applied.

    `person` is whose copy it is, where the copy does not tell by itself. UsageError for a file that is no copy of this book;
    otherwise as `run_job`.
    """
    if copy.exists() and Path(book.name).exists() and copy.samefile(book.name):
        what = Text("это сама книга, а не копия", "this is the book itself, not a copy")
        raise UsageError(what, where=str(copy), mend=HAND_OUT)
    if not copy.is_file():
        what = Text("такого файла нет", "there is no such file")
        raise UsageError(what, where=str(copy), mend=HAND_OUT)
    seen: list[tuple[str, int]] = []

    def planner(snapshot: Snapshot, _job: Job, context: Context, _own: Mapping[str, Rule]) -> Plan:
        file = keep(copy, book.name, config).name if apply else ""
        returned = _read(copy, file, book, config)
        handout = _found(book, config, mark_of(returned.defined_names), person, copy)
        ways = _ways(book, config, handout, returned, snapshot, context)
        rights = Rights(load_roles(book.name, config).of(handout.person), context.layout)
        known = context.memory
        judge = Judge(ways, rights, handout.person, now, known.next_proposal, known.proposals)
        judge.judge()
        seen.append((handout.person, len(judge.homes)))
        return _plan(judge, snapshot, context, handout, file)

    result = run_job(book, JOB, config, now, dry_run=not apply, progress=progress, planner=planner)
    if apply:
        with open_session(book, config, now) as session:
            sweep(session.journal, book.name, config)
    return TakenBack(result, *seen[-1])


def _read(copy: Path, file: str, book: Book, config: Config) -> Snapshot:
    """Read a copy as it was kept, so that it is what later ones are compared with; one that is only shown, where it lies."""
    if not file:
        return XlsxBook(copy).read()
    with kept(file, book.name, config) as path:
        return XlsxBook(path or copy).read()


def _found(book: Book, config: Config, mark: str | None, person: str | None, copy: Path) -> Handout:
    """Return which copy this is, by its mark, else by whose it is said to be."""
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    known: list[Handout] = []
    if journal:
        with journal:
            known = list(handouts(journal.db))
    wanted = person.casefold() if person else None
    found = [one for one in known if (one.mark == mark if mark else one.person.casefold() == wanted)]
    if found:
        return found[-1]
    if mark:
        what = Text("эта копия выдана не из этой книги", "this copy was not handed out from this book")
        raise UsageError(what, where=str(copy), mend=HAND_OUT)
    what = Text("по файлу не видно, чья это копия", "the file does not tell whose copy it is")
    people = ", ".join(dict.fromkeys(one.person for one in known))
    mend = Text(f"Назовите, чья: --for Имя ({people})", f"Say whose: --for Name ({people})") if known else HAND_OUT
    raise UsageError(what, where=str(copy), mend=mend)


def _ways(book: Book, config: Config, handout: Handout, returned: Snapshot, now: Snapshot, context: Context) -> ThreeWay:
    with kept(handout.file, book.name, config) as path:
        if path is None:
            what = Text("не сохранилось, какой копия была выдана", "how the copy was handed out is no longer kept")
            mend = Text(
                "Выдайте новую: sheets-crm handout, и перенесите набранное в неё",
                "Hand out a new one, and carry over what was typed",
            )
            raise UsageError(what, where=handout.file, mend=mend)
        read = XlsxBook(path).read()
    base = bind_snapshot(read, book.name, config, context.layout).snapshot
    base = replace(base, tables=tuple(_with_ids(table, handout.ids) for table in base.tables))
    copy = bind_snapshot(returned, book.name, config, context.layout).snapshot
    tabs = frozenset(name for one in (base, copy, now) for name, grid in one.grids.items() if is_own_tab(grid))
    return ThreeWay(base, copy, now, tabs)


def _with_ids(table: Table, given: Mapping[tuple[str, int], str]) -> Table:
    """Return a table of a copy in which rows that came into the book are known by the IDs that they got there."""
    taken = set(table.ids)
    known = ((given.get((table.sheet, row)), row_id) for row, row_id in zip(table.rows.tolist(), table.ids, strict=True))
    return replace(table, ids=[new if new and row_id.startswith("#") and new not in taken else row_id for new, row_id in known])


def _plan(judge: Judge, snapshot: Snapshot, context: Context, handout: Handout, file: str) -> Plan:
    made = list(judge.written.changes(NAME))
    state = applied(snapshot, made)
    numbered = list(ids.check(state, context))
    state = applied(state, numbered)
    changes = merged([*made, *numbered])
    given = _given(numbered, judge.homes)
    proposed = tuple(_named(one, numbered) for one in judge.proposed)
    memory = with_verdicts(context.memory, judge.withdrawn)
    context = replace(context, memory=replace(memory, proposals=(*memory.proposals, *proposed)))
    evidence = Evidence(tuple(judge.findings), changes)
    something = bool(changes or proposed or judge.withdrawn)
    return Plan(
        snapshot.identity,
        changes,
        tuple(judge.findings),
        draw_reports(TABS, state, evidence, context) if something else (),
        proposed=proposed,
        decided=tuple(judge.withdrawn),
        taken=Taken(handout.number, file, {**handout.ids, **given}) if something else None,
    )


def _given(numbered: Sequence[Changes], homes: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], str]:
    """Return the IDs that the new rows got, by (sheet, row of the copy)."""
    got = {
        (batch.sheet, row): str(after) for batch in numbered for row, after in zip(batch.rows.tolist(), batch.after, strict=True)
    }
    return {place: got[place[0], row] for place, row in homes.items() if (place[0], row) in got}


def _named(one: Proposal, numbered: Sequence[Changes]) -> Proposal:
    """Return a proposal that knows the ID which its new record gets in this run."""
    for batch in numbered:
        if batch.sheet == one.sheet and one.row_id == f"#{one.row}" and one.kind == "fill" and one.row in batch.rows:
            return replace(one, row_id=str(batch.after[int((batch.rows == one.row).argmax())]))
    return one
