"""Where records stand in the sheet as an answer shows it, and with them the marks: on their own record, or on another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from sheets_crm.books.google.writing.batch import Look, Request, Step, Target, find_replace
from sheets_crm.books.google.writing.entering import shows, typed
from sheets_crm.books.google.writing.facts import GoogleSnapshot, id_text, is_nameless, same_cell
from sheets_crm.books.google.writing.lookups import formula, is_literal
from sheets_crm.books.google.writing.marks import is_mark, is_new_id, plain, unmarked
from sheets_crm.books.google.writing.repairs import shown_before
from sheets_crm.model.cells import CellValue, Formula, encode
from sheets_crm.model.plan import Change
from sheets_crm.model.snapshot import Field, Table

PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)([.,]\d+)?")
BELOW = 50
"""So many rows may be put in above a header between reading and writing, and it is still found."""


@dataclass(frozen=True, eq=False)
class Standing:
    """A table of the snapshot as an answer shows it."""

    table: Table
    snapshot: GoogleSnapshot
    look: Look
    touched: Mapping[int, Mapping[str, tuple[CellValue, CellValue]]]
    """What the plan makes of which value, by row and field."""
    steps: tuple[Step, ...] = ()
    shown: dict[str, Mapping[str, list[int]]] = field(default_factory=dict)
    standing: dict[str, Mapping[tuple[float, str | None], list[int]]] = field(default_factory=dict)
    marked: dict[int, Mapping[CellValue, int]] = field(default_factory=dict)

    @property
    def sheet_id(self) -> int:
        """The sheet's number."""
        return self.snapshot.facts[self.table.sheet].sheet_id

    @cached_property
    def in_place(self) -> bool:
        """Whether every column stands where it stood: some row holds all headers, each in its column."""
        header = self.table.header_row
        grid = self.snapshot.grids[self.table.sheet]
        titles = [(one.letter_index, grid.entered(header, one.letter_index)) for one in self.table.fields] if header else []
        rows = range(1, header + BELOW)
        return not titles or any(all(self._same(column, row, title) for column, title in titles) for row in rows)

    def _same(self, column: int, row: int, title: CellValue) -> bool:
        """Say whether a title stands there; one that a formula comes to is known by that, too, since it may break or heal."""
        seen = self.look.cell(self.sheet_id, column, row)
        if isinstance(title, Formula):
            return seen.formula == str(title) or same_cell(seen.value, title.result)
        return same_cell(seen.value, title)

    def typed(self, value: CellValue) -> str:
        """Return what must be typed for a cell to hold a value; plain text goes on to show the apostrophe that others need."""
        text = typed(value, self.snapshot.locale)
        assert text is not None
        return text

    def former(self, change: Change, row: int) -> str:
        """Return what must be typed for a marked cell in this row to be as it was; a lookup is gone where columns were moved."""
        place = self.snapshot.lookup(change.sheet, change.letter_index, change.row)
        known = self.table.field("id")
        if not place:
            return self._as_it_was(change, row)
        return formula(self.sheet_id, known.letter_index, place) if known and self.in_place else ""

    def _as_it_was(self, change: Change, row: int) -> str:
        """Return what must be typed for a cell that showed what a change was to replace, but was another record's.

        What shows the same may be a number or a text: the record that stands there as it was read tells which. What nobody had
        read was typed since, and a number that a person types is one.
        """
        text = str(shown_before(change, self.snapshot))
        alike, cells = self._showing(change.column).get(text, []) if self.in_place else [], self.table.cells(change.column)
        for at in alike:
            if self._is_there(at, row):
                return typed(cells[at], self.snapshot.locale) or ""
        sure = alike and len({isinstance(cells[at], str) for at in alike}) == 1
        fresh = self.in_place and not sure and PLAIN_NUMBER.fullmatch(text)
        return text if fresh else typed(change.before, self.snapshot.locale) or ""

    def _is_there(self, at: int, row: int) -> bool:
        """Say whether the record at this position of the table, as it was read, stands in this row now."""
        known = self.table.field("id")
        if known is None or is_nameless(self.table, at):
            return self._looks_alike(int(self.table.rows[at]), row)
        return same_cell(plain(self.look.cell(self.sheet_id, known.letter_index, row).value), known.cells[at])

    def _showing(self, column: str) -> Mapping[str, list[int]]:
        """Return the positions of the records by what a field of theirs showed."""
        if column not in self.shown:
            found: dict[str, list[int]] = {}
            grid, one = self.snapshot.grids[self.table.sheet], self.table.field(column)
            assert one is not None
            for at in np.flatnonzero(one.cells.filled).tolist():
                row = int(self.table.rows[at])
                text = self.snapshot.shown.get((self.table.sheet, one.letter_index, row))
                text = text or shows(one.cells[at], self.snapshot.format_of(grid, one.letter_index, row))
                found.setdefault(text or "", []).append(at)
            self.shown[column] = found
        return self.shown[column]

    def is_record(self, target: Target, row: int) -> bool:
        """Say whether the record of a change stands in this row now."""
        if not self.in_place:
            return False
        known = self.table.field("id")
        change = target.change
        at = self._at(change.row)
        if known is None or known.name == change.column or at is None:
            return self._looks_alike(change.row, row)
        seen = plain(self.look.cell(self.sheet_id, known.letter_index, row).value)
        before, after = self.touched.get(change.row, {}).get(known.name, (known.cells[at],) * 2)
        if after is not None and same_cell(seen, after):
            return True
        unsure = is_nameless(self.table, at) or id_text(known.cells[at]) in self._copied
        return self._looks_alike(change.row, row) if unsure else same_cell(seen, before)

    @cached_property
    def _copied(self) -> AbstractSet[str]:
        """The IDs that stood in several rows, as a number or as a text that reads like it."""
        times = Counter(id_text(value) for value in self.table.cells("id").values() if value is not None)
        return {known for known, count in times.items() if count > 1}

    def row_of(self, token: str, column: int) -> int | None:
        """Return the row in which a mark stands; None when it stands nowhere in its column."""
        if column not in self.marked:
            cells = self.look.column(self.sheet_id, column).items()
            self.marked[column] = {one.value: row for row, one in cells if isinstance(one.value, str) and is_mark(one.value)}
        return self.marked[column].get(token)

    def like(self, was: int) -> int | None:
        """Return the row in which the record that was read in another stands now, known by its cells; None if several may be."""
        at = self._at(was)
        if not self.in_place or at is None:
            return None
        touched = self.touched.get(was, {})
        told = ((one, *touched.get(one.name, (one.cells[at],) * 2)) for one in self.table.fields)
        fits = ([*self._rows(one, before), *self._rows(one, after)] for one, before, after in told if before is not None)
        found = {row for row in min(fits, key=len, default=[]) if self._looks_alike(was, row)}
        return found.pop() if len(found) == 1 else None

    def rows_showing(self, column: str, value: CellValue) -> list[int]:
        """Return the rows below the header in which a field shows this; none where columns were moved."""
        one = self.table.field(column)
        return self._rows(one, value) if one and self.in_place else []

    def _rows(self, one: Field, value: CellValue) -> list[int]:
        """Return the rows below the header in which a field's cell shows this."""
        if one.name not in self.standing:
            rows: dict[tuple[float, str | None], list[int]] = {}
            for row, seen in self.look.column(self.sheet_id, one.letter_index).items():
                if row > self.table.header_row:
                    rows.setdefault(shape(plain(seen.value)), []).append(row)
            self.standing[one.name] = rows
        return self.standing[one.name].get(shape(value), [])

    def _at(self, row: int) -> int | None:
        """Return the position in the table of a row as it was read; None for a row that was no record."""
        at = int(self.table.rows.searchsorted(row))
        return at if at < len(self.table) and int(self.table.rows[at]) == row else None

    def _looks_alike(self, was: int, row: int) -> bool:
        """Say whether each cell of a row shows what it showed when it was read in another, or what it is to become there.

        What formulas come to may hang on what was just written, and their texts follow what they point at: another one tells
        nothing, the same one counts, and so does the same value where it spills from elsewhere. A row that was blank is blank
        still.
        """
        at = self._at(was)
        told = 0
        for one in self.table.fields:
            if at is not None and self.snapshot.lookup(self.table.sheet, one.letter_index, was):
                continue
            if at is not None and at in one.cells.formulas:
                seen, text = self.look.cell(self.sheet_id, one.letter_index, row), one.cells.formulas[at]
                shows_it = same_cell(seen.value, one.cells[at])
                if not (seen.formula or text in self._spilling or shows_it):
                    return False
                told += seen.formula == text or (shows_it and not seen.formula)
                continue
            before, after = self.touched.get(was, {}).get(one.name, (None if at is None else one.cells[at],) * 2)
            if not self._fits(one.letter_index, row, before, after):
                return False
            told += before is not None
        return at is None or told > 0

    @cached_property
    def _spilling(self) -> AbstractSet[str]:
        """Formulas that stand in several cells: they may fill those beside their own, in which nothing is entered."""
        grid = self.snapshot.grids[self.table.sheet]
        times = Counter(text for used in grid.columns.values() for text in used.cells.formulas.values())
        return {text for text, count in times.items() if count > 1}

    def _fits(self, column: int, row: int, before: CellValue, after: CellValue) -> bool:
        """Say whether a cell shows one of two values, a mark of the former, or where nothing was, a formula of ours.

        Of a number, plain text shows the digits.
        """
        seen = self.look.cell(self.sheet_id, column, row)
        if isinstance(seen.value, str) and is_mark(seen.value):
            return same_cell(unmarked(seen.value), before)
        filled = before is None and (seen.formula or is_literal(seen.value))
        as_text = isinstance(seen.value, str) and not isinstance(after, str) and seen.value == typed(after, self.snapshot.locale)
        return same_cell(seen.value, before) or same_cell(seen.value, after) or as_text or bool(filled)

    @cached_property
    def rows_of(self) -> Mapping[str, int]:
        """The rows of the records by their IDs, as the answer shows them; IDs that stand twice are left out."""
        known = self.table.field("id")
        if known is None or not self.in_place:
            return {}
        found = resolved(self.steps, {self.table.sheet: self})
        guessed = {self.table.ids[at] for at in known.cells.formulas}
        given = {one.row: one.target.change for one in found if one.right and is_new_id(one.target, self.snapshot)}
        rows: dict[str, list[int]] = {}
        for row, change in given.items():
            rows.setdefault(str(change.after), []).append(row)
        days = {encode(value)[1]: str(value) for value in known.cells.values() if isinstance(value, date)}
        for row, seen in self.look.column(self.sheet_id, known.letter_index).items():
            value = plain(seen.value)
            told = days.get(value) if isinstance(value, (int, float)) else None
            said = told or id_text(value)
            if row not in given or said not in self._copied:
                rows.setdefault(said, []).append(row)
        return {one: places[0] for one, places in rows.items() if one and len(places) == 1 and one not in guessed}


def shape(value: CellValue) -> tuple[float, str | None]:
    """Return what tells a value from others in a cell that knows no days."""
    _, number, text = encode(value)
    return (0.0 if number != number else round(number, 6)), text  # noqa: PLR0124 - NaN: no number


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mark that was set: the row in which it stands, whether that is its record, and the request that resolves it."""

    target: Target
    row: int
    right: bool
    request: Request


def resolved(steps: Iterable[Step], standings: Mapping[str, Standing]) -> Iterator[Resolved]:
    """Look where each mark stands that was set; those that found another text in their cell are passed over.

    Where the answer was lost, what is looked at is later than the write, and rows with marks may have been moved since.
    """
    for step in steps:
        if step.means != "mark" or step.targets[0].change.sheet not in standings:
            continue
        target = step.targets[0]
        change, standing = target.change, standings[target.change.sheet]
        row = standing.row_of(step.token, change.letter_index)
        if row is None:
            continue
        right = standing.is_record(target, row)
        replacement = standing.typed(change.after) if right else standing.former(change, row)
        yield Resolved(target, row, right, find_replace(step.token, replacement, {"sheetId": standing.sheet_id}))
