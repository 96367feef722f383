"""A workbook in the making: cells as typed, what surrounds them, and what the formulas show."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from sheets_crm.audit.formulas.parsing import parse
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Cells, parts
from sheets_crm.model.addresses import address

Place = tuple[int, int]
Typed = float | int | str | bool
Cell = tuple[str, str]


@dataclass
class Picture:
    """A line chart: rows `first` to `last` of some columns of a tab, with the names in another one."""

    columns: list[int]
    names: int
    first: int
    last: int


@dataclass
class Pivot:
    """A pivot table on a tab of its own: it sums `value` by `by` of the columns from A on, rows `first` to `last` of `source`.

    `records` are what it read when it was last refreshed; None: all that stands there now.
    """

    source: str
    columns: list[str]
    first: int
    last: int
    by: int
    value: int
    records: list[list[Typed]] | None = None


@dataclass
class Tab:
    """One sheet; formulas begin with `=`. `data` are the rows of the main list, `head` the row of its headings."""

    name: str
    cells: dict[Place, Typed] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    notes: dict[Place, str] = field(default_factory=dict)
    choices: dict[int, str] = field(default_factory=dict)
    picture: Picture | None = None
    pivot: Pivot | None = None
    head: int = 1
    data: range = range(0)
    total: int = 0
    """The row of totals of the main list; 0 when there is none."""

    def row(self, number: int, *values: Typed | None, first: int = 1) -> None:
        """Type values side by side; None leaves a cell empty."""
        self.cells.update({(number, at): value for at, value in enumerate(values, first) if value is not None})

    def looks(self, code: str, columns: list[int]) -> None:
        """Give the data rows and the total row of these columns a number format."""
        rows = [*self.data, self.total] if self.total else self.data
        self.formats.update({(row, column): code for row in rows for column in columns})

    def is_formula(self, place: Place) -> bool:
        """Say whether a formula stands in a cell."""
        return str(self.cells.get(place, "")).startswith("=")

    def number(self, place: Place) -> float | None:
        """Return a typed number; None for all else."""
        value = self.cells.get(place)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def references(self, place: Place) -> list[Reference]:
        """Return the references of a cell's formula."""
        if not self.is_formula(place):
            return []
        return [one.reference for one in parts(parse(str(self.cells[place]), *place)) if isinstance(one, Cells)]


@dataclass
class Book:
    """A workbook; `kind` says what it is, for the tables of results."""

    kind: str
    tabs: list[Tab]
    full_precision: bool = True
    errors: dict[tuple[str, Place], str] = field(default_factory=dict)
    """What formulas show that nothing can calculate."""

    def tab(self, name: str) -> Tab | None:
        """Return a sheet by its name."""
        return next((tab for tab in self.tabs if tab.name == name), None)

    def copy(self) -> Book:
        """Return another one that can be spoiled."""
        return deepcopy(self)

    def formulas(self) -> Iterator[tuple[Tab, Place]]:
        """Yield the places of all formulas."""
        yield from ((tab, place) for tab in self.tabs for place in list(tab.cells) if tab.is_formula(place))

    def dependents(self, cells: set[Cell]) -> set[Cell]:
        """Return all cells that show something made of these, these included."""
        reading = {
            (tab.name, address(*place)): [
                (one.sheet or tab.name, *one.first.at(*place), *one.last.at(*place)) for one in tab.references(place)
            ]
            for tab, place in self.formulas()
        }
        places = {(tab.name, address(*place)): place for tab in self.tabs for place in tab.cells}
        found, todo = set(cells), list(cells)
        while todo:
            sheet, name = todo.pop()
            row, column = places.get((sheet, name), (0, 0))
            for cell, areas in reading.items():
                if cell not in found and any(
                    one[0] == sheet and one[1] <= row <= one[3] and one[2] <= column <= one[4] for one in areas
                ):
                    found.add(cell)
                    todo.append(cell)
        return found
