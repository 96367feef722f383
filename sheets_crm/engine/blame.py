"""The life of one cell: who put what into it, and when (G10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np

from sheets_crm.books.base import Book
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.records import Outcome, Run
from sheets_crm.engine.journal.renaming import renamed_sheets
from sheets_crm.engine.looking import Look, look_back
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import UsageError
from sheets_crm.model.addresses import address, parse_address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.model.witness import Saved, Versioned, Witness, Witnessed, at_work, between


@dataclass(frozen=True, slots=True)
class Event:
    """A cell became another: by the program in a run, or by people (`rule` is "") between `since` and `until`.

    `run` is None where no run has seen it yet.

    `saved_by` saved the book last before `until`, at `saved_at`, as the book itself says; that need not be who changed the cell.
    Who did is `by`, where the book knows it; then both moments are the one at which it was. `at_work` are those who worked in the
    book then, by its version history, on this cell or on others.
    """

    run: int | None
    since: datetime
    until: datetime
    before: CellValue
    after: CellValue
    rule: str = ""
    reason: Text | None = None
    saved_by: str = ""
    saved_at: datetime | None = None
    by: str = ""
    at_work: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Life:
    """One cell as it is now, the record and the column that it belongs to, and its events, oldest first."""

    sheet: str
    cell: str
    row_id: str
    title: str
    now: CellValue
    events: tuple[Event, ...]


def life_of(book: Book, place: str, config: Config, now: datetime) -> Life:
    """Tell the life of a cell, `Клиенты!C5`, until `now`; without a sheet the first one of clients is meant.

    UsageError where no record is.
    """
    layout = load_layout(config.layout(book.name))
    snapshot = read_bound(book, config, layout).snapshot
    table, at, one = _found(snapshot, place)
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    events: list[Event] = []
    runs: tuple[Run, ...] = ()
    if journal:
        with journal:
            names = {table.sheet} | {was for was, now in renamed_sheets(journal, snapshot).items() if now == table.sheet}
            events = [*_written(journal, names, table.ids[at], one), *_typed(journal, names, table.ids[at], one)]
            events += _unseen(look_back(journal, snapshot, layout), table.sheet, at, one, now)
            runs = journal.runs()
    if isinstance(book, Witness):
        events = _by_witness(events, book.witnessed(cell=(table.sheet, table.ids[at], one.name)), runs)
    if isinstance(book, Versioned) and any(not one.rule for one in events):
        events = _by_history(events, book.versions())
    place = address(int(table.rows[at]), one.letter_index)
    return Life(table.sheet, place, table.ids[at], one.title, one.cells.entered(at), tuple(sorted(events, key=_moment)))


def _moment(event: Event) -> tuple[bool, int, bool, datetime]:
    """Order by run: what people did before it was seen by it, and what they did last by none."""
    return event.run is None, event.run or 0, bool(event.rule), event.until


def _found(snapshot: Snapshot, place: str) -> tuple[Table, int, Field]:
    sheet, _, cell = place.rpartition("!")
    try:
        row, column = parse_address(cell)
    except ValueError as wrong:
        what = Text(f"«{cell}» — не адрес ячейки", f"“{cell}” is no cell address")
        raise UsageError(what, where=place, mend=Text("Пишите как Клиенты!B7", "Write it like Clients!B7")) from wrong
    tables = [one for one in snapshot.tables if one.sheet == sheet.strip("'")] if sheet else list(snapshot.of_kind("clients"))
    table = next(iter(tables), None)
    at = next((at for at, number in enumerate(table.rows.tolist()) if number == row), None) if table else None
    one = next((one for one in table.fields if one.letter_index == column), None) if table else None
    if table is None or at is None or one is None:
        what = Text(
            f"в ячейке {place} нет записи, которую ведёт программа", f"{place} belongs to no record that the program knows"
        )
        raise UsageError(
            what, where=snapshot.book, mend=Text("Назовите ячейку списка: Клиенты!B7", "Name a cell of a list: Clients!B7")
        )
    return table, at, one


def _written(journal: JournalReader, sheets: set[str], row_id: str, one: Field) -> Iterator[Event]:
    """Yield what runs wrote; one that was cut short before it wrote anything did not."""
    runs = {run.number: run for run in journal.runs() if run.state in ("done", "undone")}
    for change in journal.changes_of_cell(row_id, one.name):
        if change.sheet in sheets and change.outcome == Outcome.WRITTEN and change.run in runs:
            at = runs[change.run].started
            yield Event(change.run, at, at, change.before, change.after, change.rule, change.reason)


def _typed(journal: JournalReader, sheets: set[str], row_id: str, one: Field) -> Iterator[Event]:
    for batch in journal.edits(column=one):
        if batch.sheet in sheets and row_id in batch.ids:
            yield from (
                Event(edit.run, edit.since, edit.until, edit.before, edit.after, saved_by=edit.saved_by, saved_at=edit.saved_at)
                for edit in batch
                if edit.row_id == row_id
            )


def _by_witness(events: Sequence[Event], seen: Sequence[Witnessed], runs: Sequence[Run]) -> list[Event]:
    """Put what a book itself knows of who changed the cell in the place of what could only be compared."""
    known = [one for one in events if one.rule or not any(between(each.at, one.since, one.until) for each in seen)]
    for one in seen:
        run = next((run.number for run in runs if run.started >= one.at), None)
        known.append(Event(run, one.at, one.at, one.before, one.after, by=one.by))
    return known


def _by_history(events: Sequence[Event], versions: Sequence[Saved]) -> list[Event]:
    """Tell of what people did who of them was at work in the meantime."""
    return [one if one.rule or one.by else replace(one, at_work=at_work(versions, one.since, one.until)) for one in events]


def _unseen(look: Look, sheet: str, at: int, one: Field, now: datetime) -> Iterator[Event]:
    """Yield what people did since the last run."""
    found = look.diff.sheet(sheet) if look.diff else None
    field = found.field(one.name) if found else None
    if look.last is None or found is None or field is None:
        return
    last = look.snapshot
    told = partial(Event, None, look.last.at, now, saved_by=last.last_modified_by, saved_at=last.last_modified_at)
    for place in np.flatnonzero(found.rows.after[field.differ] == at).tolist():
        before = field.before.cells.entered(int(found.rows.before[field.differ[place]]))
        yield told(before=before, after=one.cells.entered(at))
    if at in found.rows.new and one.cells.filled[at]:
        yield told(before=None, after=one.cells.entered(at))
