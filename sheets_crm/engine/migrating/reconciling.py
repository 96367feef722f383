"""Is all of a book in the database? Each count on both sides, and each cell that differs, with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from sheets_crm.books.database.measures import Count, Measure
from sheets_crm.diff.cells import unlike
from sheets_crm.engine.migrating.counting import Difference, Sheetwise
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.grids import Grid, Pages

NOTHING = Grid("", {})


@dataclass(frozen=True, slots=True)
class Compared:
    """One count: what the book says, what the database says, and how much of it is explained by cells that are listed."""

    measure: Measure
    book: Count
    database: Count
    explained: Decimal = Decimal(0)

    @property
    def agrees(self) -> bool:
        """Whether what is explained is all that differs."""
        if self.measure.what == "sum":
            return Decimal(str(self.book or 0)) - self.explained == Decimal(str(self.database or 0))
        return (self.book or None) == (self.database or None)


@dataclass(frozen=True, slots=True)
class Lost:
    """A cell that the database does not give back as it was."""

    sheet: str
    cell: str
    book: CellValue
    database: CellValue


@dataclass(frozen=True)
class Reconciliation:
    """Every count of both sides, the cells that differ and why, and those that are lost; how many `cells` were compared.

    `titles` are what people call columns, by sheet and field.
    """

    counts: tuple[Compared, ...]
    differences: tuple[Difference, ...] = ()
    lost: tuple[Lost, ...] = ()
    cells: int = 0
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def unexplained(self) -> tuple[Compared, ...]:
        """The counts that do not agree."""
        return tuple(one for one in self.counts if not one.agrees)

    @property
    def agrees(self) -> bool:
        """Whether nothing is unexplained, and nothing lost."""
        return not self.lost and not self.unexplained


def reconcile(
    book: Pages, counted: Sheetwise, differences: Sequence[Difference], database: Mapping[Measure, Count], arrived: Pages
) -> Reconciliation:
    """Compare what a book counts with what the database does, and each cell of the one with the other's.

    By client that is done where the book has a list of clients.
    """
    listed = any(one.client for one in counted.counts)
    every = counted.counts.keys() | {
        one for one in database if (one.client and listed) or one.month or (one.what == "rows" and not one.client)
    }
    compared = (
        Compared(one, counted.counts.get(one), database.get(one), counted.losses.get(one, Decimal(0))) for one in sorted(every)
    )
    lost = tuple(lost_cells(book, arrived))
    return Reconciliation(tuple(compared), (*differences, *counted.rounded), lost, cells_of(book), counted.titles)


def cells_of(book: Pages) -> int:
    """Return how many cells a book has."""
    return sum(len(column.rows) for grid in book.grids.values() for column in grid.columns.values())


def lost_cells(before: Pages, after: Pages) -> Iterator[Lost]:
    """Yield the cells of all sheets that do not show the same, formulas included."""
    for name in [*before.grids, *(name for name in after.grids if name not in before.grids)]:
        one, other = before.grids.get(name, NOTHING), after.grids.get(name, NOTHING)
        rows = np.arange(1, max(one.last_row, other.last_row) + 1, dtype=np.int32)
        for place in sorted({*one.columns, *other.columns}):
            mine, theirs = one.dense(place, rows), other.dense(place, rows)
            differ = unlike(mine, theirs)
            differ[[at for at, formula in mine.formulas.items() if theirs.formulas.get(at) != formula]] = True
            differ[[at for at in theirs.formulas if at not in mine.formulas]] = True
            for at in np.flatnonzero(differ).tolist():
                yield Lost(name, address(at + 1, place), mine.entered(at), theirs.entered(at))
