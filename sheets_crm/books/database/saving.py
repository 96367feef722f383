"""Records into the tables: new ones, and those of which something changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.cells import UNSTORABLE, Draft, Json
from sheets_crm.books.database.homes import Amount, Task
from sheets_crm.books.database.records import Doubted, Records, StoredSheet, places_of
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.formats.clean import display

AT_ONCE = 5_000
IN_LIST = 500
Row = dict[str, Any]


def insert_records(
    db: sa.Connection, kind: KindTable, sheet: StoredSheet | None, records: Records, places: Sequence[Place]
) -> None:
    """Put new records into the tables, keys and all."""
    rows = (_row(places, sheet, records, at) for at in range(len(records)))
    insert_all(db, kind.table, rows)
    for at_place, place in enumerate(places):
        if place.child is not None:
            held = zip(records.keys, records.held[at_place], strict=True)
            insert_all(db, place.child, (row for key, value in held for row in _child_rows(place, key, value)))


def update_records(
    db: sa.Connection, kind: KindTable, sheet: StoredSheet, former: Records, records: Records, *, placed: bool = True
) -> int:
    """Write what differs in records that are parallel to what is there now; return in how many something does."""
    places = places_of(sheet, kind)
    rows, changed = list[Row](), set[int]()
    for at in range(len(records)):
        row = _row(places, sheet, records, at)
        if not placed:
            del row["row"], row["sheet_key"]
        was = _row(places, sheet, former, at)
        if any(row[name] != was[name] for name in row):
            rows.append({f"_{name}": value for name, value in row.items()})
            changed.add(at)
    if rows:
        columns = [name[1:] for name in rows[0] if name != "_key"]
        values: dict[str, Any] = {name: sa.bindparam(f"_{name}") for name in columns}
        asked = sa.update(kind.table).where(kind.table.c.key == sa.bindparam("_key")).values(values)
        for some in batches(rows):
            db.execute(asked, some)
    for at_place, place in enumerate(places):
        if place.child is not None:
            pairs = zip(former.held[at_place], records.held[at_place], strict=True)
            other = [at for at, (was_held, held) in enumerate(pairs) if was_held != held]
            changed.update(other)
            _replace_children(
                db, place, [(records.keys[at], former.held[at_place][at], records.held[at_place][at]) for at in other]
            )
    return len(changed)


def mark_gone(db: sa.Connection, kind: KindTable, keys: Iterable[int]) -> None:
    """Mark records as gone; nothing of them is deleted, and they come back when the workbook has them again."""
    table = kind.table
    for some in batches(keys, IN_LIST):
        db.execute(sa.update(table).where(table.c.key.in_(some)).values(gone_at=sa.func.now()))


def quarantine(db: sa.Connection, schema: Schema, sheet: StoredSheet, keys: Sequence[int], doubted: Iterable[Doubted]) -> None:
    """List cells that could not be held, each with its reason."""
    titles = {fact.name: fact.title for fact in sheet.columns}
    rows = (
        {
            "kind": sheet.kind,
            "record_key": keys[one.at],
            "field": one.field,
            "sheet": sheet.name,
            "title": titles[one.field],
            "written": reads_like(one.cell),
            "why_ru": shown(one.why.ru),
            "why_en": shown(one.why.en),
        }
        for one in doubted
    )
    insert_all(db, schema["quarantine"], rows)


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
        free = db.execute(sa.select(sa.func.max(table.c.key))).scalar() or 0
        return list(range(free + 1, free + count + 1))
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "key"))
    series = sa.func.generate_series(1, count).table_valued("number")
    return list(db.execute(sa.select(sequence).select_from(series)).scalars())


def insert_all(db: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, some thousands at once."""
    for some in batches(rows):
        db.execute(sa.insert(table), some)


def batches(rows: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """Cut into lists of a size."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _row(places: Sequence[Place], sheet: StoredSheet | None, records: Records, at: int) -> Row:
    row: Row = {"key": records.keys[at], "sheet_key": sheet.key if sheet else None, "row": records.rows[at] or None}
    for values, place in zip(records.held, places, strict=True):
        if place.column is not None:
            row[place.column.name] = values[at]
    row |= {"as_written": records.as_written[at], "extra": records.extra[at], "looks": records.looks[at]}
    return row


def _child_rows(place: Place, key: int, held: Any) -> Iterator[Row]:  # noqa: ANN401 - whatever a home holds
    if held is None:
        return
    if isinstance(place.home, Amount):
        yield {"record_key": key, "amount": held}
    elif isinstance(place.home, Task):
        yield {"record_key": key, "title": held[0], "due": held[1]}
    else:
        for value in held:
            yield {"record_key": key, "field": place.home.fields[0], "value": value}


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
    for some in batches(emptied, IN_LIST):
        gone = sa.delete(table).where(table.c.record_key.in_(some))
        db.execute(gone.where(table.c.field == place.home.fields[0]) if "field" in table.c else gone)
    insert_all(db, table, (row for key, held in more for row in _child_rows(place, key, held)))
