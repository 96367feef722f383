"""What people changed between two runs, cell by cell, as the journal keeps it: a batch for each column, by columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.accidents.find import Found, accidents
from sheets_crm.diff.cells import entered
from sheets_crm.diff.formulas import read_from
from sheets_crm.engine.journal.tables.packing import packed, unpacked
from sheets_crm.engine.journal.tables.stored import packed_rows, unpacked_rows
from sheets_crm.engine.journal.values import still
from sheets_crm.model.cells import CellValue, Kind, Vector
from sheets_crm.model.difference import BookDiff, FieldDiff, Positions, SheetDiff
from sheets_crm.model.hollow import no_numbers
from sheets_crm.model.memory import Typed
from sheets_crm.model.noticed import Accident
from sheets_crm.model.snapshot import Field, Table

SHOWN, CELLS, RUNS = 50, 1000, 100
"""So many cells of a batch are told in the tab of the journal, so many of all, and of so many runs."""
What = Literal["cells", "rows new", "column new", "sheet gone", "sheet new", "sheet renamed"] | Accident
"""What happened to the cells of a batch; what is renamed has no cells, but its former and its present name.

Cells of what looks like an accident stand in a batch of their own, so that later runs know them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that a person changed, as it was entered: a formula is a `Formula`.

    `before` or `after` is None where it was empty, or its row, column or sheet not there; else as in `Edits`. `by` is who
    changed it last, where the book itself knows that; `at_work` are those who worked in the book then, by its version history.
    """

    run: int
    since: datetime
    until: datetime
    saved_by: str
    what: What
    sheet: str
    row_id: str
    row: int
    column: str
    title: str
    before: CellValue
    after: CellValue
    saved_at: datetime | None = None
    by: str = ""
    at_work: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Edits:
    """What happened in one column between two runs: `ids`, `rows`, `before` and `after` are parallel.

    `run` is the one that saw it, `until` when it began; `since` is when the book was last known to be otherwise; `saved_by`
    saved the book last, at `saved_at`, as it says itself. `rows` are sheet rows of the later moment, of the earlier one for what
    is gone.
    """

    run: int
    since: datetime
    until: datetime
    saved_by: str
    what: What
    sheet: str
    column: str
    title: str
    letter_index: int
    ids: Sequence[str]
    rows: NDArray[np.int32]
    before: Vector
    after: Vector
    saved_at: datetime | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Edit]:
        told = self.run, self.since, self.until, self.saved_by, self.what, self.sheet
        for at, (row_id, row) in enumerate(zip(self.ids, self.rows.tolist(), strict=True)):
            values = self.before.entered(at), self.after.entered(at)
            yield Edit(*told, row_id, row, self.column, self.title, *values, self.saved_at)


Own = Mapping[tuple[str, str, str], CellValue]
"""What the program itself wrote since, by (sheet, row ID, column), in a run that was cut short before it could say so."""

Given = Mapping[tuple[str, int], str]
"""The IDs that a run gave, by (sheet, sheet row)."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A batch that is to be kept."""

    what: What
    sheet: str
    column: str
    title: str
    letter_index: int
    ids: Sequence[str]
    rows: NDArray[np.int32]
    before: Vector | None
    after: Vector | None

    def row(self, run: int) -> tuple[object, ...]:
        """Return the batch as the journal keeps it."""
        names = _objects(self.ids)
        ids = packed(Vector(np.full(len(names), Kind.TEXT, np.uint8), no_numbers(len(names)), names))
        cells = (packed(part) if part is not None else None for part in (self.before, self.after))
        told = self.what, self.sheet, self.column, self.title, self.letter_index, len(names)
        return (run, *told, ids, packed_rows(self.rows), *cells)


def drafts(diff: BookDiff, own: Own, given: Given) -> Iterator[Draft]:
    """Yield what people did between two moments, batch by batch; records that get their ID in this run are known by it."""
    for one in _drafts(diff, own):
        if one.after is None or not any(row_id.startswith("#") for row_id in one.ids):
            yield one
        else:
            names = zip(one.rows.tolist(), one.ids, strict=True)
            yield replace(one, ids=[given.get((one.sheet, row), row_id) for row, row_id in names])


