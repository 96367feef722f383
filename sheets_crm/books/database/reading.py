"""The tables as sheets: what a workbook showed of the same data, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from sheets_crm.books.database import about
from sheets_crm.books.database.cells import Draft
from sheets_crm.books.database.homes import Amount, Task
from sheets_crm.books.database.records import Fact, Records, StoredSheet, places_of, show
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.books.database.world import Names, World
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn

CHUNK = 10_000
NAMED_BY = ("name", "surname", "given_name", "middle_name")
GENERAL = "General"
BESIDE = ("as_written", "extra", "looks")


@dataclass(frozen=True, eq=False)
class DatabaseSnapshot(Snapshot):
    """A snapshot of a database, with the sheets and the records behind its rows (in the order of these)."""

    stored: Mapping[str, StoredSheet] = field(default_factory=dict)
    records: Mapping[str, Records] = field(default_factory=dict)


def read_snapshot(db: sa.Connection, schema: Schema, name: str, identity: str) -> DatabaseSnapshot:
    """Read all sheets; call it within one transaction that sees one moment."""
    sheets, world = read_sheets(db, schema), read_world(db, schema)
    records: dict[int, Records] = {}
    for kind in schema.kinds.values():
        records |= _placed(db, schema, kind, [one for one in sheets if one.kind == kind.sheet.kind])
    looks = {GENERAL: 0}
    grids = {}
    for sheet in sheets:
        grids[sheet.name] = _grid(db, schema, sheet, records.get(sheet.key), world, looks)
    kept = about.BOOK.validate_json(db.execute(sa.select(schema["book"].c.about)).scalar_one())
    return DatabaseSnapshot(
        name,
        identity,
        grids,
        **about.told(kept),
        number_formats=tuple(looks),
        stored={sheet.name: sheet for sheet in sheets},
        records={sheet.name: records[sheet.key] for sheet in sheets if sheet.key in records},
    )


def read_sheets(db: sa.Connection, schema: Schema) -> list[StoredSheet]:
    """Return the sheets in their order."""
    columns = defaultdict[int, list[Fact]](list)
    table = schema["columns"]
    for one in db.execute(sa.select(table).order_by(table.c.place)):
        columns[one.sheet_key].append(Fact(one.place, one.name, one.title, one.look))
    table = schema["sheets"]
    return [
        StoredSheet(one.key, one.name, one.place, one.kind, one.header_row, one.lang, one.about, tuple(columns[one.key]))
        for one in db.execute(sa.select(table).where(table.c.place > 0).order_by(table.c.place))
    ]


def read_world(db: sa.Connection, schema: Schema) -> dict[str, Names]:
    """Return who and what records can name."""
    return {kind: read_names(db, one.table) for kind, one in schema.kinds.items() if kind not in {"orders", "touches"}}


def read_names(db: sa.Connection, table: sa.Table) -> Names:
    """Return what the records of one kind are called; those that are gone can still be shown, but no longer be named."""
    words = [table.c[name] for name in ("title", *NAMED_BY) if name in table.c]
    found = db.execute(sa.select(table.c.key, table.c.id, table.c.gone_at, *words).execution_options(yield_per=CHUNK))
    here, gone = list[tuple[int, str, str]](), list[tuple[int, str, str]]()
    for key, row_id, gone_at, *said in found:
        (gone if gone_at else here).append((key, called(said), row_id or ""))
    names = Names.of(here)
    return Names(names.by_id, names.by_name, {**names.told, **Names.of(gone).told}, names.several)


def called(said: Sequence[str | None]) -> str:
    """Return what a record is called: by its name, else by what it is put together of."""
    return (said[0] or " ".join(filter(None, said[1:]))) if said else ""


def read_records(
    db: sa.Connection, kind: KindTable, sheets: Sequence[StoredSheet], keys: Sequence[int] | None = None, *, lock: bool = False
) -> dict[int | None, Records]:
    """Return the records that are not gone, by the key of their sheet; those of `keys` alone where these are given.

    Records that no sheet has yet come under None, held at the places of the first sheet. With `lock`, nobody else can change
    them before this transaction ends.
    """
    table = kind.table
    places = {one.key: places_of(one, kind) for one in sheets}
    columns = {name: column for name, column in table.c.items() if name != "gone_at"}
    asked = sa.select(*columns.values()).where(table.c.gone_at.is_(None)).order_by(table.c.sheet_key, table.c.row, table.c.key)
    if keys is not None:
        asked = asked.where(table.c.key.in_(keys))
    if lock:
        asked = asked.with_for_update()
    children = {child: _children(db, child, keys) for child in {one.child for all_ in places.values() for one in all_} - {None}}
    at = {name: place for place, name in enumerate(columns)}
    found = defaultdict[int | None, Records](Records)
    for row in db.execute(asked.execution_options(yield_per=CHUNK)):
        sheet = row[at["sheet_key"]] if row[at["sheet_key"]] in places else None
        into = found[sheet]
        into.keys.append(row[at["key"]])
        into.rows.append(row[at["row"]] or 0)
        for kept, name in zip((into.as_written, into.extra, into.looks), BESIDE, strict=True):
            kept.append(row[at[name]])
        homes = places[sheet] if sheet else next(iter(places.values()), ())
        if not into.held:
            into.held = [[] for _ in homes]
        for values, place in zip(into.held, homes, strict=True):
            if place.column is not None:
                values.append(row[at[place.column.name]])
            else:
                values.append(_held(place, children[place.child].get(row[at["key"]], ())))
    return dict(found)


def _children(db: sa.Connection, child: sa.Table | None, keys: Sequence[int] | None) -> Mapping[int, list[Any]]:
    assert child is not None
    asked = sa.select(child).order_by(child.c.record_key, child.c.key)
    if keys is not None:
        asked = asked.where(child.c.record_key.in_(keys))
    found = defaultdict[int, list[Any]](list)
    for row in db.execute(asked.execution_options(yield_per=CHUNK)):
        found[row.record_key].append(row)
    return found


def _held(place: Place, rows: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever a home holds
    """Return what is held in a table of its own: all payments, the first task, each phone of a field."""
    if isinstance(place.home, Amount):
        return sum(row.amount for row in rows) if rows else None
    if isinstance(place.home, Task):
        return (rows[0].title, rows[0].due) if rows else None
    return [row.value for row in rows if row.field == place.home.fields[0]] or None


def _placed(db: sa.Connection, schema: Schema, kind: KindTable, sheets: Sequence[StoredSheet]) -> dict[int, Records]:
    """Return the records of each sheet; those that people put into the table themselves come below the first sheet's last row."""
    found = read_records(db, kind, sheets) if sheets else {}
    placed = {}
    for at, sheet in enumerate(sheets):
        records = Records.of([], [], len(places_of(sheet, kind)))
        records += found.get(sheet.key, Records())
        if at == 0:
            records += found.get(None, Records())
        table = schema["other_rows"]
        others = set(db.execute(sa.select(table.c.row).where(table.c.sheet_key == sheet.key)).scalars())
        _give_rows(records.rows, others, sheet.header_row)
        placed[sheet.key] = records
    return placed


