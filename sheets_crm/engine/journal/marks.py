"""By what a record is known again after its ID was taken away: its required columns, hashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table

SIZE = 8


def marks(table: Table, rows: Iterable[int], changed: Mapping[tuple[str, int], CellValue] | None = None) -> dict[int, str]:
    """Return, by sheet row, what the records of these rows are known by; `changed` holds other values, by column and row."""
    other = changed or {}
    needed = [(one.name, one.cells) for one in table.fields if one.name in _required(table)]
    places = {row: at for at, row in enumerate(table.rows.tolist())}
    return {
        row: _hashed([other[name, row] if (name, row) in other else cells[places[row]] for name, cells in needed])
        for row in rows
        if row in places
    }


def marks_after(snapshot: Snapshot, batches: Sequence[Changes]) -> dict[tuple[str, int], str]:
    """Return, by sheet and row, what the records whose ID these changes take away will be known by."""
    out = {}
    for batch in batches:
        rows = [
            row for row, after in zip(batch.rows.tolist(), batch.after, strict=True) if batch.column == "id" and after is None
        ]
        table = snapshot.table(batch.sheet) if rows else None
        if table is None:
            continue
        changed = {
            (one.column, row): value
            for one in batches
            if one.sheet == batch.sheet and one.column in _required(table)
            for row, value in zip(one.rows.tolist(), one.after, strict=True)
        }
        out.update({(batch.sheet, row): mark for row, mark in marks(table, rows, changed).items()})
    return out


def _required(table: Table) -> frozenset[str]:
    return frozenset(one.name for one in table.fields if one.column and one.column.required)


def _hashed(values: Sequence[CellValue]) -> str:
    told = repr([encode(value) for value in values]).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=SIZE).hexdigest()
