"""What was read from a book at one moment: sheets as they are (Grid), and the tables that a layout found in them (Table)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.addresses import address
from sheets_crm.model.cells import Vector
from sheets_crm.model.grids import (
    Area,
    Calculation,
    Chart,
    Grid,
    ListObject,
    Pages,
    PivotTable,
    Series,
    SparseColumn,
    Validation,
)
from sheets_crm.model.layout import Column
from sheets_crm.model.text import Lang

__all__ = [
    "Area",
    "Calculation",
    "Chart",
    "Field",
    "Grid",
    "ListObject",
    "Pages",
    "PivotTable",
    "Series",
    "Snapshot",
    "SparseColumn",
    "Table",
    "Validation",
]


@dataclass(frozen=True, eq=False)
class Field:
    """One column of a Table: `name` is unique in it (`phone`, `phone_2`), `column` what the layout says (None: unknown, never
    touched), `letter_index` where it stands in the sheet (from 1), `title` its header as people see it.
    """  # noqa: D205

    name: str
    letter_index: int
    title: str
    cells: Vector
    column: Column | None = None

    @property
    def key(self) -> str | None:
        """The layout's key; None for a column that the layout does not know."""
        return self.column.key if self.column else None


@dataclass(frozen=True, eq=False)
class Table:
    """Records of one kind on one sheet. `rows` (int32, ascending) are the sheet rows of the records, blank ones left out;
    every field's cells are parallel to it, and so is `ids`: the record's ID, or `#17` for sheet row 17 while it has none.
    `ours` says that the program made this sheet, so that what stands in its program-owned columns is the program's. `key` is what
    the book knows the sheet by, whatever people call it; "" where that is not known.
    """  # noqa: D205

    kind: str
    sheet: str
    header_row: int
    rows: NDArray[np.int32]
    fields: tuple[Field, ...]
    ids: Sequence[str]
    lang: Lang = "ru"
    ours: bool = False
    key: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each record stands in this table, by its ID."""
        return {row_id: at for at, row_id in enumerate(self.ids)}

    def field(self, name: str) -> Field | None:
        """Return a field by its name or key; None when the sheet has no such column."""
        return next((one for one in self.fields if one.name == name), None)

    def cells(self, name: str) -> Vector:
        """Return a field's cells; all empty when the sheet has no such column."""
        one = self.field(name)
        return one.cells if one else self._nothing

    @cached_property
    def _nothing(self) -> Vector:
        return Vector.empty(len(self.rows))

    def address(self, at: int, name: str) -> str:
        """Return the A1 address of one record's cell; of the row's first cell when there is no such column."""
        one = self.field(name)
        return address(int(self.rows[at]), one.letter_index if one else 1)

    def with_cells(self, name: str, cells: Vector) -> Table:
        """Return this table with other cells in one field."""
        return replace(self, fields=tuple(replace(one, cells=cells) if one.name == name else one for one in self.fields))


@dataclass(frozen=True, eq=False)
class Snapshot(Pages):
    """A book at one moment, with the tables that a layout found in it; `lang` is the language that the program writes into it."""

    tables: tuple[Table, ...] = ()
    lang: Lang = "ru"

    def of_kind(self, kind: str) -> tuple[Table, ...]:
        """Return every table of one kind; a book may hold last year's clients and this year's."""
        return tuple(table for table in self.tables if table.kind == kind)

    def table(self, sheet: str) -> Table | None:
        """Return the table on one sheet; None when none was recognised there."""
        return next((table for table in self.tables if table.sheet == sheet), None)

    def with_table(self, changed: Table) -> Self:
        """Return this snapshot with one table replaced (by sheet name)."""
        return replace(self, tables=tuple(changed if table.sheet == changed.sheet else table for table in self.tables))
