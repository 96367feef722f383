"""A plan into the database, beside people: what one of them changed since the snapshot is never overwritten (H7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from sheets_crm.books.database.asking import by_keys
from sheets_crm.books.database.cells import Draft, Json, pack_value
from sheets_crm.books.database.fetching import NAMED_BY, read_records, read_world
from sheets_crm.books.database.homes import Client, Listed, OwnId
from sheets_crm.books.database.outcome import Outcome, Wish, is_still
from sheets_crm.books.database.reading import GENERAL, DatabaseSnapshot, read_sheets
from sheets_crm.books.database.records import Doubted, Fields, Records, StoredSheet, hold, places_of, show
from sheets_crm.books.database.saving import (
    batches,
    insert_records,
    new_keys,
    picked,
    quarantine,
    update_records,
)
from sheets_crm.books.database.schema import KindTable, Schema
from sheets_crm.books.database.tabs import draw
from sheets_crm.books.database.world import NOBODY, World
from sheets_crm.errors import RefusedError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.identity import own_id
from sheets_crm.model.plan import NewColumn, Plan
from sheets_crm.model.snapshot import Grid
from sheets_crm.model.text import Text

NO_COLUMN = Text("в базе нет такого столбца", "the database has no such column")
NAMING = frozenset({"id", "title", *NAMED_BY})
"""Fields by which records are known, so that others may come to name them."""
AGAIN = (OwnId, Listed, Client)


class Writer:
    """One plan being written, inside one transaction that keeps other jobs out."""

    def __init__(self, db: sa.Connection, schema: Schema, plan: Plan, snapshot: DatabaseSnapshot) -> None:
        """Take the plan, and the snapshot that it was made from."""
        self.db, self.schema, self.plan, self.snapshot = db, schema, plan, snapshot
        self.outcome = Outcome()
        self.before = read_world(db, schema)
        """Who was called how when the writing began: what cells showed then is what was read."""

    def write(self) -> Outcome:
        """Write all that still stands as it was read; RefusedError when another book was brought in meanwhile."""
        self._refuse_if_rebuilt()
        for new in self.plan.new_columns:
            self._column(new)
        wishes = defaultdict[str, list[Wish]](list)
        for number, batch in enumerate(self.plan.changes):
            every = zip(batch.rows.tolist(), batch.before, batch.after, strict=True)
            wishes[batch.sheet] += [Wish((number, at), row, batch.letter_index, *both) for at, (row, *both) in enumerate(every)]
        kinds = list(self.schema.kinds)
        order = {sheet: kinds.index(one.kind) for sheet, one in self.snapshot.stored.items() if one.kind}
        for sheet in sorted(wishes, key=lambda name: order.get(name, len(kinds))):
            self._sheet(sheet, wishes[sheet])
        if any(batch.column in NAMING for batch in self.plan.changes):
            self._look_again()
        for report in self.plan.reports:
            if draw(self.db, self.schema, report, self.snapshot.grids.get(report.sheet)):
                self.outcome.reports.append(report.sheet)
        return self.outcome

    def _look_again(self) -> None:
        """Hold what named nobody, or an ID that two records shared, where that is otherwise by now."""
        table, world = self.schema["quarantine"], read_world(self.db, self.schema)
        for name, kind in self.schema.kinds.items():
            fields = [one for place in kind.places if isinstance(place.home, AGAIN) for one in place.home.fields]
            asked = sa.select(table.c.sheet, table.c.field, table.c.record_key)
            waiting = defaultdict[str, dict[int, set[str]]](lambda: defaultdict(set))
            for sheet, one, key in self.db.execute(asked.where(table.c.kind == name, table.c.field.in_(fields))):
                waiting[sheet][key].add(one)
            for sheet, keys in waiting.items():
                if sheet in self.snapshot.stored:
                    self._held_by_now(self.snapshot.stored[sheet], kind, keys, world)

    def _held_by_now(self, stored: StoredSheet, kind: KindTable, keys: Mapping[int, set[str]], world: World) -> None:
        former = read_records(self.db, kind, stored, list(keys), lock=True)
        cells = show(stored, kind, former, world)
        taken = set(self.db.execute(sa.select(kind.table.c.id).where(kind.table.c.sheet_key == stored.key)).scalars())
        touched = defaultdict[str, set[int]](set)
        for at, key in enumerate(former.keys):
            for name in keys[key] & cells.keys():
                if name != "id" or own_id(cells[name][at]) not in taken:
                    touched[name].add(at)
        after = former.pick(range(len(former)))
        doubted = _held_again(stored, kind, after, cells, touched, world)
        update_records(self.db, kind, stored, former, after, placed=False)
        self._quarantine(stored, after.keys, doubted, _fields_of(kind, stored, touched))

    def _refuse_if_rebuilt(self) -> None:
        now = {one.name: (one.kind, one.columns) for one in read_sheets(self.db, self.schema)}
        touched = {batch.sheet for batch in self.plan.changes} | {new.sheet for new in self.plan.new_columns}
        for name in touched & self.snapshot.stored.keys():
            stored = self.snapshot.stored[name]
            if now.get(name) != (stored.kind, stored.columns):
                what = Text("пока мы считали, в базу перенесли другую книгу", "another book was brought in while we were at work")
                mend = Text("В базе ничего не тронуто. Запустите ещё раз", "Nothing in it was touched. Run again")
                raise RefusedError(what, mend=mend, plain=what)

    def _sheet(self, name: str, wishes: Sequence[Wish]) -> None:
        stored = self.snapshot.stored.get(name)
        records = self.snapshot.records.get(name)
        if stored is None:
            self.outcome.failed |= {wish.place: NO_COLUMN for wish in wishes}
            return
        keys = dict(zip(records.rows.tolist(), records.keys.tolist(), strict=True)) if records else {}
        names = {fact.place: fact.name for fact in stored.columns}
        others = _rows_without_records(self.snapshot.grids[name], keys)
        ours, elsewhere = list[Wish](), list[Wish]()
        for wish in wishes:
            is_record = stored.kind and (wish.row in keys or (wish.row not in others and wish.row > stored.header_row))
            (ours if is_record and wish.letter_index in names else elsewhere).append(wish)
        if stored.kind:
            kind = self.schema.kinds[stored.kind]
            world = read_world(self.db, self.schema)
            there = [wish for wish in ours if wish.row in keys]
            for some in batches(sorted({keys[wish.row] for wish in there})):
                wanted = set(some)
                self._records(stored, kind, world, some, [(keys[w.row], w) for w in there if keys[w.row] in wanted])
            self._new_records(stored, kind, world, [wish for wish in ours if wish.row not in keys])
        self._cells(stored, elsewhere)

    def _records(
        self, stored: StoredSheet, kind: KindTable, world: World, keys: Sequence[int], wishes: Sequence[tuple[int, Wish]]
    ) -> None:
        """Write into records whose rows stay locked until the end."""
        former = read_records(self.db, kind, stored, keys, lock=True)
        drafts = {name: Draft.of(cells) for name, cells in show(stored, kind, former, self.before).items()}
        names, at_key = {fact.place: fact.name for fact in stored.columns}, {key: at for at, key in enumerate(former.keys)}
        touched = defaultdict[str, set[int]](set)
        for key, wish in wishes:
            name, at = names[wish.letter_index], at_key.get(key)
            if at is not None and is_still(drafts[name].entered(at), wish.before):
                drafts[name].unpack(at, pack_value(wish.after))
                touched[name].add(at)
                self.outcome.written.add(wish.place)
        after = former.pick(range(len(former)))
        wanted = [(former.keys[at], drafts["id"].entered(at)) for at in touched.get("id", ())]
        world = self._with_taken(world, stored, kind, wanted)
        doubted = _held_again(stored, kind, after, {name: drafts[name].cells() for name in drafts}, touched, world)
        update_records(self.db, kind, stored, former, after, placed=False)
        self._quarantine(stored, after.keys, doubted, _fields_of(kind, stored, touched))

    def _with_taken(self, world: World, stored: StoredSheet, kind: KindTable, wanted: Iterable[tuple[int, CellValue]]) -> World:
        """Know which of the IDs that these records are to have another one of the sheet holds already: it stays that one's."""
        ids = {key: own_id(value) for key, value in wanted}
        table = kind.table
        asked = sa.select(table.c.key, table.c.id).where(table.c.sheet_key == stored.key)
        holders = {row_id: key for key, row_id in by_keys(self.db, asked, table.c.id, {one for one in ids.values() if one})}
        taken = {one for key, one in ids.items() if holders.get(one, key) != key}
        if not taken:
            return world
        name = kind.sheet.kind
        names = world.get(name, NOBODY)
        return {**world, name: replace(names, twice=names.twice | taken)}

    def _quarantine(
        self, stored: StoredSheet, keys: Sequence[int], doubted: Sequence[Doubted], fields: Mapping[str, set[int]]
    ) -> None:
        table = self.schema["quarantine"]
        for name, positions in fields.items():
            gone = sa.delete(table).where(table.c.kind == stored.kind, table.c.field == name)
            with picked(self.db, [keys[at] for at in positions]) as some:
                self.db.execute(gone.where(table.c.record_key.in_(sa.select(some.c.key))))
        quarantine(self.db, self.schema, stored, keys, doubted)

    def _new_records(self, stored: StoredSheet, kind: KindTable, world: World, wishes: Sequence[Wish]) -> None:
        """Make records of rows that were blank."""
        rows = sorted({wish.row for wish in wishes if wish.before is None and wish.after is not None})
        if not rows:
            return
        position = {row: at for at, row in enumerate(rows)}
        drafts = {name: Draft(len(rows)) for name in stored.names}
        names = {fact.place: fact.name for fact in stored.columns}
        for wish in wishes:
            if wish.before is None and wish.row in position:
                drafts[names[wish.letter_index]].unpack(position[wish.row], pack_value(wish.after))
                self.outcome.written.add(wish.place)
        keys = new_keys(self.db, kind.table, len(rows))
        records = Records.of(keys, rows, len(places_of(stored, kind)))
        if "id" in drafts:
            world = self._with_taken(world, stored, kind, [(key, drafts["id"].entered(at)) for at, key in enumerate(keys)])
        doubted = hold(stored, kind, records, {name: draft.cells() for name, draft in drafts.items()}, world)
        insert_records(self.db, kind, stored, records, places_of(stored, kind))
        quarantine(self.db, self.schema, stored, keys, doubted)

    def _cells(self, stored: StoredSheet, wishes: Sequence[Wish]) -> None:
        """Write cells of rows that hold no records."""
        table = self.schema["other_rows"]
        for row in sorted({wish.row for wish in wishes}):
            here = sa.and_(table.c.sheet_key == stored.key, table.c.row == row)
            former: dict[str, Json] | None = self.db.execute(sa.select(table.c.cells).where(here).with_for_update()).scalar()
            cells = dict(former or {})
            for wish in (one for one in wishes if one.row == row):
                packed, look = cells.get(str(wish.letter_index), (None, GENERAL))
                draft = Draft(1)
                draft.unpack(0, packed)
                if is_still(draft.entered(0), wish.before):
                    cells[str(wish.letter_index)] = [pack_value(wish.after), look]
                    self.outcome.written.add(wish.place)
            if former is None:
                self.db.execute(sa.insert(table), {"sheet_key": stored.key, "row": row, "cells": cells})
            elif cells != former:
                self.db.execute(sa.update(table).where(here).values(cells=cells))

    def _column(self, new: NewColumn) -> None:
        """Append a column of the program's."""
        stored = self.snapshot.stored[new.sheet]
        row = {"place": new.letter_index, "name": new.column.key, "title": new.title, "look": GENERAL}
        self.db.execute(sa.insert(self.schema["columns"]), {"sheet_key": stored.key, **row})
        self._cells(stored, [Wish((-1, 0), new.header_row, new.letter_index, None, new.title)])


