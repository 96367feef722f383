"""What somebody did in a copy of a book, put beside what became of the book meanwhile (H8). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sheets_crm.diff.books import compare
from sheets_crm.diff.cells import loose
from sheets_crm.model.cells import CellValue, Formula, Vector
from sheets_crm.model.difference import FieldDiff, SheetDiff
from sheets_crm.model.proposals import ProposalKind
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.planning.guard import same


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell of a known record: what it was in the copy, what it became there, and what the book holds now.

    `at` is the record's position in the book's `table`, None where the record is gone from the book; `field` is None where the
    column is. `place` is its position in the table of the copy, `like` its column there.
    """

    table: Table
    at: int | None
    field: Field | None
    copy: Table
    like: Field
    place: int
    seen: CellValue
    mine: CellValue
    now: CellValue

    @property
    def kind(self) -> ProposalKind:
        """Whether it fills, empties or changes the cell."""
        return "fill" if self.seen is None else "clear" if self.mine is None else "change"

    @property
    def clashes(self) -> bool:
        """Whether the book holds something else by now; a value that was only written in another style is still the same."""
        if same(self.now, self.seen):
            return False
        return self.seen is None or self.now is None or isinstance(self.now, Formula) or loose(self.now) != loose(self.seen)


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that the copy has and the handed out one had not: its place in the copy's table."""

    table: Table
    copy: Table
    place: int
    cells: tuple[tuple[Field, Field | None, CellValue], ...]
    """The column of the copy, that of the book, and what was entered."""


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A record that was deleted in the copy: its position in the book's table, and whether the book has changed it since."""

    table: Table
    at: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A cell that belongs to no record: what it was, what it became, what the book holds there."""

    sheet: str
    row: int
    column: int
    seen: CellValue
    mine: CellValue
    now: CellValue


@dataclass(frozen=True, eq=False)
class ThreeWay:
    """A copy as it was handed out (`base`), as it is now (`copy`), and the book as it is `now`."""

    base: Snapshot
    copy: Snapshot
    now: Snapshot
    own_tabs: frozenset[str] = field(default_factory=frozenset)
    """Sheets that the program fills: what is typed there is not taken."""

    @cached_property
    def mine(self) -> Mapping[int, SheetDiff]:
        """What changed in the copy, by the `id()` of the table that was handed out."""
        return {id(one.before): one for one in compare(self.base, self.copy, by_headers=True).sheets}

    @cached_property
    def theirs(self) -> Mapping[int, SheetDiff]:
        """What changed in the book."""
        return {id(one.before): one for one in compare(self.base, self.now, by_headers=True).sheets}

    def edits(self) -> Iterator[Edit]:
        """Yield the cells of known records that differ in the copy from what was handed out."""
        for sheet, other in self._pairs():
            home = _home(sheet, other)
            for one in sheet.fields:
                if one.after.key != "id":
                    yield from _edits_of(sheet, other, one, home)

    def new_rows(self) -> Iterator[NewRow]:
        """Yield the rows that are new in the copy, from top to bottom; totals that have records below them now are not."""
        for sheet, other in self._pairs():
            columns, stood = _columns(sheet, other), _other_rows(self.base.grids.get(sheet.before.sheet), sheet.before)
            for place in sheet.rows.new.tolist():
                if _typed_in_row(self.copy.grids[sheet.after.sheet], int(sheet.after.rows[place])) in stood:
                    continue
                entered = ((one, columns.get(id(one)), one.cells.entered(place)) for one in sheet.after.fields if one.key != "id")
                cells = tuple(cell for cell in entered if cell[2] is not None)
                if any(not isinstance(value, Formula) for *_, value in cells):
                    yield NewRow(other.after, sheet.after, place, cells)

    def gone_rows(self) -> Iterator[GoneRow]:
        """Yield the records that are gone from the copy and still in the book."""
        for sheet, other in self._pairs():
            home = _home(sheet, other)
            touched = set[int]()
            for one in other.fields:
                if one.after.key != "id" and not (one.after.column and one.after.column.owner == "program"):
                    touched.update(other.rows.after[one.differ].tolist())
            for place in sheet.rows.gone.tolist():
                if home[place] >= 0:
                    yield GoneRow(other.after, int(home[place]), int(home[place]) in touched)

    def beside(self) -> Iterator[Beside]:
        """Yield the cells typed in the copy that belong to no record there."""
        for name, grid in self.copy.grids.items():
            if name not in self.own_tabs:
                yield from self._beside(name, grid)

    def _beside(self, name: str, grid: Grid) -> Iterator[Beside]:
        """Yield those of one sheet; the rows of a sheet with records may have moved, so that what stood anywhere is not new."""
        was, now, table = self.base.grids.get(name), self.now.grids.get(name), self.copy.table(name)
        old = self.base.table(name)
        for letter, column in grid.columns.items():
            inside = (
                table.rows
                if table is not None and letter in {one.letter_index for one in table.fields}
                else np.empty(0, np.int32)
            )
            loose_rows = np.flatnonzero(~np.isin(column.rows, inside))
            known = _elsewhere(was, old, letter) if table is not None else []
            for at in loose_rows.tolist():
                row, mine = int(column.rows[at]), column.cells.entered(at)
                seen = was.entered(row, letter) if was else None
                if mine is None or same(mine, seen) or isinstance(mine, Formula) or any(same(mine, one) for one in known):
                    continue
                yield Beside(name, row, letter, seen, mine, now.entered(row, letter) if now else None)
        if table is None:
            yield from _emptied(name, was, grid, now)

    def new_columns(self) -> Iterator[tuple[Table, Field]]:
        """Yield the columns that the copy has and neither the handed out one nor the book had."""
        for sheet, other in self._pairs():
            columns = _columns(sheet, other)
            yield from ((sheet.after, one) for one in sheet.new_fields if columns.get(id(one)) is None and one.cells.kinds.any())

    def lost_sheets(self) -> Iterator[Table]:
        """Yield the tables of the book that are gone from the copy."""
        for other in self.theirs.values():
            if id(other.before) not in self.mine:
                yield other.after

    def _pairs(self) -> Iterator[tuple[SheetDiff, SheetDiff]]:
        for key, sheet in self.mine.items():
            if key in self.theirs:
                yield sheet, self.theirs[key]


def _home(sheet: SheetDiff, other: SheetDiff) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return, for each record handed out, where it stands in the book now; -1 where it is gone."""
    home = np.full(len(sheet.before), -1, np.intp)
    home[other.rows.before] = other.rows.after
    return home