def _drafts(diff: BookDiff, own: Own) -> Iterator[Draft]:
    for one in diff.sheets:
        yield from _renamings(one)
        yield from _cells(one, own)
        known = {row_id for sheet, row_id, _ in own if sheet == one.before.sheet}
        gone = np.array([at for at in one.rows.gone.tolist() if one.before.ids[at] not in known], np.intp)
        yield from _rows("rows gone", one.before, one.before.fields, gone)
        yield from _rows("rows new", one.after, one.after.fields, one.rows.new, _jumps(one))
        yield from _rows("column gone", one.before, one.gone_fields, one.rows.before)
        yield from _rows("column new", one.after, one.new_fields, one.rows.after)
    for table in diff.gone:
        yield from _rows("sheet gone", table, table.fields, np.arange(len(table)))
    for table in diff.new:
        yield from _rows("sheet new", table, table.fields, np.arange(len(table)))


def _renamings(one: SheetDiff) -> Iterator[Draft]:
    if one.before.sheet != one.after.sheet:
        yield _renamed("sheet renamed", one.after, None, one.before.sheet, one.after.sheet)
    for field in one.fields:
        if field.before.title != field.after.title:
            yield _renamed("column renamed", one.after, field.after, field.before.title, field.after.title)


def _renamed(what: What, table: Table, field: Field | None, before: str, after: str) -> Draft:
    names = (field.name, field.title, field.letter_index) if field else ("", "", 0)
    return Draft(what, table.sheet, *names, ("",), np.zeros(1, np.int32), Vector.of([before]), Vector.of([after]))


def _cells(one: SheetDiff, own: Own) -> Iterator[Draft]:
    found = accidents(one)
    for what, field, places in (*((each.what, each.field, each.places) for each in found), *_others(one, found)):
        was, now = one.rows.before[places], one.rows.after[places]
        if own:
            theirs = np.array([not _ours(one, field.after, at, own) for at in now.tolist()], bool)
            was, now = was[theirs], now[theirs]
        if len(now):
            before = read_from(field.before.cells.take(was), one.after.rows[now] - one.before.rows[was])
            yield _batch(what, one.after, field.after, now, before, field.after.cells.take(now))
    for each in found:
        if len(each.new):
            yield _batch(each.what, one.after, each.field.after, each.new, None, each.field.after.cells.take(each.new))


def _others(one: SheetDiff, found: Sequence[Found]) -> Iterator[tuple[What, FieldDiff, Positions]]:
    """Yield the cells that differ and are no accident."""
    for field in one.fields:
        parts = [each.places for each in found if each.field is field]
        yield "cells", field, np.setdiff1d(field.differ, np.concatenate(parts)) if parts else field.differ


def _jumps(one: SheetDiff) -> Mapping[str, NDArray[np.intp]]:
    """Return the cells of new rows that are told as an accident, by their columns."""
    return {found.field.after.name: found.new for found in accidents(one) if len(found.new)}


def _ours(one: SheetDiff, field: Field, at: int, own: Own) -> bool:
    place = one.before.sheet, one.after.ids[at], field.name
    return place in own and still(field.cells[at], own[place])


def _rows(
    what: What, table: Table, fields: Iterable[Field], at: NDArray[np.intp], but: Mapping[str, NDArray[np.intp]] | None = None
) -> Iterator[Draft]:
    """Yield the filled cells of some records, column by column."""
    for field in fields:
        filled = at[entered(field.cells)[at]]
        if but and field.name in but:
            filled = np.setdiff1d(filled, but[field.name])
        if len(filled):
            cells = field.cells.take(filled)
            gone = what.endswith("gone")
            yield _batch(what, table, field, filled, cells if gone else None, None if gone else cells)


def _batch(what: What, table: Table, field: Field, at: NDArray[np.intp], before: Vector | None, after: Vector | None) -> Draft:
    ids = [table.ids[one] for one in at.tolist()]
    return Draft(what, table.sheet, field.name, field.title, field.letter_index, ids, table.rows[at], before, after)


def first_of(
    drafts: Iterable[Draft], run: int, since: datetime, until: datetime, saved_by: str, saved_at: datetime | None
) -> Iterator[Typed]:
    """Yield what a run is about to keep of what people did, the first cells of each batch, as `newest_edits` will."""
    for one in drafts:
        nothing = Vector.empty(len(one.ids))
        before, after = one.before or nothing, one.after or nothing
        told = run, since, until, saved_by, one.what, one.sheet, one.column, one.title
        few = slice(0, SHOWN)
        yield Typed(*told, one.ids[few], one.rows[few], before.cut(0, SHOWN), after.cut(0, SHOWN), len(one.ids), saved_at)


