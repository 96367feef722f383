"""A tab in which people write, too: rows that are there stay, and only what is to be another is written.

Rows are put in and taken out as a person would do it, so that what somebody chooses or types meanwhile moves with its row. The
cells in which people choose are never written over: one of ours in them is replaced only if it still shows what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from sheets_crm.books.google.writing.batch import BLANK, Request, column_range, find_replace
from sheets_crm.books.google.writing.facts import SheetFacts
from sheets_crm.books.google.writing.lookups import cell_data
from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Grid

Token = tuple[object, ...]
ALL = "userEnteredValue,userEnteredFormat,dataValidation"


@dataclass(frozen=True, eq=False)
class Kept:
    """A report, and the tab as it was read."""

    report: Report
    grid: Grid
    there: SheetFacts

    @property
    def possible(self) -> bool:
        """Whether the tab still has the column by which its rows are known."""
        return self.report.choosing is None or self._key_column > 0

    def requests(self) -> Iterator[Request]:
        """Put rows in and take rows out, then write the cells that differ."""
        steps = self._steps
        for kind, start, end, first, last in reversed(steps):
            if kind in ("insert", "replace"):
                span = {"sheetId": self.there.sheet_id, "dimension": "ROWS", "startIndex": end, "endIndex": end + last - first}
                yield {"insertDimension": {"range": span, "inheritFromBefore": True}}
            if kind in ("delete", "replace"):
                span = {"sheetId": self.there.sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}
                yield {"deleteDimension": {"range": span}}
        for kind, start, end, first, last in steps:
            if kind == "equal":
                for old, new in zip(range(start, end), range(first, last), strict=True):
                    yield from self._differing(old, new)
            elif last > first:
                yield self._written(first, last)

    @cached_property
    def _steps(self) -> Sequence[tuple[str, int, int, int, int]]:
        old = [self._read_token(row) for row in range(1, self.grid.last_row + 1)]
        new = [self._token(row, cells) for row, cells in enumerate(self.report.rows, 1)]
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()

    @cached_property
    def _key_column(self) -> int:
        """The column of keys in the tab as it was read; 0 where it is gone."""
        choosing, header = self.report.choosing, self.report.header_row
        if choosing is None:
            return 0
        title = self.report.rows[header - 1][choosing.key_column - 1].value
        return next((column for column in self.grid.columns if self.grid.value(header, column) == title), 0)

    def _read_token(self, row: int) -> Token:
        if row <= self.report.header_row:
            return ("head", row)
        key = self.grid.value(row, self._key_column) if self._key_column else None
        if key is not None:
            return ("key", str(key))
        chosen = self.report.choosing.column if self.report.choosing else 0
        return tuple(
            (column, _plain(value))
            for column in sorted(self.grid.columns)
            if column != chosen and (value := self.grid.value(row, column)) is not None
        )

    def _token(self, row: int, cells: Sequence[ReportCell]) -> Token:
        choosing = self.report.choosing
        if row <= self.report.header_row:
            return ("head", row)
        if choosing and len(cells) >= choosing.key_column and (key := cells[choosing.key_column - 1].value) is not None:
            return ("key", str(key))
        chosen = choosing.column if choosing else 0
        told = ((column, cell.value) for column, cell in enumerate(cells, 1) if column != chosen)
        return tuple((column, _plain(value)) for column, value in told if value not in (None, ""))

    def _differing(self, old: int, new: int) -> Iterator[Request]:
        """Write the cells of a row that stays; `old` and `new` count from 0."""
        cells = self.report.rows[new]
        for column in range(1, max(len(cells), *self.grid.columns, 1) + 1):
            was = self.grid.value(old + 1, column)
            now = cells[column - 1].value if column <= len(cells) else None
            if _plain(was) == _plain(now):
                continue
            if self.report.choosing and column == self.report.choosing.column:
                scope = column_range(self.there.sheet_id, column, (new + 1, new + 1))
                yield find_replace(str(was or "") or BLANK, str(now or ""), scope, regex=not was)
            else:
                start = {"sheetId": self.there.sheet_id, "rowIndex": new, "columnIndex": column - 1}
                yield {"updateCells": {"start": start, "rows": [{"values": [cell_data(now)]}], "fields": "userEnteredValue"}}

    def _written(self, first: int, last: int) -> Request:
        """Write rows that were put in, over what they took on from their neighbour."""
        rows = [{"values": [cell_data(cell.value) for cell in cells]} for cells in self.report.rows[first:last]]
        width = max(self.there.columns, *(len(cells) for cells in self.report.rows))
        area = {"startRowIndex": first, "endRowIndex": last, "startColumnIndex": 0, "endColumnIndex": width}
        return {"updateCells": {"range": {"sheetId": self.there.sheet_id, **area}, "rows": rows, "fields": ALL}}


def choices(report: Report, tab_id: int, runs: Sequence[tuple[int, int]]) -> Iterator[Request]:
    """Give the dropdown to the rows in which people choose."""
    if report.choosing:
        told = [{"userEnteredValue": word} for word in report.choosing.words]
        rule = {"condition": {"type": "ONE_OF_LIST", "values": told}, "strict": True, "showCustomUi": True}
        for run in runs:
            yield {"setDataValidation": {**column_range(tab_id, report.choosing.column, run), "rule": rule}}


def _plain(value: CellValue) -> object:
    kind, number, text = encode(value)
    return None if value in (None, "") else (int(kind), f"{number:.12g}", text)
