"""Who changed what in a database, told by the sheets: what the triggers of `watching` have kept (G10, H7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.asking import by_keys
from sheets_crm.books.database.cells import Draft, Json
from sheets_crm.books.database.homes import Chosen, Client, Listed
from sheets_crm.books.database.records import StoredSheet
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.model.cells import CellValue
from sheets_crm.model.witness import Witnessed

DUE, FIELD = "due", "field"
Known = Mapping[int, tuple[str, str]]
"""The sheet and the row ID of records, by their keys."""
Cell = tuple[str, str, str]


def witnessed(
    db: sa.Connection, schema: Schema, sheets: Sequence[StoredSheet], since: datetime | None, cell: Cell | None
) -> list[Witnessed]:
    """Return what people changed, oldest first; the IDs are those of today."""
    return sorted(Teller(db, schema, sheets).told(since, cell), key=lambda one: one.at)


@dataclass(frozen=True)
class Teller:
    """Tells of people's edits in one moment of a database."""

    db: sa.Connection
    schema: Schema
    sheets: Sequence[StoredSheet]

    def told(self, since: datetime | None, cell: Cell | None) -> Iterator[Witnessed]:
        """Yield the cells that somebody changed since a moment."""
        for kind in self.schema.kinds.values():
            keys = None
            if cell is not None:
                if not any(one.kind == kind.sheet.kind and one.name == cell[0] for one in self.sheets):
                    continue
                keys = self._keys_of(kind, cell)
            places = {one.child.name: one for one in reversed(kind.places) if one.child is not None}
            rows = list(self.rows([kind.table.name, *places], since, keys))
            known = self._known(kind, rows)
            for row in rows:
                sheet, row_id = known.get(row.record_key, ("", ""))
                at = row.at.astimezone().replace(tzinfo=None)
                for column, before, after in self.cells(kind, places.get(row.of_table), row):
                    if cell is None or column == cell[2]:
                        yield Witnessed(at, _who(row.by, row.as_role), sheet or self._first(kind), row_id, column, before, after)

    def rows(self, tables: Sequence[str], since: datetime | None = None, keys: Sequence[int] | None = None) -> Iterator[Any]:
        """Yield what the triggers kept of these tables, oldest first: since a moment, of these records."""
        table = self.schema["people_edits"]
        asked = sa.select(table).where(table.c.of_table.in_(tables)).order_by(table.c.key)
        if since is not None:
            asked = asked.where(table.c.at >= since.astimezone())
        yield from self.db.execute(asked if keys is None else asked.where(table.c.record_key.in_(keys)))

    def _keys_of(self, kind: KindTable, cell: Cell) -> list[int]:
        table, (sheet, row_id, _) = kind.table, cell
        if not row_id.startswith("#"):
            return list(self.db.execute(sa.select(table.c.key).where(table.c.id == row_id)).scalars())
        here = next(one.key for one in self.sheets if one.name == sheet)
        asked = sa.select(table.c.key).where(table.c.sheet_key == here, table.c.row == int(row_id[1:]))
        return list(self.db.execute(asked).scalars())

    def _known(self, kind: KindTable, rows: Sequence[Any]) -> Known:
        """Return where the records stand; of those that were deleted, the IDs that they had."""
        names = {one.key: one.name for one in self.sheets}
        table, found = kind.table, dict[int, tuple[str, str]]()
        for row in rows:
            if row.of_table == table.name and row.field == "id" and row.what == "delete":
                found[row.record_key] = "", str(row.before)
        asked = sa.select(table.c.key, table.c.sheet_key, table.c.id, table.c.row)
        for key, sheet, row_id, place in by_keys(self.db, asked, table.c.key, {row.record_key for row in rows}):
            found[key] = names.get(sheet, ""), row_id or (f"#{place}" if place else "")
        return found

    def _first(self, kind: KindTable) -> str:
        """Return the sheet of records that stand on none: they come at the end of the first one."""
        return next((one.name for one in self.sheets if one.kind == kind.sheet.kind), kind.table.name)

    def cells(self, kind: KindTable, child: Place | None, row: Any) -> Iterator[tuple[str, CellValue, CellValue]]:  # noqa: ANN401
        """Yield the cells of a sheet that one edit of a column shows in."""
        if child is not None:
            if row.field != FIELD:
                name = child.home.fields[-1 if row.field == DUE else 0]
                kept = child.child.c[row.field].type if child.child is not None else sa.Text()
                yield name, _typed(kept, row.before), _typed(kept, row.after)
            return
        if row.field == "extra":
            was, now = row.before or {}, row.after or {}
            for name in was.keys() | now.keys():
                if was.get(name) != now.get(name):
                    yield name, unpacked(was.get(name)), unpacked(now.get(name))
            return
        place = next((one for one in kind.places if one.column is not None and one.column.name == row.field), None)
        before, after = (self._shown(place, value) for value in (row.before, row.after))
        yield (place.home.fields[0] if place else row.field), before, after

    def _shown(self, place: Place | None, value: Json) -> CellValue:
        if place is None or place.column is None or value is None:
            return value if place is None else None
        home = place.home
        if isinstance(home, Chosen):
            titles = {one.key: one.title for one in home.column.choices}
            return titles[value].in_(self.sheets[0].lang) if value in titles else value
        if isinstance(home, (Listed, Client)):
            return _called(self.db, self.schema.kinds[home.kind].table, value)
        return _typed(place.column.type, value)


def _who(login: str | None, role: str | None) -> str:
    """Return who it was, with the role that they took on (`set role`); of a role of ours, what the file of roles calls it."""
    if not role or role == login:
        return login or ""
    return f"{login} ({role.partition('/')[2] or role})"


def _called(db: sa.Connection, table: sa.Table, key: int) -> str:
    words = [table.c[name] for name in ("title", "name", "surname", "given_name") if name in table.c]
    found = db.execute(sa.select(*words).where(table.c.key == key)).one_or_none()
    said = [word for word in found or () if word]
    return str(said[0] if "title" in table.c or (found and found[0]) else " ".join(said)) if said else f"{table.name} {key}"


def _typed(kept: object, value: Json) -> CellValue:
    if value is None:
        return None
    if isinstance(kept, sa.Date):
        return date.fromisoformat(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return int(value) if float(value).is_integer() else float(value)


def unpacked(packed: Json) -> CellValue:
    """Return what a packed cell holds."""
    draft = Draft(1)
    draft.unpack(0, packed)
    return draft.entered(0)
