"""A book as it was read, apart from what its tables mean: sheets cell by cell, charts, pivots, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue, Vector


@dataclass(frozen=True, eq=False)
class SparseColumn:
    """The used cells of one sheet column: `rows` (int32, ascending sheet rows from 1) and the cells that stand there.

    `formats` (uint16, parallel to `rows`) are places in the snapshot's `number_formats`; None when it is not known.
    """

    rows: NDArray[np.int32]
    cells: Vector
    formats: NDArray[np.uint16] | None = None


@dataclass(frozen=True)
class Area:
    """A rectangle of cells; rows and columns count from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class ListObject:
    """An Excel table: its name, its whole area, whether its last row holds totals and its first row the headers."""

    name: str
    area: Area
    totals_row: bool = False
    header_row: bool = True


@dataclass(frozen=True)
class Validation:
    """A rule for what may be typed, classic or x14: its areas, its kind (`list`, `date`, ...), the formulas as written."""

    areas: tuple[Area, ...]
    kind: str
    formula1: str = ""
    formula2: str = ""


@dataclass(frozen=True)
class Series:
    """One line, bar or slice set of a chart: the references of its name, categories and values, as written, without `=`."""

    values: str
    categories: str = ""
    name: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart: its name, the sheet that it stands on, and its series."""

    name: str
    sheet: str
    series: tuple[Series, ...] = ()


@dataclass(frozen=True)
class PivotTable:
    """A pivot table: its name, the sheet and the area where it shows, and what its cache says of where the data came from.

    The source is an area of a sheet of this book (`source_sheet`, `source_area`), or a table or defined name (`source_name`);
    none of them when it lies elsewhere (`external`). `columns` are the headers and `records` the number of rows (None: not
    told) that were read when it was last refreshed, at `refreshed` (None: not told). `sums` are what the numbers of each column
    made at that moment (None: no numbers, or not told); `values` the places in `columns` of those that it adds up or counts.
    """

    name: str
    sheet: str
    area: Area | None = None
    source_sheet: str = ""
    source_area: Area | None = None
    source_name: str = ""
    external: bool = False
    columns: tuple[str, ...] = ()
    records: int | None = None
    refreshed: datetime | None = None
    refresh_on_open: bool = False
    sums: tuple[float | None, ...] = ()
    values: tuple[int, ...] = ()


@dataclass(frozen=True)
class Calculation:
    """How a book calculates: `manual` only when somebody asks for it, `iterative` with circular references allowed."""

    manual: bool = False
    iterative: bool = False


@dataclass(frozen=True, eq=False)
class Grid:
    """One worksheet as it was read. `columns` maps a column number (from 1) to its used cells; formula positions inside a
    SparseColumn's Vector are positions, not rows. `state` is visible, hidden or veryHidden. `blank_rows_hidden`: besides
    `hidden_rows`, every row in which nothing stands is hidden. `filtered` are the areas of which a filter hides rows now;
    `noted` the cells (row, column) that people have written a note on; `arrays` the areas of array formulas and data tables.
    `key` is what the book knows the sheet by, whatever people call it; "" where there is no such thing.
    """  # noqa: D205

    name: str
    columns: Mapping[int, SparseColumn]
    state: str = "visible"
    protected: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    tables: tuple[ListObject, ...] = ()
    validations: tuple[Validation, ...] = ()
    blank_rows_hidden: bool = False
    filtered: tuple[Area, ...] = ()
    noted: frozenset[tuple[int, int]] = frozenset()
    arrays: tuple[Area, ...] = ()
    key: str = ""

    @cached_property
    def last_row(self) -> int:
        """The last row in which any cell holds something; 0 for an empty sheet."""
        return max((int(column.rows[-1]) for column in self.columns.values() if len(column.rows)), default=0)

    def value(self, row: int, column: int) -> CellValue:
        """Return one cell's value; None where nothing stands."""
        cells = self.columns.get(column)
        if cells is None:
            return None
        at = int(np.searchsorted(cells.rows, row))
        return cells.cells[at] if at < len(cells.rows) and cells.rows[at] == row else None

    def entered(self, row: int, column: int) -> CellValue:
        """Return what was entered into one cell: its formula where it has one, else its value."""
        cells = self.columns.get(column)
        at = int(np.searchsorted(cells.rows, row)) if cells else 0
        return cells.cells.entered(at) if cells and at < len(cells.rows) and cells.rows[at] == row else None

    def dense(self, column: int, rows: NDArray[np.int32]) -> Vector:
        """Return one column at exactly these (ascending) rows, empty cells included."""
        cells = self.columns.get(column)
        if cells is None or not len(cells.rows):
            return Vector.empty(len(rows))
        found = np.searchsorted(cells.rows, rows)
        at = np.minimum(found, len(cells.rows) - 1)
        hit = cells.rows[at] == rows
        if hit.all() and len(rows) and at[-1] - at[0] == len(rows) - 1:
            return cells.cells.cut(int(at[0]), int(at[-1]) + 1)
        return cells.cells.take(at[hit]).spread(np.flatnonzero(hit), len(rows))


@dataclass(frozen=True, eq=False)
class Pages:
    """A book at one moment. `identity` changes whenever the book does (a hash, a Drive version); `defined_names` maps a
    workbook-level name to what it refers to; `full_precision` is False under «точность как на экране». `date1904`: a bare day
    number of this book counts from 1904 (dates themselves are already read as what they show). `number_formats` are the codes
    that the `formats` of columns point to. `charts` and `pivots` leave out what is damaged. `links` are the other workbooks that
    formulas refer to as `[1]`, `[2]`, in that order. `last_modified_at` is in local time.
    """  # noqa: D205

    book: str
    identity: str
    grids: Mapping[str, Grid]
    _: KW_ONLY
    defined_names: Mapping[str, str] = field(default_factory=dict)
    full_precision: bool = True
    last_modified_by: str = ""
    last_modified_at: datetime | None = None
    date1904: bool = False
    calculation: Calculation = Calculation()
    number_formats: tuple[str, ...] = ("General",)
    charts: tuple[Chart, ...] = ()
    pivots: tuple[PivotTable, ...] = ()
    links: tuple[str, ...] = ()
