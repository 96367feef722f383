"""Records out of their tables, some thousands at a time, and who they can name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.homes import Amount, Client, Listed, Task
from sheets_crm.books.database.records import Records, StoredSheet, places_of
from sheets_crm.books.database.saving import AT_ONCE, picked
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.books.database.world import Names

NAMED_BY = ("name", "surname", "given_name", "middle_name")
BESIDE = ("as_written", "extra", "looks")
OWN = ("key", "sheet_key", "row", *BESIDE)


def read_world(db: sa.Connection, schema: Schema) -> dict[str, Names]:
    """Return who and what records can name."""
    return {kind: read_names(db, one.table) for kind, one in schema.kinds.items() if kind in named_kinds(schema)}


def named_kinds(schema: Schema) -> frozenset[str]:
    """Return the kinds of records that others name: not orders, say."""
    homes = (place.home for kind in schema.kinds.values() for place in kind.places)
    return frozenset(home.kind for home in homes if isinstance(home, (Listed, Client)))


def read_names(db: sa.Connection, table: sa.Table) -> Names:
    """Return what the records of one kind are called; those that are gone can still be shown, but no longer be named."""
    words = [table.c[name] for name in ("title", *NAMED_BY) if name in table.c]
    asked = sa.select(table.c.key, table.c.id, table.c.gone_at, *words).order_by(table.c.key)
    here, gone = dict[int, tuple[str, str]](), dict[int, tuple[str, str]]()
    for some in db.execute(asked.execution_options(yield_per=AT_ONCE)).partitions():
        for key, row_id, gone_at, *said in some:
            (gone if gone_at else here)[key] = called(said), row_id or ""
    names = Names.of(here)
    return replace(names, told=here | gone) if gone else names


def called(said: Sequence[str | None]) -> str:
    """Return what a record is called: by its name, else by what it is put together of."""
    return (said[0] or " ".join(filter(None, said[1:]))) if said else ""


def read_records(db: sa.Connection, kind: KindTable, sheet: StoredSheet, keys: Sequence[int], *, lock: bool = False) -> Records:
    """Return the records of these keys that are not gone, held at the places of a sheet, in the order of their keys.

    With `lock`, nobody else can change them before this transaction ends.
    """
    found = Records.of([], [], len(places_of(sheet, kind)))
    with picked(db, keys) as some:
        for part in fetched(db, kind, sheet, kind.table.c.key.in_(sa.select(some.c.key)), lock=lock):
            found += part
    return found


def fetched(
    db: sa.Connection, kind: KindTable, sheet: StoredSheet, where: sa.ColumnElement[bool], *, lock: bool = False
) -> Iterator[Records]:
    """Yield records that are not gone, held at the places of a sheet, in the order of their keys, some thousands at a time."""
    table, places = kind.table, places_of(sheet, kind)
    names = [*OWN, *(place.column.name for place in places if place.column is not None)]
    asked = sa.select(*(table.c[name] for name in names)).where(table.c.gone_at.is_(None), where).order_by(table.c.key)
    asked = asked.with_for_update() if lock else asked
    for rows in db.execute(asked.execution_options(yield_per=AT_ONCE)).partitions():
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        keys = columns["key"]
        held = [_apart(db, place, keys) if place.column is None else columns[place.column.name] for place in places]
        yield Records(keys, [row or 0 for row in columns["row"]], held, *(columns[name] for name in BESIDE))


def _apart(db: sa.Connection, place: Place, keys: Sequence[int]) -> list[Any]:
    """Return what records hold in a table of its own: all payments, the first task, each phone of a field.

    Of that table, all is read that lies between the first and the last key.
    """
    child, home = place.child, place.home
    assert child is not None
    owner, found = child.c.record_key, dict[int, Any]()
    asked = sa.select(owner).where(owner.between(keys[0], keys[-1])).order_by(owner, child.c.key)
    if isinstance(home, Amount):
        for key, amount in db.execute(asked.add_columns(child.c.amount)).all():
            found[key] = found[key] + amount if key in found else amount
    elif isinstance(home, Task):
        for key, title, due in db.execute(asked.add_columns(child.c.title, child.c.due)).all():
            found.setdefault(key, (title, due))
    else:
        for key, value in db.execute(asked.add_columns(child.c.value).where(child.c.field == home.fields[0])).all():
            found.setdefault(key, []).append(value)
    return list(map(found.get, keys))