def _give_rows(rows: list[int], taken: set[int], header_row: int) -> None:
    """Give a row of its own to each record that has none, or another's: people copy rows in a database, too."""
    free = count(max([header_row, *rows, *taken]) + 1)
    for at, row in enumerate(rows):
        if row < 1 or row in taken:
            rows[at] = next(free)
        taken.add(rows[at])


def _grid(
    db: sa.Connection,
    schema: Schema,
    sheet: StoredSheet,
    records: Records | None,
    world: World,
    looks: dict[str, int],
) -> Grid:
    """Put a sheet together of its records and its other rows."""
    columns: dict[int, list[SparseColumn]] = defaultdict(list)
    if sheet.kind is not None and records:
        rows = np.array(records.rows, np.int32)
        shown = show(sheet, schema.kinds[sheet.kind], records, world)
        for fact in sheet.columns:
            columns[fact.place].append(_used(rows, shown[fact.name], _formats(fact, records, looks)))
    for place, column in _others(db, schema, sheet, looks):
        columns[place].append(column)
    kept = about.told(about.SHEET.validate_json(sheet.about))
    merged = ((place, _merged(parts)) for place, parts in sorted(columns.items()))
    return Grid(sheet.name, {place: column for place, column in merged if len(column.rows)}, **kept)


def _formats(fact: Fact, records: Records, looks: dict[str, int]) -> NDArray[np.uint16]:
    out = np.full(len(records), looks.setdefault(fact.look, len(looks)), np.uint16)
    for at, beside in enumerate(records.looks):
        if beside and fact.name in beside:
            out[at] = looks.setdefault(beside[fact.name], len(looks))
    return out


def _used(rows: NDArray[np.int32], cells: Vector, formats: NDArray[np.uint16]) -> SparseColumn:
    used = cells.kinds != Kind.EMPTY
    used[list(cells.formulas)] = True
    at = np.flatnonzero(used)
    return SparseColumn(rows[at], cells.take(at), formats[at])


def _others(db: sa.Connection, schema: Schema, sheet: StoredSheet, looks: dict[str, int]) -> Iterator[tuple[int, SparseColumn]]:
    """Yield the columns of the rows that hold no record: headers, sums, notes, and whole sheets that nothing is known of."""
    table = schema["other_rows"]
    asked = sa.select(table.c.row, table.c.cells).where(table.c.sheet_key == sheet.key).order_by(table.c.row)
    cells = defaultdict[int, list[tuple[int, Any, int]]](list)
    for row, packed in db.execute(asked.execution_options(yield_per=CHUNK)):
        for place, (cell, look) in packed.items():
            cells[int(place)].append((row, cell, looks.setdefault(look, len(looks))))
    for place, found in cells.items():
        draft = Draft(len(found))
        for at, (_, cell, _) in enumerate(found):
            draft.unpack(at, cell)
        formats = np.array([look for _, _, look in found], np.uint16)
        yield place, SparseColumn(np.array([row for row, _, _ in found], np.int32), draft.cells(), formats)


def _merged(parts: Sequence[SparseColumn]) -> SparseColumn:
    """Join parts of one column in the order of their rows."""
    if len(parts) == 1 and bool((np.diff(parts[0].rows) > 0).all()):
        return parts[0]
    rows = np.concatenate([part.rows for part in parts])
    formulas: dict[int, str] = {}
    start = 0
    for part in parts:
        formulas |= {start + at: formula for at, formula in part.cells.formulas.items()}
        start += len(part.rows)
    cells = Vector(
        np.concatenate([part.cells.kinds for part in parts]),
        np.concatenate([part.cells.numbers for part in parts]),
        np.concatenate([part.cells.texts for part in parts]),
        formulas,
    )
    formats = np.concatenate([np.asarray(part.formats) for part in parts])
    order = np.argsort(rows, kind="stable")
    return SparseColumn(rows[order], cells.take(order), formats[order])
