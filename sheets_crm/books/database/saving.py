"""Records into the tables: new ones, and those of which something changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.cells import UNSTORABLE, Draft, Json
from sheets_crm.books.database.homes import Amount, Task
from sheets_crm.books.database.loading import load
from sheets_crm.books.database.records import Doubted, Records, StoredSheet, places_of
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.formats.clean import display

AT_ONCE = 20_000
"""So many records are held in memory and written together."""
Columns = dict[str, list[Any]]


def insert_records(
    db: sa.Connection, kind: KindTable, sheet: StoredSheet | None, records: Records, places: Sequence[Place]
) -> None:
    """Put new records into the tables, keys and all."""
    load(db, kind.table, _columns(places, sheet, records))
    for at_place, place in enumerate(places):
        if place.child is not None:
            load(db, place.child, _child_columns(place, records.keys, records.held[at_place]))


def update_records(
    db: sa.Connection, kind: KindTable, sheet: StoredSheet, former: Records, records: Records, *, placed: bool = True
) -> int:
    """Write what differs in records that are parallel to what is there now; return in how many something does."""
    places = places_of(sheet, kind)
    was, now = (_columns(places, sheet, one) for one in (former, records))
    if not placed:
        del now["row"], now["sheet_key"]
    changed = {at for name in now for at in _unlike(was[name], now[name])}
    if changed:
        some = sorted(changed)
        _update(db, kind.table, {name: [values[at] for at in some] for name, values in now.items()})
    for at_place, place in enumerate(places):
        if place.child is not None:
            before, after = former.held[at_place], records.held[at_place]
            other = _unlike(before, after)
            changed.update(other)
            _replace_children(db, place, [(records.keys[at], before[at], after[at]) for at in other])
    return len(changed)


def mark_gone(db: sa.Connection, kind: KindTable, keys: Sequence[int]) -> None:
    """Mark records as gone; nothing of them is deleted, and they come back when the workbook has them again."""
    table = kind.table
    with picked(db, keys) as some:
        db.execute(sa.update(table).where(table.c.key.in_(sa.select(some.c.key))).values(gone_at=sa.func.now()))


@contextmanager
def picked(db: sa.Connection, keys: Sequence[int]) -> Iterator[sa.Table]:
    """Give a table of these keys, to pick by any number of them at once."""
    with _beside(db, "picked", [sa.Column("key", sa.BigInteger)], {"key": keys}) as made:
        yield made


def quarantine(db: sa.Connection, schema: Schema, sheet: StoredSheet, keys: Sequence[int], doubted: Iterable[Doubted]) -> None:
    """List cells that could not be held, each with its reason."""
    titles = {fact.name: fact.title for fact in sheet.columns}
    told = list(doubted)
    columns: Columns = {
        "kind": [sheet.kind] * len(told),
        "record_key": [keys[one.at] for one in told],
        "field": [one.field for one in told],
        "sheet": [sheet.name] * len(told),
        "title": [titles[one.field] for one in told],
        "written": [reads_like(one.cell) for one in told],
        "why_ru": [shown(one.why.ru) for one in told],
        "why_en": [shown(one.why.en) for one in told],
    }
    load(db, schema["quarantine"], columns)


def reads_like(packed: Json) -> str:
    """Return what a packed cell reads like."""
    draft = Draft(1)
    draft.unpack(0, packed)
    return shown(display(draft.cells()[0]))


def shown(text: str) -> str:
    """Return text with escapes for the characters that no database holds."""
    return UNSTORABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def new_keys(db: sa.Connection, table: sa.Table, count: int) -> list[int]:
    """Return keys for so many new records, which nobody else gets."""
    if db.dialect.name == "sqlite":
        taken = [db.execute(sa.select(sa.func.max(table.c.key))).scalar() or 0]
        if db.exec_driver_sql("select 1 from sqlite_master where name = 'sqlite_sequence'").scalar():
            taken += db.exec_driver_sql("select seq from sqlite_sequence where name = ?", (table.name,)).scalars()
        return list(range(max(taken) + 1, max(taken) + count + 1))
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "key"))
    series = sa.func.generate_series(1, count).table_valued("number")
    return list(db.execute(sa.select(sequence).select_from(series)).scalars().all())


def batches(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """Cut into lists of a size."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def _columns(places: Sequence[Place], sheet: StoredSheet | None, records: Records) -> Columns:
    """Return records as columns of their table."""
    columns: Columns = {
        "key": records.keys,
        "sheet_key": [sheet.key if sheet else None] * len(records),
        "row": [row or None for row in records.rows],
    }
    for values, place in zip(records.held, places, strict=True):
        if place.column is not None:
            columns[place.column.name] = values
    return columns | {"as_written": records.as_written, "extra": records.extra, "looks": records.looks}


def _child_columns(place: Place, keys: Sequence[int], held: Sequence[Any]) -> Columns:
    """Return what records hold at a place as columns of its table."""
    there = [(key, value) for key, value in zip(keys, held, strict=True) if value is not None]
    if isinstance(place.home, Amount):
        return {"record_key": [key for key, _ in there], "amount": [amount for _, amount in there]}
    if isinstance(place.home, Task):
        told = [(key, *task) for key, task in there]
        return {name: [one[at] for one in told] for at, name in enumerate(("record_key", "title", "due"))}
    parts = [(key, part) for key, some in there for part in some]
    field = [place.home.fields[0]] * len(parts)
    return {"record_key": [key for key, _ in parts], "field": field, "value": [part for _, part in parts]}


def _unlike(was: Sequence[Any], now: Sequence[Any]) -> list[int]:
    return [at for at, (one, other) in enumerate(zip(was, now, strict=True)) if one != other]


def _update(db: sa.Connection, table: sa.Table, columns: Columns) -> None:
    """Write columns over those of the records of the same keys, all at once."""
    with _beside(db, f"new_{table.name}", [sa.Column(name, table.c[name].type) for name in columns], columns) as new:
        values = {name: new.c[name] for name in columns if name != "key"}
        db.execute(sa.update(table).where(table.c.key == new.c.key).values(values))


@contextmanager
def _beside(
    db: sa.Connection, name: str, shape: Sequence[sa.Column[Any]], columns: Mapping[str, Sequence[Any]]
) -> Iterator[sa.Table]:
    """Make a table of this session's own, filled, for as long as it is needed."""
    made = sa.Table(name, sa.MetaData(), *shape, prefixes=["TEMPORARY"])
    made.create(db)
    load(db, made, columns)
    yield made
    made.drop(db)


def _replace_children(db: sa.Connection, place: Place, changed: Sequence[tuple[int, Any, Any]]) -> None:
    """Make the rows of a table of their own say what is held now.

    What was paid already stays as it was paid: another sum is a payment more, or one back.
    """
    table = place.child
    assert table is not None
    if isinstance(place.home, Amount):
        emptied = [key for key, _, held in changed if held is None]
        more = [(key, held - (was or 0)) for key, was, held in changed if held is not None]
    else:
        emptied, more = [key for key, was, _ in changed if was is not None], [(key, held) for key, _, held in changed]
    if emptied:
        with picked(db, emptied) as some:
            gone = sa.delete(table).where(table.c.record_key.in_(sa.select(some.c.key)))
            db.execute(gone.where(table.c.field == place.home.fields[0]) if "field" in table.c else gone)
    if more:
        load(db, table, _child_columns(place, [key for key, _ in more], [held for _, held in more]))
