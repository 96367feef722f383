"""The tables as sheets: what a workbook showed of the same data, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from sheets_crm.books.database import about
from sheets_crm.books.database.cells import Draft, joined
from sheets_crm.books.database.fetching import fetched, read_world
from sheets_crm.books.database.records import Fact, Records, StoredSheet, show
from sheets_crm.books.database.saving import AT_ONCE
from sheets_crm.books.database.schema import KindTable, Schema
from sheets_crm.books.database.world import World
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn

GENERAL = "General"
Rows = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Placed:
    """The records of a sheet: their keys, and the sheet rows that they stand in."""

    keys: NDArray[np.int64]
    rows: Rows


@dataclass(frozen=True, eq=False)
class DatabaseSnapshot(Snapshot):
    """A snapshot of a database, with the sheets and the records behind its rows."""

    stored: Mapping[str, StoredSheet] = field(default_factory=dict)
    records: Mapping[str, Placed] = field(default_factory=dict)


class Looks:
    """Number formats by their places."""

    def __init__(self) -> None:
        """Begin with the one of cells that have none."""
        self.known = {GENERAL: 0}

    def __getitem__(self, code: str) -> int:
        return self.known.setdefault(code, len(self.known))


def read_snapshot(db: sa.Connection, schema: Schema, name: str, identity: str) -> DatabaseSnapshot:
    """Read all sheets; call it within one transaction that sees one moment."""
    sheets, looks = read_sheets(db, schema), Looks()
    read = {grid.name: (grid, placed) for grid, placed in read_grids(db, schema, sheets, looks)}
    kept = about.BOOK.validate_json(db.execute(sa.select(schema["book"].c.about)).scalar_one())
    return DatabaseSnapshot(
        name,
        identity,
        {name: grid for name, (grid, _) in read.items()},
        **about.told(kept),
        number_formats=tuple(looks.known),
        stored={sheet.name: sheet for sheet in sheets},
        records={name: placed for name, (_, placed) in read.items() if placed is not None},
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


def read_grids(
    db: sa.Connection, schema: Schema, sheets: Sequence[StoredSheet], looks: Looks
) -> Iterator[tuple[Grid, Placed | None]]:
    """Yield each sheet with the places of its records; no more than one of them is held in memory."""
    world = read_world(db, schema)
    for sheet in sheets:
        placed, columns = None, defaultdict[int, list[SparseColumn]](list)
        others = dict(_others(db, schema, sheet, looks))
        if sheet.kind is not None:
            taken = {row for column in others.values() for row in column.rows.tolist()}
            placed, columns = _records(db, schema.kinds[sheet.kind], sheet, sheets, world, looks, taken)
        for place, column in others.items():
            columns[place].append(column)
        kept = about.told(about.SHEET.validate_json(sheet.about))
        merged = ((place, _merged(parts)) for place, parts in sorted(columns.items()))
        yield Grid(sheet.name, {place: column for place, column in merged if len(column.rows)}, **kept), placed


def _records(
    db: sa.Connection,
    kind: KindTable,
    sheet: StoredSheet,
    sheets: Sequence[StoredSheet],
    world: World,
    looks: Looks,
    taken: set[int],
) -> tuple[Placed, defaultdict[int, list[SparseColumn]]]:
    """Read the records of a sheet, and the columns that they show; the first sheet of a kind has those that no sheet has."""
    kin = [one.key for one in sheets if one.kind == sheet.kind]
    mine = kind.table.c.sheet_key
    keys, rows = list[int](), list[int]()
    parts: dict[int, list[SparseColumn]] = defaultdict(list)
    for where in [mine == sheet.key, sa.or_(mine.is_(None), mine.not_in(kin))][: 1 + (sheet.key == kin[0])]:
        for some in fetched(db, kind, sheet, where):
            at = np.arange(len(keys), len(keys) + len(some), dtype=np.int32)
            keys += some.keys
            rows += some.rows
            shown = show(sheet, kind, some, world)
            for fact in sheet.columns:
                parts[fact.place].append(_used(at, shown[fact.name], _formats(fact, some, looks)))
    placed = np.array(_given(rows, taken, sheet.header_row), np.int32)
    found = defaultdict[int, list[SparseColumn]](list)
    for place in [*parts]:  # each column's parts go as soon as they are joined
        found[place] = [_merged([replace(part, rows=placed[part.rows]) for part in parts.pop(place)])]
    return Placed(np.array(keys, np.int64), placed), found


def _given(rows: list[int], taken: set[int], header_row: int) -> list[int]:
    """Give a row of its own to each record that has none, or another's: people copy rows in a database, too."""
    seen = set(rows)
    if len(seen) == len(rows) and 0 not in seen and seen.isdisjoint(taken):
        return rows
    free = count(max([header_row, *rows, *taken]) + 1)
    given = list[int]()
    for row in rows:
        given.append(next(free) if row < 1 or row in taken else row)
        taken.add(given[-1])
    return given


def _formats(fact: Fact, records: Records, looks: Looks) -> NDArray[np.uint16]:
    out = np.full(len(records), looks[fact.look], np.uint16)
    for at, beside in enumerate(records.looks):
        if beside and fact.name in beside:
            out[at] = looks[beside[fact.name]]
    return out


def _used(rows: Rows, cells: Vector, formats: NDArray[np.uint16]) -> SparseColumn:
    used = cells.kinds != Kind.EMPTY
    used[list(cells.formulas)] = True
    at = np.flatnonzero(used)
    return SparseColumn(rows[at], cells.take(at), formats[at])


def _others(db: sa.Connection, schema: Schema, sheet: StoredSheet, looks: Looks) -> Iterator[tuple[int, SparseColumn]]:
    """Yield the columns of the rows that hold no record: headers, sums, notes, and whole sheets that nothing is known of."""
    table = schema["other_rows"]
    asked = sa.select(table.c.row, table.c.cells).where(table.c.sheet_key == sheet.key).order_by(table.c.row)
    cells = defaultdict[int, list[tuple[int, Any, int]]](list)
    for row, packed in db.execute(asked.execution_options(yield_per=AT_ONCE)):
        for place, (cell, look) in packed.items():
            cells[int(place)].append((row, cell, looks[look]))
    for place, found in cells.items():
        draft = Draft(len(found))
        for at, (_, cell, _) in enumerate(found):
            draft.unpack(at, cell)
        formats = np.array([look for _, _, look in found], np.uint16)
        yield place, SparseColumn(np.array([row for row, _, _ in found], np.int32), draft.cells(), formats)


def _merged(parts: Sequence[SparseColumn]) -> SparseColumn:
    """Join parts of one column in the order of their rows."""
    rows = np.concatenate([part.rows for part in parts])
    cells = joined([part.cells for part in parts]) if len(parts) > 1 else parts[0].cells
    formats = np.concatenate([np.asarray(part.formats) for part in parts])
    if bool((np.diff(rows) > 0).all()):
        return SparseColumn(rows, cells, formats)
    order = np.argsort(rows, kind="stable")
    return SparseColumn(rows[order], cells.take(order), formats[order])
