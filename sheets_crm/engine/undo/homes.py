"""Where a record goes that an undo brings back, when its row was taken by another one meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sheets_crm.engine.journal.records import Standing
from sheets_crm.engine.journal.values import still
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Grid, Table
from sheets_crm.model.text import Text


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stood in a cell, and whether the run emptied it."""

    row: int
    column: str
    former: CellValue
    emptied: bool


def new_homes(table: Table, grid: Grid, batches: Sequence[Standing], nameless: set[str]) -> dict[str, int]:
    """Return new rows for records whose whole row a run emptied (`nameless` lost their IDs) and another record has taken.

    Each of the rows is blank, and given once.
    """
    emptied = {
        row_id: cells for row_id, cells in _former(batches, nameless - set(table.position)).items() if _is_whole(table, cells)
    }
    taken = [row_id for row_id, cells in emptied.items() if _is_taken(table, cells)]
    free = _free(table, grid, {cells[0].row for cells in emptied.values()})
    return {row_id: next(free) for row_id in sorted(taken, key=lambda row_id: emptied[row_id][0].row)}


def told(sheet: str, homes: Mapping[str, int]) -> Iterator[Text]:
    """Say where records went."""
    for row_id, row in homes.items():
        yield Text(
            f"«{sheet}»: в строке, где стоял {row_id}, уже другая запись, поэтому {row_id} вернулся в строку {row}",
            f"“{sheet}”: another record stands where {row_id} stood, so {row_id} came back in row {row}",
        )


def _former(batches: Sequence[Standing], wanted: set[str]) -> Mapping[str, Sequence[_Cell]]:
    cells = defaultdict[str, list[_Cell]](list)
    for batch in batches:
        for row_id, row, former, written in zip(batch.ids, batch.rows, batch.before, batch.after, strict=True):
            if row_id in wanted and former is not None:
                cells[row_id].append(_Cell(row, batch.column, former, written is None))
    return cells


def _is_whole(table: Table, cells: Sequence[_Cell]) -> bool:
    """Say whether nothing of a record was left, and not just its ID was taken away."""
    needed = {one.name for one in table.fields if one.column and one.column.required}
    return all(cell.emptied for cell in cells) and any(cell.column in needed for cell in cells)


def _is_taken(table: Table, cells: Sequence[_Cell]) -> bool:
    """Say whether the row holds what did not stand in this record; one that an undo brought back in part is still itself."""
    at = next((at for at, row in enumerate(table.rows.tolist()) if row == cells[0].row), None)
    if at is None:
        return False
    now = [(table.cells(cell.column)[at], cell.former) for cell in cells]
    return not table.ids[at].startswith("#") or any(value is not None and not still(value, former) for value, former in now)


def _free(table: Table, grid: Grid, own: set[int]) -> Iterator[int]:
    """Yield blank rows between the records, then those below all that the sheet holds."""
    used = own.union(table.rows.tolist(), *(column.rows.tolist() for column in grid.columns.values()))
    last = max(grid.last_row, *own, table.header_row)
    yield from (row for row in range(table.header_row + 1, last) if row not in used)
    yield from count(last + 1)
