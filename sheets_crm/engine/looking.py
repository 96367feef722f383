"""What people did since the last run, and what this one leaves for the next to compare with (G10)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from sheets_crm.diff.books import compare
from sheets_crm.diff.followed import followed
from sheets_crm.diff.scrambles.find import find_scrambles
from sheets_crm.engine.headings import headings_back, with_headings
from sheets_crm.engine.journal.following import follow, standing_now
from sheets_crm.engine.journal.noticing import read_noticed
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.renaming import renamed_sheets
from sheets_crm.engine.journal.rows import given_ids
from sheets_crm.engine.journal.tables.edits import Draft, Own, drafts, first_of, insert_edits, taken_for_now
from sheets_crm.engine.journal.tables.keeping import Keeping, to_keep
from sheets_crm.engine.journal.tables.stored import Last, last_of
from sheets_crm.model.cells import Vector
from sheets_crm.model.difference import BookDiff, FieldDiff, SheetDiff
from sheets_crm.model.layout import Layout
from sheets_crm.model.memory import Memory
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.plan import Finding, Held, NewColumn, Plan, Receipt
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.planning.apply import applied


@dataclass(frozen=True, eq=False)
class Look:
    """A book as it was read; `last` is what the last run left of it, None where that is not known, and `diff` what differs.

    `noticed` is what earlier runs saw of accidents, `notes` tell of columns that were known again by what they hold.
    `number` is that of the run that looks, `since` what the one that saw the book last took for now. `names` are those of today
    of sheets that the journal knows by others.
    """

    snapshot: Snapshot
    last: Last | None = None
    diff: BookDiff | None = None
    own: Own = field(default_factory=dict)
    noticed: tuple[Noticed, ...] = ()
    notes: tuple[Finding, ...] = ()
    number: int = 1
    since: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def told(self, memory: Memory, now: datetime) -> Memory:
        """Return the memory with what the last run left, what earlier ones noticed, and what people did since."""
        memory = replace(memory, noticed=self.noticed)
        if self.last is None or self.diff is None or self.since is None:
            return memory
        told = self.number, self.since, now, self.snapshot.last_modified_by, self.snapshot.last_modified_at
        typed = (*first_of(drafts(self.diff, self.own, {}), *told), *memory.typed)
        return replace(memory, last=self.last.snapshot, last_run=self.last.run, last_seen=self.last.at, typed=typed)

    def record(self, plan: Plan | None = None, receipt: Receipt | None = None) -> Record:
        """Return what is to be kept of this run: what people did before it, and the tables as it leaves them.

        Held columns are kept as they were, and what became of them is told once they are let go. Without a plan the book is meant
        to be as it is.
        """
        left = left_behind(self.snapshot, plan, receipt) if plan and receipt else self.snapshot
        held = self._held(plan) if plan else frozenset()
        if held and self.diff:
            left = remembering(left, held, self.diff)
        diff = compare(self.last.snapshot, left, self.diff) if self.last else None
        given = given_ids(receipt.written) if receipt else {}
        told = _without(self.diff, held) if self.diff else None
        edits = tuple(drafts(told, self.own, given)) if told else ()
        return Record(self, edits, to_keep(self.last, left, diff))

    def _held(self, plan: Plan) -> frozenset[Held]:
        """Return the columns that are mixed up; where a plan did not look, as an undo's, they are not taken for meant."""
        if plan.held is not None:
            return plan.held
        return frozenset(
            Held(sheet.after.sheet, column.field.after.name)
            for sheet in (self.diff.sheets if self.diff else ())
            for one in find_scrambles(sheet)
            for column in one.columns
        )


@dataclass(frozen=True, eq=False)
class Record:
    """What is to be kept of a run, made before the transaction that keeps it."""

    look: Look
    edits: Sequence[Draft]
    tables: Keeping

    def write(self, db: sqlite3.Connection, run: int, identity: str) -> None:
        """Write it, inside a transaction; `identity` is the book's after the run."""
        if self.look.last:
            now = self.look.snapshot
            insert_edits(db, run, self.edits, self.look.last.at, now.last_modified_by, now.last_modified_at)
        if self.look.diff:
            follow(db, run, self.edits, self.look.diff, self.look.names)
        self.tables.write(db, run, identity)


