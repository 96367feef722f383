"""One person out of what a database keeps beside its sheets: people's edits, records that are gone, cells as once written.

What the sheets show stays: that is people's to delete. So a record that is gone stays while one of theirs still names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.asking import by_keys
from sheets_crm.books.database.fetching import fetched
from sheets_crm.books.database.lives import texts
from sheets_crm.books.database.records import Beside, StoredSheet, guard, places_of
from sheets_crm.books.database.saving import picked
from sheets_crm.books.database.schema import KindTable, Schema
from sheets_crm.model.trail import Past, Whose

Keys = dict[str, set[int]]
"""By the name of a table."""
Row = tuple[int, int]
"""A sheet by its key, and a row of it."""


@dataclass
class _Found:
    """Rows by their keys, what is to be kept of cells as once written, records that are gone, and rows of the program's tabs."""

    rows: Keys
    stale: dict[str, dict[int, Beside]]
    gone: Keys
    tabs: list[Row]

    def past(self) -> Past:
        """Count it."""
        kept = sum(map(len, self.stale.values())) + len(self.rows["quarantine"]) + len(self.tabs)
        return Past(len(self.rows["people_edits"]), sum(map(len, self.gone.values())), kept)


@dataclass(frozen=True)
class Forgetter:
    """What a database keeps of a person, in this transaction."""

    db: sa.Connection
    schema: Schema
    sheets: Sequence[StoredSheet]
    whose: Whose

    def count(self) -> Past:
        """Count it."""
        return self._found().past()

    def erase(self) -> Past:
        """Erase it: rows that name others go first."""
        found = self._found()
        for name, keys in found.rows.items():
            self._delete(name, keys)
        for name, beside in found.stale.items():
            table = self.schema[name]
            for key, cells in beside.items():
                self.db.execute(sa.update(table).where(table.c.key == key).values(as_written=cells))
        for name in reversed(self.schema.kinds):
            self._delete(name, found.gone.get(name, set()))
        others = self.schema["other_rows"]
        for sheet, row in found.tabs:
            self.db.execute(sa.delete(others).where(others.c.sheet_key == sheet, others.c.row == row))
        return found.past()

    def _found(self) -> _Found:
        stale = {name: dict(self._stale(name, kind)) for name, kind in self.schema.kinds.items()}
        rows = {"people_edits": set(self._edits()), "quarantine": set(self._doubts(stale))}
        return _Found(rows, stale, self._gone(), list(self._tabs()))

    def _tabs(self) -> Iterator[Row]:
        """Yield the rows of the program's tabs that tell of the person."""
        table = self.schema["other_rows"]
        keys = {one.key for one in self.sheets if one.kind is None and one.name in self.whose.tabs}
        for row in by_keys(self.db, sa.select(table), table.c.sheet_key, keys):
            cells = [cell for cell, _ in row.cells.values()]
            if self._tells(cells) or any(cell in self.whose.ids for cell in cells if isinstance(cell, str)):
                yield row.sheet_key, row.row

    def _delete(self, name: str, keys: set[int]) -> None:
        if keys:
            table = self.schema[name]
            with picked(self.db, sorted(keys)) as some:
                self.db.execute(sa.delete(table).where(table.c.key.in_(sa.select(some.c.key))))

    def _tells(self, json: Any) -> bool:  # noqa: ANN401 - any JSON
        return any(self.whose.tells(text) for text in texts(json))

    def _edits(self) -> Iterator[int]:
        """Yield the edits of the person's records, and those of others in which the person is told of."""
        table = self.schema["people_edits"]
        kind_of = {
            one.name: name
            for name, kind in self.schema.kinds.items()
            for one in (kind.table, *(place.child for place in kind.places if place.child is not None))
        }
        for row in self.db.execute(sa.select(table)):
            theirs = (kind_of.get(row.of_table, ""), row.record_key) in self.whose.lives
            if theirs or self._tells([row.before, row.after]):
                yield row.key

    def _gone(self) -> Keys:
        """Return the records that are gone and are the person's, but for those that a record of today still names."""
        found = defaultdict[str, set[int]](set)
        for name, key in self.whose.gone:
            found[name].add(key)
        for kind in reversed(self.schema.kinds.values()):
            for column in kind.table.c:
                for reference in column.foreign_keys:
                    named = found.get(reference.column.table.name)
                    if named and reference.column.name == "key":
                        named -= set(self._naming(kind.table, column, named, found[kind.table.name]))
        return found

    def _naming(self, table: sa.Table, column: sa.Column[Any], named: set[int], but: set[int]) -> Iterator[int]:
        rows = by_keys(self.db, sa.select(table.c.key, column), column, named)
        return (one for key, one in rows if key not in but)

    def _stale(self, name: str, kind: KindTable) -> Iterator[tuple[int, Beside]]:
        """Yield what is to be kept beside records in which a cell as once written tells of the person, and is shown no more."""
        table = kind.table
        for sheet in (one for one in self.sheets if one.kind == name):
            at_home = {field: at for at, place in enumerate(places_of(sheet, kind)) for field in place.home.fields}
            where = sa.and_(table.c.sheet_key == sheet.key, table.c.as_written.is_not(None))
            for some in fetched(self.db, kind, sheet, where):
                for key, beside, held in zip(some.keys, some.as_written, zip(*some.held, strict=True), strict=True):
                    known = beside or {}
                    kept = {
                        field: pair
                        for field, pair in known.items()
                        if not self._tells(pair) or (field in at_home and guard(held[at_home[field]]) == pair[1])
                    }
                    if len(kept) < len(known):
                        yield key, kept or None

    def _doubts(self, stale: dict[str, dict[int, Beside]]) -> Iterator[int]:
        """Yield reasons that tell of the person, or are of its records, and are of no cell that is still shown."""
        table = self.schema["quarantine"]
        theirs = [
            row
            for row in self.db.execute(sa.select(table))
            if (row.kind, row.record_key) in self.whose.lives or self._tells([row.written, row.why_ru, row.why_en])
        ]
        for name in {row.kind for row in theirs}:
            shown = self._as_written(name, {row.record_key for row in theirs if row.kind == name}) | stale.get(name, {})
            yield from (row.key for row in theirs if row.kind == name and row.field not in (shown.get(row.record_key) or {}))

    def _as_written(self, name: str, keys: set[int]) -> dict[int, Beside]:
        if name not in self.schema.kinds:
            return {}
        table = self.schema.kinds[name].table
        asked = sa.select(table.c.key, table.c.as_written).where(table.c.gone_at.is_(None))
        return dict(by_keys(self.db, asked, table.c.key, keys))


def old_edits(schema: Schema, moment: datetime) -> sa.ColumnElement[bool]:
    """Return which of people's edits are from before a moment, in local time."""
    return schema["people_edits"].c.at < moment.astimezone()
