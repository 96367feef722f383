"""A whole book into the database: new records, records that changed, and those that are gone (marked, not deleted)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from sheets_crm.books.database import about
from sheets_crm.books.database.cells import UNSTORABLE, Json, pack
from sheets_crm.books.database.fetching import named_kinds, read_names, read_records
from sheets_crm.books.database.founding import remember_book
from sheets_crm.books.database.homes import Client, Listed, shared_ids
from sheets_crm.books.database.loading import load, load_rows
from sheets_crm.books.database.reading import GENERAL, Looks, Placed, read_grids, read_sheets
from sheets_crm.books.database.records import Doubted, Fact, Records, StoredSheet, hold, places_of
from sheets_crm.books.database.saving import AT_ONCE, insert_records, mark_gone, new_keys, picked, quarantine, update_records
from sheets_crm.books.database.schema import KindTable, Schema
from sheets_crm.books.database.world import Names
from sheets_crm.diff.rows import match_rows
from sheets_crm.formats.clean import display
from sheets_crm.ledger.names import folded
from sheets_crm.model.cells import Kind
from sheets_crm.model.identity import own_id, row_ids
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table

Keys = NDArray[np.int64]
NO_KEYS = np.zeros(0, np.int64)
SHEET_COLUMNS = ("key", "name", "place", "kind", "header_row", "lang", "about")


@dataclass
class ArrivedTable:
    """What became of one table: its sheet as stored, the keys of its records in their order, and what could not be held."""

    sheet: StoredSheet
    keys: Keys
    doubted: list[Doubted]
    new: int = 0
    changed: int = 0


@dataclass
class Arrival:
    """What became of a book: its tables, and by kind how many records it no longer has."""

    tables: list[ArrivedTable] = field(default_factory=list)
    gone: dict[str, int] = field(default_factory=dict)


class Receiver:
    """One book on its way into the database, inside one transaction, over the book that stands there unless that is `new`."""

    def __init__(self, db: sa.Connection, schema: Schema, source: Snapshot, *, new: bool) -> None:
        """Take what to write, and where."""
        self.db, self.schema, self.source, self.new = db, schema, source, new
        self.known: dict[str, Keys] = {}
        self.world: dict[str, Names] = {}
        self.arrival = Arrival()

    def receive(self) -> Arrival:
        """Write everything: the lists first, then what names their entries."""
        if not self.new:
            self.known = dict(self._known())
        remember_book(self.db, self.schema, self.source)
        self.db.execute(sa.delete(self.schema["quarantine"]))
        self.db.execute(sa.delete(self.schema["other_rows"]))
        sheets, named = self._sheets(), named_kinds(self.schema)
        for name, kind in self.schema.kinds.items():
            tables = self.source.of_kind(name)
            here = [self._table(kind, table, sheets[table.sheet]) for table in tables]
            self._gone(kind, np.concatenate([NO_KEYS, *here]))
            if not tables:
                self._made_up(kind)
            if name in named:
                self.world[name] = read_names(self.db, kind.table)
        for name, grid in self.source.grids.items():
            self._other_rows(sheets[name], grid, self.source.table(name))
        return self.arrival

    def _sheets(self) -> dict[str, StoredSheet]:
        """Write the sheets and their columns anew; those known by their names keep their keys."""
        db, sheets, columns = self.db, self.schema["sheets"], self.schema["columns"]
        known = {row.name: row.key for row in db.execute(sa.select(sheets.c.name, sheets.c.key))}
        free = max(known.values(), default=0)
        db.execute(sa.delete(columns))
        db.execute(sa.update(sheets).values(place=-sheets.c.key))
        made = {}
        for place, (name, grid) in enumerate(self.source.grids.items(), 1):
            table = self.source.table(name)
            free += name not in known
            facts = tuple(self._facts(table, grid)) if table else ()
            header, lang = (table.header_row, table.lang) if table else (0, self.source.lang)
            kind = table.kind if table else None
            one = StoredSheet(known.get(name, free), name, place, kind, header, lang, about.of_sheet(grid), facts)
            row = {each: getattr(one, each) for each in SHEET_COLUMNS}
            if name in known:
                db.execute(sa.update(sheets).where(sheets.c.key == one.key).values(row))
            else:
                db.execute(sa.insert(sheets), row)
            load(db, columns, {"sheet_key": [one.key] * len(facts), **Fact.columns(facts)})
            made[name] = one
        return made

    def _facts(self, table: Table, grid: Grid) -> Iterator[Fact]:
        for one in table.fields:
            column = grid.columns.get(one.letter_index)
            usual = Counter(column.formats.tolist()).most_common(1) if column and column.formats is not None else ()
            look = self.source.number_formats[usual[0][0]] if usual else GENERAL
            yield Fact(one.letter_index, one.name, UNSTORABLE.sub("\ufffd", one.title), look)

    def _table(self, kind: KindTable, table: Table, sheet: StoredSheet) -> Keys:
        """Write the records of one table, those that are there already under the keys that they have."""
        keys = self._back(kind, sheet, table, self.known.pop(table.sheet, np.zeros(len(table), np.int64)))
        old = keys > 0
        keys[~old] = new_keys(self.db, kind.table, int((~old).sum()))
        looks = self._looks(sheet, table)
        self.world[kind.sheet.kind] = Names(twice=shared_ids(table.cells("id")))
        arrived = ArrivedTable(sheet, keys, [], int((~old).sum()))
        for first in range(0, len(table), AT_ONCE):
            end = min(first + AT_ONCE, len(table))
            records = Records.of(keys[first:end].tolist(), table.rows[first:end].tolist(), len(places_of(sheet, kind)))
            for at in looks.keys() & set(range(first, end)):
                records.looks[at - first] = looks[at]
            cells = {one.name: one.cells.cut(first, end) for one in table.fields}
            doubted = hold(sheet, kind, records, cells, self.world)
            quarantine(self.db, self.schema, sheet, records.keys, doubted)
            arrived.doubted += [replace(one, at=one.at + first) for one in doubted]
            arrived.changed += self._write(kind, sheet, records, np.flatnonzero(old[first:end]).tolist())
        self.arrival.tables.append(arrived)
        return keys

    def _write(self, kind: KindTable, sheet: StoredSheet, records: Records, known: Sequence[int]) -> int:
        """Write some records, those at `known` over what is there; return in how many of these something differs."""
        new = sorted(set(range(len(records))).difference(known))
        insert_records(self.db, kind, sheet, records if not known else records.pick(new), places_of(sheet, kind))
        if not known:
            return 0
        old = records.pick(known)
        return update_records(self.db, kind, sheet, read_records(self.db, kind, sheet, old.keys).find(old.keys), old)

    def _known(self) -> Iterator[tuple[str, Keys]]:
        """Say of each sheet under which keys its records are there already, 0 for new ones: by ID, else by what they hold."""
        stored = read_sheets(self.db, self.schema)
        for one, (grid, placed) in zip(stored, read_grids(self.db, self.schema, stored, Looks()), strict=True):
            table = self.source.table(one.name)
            if placed is not None and table is not None and table.kind == one.kind:
                yield one.name, _matched(one, grid, placed, table)

    def _back(self, kind: KindTable, sheet: StoredSheet, table: Table, keys: Keys) -> Keys:
        """Bring back, by their IDs, records that were marked as gone; return the keys with theirs."""
        one = kind.table
        asked = sa.select(one.c.id, one.c.key).where(one.c.sheet_key == sheet.key, one.c.gone_at.is_not(None))
        gone = {row.id: row.key for row in self.db.execute(asked.where(one.c.id.is_not(None)))}
        back = {at: gone[row_id] for at, row_id in enumerate(table.ids) if row_id in gone and not keys[at]} if gone else {}
        if back:
            with picked(self.db, list(back.values())) as some:
                again = sa.update(one).where(one.c.key.in_(sa.select(some.c.key)))
                self.db.execute(again.values(gone_at=None))
            keys[list(back)] = list(back.values())
        return keys

    def _looks(self, sheet: StoredSheet, table: Table) -> dict[int, dict[str, Json]]:
        """Return the number formats of cells that are not those of their columns, by position and field."""
        looks: dict[int, dict[str, Json]] = {}
        grid, codes = self.source.grids[table.sheet], self.source.number_formats
        for fact in sheet.columns:
            column = grid.columns.get(fact.place)
            if column is None or column.formats is None:
                continue
            at = np.searchsorted(table.rows, column.rows)
            odd = np.array([code != fact.look for code in codes])[column.formats]
            odd &= (at < len(table.rows)) & (table.rows[np.minimum(at, len(table.rows) - 1)] == column.rows)
            for position, code in zip(at[odd].tolist(), column.formats[odd].tolist(), strict=True):
                looks.setdefault(position, {})[fact.name] = codes[code]
        return looks

    def _gone(self, kind: KindTable, here: Keys) -> None:
        """Mark the records that once came from a sheet, and that the book no longer has."""
        one = kind.table
        asked = sa.select(one.c.key).where(one.c.gone_at.is_(None), one.c.sheet_key.is_not(None))
        stored = () if self.new else self.db.execute(asked.execution_options(yield_per=AT_ONCE)).scalars()
        gone = np.setdiff1d(np.fromiter(stored, np.int64), here)
        mark_gone(self.db, kind, gone.tolist())
        self.arrival.gone[kind.sheet.kind] = len(gone)

    def _made_up(self, kind: KindTable) -> None:
        """Where a book has no sheet of a list, make the list of what the book names."""
        names = read_names(self.db, kind.table)
        title = "title" if "title" in kind.table.c else "name"
        known, rows = {*names.by_name, *names.by_id, *names.several}, list[tuple[str | None, str | None]]()
        for name, row_id in self._named(kind.sheet.kind):
            if (row_id or folded(name)) not in known:
                known.add(row_id or folded(name))
                rows.append((name or None, row_id or None))
        load_rows(self.db, kind.table, [title, "id"], rows)

    def _named(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the names and IDs by which records name records of a kind."""
        for name, other in self.schema.kinds.items():
            for home in (place.home for place in other.places):
                for table in self.source.of_kind(name) if isinstance(home, (Listed, Client)) and home.kind == kind else ():
                    said = [display(value) for value in table.cells(home.fields[0]).values()]
                    ids = [own_id(value) for value in table.cells(home.id_name).values()] if isinstance(home, Client) else said
                    pairs = zip(said, ids, strict=True) if isinstance(home, Client) else ((one, "") for one in said)
                    yield from ((one, row_id) for one, row_id in pairs if folded(one) or row_id)

    def _other_rows(self, sheet: StoredSheet, grid: Grid, table: Table | None) -> None:
        """Write the rows that hold no records, cell by cell."""
        records = set(table.rows.tolist()) if table else set[int]()
        rows: dict[int, dict[str, Json]] = {}
        for place, column in grid.columns.items():
            for at, row in enumerate(column.rows.tolist()):
                if row not in records and (column.cells.kinds[at] != Kind.EMPTY or at in column.cells.formulas):
                    look = self.source.number_formats[column.formats[at]] if column.formats is not None else GENERAL
                    rows.setdefault(row, {})[str(place)] = [pack(column.cells, at), look]
        made = ((sheet.key, row, cells) for row, cells in sorted(rows.items()))
        load_rows(self.db, self.schema["other_rows"], ["sheet_key", "row", "cells"], made)


def _matched(stored: StoredSheet, grid: Grid, placed: Placed, table: Table) -> Keys:
    """Find the records of a table among those of the stored sheet of its name; return their keys, 0 for those that are new."""
    order = np.argsort(placed.rows, kind="stable")
    rows = placed.rows[order]
    fields = tuple(Field(fact.name, fact.place, fact.title, grid.dense(fact.place, rows)) for fact in stored.columns)
    ids = row_ids(next((one.cells for one in fields if one.name == "id"), None), rows)
    before = Table(table.kind, stored.name, stored.header_row, rows, fields, ids)
    pairs = [(one, other) for one in fields if (other := table.field(one.name))]
    found, keys = match_rows(before, table, pairs), np.zeros(len(table), np.int64)
    keys[found.after] = placed.keys[order][found.before]
    return keys
