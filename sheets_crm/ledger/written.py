"""Cells to be written, gathered one by one and handed over column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text


class Cell(NamedTuple):
    """A cell's record, what stands there, what is to, and why."""

    row_id: str
    before: CellValue
    after: CellValue
    reason: Text


@dataclass(eq=False)
class Written:
    """The cells by sheet, column and row; each is written once."""

    cells: dict[tuple[str, str, int], dict[int, Cell]] = field(default_factory=dict)

    def has(self, sheet: str, column: str, letter: int, row: int) -> bool:
        """Say whether this cell is to be written already."""
        return row in self.cells.get((sheet, column, letter), ())

    def put(self, sheet: str, column: str, letter: int, row: int, cell: Cell) -> None:
        """Write a cell."""
        self.cells.setdefault((sheet, column, letter), {})[row] = cell

    def record(self, table: Table, at: int, one: Field, after: CellValue, reason: Text) -> None:
        """Write into a record that is there."""
        cell = Cell(table.ids[at], one.cells.entered(at), after, reason)
        self.put(table.sheet, one.name, one.letter_index, int(table.rows[at]), cell)

    def empty_row(self, table: Table, at: int, reason: Text) -> None:
        """Empty every cell of a record in which no formula stands."""
        for one in table.fields:
            if one.cells.kinds[at] and at not in one.cells.formulas:
                self.record(table, at, one, None, reason)

    def changes(self, rule: str) -> Iterator[Changes]:
        """Yield them column by column."""
        for (sheet, column, letter), cells in self.cells.items():
            rows = sorted(cells)
            ids, before, after, reasons = zip(*(cells[row] for row in rows), strict=True)
            yield Changes(sheet, column, letter, rule, np.array(rows, np.int32), ids, before, after, reasons)
