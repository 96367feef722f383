"""Is all of a book in the database? Each count on both sides, and each cell that differs, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from sheets_crm.books.database.measures import EXACT, ByClient, Count, Measure, Tally
from sheets_crm.diff.cells import unlike
from sheets_crm.engine.migrating.counting import Difference, Sheetwise
from sheets_crm.ledger.money import roubles
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.grids import Grid, Pages

NOTHING = Grid("", {})
NO_CLIENTS = ByClient(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, object))
Grids = Iterable[Grid]


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
            return EXACT.subtract(Decimal(str(self.book or 0)), self.explained) == Decimal(str(self.database or 0))
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

    `titles` are what people call columns, by sheet and field; `alike` so many more counts, by client, agree to the kopeck.
    """

    counts: tuple[Compared, ...]
    differences: tuple[Difference, ...] = ()
    lost: tuple[Lost, ...] = ()
    cells: int = 0
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    alike: int = 0

    @property
    def unexplained(self) -> tuple[Compared, ...]:
        """The counts that do not agree."""
        return tuple(one for one in self.counts if not one.agrees)

    @property
    def agrees(self) -> bool:
        """Whether nothing is unexplained, and nothing lost."""
        return not self.lost and not self.unexplained


def reconcile(
    book: Pages, counted: Sheetwise, differences: Sequence[Difference], database: Tally, grids: Grids
) -> Reconciliation:
    """Compare what a book counts with what the database does, and each cell of the one with the other's, sheet by sheet.

    By client that is done where the book has a list of clients; such counts are listed only where there is something to say.
    """
    every = {one for one in counted.counts if not one.client} | {
        one for one in database.counts if one.month or one.what == "rows"
    }
    compared = [
        Compared(one, counted.counts.get(one), database.counts.get(one), counted.losses.get(one, Decimal(0)))
        for one in sorted(every)
    ]
    alike = 0
    for sheet, by_client in counted.clients.items():
        said, quiet = _clients(sheet, by_client, database.clients.get(sheet, NO_CLIENTS), counted.losses)
        compared += said
        alike += quiet
    lost = tuple(lost_cells(book, grids))
    return Reconciliation(tuple(compared), (*differences, *counted.rounded), lost, cells_of(book), counted.titles, alike)


def _clients(sheet: str, book: ByClient, database: ByClient, losses: Mapping[Measure, Decimal]) -> tuple[list[Compared], int]:
    """Return the counts of those clients of whom there is something to say, and how many counts agree without a word."""
    keys = np.union1d(book.keys, database.keys)
    one, other = book.at(keys), database.at(keys)
    said = (one.rows != other.rows) | (one.sums != other.sums).astype(bool)
    found = list[Compared]()
    for at in np.flatnonzero(said).tolist():
        client = int(keys[at])
        explained = losses.get(Measure(sheet, "amount", "sum", "", client), Decimal(0))
        found.append(Compared(Measure(sheet, "client", "rows", "", client), int(one.rows[at]), int(other.rows[at])))
        both = roubles(one.sums[at]), roubles(other.sums[at])
        found.append(Compared(Measure(sheet, "amount", "sum", "", client), *both, explained))
    return found, 2 * (len(keys) - len(found) // 2)


def cells_of(book: Pages) -> int:
    """Return how many cells a book has."""
    return sum(len(column.rows) for grid in book.grids.values() for column in grid.columns.values())


def lost_cells(before: Pages, after: Grids) -> Iterator[Lost]:
    """Yield the cells of all sheets that do not show the same, formulas included; a sheet of the later book at a time."""
    left = dict(before.grids)
    for grid in after:
        yield from _lost(left.pop(grid.name, NOTHING), grid)
    for grid in left.values():
        yield from _lost(grid, NOTHING)


def _lost(one: Grid, other: Grid) -> Iterator[Lost]:
    rows = np.arange(1, max(one.last_row, other.last_row) + 1, dtype=np.int32)
    for place in sorted({*one.columns, *other.columns}):
        mine, theirs = one.dense(place, rows), other.dense(place, rows)
        differ = unlike(mine, theirs)
        differ[[at for at, formula in mine.formulas.items() if theirs.formulas.get(at) != formula]] = True
        differ[[at for at in theirs.formulas if at not in mine.formulas]] = True
        for at in np.flatnonzero(differ).tolist():
            yield Lost(one.name or other.name, address(at + 1, place), mine.entered(at), theirs.entered(at))