def _rows_without_records(grid: Grid, keys: Mapping[int, int]) -> set[int]:
    return {row for column in grid.columns.values() for row in column.rows.tolist()} - keys.keys()


def _fields_of(kind: KindTable, stored: StoredSheet, touched: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Return the positions that are held anew, by field: a home's fields go together."""
    fields: dict[str, set[int]] = {}
    for place in places_of(stored, kind):
        positions = set[int]().union(*(touched.get(name, ()) for name in place.home.fields))
        fields |= dict.fromkeys(place.home.fields, positions) if positions else {}
    return fields


def _held_again(
    stored: StoredSheet, kind: KindTable, records: Records, cells: Fields, touched: Mapping[str, set[int]], world: World
) -> list[Doubted]:
    """Hold what was touched, and nothing else: what people linked by hand stays as they did."""
    doubted: list[Doubted] = []
    for fields, positions in _groups(kind, stored, touched):
        at = sorted(positions)
        some = records.pick(at)
        given = {name: cells[name].take(np.array(at, np.intp)) for name in fields if name in cells}
        doubted += [Doubted(at[one.at], one.field, one.cell, one.why) for one in hold(stored, kind, some, given, world)]
        for into, position in enumerate(at):
            for mine, theirs in zip(records.held, some.held, strict=True):
                mine[position] = theirs[into]
            records.as_written[position], records.extra[position] = some.as_written[into], some.extra[into]
    return doubted


def _groups(kind: KindTable, stored: StoredSheet, touched: Mapping[str, set[int]]) -> Iterator[tuple[tuple[str, ...], set[int]]]:
    """Yield the fields that are held together, with the positions in which any of them was touched."""
    homes = {name: place.home.fields for place in places_of(stored, kind) for name in place.home.fields}
    for fields in dict.fromkeys(homes.get(name, (name,)) for name in touched):
        yield fields, set[int]().union(*(touched.get(name, ()) for name in fields))
