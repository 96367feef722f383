"""Records out of their tables, some thousands at a time, and who they can name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.homes import Amount, Task
from sheets_crm.books.database.records import Records, StoredSheet, places_of
from sheets_crm.books.database.saving import AT_ONCE, picked
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.books.database.world import Names

NAMED_BY = ("name", "surname", "given_name", "middle_name")
BESIDE = ("as_written", "extra", "looks")
OWN = ("key", "sheet_key", "row", *BESIDE)


def read_world(db: sa.Connection, schema: Schema) -> dict[str, Names]:
    """Return who and what records can name."""
    return {kind: read_names(db, one.table) for kind, one in schema.kinds.items() if kind not in {"orders", "touches"}}


def read_names(db: sa.Connection, table: sa.Table) -> Names:
    """Return what the records of one kind are called; those that are gone can still be shown, but no longer be named."""
    words = [table.c[name] for name in ("title", *NAMED_BY) if name in table.c]
    found = db.execute(sa.select(table.c.key, table.c.id, table.c.gone_at, *words).execution_options(yield_per=AT_ONCE))
    here, gone = list[tuple[int, str, str]](), list[tuple[int, str, str]]()
    for key, row_id, gone_at, *said in found:
        (gone if gone_at else here).append((key, called(said), row_id or ""))
    names = Names.of(here)
    return Names(names.by_id, names.by_name, {**names.told, **Names.of(gone).told}, names.several)


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
        children = {child: _children(db, child, keys) for child in {place.child for place in places} - {None}}
        held = [
            columns[place.column.name]
            if place.column is not None
            else [_held(place, some) if some else None for some in map(children[place.child].get, keys)]
            for place in places
        ]
        yield Records(keys, [row or 0 for row in columns["row"]], held, *(columns[name] for name in BESIDE))


def _children(db: sa.Connection, child: sa.Table | None, keys: Sequence[int]) -> Mapping[int, list[Any]]:
    """Return the rows of a table of their own by their records, which are all that lie between the first and the last key."""
    assert child is not None
    owner = child.c.record_key
    found = defaultdict[int, list[Any]](list)
    for row in db.execute(sa.select(child).where(owner.between(keys[0], keys[-1])).order_by(owner, child.c.key)):
        found[row.record_key].append(row)
    return found


def _held(place: Place, rows: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever a home holds
    """Return what is held in a table of its own: all payments, the first task, each phone of a field."""
    if isinstance(place.home, Amount):
        return sum(row.amount for row in rows)
    if isinstance(place.home, Task):
        return rows[0].title, rows[0].due
    return [row.value for row in rows if row.field == place.home.fields[0]] or None