def look_back(journal: JournalReader | None, snapshot: Snapshot, layout: Layout) -> Look:
    """Compare a bound snapshot with what the last run left."""
    last = last_of(journal.db, snapshot.book, layout) if journal else None
    if journal is None or last is None or journal.restored_since(last.run):
        return Look(snapshot)
    headings = headings_back(last.snapshot, snapshot)
    snapshot = with_headings(snapshot, last.snapshot, headings, layout)
    diff = compare(last.snapshot, snapshot)
    snapshot, notes = followed(snapshot, diff)
    if notes:
        diff = compare(last.snapshot, snapshot)
    _share_texts(diff)
    names = renamed_sheets(journal, snapshot)
    noticed = tuple(standing_now(read_noticed(journal, names), diff))
    sheets = (_with_missed(one, noticed) for one in diff.sheets)
    diff = replace(diff, sheets=tuple(replace(one, heading=headings.get(one.after.sheet, ())) for one in sheets))
    return Look(
        snapshot,
        last,
        diff,
        journal.written_since(last.run),
        noticed,
        notes,
        journal.next_number(),
        taken_for_now(journal.db, last.at),
        names,
    )


def _with_missed(sheet: SheetDiff, noticed: Sequence[Noticed]) -> SheetDiff:
    """Add what records held that were deleted in earlier nights: of a sort that still stands, cells of theirs stand elsewhere."""
    gone = [one for one in noticed if one.what == "rows gone" and one.sheet == sheet.after.sheet]
    back = sheet.before.position
    place: dict[str, int] = {}
    for one in gone:
        for row_id in one.ids:
            if row_id[0] != "#" and row_id not in back:
                place.setdefault(row_id, len(place))
    if not place:
        return sheet
    missed = dict[str, Vector]()
    for one in gone:
        at = [at for at, row_id in enumerate(one.ids) if row_id in place]
        cells = missed.get(one.column) or Vector.empty(len(place))
        missed[one.column] = cells.put([place[one.ids[each]] for each in at], one.before.take(np.array(at, np.intp)).values())
    return replace(sheet, missed=missed)


def _share_texts(diff: BookDiff) -> None:
    """Let texts that both moments hold be the same objects: those of a large book would fill the memory twice.

    Here a column is changed in place after all, because for all who look at it nothing changes.
    """
    for sheet in diff.sheets:
        for one in sheet.fields:
            was, now = one.before.cells.texts, one.after.cells.texts
            if was.flags.writeable and now.flags.writeable:
                same = np.ones(len(sheet.rows), bool)
                same[one.differ] = same[one.recalculated] = False
                was[sheet.rows.before[same]] = now[sheet.rows.after[same]]


def left_behind(snapshot: Snapshot, plan: Plan, receipt: Receipt) -> Snapshot:
    """Return the tables as a run leaves them: what it wrote is in them, what it left to a person is as it was read."""
    with_columns = replace(snapshot, grids={}, tables=tuple(_with_columns(table, plan.new_columns) for table in snapshot.tables))
    return applied(with_columns, receipt.written)


def remembering(left: Snapshot, held: AbstractSet[Held], diff: BookDiff) -> Snapshot:
    """Return the tables with what the last run left in the held columns of the records that it knew."""
    for sheet in diff.sheets:
        for one in sheet.fields:
            table = left.table(sheet.after.sheet)
            if table is not None and Held(table.sheet, one.after.name) in held:
                left = left.with_table(_as_before(table, sheet, one))
        table = left.table(sheet.after.sheet)
        if table is not None and any(one.sheet == table.sheet for one in held):
            left = left.with_table(_without_spilled(table, sheet))
    return left


def _without_spilled(table: Table, sheet: SheetDiff) -> Table:
    """Return the table without rows that only cells of others slid into."""
    spilled = [sheet.after.rows[one.spilled] for one in find_scrambles(sheet)]
    kept = np.flatnonzero(~np.isin(table.rows, np.concatenate([*spilled, []])))
    if len(kept) == len(table):
        return table
    fields = tuple(replace(one, cells=one.cells.take(kept)) for one in table.fields)
    return replace(table, rows=table.rows[kept], fields=fields, ids=[table.ids[at] for at in kept.tolist()])


def _as_before(table: Table, sheet: SheetDiff, one: FieldDiff) -> Table:
    rows = sheet.after.rows[sheet.rows.after[one.differ]]
    at = np.minimum(np.searchsorted(table.rows, rows), len(table) - 1)
    there = table.rows[at] == rows
    before = one.before.cells.take(sheet.rows.before[one.differ][there]).values()
    return table.with_cells(one.after.name, table.cells(one.after.name).put(at[there], before))


def _without(diff: BookDiff, held: AbstractSet[Held]) -> BookDiff:
    """Return the differences without those of held columns."""
    if not held:
        return diff
    return replace(
        diff,
        sheets=tuple(
            replace(one, fields=tuple(each for each in one.fields if Held(one.after.sheet, each.after.name) not in held))
            for one in diff.sheets
        ),
    )


def _with_columns(table: Table, columns: Sequence[NewColumn]) -> Table:
    new = tuple(
        Field(one.column.key, one.letter_index, one.title, Vector.empty(len(table)), one.column)
        for one in columns
        if one.sheet == table.sheet
    )
    return replace(table, fields=(*table.fields, *new)) if new else table
