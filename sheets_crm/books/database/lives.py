"""The records of which a database keeps more than its sheets show: edited by people, or marked as gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.asking import by_keys
from sheets_crm.books.database.edited import Teller, unpacked
from sheets_crm.books.database.fetching import NAMED_BY, called
from sheets_crm.books.database.records import StoredSheet
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.model.cells import CellValue
from sheets_crm.model.trail import Life

CLIENTS, LINK, CLIENT = "clients", "client_key", "client"


@dataclass
class _Draft:
    """A life while it is gathered; `links` are keys of clients."""

    gone: bool = False
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    links: set[int] = field(default_factory=set)
    said: dict[tuple[str, CellValue], None] = field(default_factory=dict)

    def say(self, column: str, value: CellValue) -> None:
        if value is not None:
            self.said[column, value] = None


Drafts = dict[int, _Draft]


def lives(db: sa.Connection, schema: Schema, sheets: Sequence[StoredSheet]) -> list[Life]:
    """Return the lives of all records that people edited, or that are gone."""
    teller = Teller(db, schema, sheets)
    drafts = {name: _drafts(teller, kind) for name, kind in schema.kinds.items()}
    clients = _clients(db, schema, drafts)
    return [_life(name, key, one, clients) for name, some in drafts.items() for key, one in some.items()]


def texts(json: Any) -> Iterator[CellValue]:  # noqa: ANN401 - any JSON
    """Yield all that JSON says."""
    if isinstance(json, (dict, list)):
        for one in json.values() if isinstance(json, dict) else json:
            yield from texts(one)
    elif json is not None:
        yield json


def _life(kind: str, key: int, draft: _Draft, clients: Drafts) -> Life:
    row_ids = frozenset(draft.ids)
    owners = [draft] if kind == CLIENTS else [clients[one] for one in draft.links if one in clients]
    ids = frozenset[str]().union(*(one.ids for one in owners))
    names = frozenset[str]().union(draft.names, *(one.names for one in owners))
    return Life(kind, key, draft.gone, row_ids, ids, names, tuple(draft.said))


def _drafts(teller: Teller, kind: KindTable) -> Drafts:
    """Gather what people's edits tell of the records of a kind, and all that those hold that are gone."""
    drafts = defaultdict[int, _Draft](_Draft)
    children = {one.child.name: one for one in reversed(kind.places) if one.child is not None}
    for row in teller.rows([kind.table.name, *children]):
        draft = drafts[row.record_key]
        for column, *both in teller.cells(kind, children.get(row.of_table), row):
            for value in both:
                draft.say(column, value)
        if row.of_table == kind.table.name and row.field == LINK:
            draft.links.update(one for one in (row.before, row.after) if one is not None)
    _gone(teller.db, kind, children.values(), drafts)
    if LINK in kind.table.c and drafts:
        _linked_now(teller.db, kind.table, drafts)
    for draft in drafts.values():
        draft.ids = {str(value) for column, value in draft.said if column == "id"}
        draft.names = {str(value) for column, value in draft.said if column == ("name" if kind.sheet.kind == CLIENTS else CLIENT)}
    return drafts


def _gone(db: sa.Connection, kind: KindTable, children: Any, drafts: defaultdict[int, _Draft]) -> None:  # noqa: ANN401
    table = kind.table
    for row in db.execute(sa.select(table).where(table.c.gone_at.is_not(None))).mappings():
        draft = drafts[row["key"]]
        draft.gone = True
        for place in kind.places:
            if place.column is not None and isinstance(row[place.column.name], str) and not place.column.foreign_keys:
                draft.say(place.home.fields[0], row[place.column.name])
        for name, (cell, _) in (row["as_written"] or {}).items():
            draft.say(name, unpacked(cell))
        for name, cell in (row["extra"] or {}).items():
            draft.say(name, unpacked(cell))
        draft.links.update([row[LINK]] if row.get(LINK) is not None else [])
        if not row.get("name") and "surname" in row:
            draft.say("name", called([row.get(name) for name in NAMED_BY]) or None)
    gone = sa.select(table.c.key).where(table.c.gone_at.is_not(None))
    for place in children:
        _of_child(db, place, gone, drafts)


def _of_child(db: sa.Connection, place: Place, gone: sa.Select[Any], drafts: defaultdict[int, _Draft]) -> None:
    assert place.child is not None
    for row in db.execute(sa.select(place.child).where(place.child.c.record_key.in_(gone))).mappings():
        for value in row.values():
            if isinstance(value, str):
                drafts[row["record_key"]].say(place.home.fields[0], value)


def _linked_now(db: sa.Connection, table: sa.Table, drafts: Drafts) -> None:
    for key, link in by_keys(db, sa.select(table.c.key, table.c[LINK]), table.c.key, drafts):
        drafts[key].links.update([link] if link is not None else [])


def _clients(db: sa.Connection, schema: Schema, drafts: dict[str, Drafts]) -> Drafts:
    """Return the clients that any of these records names, with what they are called now, too."""
    if CLIENTS not in schema.kinds:
        return {}
    known, table = drafts[CLIENTS], schema.kinds[CLIENTS].table
    keys = {link for some in drafts.values() for one in some.values() for link in one.links} | known.keys()
    out = {key: known.get(key, _Draft()) for key in keys}
    named = [table.c[name] for name in NAMED_BY if name in table.c]
    for key, row_id, *words in by_keys(db, sa.select(table.c.key, table.c.id, *named), table.c.key, keys):
        out[key].ids.update([row_id] if row_id else [])
        out[key].names.update([name] if (name := called(words)) else [])
    return out