def newest_edits(db: sqlite3.Connection, today: Callable[[str], str]) -> Iterator[Typed]:
    """Yield what people did before the last runs, newest run first, the first cells of each batch."""
    runs = [run for (run,) in db.execute("SELECT run FROM edits GROUP BY run ORDER BY run DESC LIMIT ?", (RUNS,))]
    left = CELLS
    for run in runs:
        if left <= 0:
            return
        for one in read_edits(db, run):
            moments = taken_for_now(db, one.since), taken_for_now(db, one.until)
            told = run, *moments, one.saved_by, one.what, today(one.sheet), one.column, one.title
            few = slice(0, SHOWN)
            cells = one.before.cut(0, SHOWN), one.after.cut(0, SHOWN)
            yield Typed(*told, one.ids[few], one.rows[few], *cells, len(one), one.saved_at)
            left -= min(len(one), SHOWN)


def taken_for_now(db: sqlite3.Connection, started: datetime) -> datetime:
    """Return what the last run that began at a moment took for now; the moment itself where none did."""
    query = "SELECT as_of FROM runs WHERE started = ? ORDER BY number DESC LIMIT 1"
    return next((datetime.fromisoformat(at) for (at,) in db.execute(query, (started.isoformat(),))), started)


def insert_edits(
    db: sqlite3.Connection,
    run: int,
    batches: Sequence[Draft],
    since: datetime,
    saved_by: str,
    saved_at: datetime | None = None,
) -> None:
    """Keep what a run saw of what people did."""
    if batches:
        if saved_at:
            db.execute("INSERT INTO last_saved (run, at) VALUES (?, ?)", (run, saved_at.isoformat()))
        db.execute("INSERT INTO looks (run, since, saved_by) VALUES (?, ?, ?)", (run, since.isoformat(), saved_by))
        db.executemany(
            "INSERT INTO edits (run, what, sheet, name, title, letter_index, count, ids, rows, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [one.row(run) for one in batches],
        )


def repacked(batch: Edits, at: NDArray[np.intp]) -> tuple[object, ...]:
    """Return these cells of a batch as the journal keeps them: how many, IDs, rows, before, after."""
    before, after = (part.take(at) if part.kinds.any() else None for part in (batch.before, batch.after))
    ids = [batch.ids[one] for one in at.tolist()]
    told = batch.what, batch.sheet, batch.column, batch.title, batch.letter_index
    return Draft(*told, ids, batch.rows[at], before, after).row(batch.run)[6:]


def read_edits(db: sqlite3.Connection, run: int | None = None, column: Field | None = None) -> Iterator[Edits]:
    """Yield what people did, batch by batch, oldest first: as one run saw it or all of them, in one column or in all."""
    query = (
        "SELECT e.run, l.since, r.started, l.saved_by, s.at, e.what, e.sheet, e.name, e.title, e.letter_index, e.ids, e.rows,"
        " e.before, e.after FROM edits e JOIN looks l ON l.run = e.run JOIN runs r ON r.number = e.run"
        " LEFT JOIN last_saved s ON s.run = e.run"
        " WHERE (:run IS NULL OR e.run = :run) AND (:name IS NULL OR e.name = :name OR (e.title != '' AND e.title = :title))"
        " ORDER BY e.id"
    )
    wanted = {"run": run, "name": column.name if column else None, "title": column.title if column else None}
    for number, since, until, saved_by, saved_at, what, sheet, name, title, letter, ids, rows, before, after in db.execute(
        query, wanted
    ):
        names: list[str] = unpacked(ids).texts.tolist()
        nothing = Vector.empty(len(names))
        moments = datetime.fromisoformat(since), datetime.fromisoformat(until)
        saved = datetime.fromisoformat(saved_at) if saved_at else None
        was, became = (unpacked(part) if part is not None else nothing for part in (before, after))
        told = number, *moments, saved_by, what, sheet, name, title, letter, names, unpacked_rows(rows)
        yield Edits(*told, was, became, saved)


def _objects(texts: Sequence[str]) -> NDArray[np.object_]:
    out = np.empty(len(texts), object)
    out[:] = texts
    return out
