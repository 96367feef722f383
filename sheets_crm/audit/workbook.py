"""A workbook as the audit looks at it: what stands in each cell, by row and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sheets_crm.audit.formulas.patterns import Pattern, Patterns
from sheets_crm.audit.formulas.values import Single
from sheets_crm.model.cells import Kind
from sheets_crm.model.grids import Grid, Pages

Place = tuple[int, int]
Bounds = tuple[float | None, float | None]
"""The least and the most that a figure may be; None: no bound."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One worksheet; a Place is (row, column) from 1. `values` holds what every filled cell shows, the results of formulas
    too; `dates` are the places of numbers shown as dates, `errors` those of error values; `formats` number formats by place.
    """  # noqa: D205

    name: str
    grid: Grid
    values: Mapping[Place, Single]
    formulas: Mapping[Place, Pattern]
    texts: Mapping[Place, str]
    dates: frozenset[Place]
    errors: Mapping[Place, str]
    formats: Mapping[Place, int]

    def constant(self, place: Place) -> float | None:
        """Return the number typed into a cell; None for formulas, dates, text, nothing."""
        value = self.values.get(place)
        return value if isinstance(value, float) and place not in self.formulas and place not in self.dates else None

    @cached_property
    def bases(self) -> frozenset[int]:
        """The rows that copies of one formula all refer to (by `$`): what the others are measured by, such as the most points."""
        return frozenset(
            corner.row
            for pattern in set(self.formulas.values())
            for one in pattern.references
            for corner in (one.first, one.last)
            if corner.row_fixed and not one.sheet
        )

    @cached_property
    def bearers(self) -> Mapping[Pattern, list[Place]]:
        """The cells that bear each pattern, by row and column."""
        found: dict[Pattern, list[Place]] = defaultdict(list)
        for place in sorted(self.formulas):
            found[self.formulas[place]].append(place)
        return found

    @cached_property
    def rows(self) -> Mapping[int, list[int]]:
        """The columns of every row in which something stands, ascending."""
        found: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(self.values.keys() | self.formulas.keys()):
            found[row].append(column)
        return found

    @cached_property
    def columns(self) -> Mapping[int, list[int]]:
        """The rows of every column in which something stands, ascending."""
        found: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(self.values.keys() | self.formulas.keys()):
            found[column].append(row)
        return found


@dataclass(frozen=True, eq=False)
class Workbook:
    """All worksheets, by name; names are found whatever their capitals. `bounds` hold for columns with these words above them."""

    snapshot: Pages
    sheets: Mapping[str, Sheet]
    patterns: Patterns = field(default_factory=Patterns)
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    @cached_property
    def _folded(self) -> Mapping[str, Sheet]:
        return {name.casefold(): sheet for name, sheet in self.sheets.items()}

    def sheet(self, name: str) -> Sheet | None:
        """Return a sheet by its name as a formula writes it."""
        return self.sheets.get(name) or self._folded.get(name.casefold())

    def value(self, sheet: str, row: int, column: int) -> Single:
        """Return what a cell shows; KeyError for a sheet that is not here."""
        found = self.sheet(sheet)
        if found is None:
            raise KeyError(sheet)
        return found.values.get((row, column))


def workbook_of(snapshot: Pages, bounds: Mapping[str, Bounds] | None = None) -> Workbook:
    """Lay out a snapshot's cells for the audit; `bounds` are those of the config, by words of a column's heading."""
    patterns = Patterns()
    sheets = {name: _sheet(grid, patterns) for name, grid in snapshot.grids.items()}
    return Workbook(snapshot, sheets, patterns, bounds or {})


def _sheet(grid: Grid, patterns: Patterns) -> Sheet:
    values: dict[Place, Single] = {}
    formulas: dict[Place, Pattern] = {}
    texts: dict[Place, str] = {}
    dates: set[Place] = set()
    errors: dict[Place, str] = {}
    formats: dict[Place, int] = {}
    for place, kind, number, text, shown in _cells(grid):
        formats[place] = shown
        if kind in {Kind.NUMBER, Kind.DATE}:
            values[place] = number
            if kind == Kind.DATE:
                dates.add(place)
        elif kind == Kind.BOOL:
            values[place] = bool(number)
        elif kind == Kind.ERROR:
            values[place] = errors[place] = text or "#N/A"
        elif text and not text.isspace():
            values[place] = texts[place] = text
    for column, cells in grid.columns.items():
        rows = cells.rows.tolist()
        for at, formula in cells.cells.formulas.items():
            formulas[rows[at], column] = patterns.of(formula, rows[at], column)
    return Sheet(grid.name, grid, values, formulas, texts, frozenset(dates), errors, formats)


def _cells(grid: Grid) -> Iterator[tuple[Place, int, float, str | None, int]]:
    for column, cells in grid.columns.items():
        formats = cells.formats if cells.formats is not None else np.zeros(len(cells.rows), np.uint16)
        told = zip(
            cells.rows.tolist(),
            cells.cells.kinds.tolist(),
            cells.cells.numbers.tolist(),
            cells.cells.texts.tolist(),
            formats.tolist(),
            strict=True,
        )
        for row, kind, number, text, shown in told:
            if kind:
                yield (row, column), kind, number, text, shown