def _columns(sheet: SheetDiff, other: SheetDiff) -> dict[int, Field]:
    """Return the book's columns by the `id()` of those of the copy."""
    now = {id(one.before): one.after for one in other.fields}
    out = {id(one.after): now[id(one.before)] for one in sheet.fields if id(one.before) in now}
    for one in sheet.new_fields:
        twin = next((two for two in other.new_fields if two.title == one.title and two.key == one.key), None)
        if twin is not None:
            out[id(one)] = twin
    return out


def _edits_of(
    sheet: SheetDiff, other: SheetDiff, one: FieldDiff, home: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> Iterator[Edit]:
    there = next((two.after for two in other.fields if two.before is one.before), None)
    for pair in one.differ.tolist():
        before, after = int(sheet.rows.before[pair]), int(sheet.rows.after[pair])
        at = int(home[before]) if home[before] >= 0 else None
        seen, mine = one.before.cells.entered(before), one.after.cells.entered(after)
        now = there.cells.entered(at) if there is not None and at is not None else None
        yield Edit(other.after, at, there, sheet.after, one.after, after, seen, mine, now)


def _other_rows(grid: Grid | None, table: Table) -> list[dict[int, CellValue]]:
    """Return what was typed in each row of a sheet that held no record."""
    if grid is None:
        return []
    rows = np.unique(np.concatenate([column.rows for column in grid.columns.values()]))
    return [typed for row in np.setdiff1d(rows, table.rows).tolist() if (typed := _typed_in_row(grid, row))]


def _typed_in_row(grid: Grid, row: int) -> dict[int, CellValue]:
    entered = ((letter, grid.entered(row, letter)) for letter in sorted(grid.columns))
    return {letter: value for letter, value in entered if value is not None and not isinstance(value, Formula)}


def _elsewhere(grid: Grid | None, table: Table | None, letter: int) -> list[CellValue]:
    """Return what stood in a column of the handed out copy outside the records."""
    column = grid.columns.get(letter) if grid else None
    if column is None:
        return []
    inside = table.rows if table is not None else np.empty(0, np.int32)
    free = np.flatnonzero(~np.isin(column.rows, inside))
    cells: Vector = column.cells.take(free)
    return cells.values()


def _emptied(name: str, was: Grid | None, grid: Grid, now: Grid | None) -> Iterator[Beside]:
    for letter, column in (was.columns if was else {}).items():
        for at, row in enumerate(column.rows.tolist()):
            seen = column.cells.entered(at)
            if seen is not None and not isinstance(seen, Formula) and grid.entered(row, letter) is None:
                yield Beside(name, row, letter, seen, None, now.entered(row, letter) if now else None)
