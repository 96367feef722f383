"""What writing has to know of a Google spreadsheet beside what rules see of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.google.reading.columns import Looks
from sheets_crm.books.google.reading.snapshot import BOUNDS, SheetAbout
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.identity import own_id
from sheets_crm.model.report import FILLED_BY
from sheets_crm.model.snapshot import Grid, Snapshot, Table

TEXT_FORMAT = "@"
UNDO = "undo"
"""The rule of changes that take a run back: a number that stood in a cell of plain text comes back as the text of its digits."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet's number, which stays with it however it is renamed or moved, and the size of its grid.

    `charts` are the numbers of the program's own charts on it; `guarded` says whether a protection covers all of it for real,
    `filtered` whether it has a filter; `frozen` counts its frozen rows;
    `open_columns` are those that such a protection leaves open.
    """

    sheet_id: int
    rows: int
    columns: int
    charts: tuple[int, ...] = ()
    guarded: bool = False
    filtered: bool = False
    frozen: int = 0
    open_columns: frozenset[int] = frozenset()

    @staticmethod
    def of(sheet: SheetAbout) -> SheetFacts:
        """Gather the facts from what the API says of a sheet."""
        about = sheet.about
        return SheetFacts(
            sheet.sheet_id,
            sheet.size.rows,
            sheet.size.columns,
            tuple(int(chart["chartId"]) for chart in about.get("charts", ()) if is_ours(chart)),
            any(map(guards, about.get("protectedRanges", ()))),
            "basicFilter" in about,
            int(about["properties"].get("gridProperties", {}).get("frozenRowCount", 0)),
            frozenset(column for one in about.get("protectedRanges", ()) for column in _left_open(one)),
        )


def is_ours(chart: Mapping[str, Any]) -> bool:
    """Say whether the program drew a chart: its description says who fills it."""
    return str(chart.get("spec", {}).get("altText", "")).startswith((FILLED_BY.ru, FILLED_BY.en))


def _left_open(protection: Mapping[str, Any]) -> Iterator[int]:
    """Yield the columns, from 1, that the protection of a whole sheet leaves open."""
    opened = protection.get("unprotectedRanges", ())
    if opened and guards({**protection, "unprotectedRanges": ()}):
        for area in opened:
            first = int(area.get("startColumnIndex", 0))
            yield from range(first + 1, int(area.get("endColumnIndex", first)) + 1)


def guards(protection: Mapping[str, Any]) -> bool:
    """Say whether a protection covers a whole sheet, and not with a warning alone."""
    covers = "range" in protection and not any(bound in protection["range"] for bound in BOUNDS)
    return covers and not protection.get("warningOnly") and not protection.get("unprotectedRanges")


class Shown(Mapping[tuple[str, int, int], str]):
    """What cells look like that hold a number or a day, by (sheet, column, row)."""

    def __init__(self, looks: Mapping[tuple[str, int], Looks]) -> None:
        """Take the columns as they were read."""
        self._looks = looks

    def __getitem__(self, place: tuple[str, int, int]) -> str:
        sheet, column, row = place
        rows, texts = self._looks[sheet, column]
        at = position(rows, row)
        if at is None:
            raise KeyError(place)
        return str(texts[at])

    def __iter__(self) -> Iterator[tuple[str, int, int]]:
        return ((sheet, column, row) for (sheet, column), one in self._looks.items() for row in one.rows.tolist())

    def __len__(self) -> int:
        return sum(len(one.rows) for one in self._looks.values())


@dataclass(frozen=True, eq=False)
class GoogleSnapshot(Snapshot):
    """A snapshot of a spreadsheet. `locale` decides how numbers are typed; `account` is the e-mail of who writes ("" unknown).

    `lookups` says, by (sheet, column) and row, which column of the hidden tab the program's own formula shows there: `grids`
    hold the values and no formulas of ours. `shown` is what cells that hold a number or a day look like, by (sheet, column,
    row). `hidden` are the program's own hidden tabs, which are no sheets to anybody else. `waiting` are, by (sheet, column), the
    rows of empty cells that are formatted as plain text. `spellings` are the formulas of ours that stand in each sheet.
    """

    facts: Mapping[str, SheetFacts] = field(default_factory=dict)
    locale: str = "en_US"
    account: str = ""
    lookups: Mapping[tuple[str, int], Mapping[int, int]] = field(default_factory=dict)
    shown: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    hidden: Mapping[str, Grid] = field(default_factory=dict)
    waiting: Mapping[tuple[str, int], NDArray[np.int32]] = field(default_factory=dict)
    spellings: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def with_table(self, changed: Table) -> Self:
        """Return this snapshot with one table replaced; where a record has another ID now, lookups in its row show nothing."""
        was = self.table(changed.sheet)
        known = changed.field("id")
        if was is not None and known is not None and was.cells("id") is not known.cells:
            ids = dict(zip(was.rows.tolist(), was.cells("id").values(), strict=True))
            others = [
                at for at, row in enumerate(changed.rows.tolist()) if row in ids and ids[row] not in (None, known.cells[at])
            ]
            for one in changed.fields if others else ():
                shown = self.lookups.get((changed.sheet, one.letter_index), {})
                empty = [at for at in others if int(changed.rows[at]) in shown]
                changed = changed.with_cells(one.name, one.cells.put(empty, [None] * len(empty))) if empty else changed
        return super().with_table(changed)

    def lookup(self, sheet: str, column: int, row: int) -> int:
        """Return the column of the hidden tab that a cell shows for the ID of its row; 0 when it is no lookup of ours."""
        return self.lookups.get((sheet, column), {}).get(row, 0)

    def format_of(self, grid: Grid, column: int, row: int) -> str:
        """Return the number format of a cell; General when it is not known."""
        found = grid.columns.get(column)
        if found is not None and found.formats is not None and (at := position(found.rows, row)) is not None:
            return self.number_formats[int(found.formats[at])]
        waiting = self.waiting.get((grid.name, column))
        return "General" if waiting is None or position(waiting, row) is None else TEXT_FORMAT

    def plain_text(self, grid: Grid, column: int) -> bool:
        """Say whether any used cell of a column is formatted as plain text."""
        found = grid.columns.get(column)
        if found is None or found.formats is None:
            return False
        return any(self.number_formats[at] == TEXT_FORMAT for at in np.unique(found.formats).tolist())

    def has_plain_text(self, sheet: str) -> bool:
        """Say whether any cell of a sheet is formatted as plain text."""
        waiting = any(name == sheet and len(rows) for (name, _), rows in self.waiting.items())
        return waiting or any(self.plain_text(self.grids[sheet], column) for column in self.grids[sheet].columns)


def position(rows: NDArray[np.int32], row: int) -> int | None:
    """Return the place of a row among others, which ascend; None when it is not among them."""
    at = int(rows.searchsorted(row))
    return at if at < len(rows) and rows[at] == row else None


def is_nameless(table: Table, at: int) -> bool:
    """Say whether a record has no ID, or only what a formula comes to, which may be another once its like is repaired."""
    return table.ids[at].startswith("#") or at in table.cells("id").formulas


def same_cell(one: CellValue, other: CellValue) -> bool:
    """Say whether two values are the same to a cell that knows no days, only numbers."""
    (_, number, text), (_, number2, text2) = encode(one), encode(other)
    return text == text2 and (abs(number - number2) <= 1e-9 * max(abs(number), 1) or (number != number and number2 != number2))  # noqa: PLR0124


def id_text(value: CellValue) -> str:
    """Return an ID as tables spell it: a whole number without a point."""
    return own_id(int(value) if isinstance(value, float) and value.is_integer() else value)
