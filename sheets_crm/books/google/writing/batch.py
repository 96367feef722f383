"""What is sent in one spreadsheets.batchUpdate, and what its answer says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from sheets_crm.books.google.reading.values import ERRORS
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.plan import Change
from sheets_crm.model.text import Text

Request = dict[str, Any]
Means = Literal["repair", "mark", "fill", "value", "tab", "other"]
BLANK = "^$"
CELLS = (
    "sheets(properties(sheetId,title),data(startRow,startColumn,rowData(values(userEnteredValue.formulaValue,effectiveValue))))"
)
ANSWER = f"spreadsheetId,replies,updatedSpreadsheet({CELLS})"
"""The mask of an answer that shows cells."""


@dataclass(frozen=True, slots=True)
class Target:
    """One change of the plan: `batch` and `at` say where it stands in it."""

    batch: int
    at: int
    change: Change


@dataclass(frozen=True, eq=False)
class Step:
    """One request, the changes that it makes, and by which means; `expect` is how many cells it should change."""

    request: Request
    means: Means
    targets: tuple[Target, ...] = ()
    expect: int = 0
    token: str = ""
    tab: str = ""

    @cached_property
    def size(self) -> int:
        """How many bytes the request takes."""
        return len(encoded(self.request))


@dataclass(frozen=True, eq=False)
class Batch:
    """The requests of one atomic write, and the ranges that its answer must show.

    `left` are the changes that are left out and why, `later` the steps that must wait for the second write.
    """

    steps: tuple[Step, ...] = ()
    ranges: tuple[str, ...] = ()
    left: tuple[tuple[Target, Text], ...] = ()
    later: tuple[Step, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes the requests take."""
        return sum(step.size for step in self.steps)

    @property
    def core(self) -> int:
        """How many steps make the changes; those after them draw report tabs."""
        return max((at for at, step in enumerate(self.steps, 1) if step.targets or step.token), default=0)

    @property
    def body(self) -> dict[str, Any]:
        """The body of the call."""
        body: dict[str, Any] = {"requests": [step.request for step in self.steps]}
        if self.ranges:
            body |= {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True, "responseRanges": list(self.ranges)}
        return body

    def parts(self, limit: int) -> tuple[Batch, ...]:
        """Part a write that is larger than so many bytes."""
        cuts, size = [0], 0
        for at, step in enumerate(self.steps):
            if size and size + step.size > limit:
                cuts.append(at)
                size = 0
            size += step.size
        return tuple(Batch(self.steps[start:end]) for start, end in pairwise([*cuts, len(self.steps)]) if end > start)


def encoded(told: Mapping[str, Any]) -> bytes:
    """Return JSON as it is sent."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def find_replace(
    find: str, replacement: str, scope: Mapping[str, Any], *, regex: bool = False, formulas: bool = False
) -> Request:
    """Replace whole cells that show exactly this; `scope` is a sheetId or a range. A pattern is matched as a whole, too."""
    how = {"matchCase": True, "matchEntireCell": True, "searchByRegex": regex, "includeFormulas": formulas}
    return {"findReplace": {"find": find, "replacement": replacement, **how, **scope}}


def column_range(sheet_id: int, column: int, rows: tuple[int, int] | None = None) -> dict[str, Any]:
    """Return the scope of one column (from 1), whole or from one row to another (from 1, both included)."""
    span = {} if rows is None else {"startRowIndex": rows[0] - 1, "endRowIndex": rows[1]}
    return {"range": {"sheetId": sheet_id, **span, "startColumnIndex": column - 1, "endColumnIndex": column}}


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell as an answer shows it."""

    value: CellValue
    formula: str = ""


EMPTY = Seen(None)
Columns = Mapping[int, Mapping[int, Seen]]


@dataclass(frozen=True, eq=False)
class Look:
    """The cells that an answer shows: by sheetId, column and row."""

    sheets: Mapping[int, dict[int, dict[int, Seen]]] = field(default_factory=dict)

    @staticmethod
    def of(answer: Mapping[str, Any]) -> Look:
        """Read the cells in an answer of batchUpdate or get."""
        found: dict[int, dict[int, dict[int, Seen]]] = {}
        for sheet in answer.get("updatedSpreadsheet", answer).get("sheets", ()):
            columns = found.setdefault(sheet["properties"].get("sheetId", 0), {})
            for data in sheet.get("data", ()):
                for row, column, seen in _cells(data):
                    columns.setdefault(column, {})[row] = seen
        return Look(found)

    def cell(self, sheet_id: int, column: int, row: int) -> Seen:
        """Return one cell; an empty one where the answer shows none."""
        return self.sheets.get(sheet_id, {}).get(column, {}).get(row, EMPTY)

    def column(self, sheet_id: int, column: int) -> Mapping[int, Seen]:
        """Return the cells of one column by their rows."""
        return self.sheets.get(sheet_id, {}).get(column, {})


def changed(answer: Mapping[str, Any], count: int) -> Sequence[int]:
    """Return how many cells each findReplace of a batch changed; 0 for other requests."""
    replies = [*answer.get("replies", ())]
    replies += [{}] * (count - len(replies))
    return [reply.get("findReplace", {}).get("occurrencesChanged", 0) for reply in replies[:count]]


def _cells(data: Mapping[str, Any]) -> Iterator[tuple[int, int, Seen]]:
    for row, line in enumerate(data.get("rowData", ()), data.get("startRow", 0) + 1):
        for column, cell in enumerate(line.get("values", ()), data.get("startColumn", 0) + 1):
            if cell.get("userEnteredValue") or cell.get("effectiveValue"):
                yield row, column, seen_of(cell)


def seen_of(cell: Mapping[str, Any]) -> Seen:
    """Read one CellData: days stay numbers."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
    value = cell.get("effectiveValue") or cell.get("userEnteredValue") or {}
    if "errorValue" in value:
        return Seen(CellError(ERRORS.get(value["errorValue"].get("type", ""), "#ERROR!")), formula)
    found = next((value[kind] for kind in ("stringValue", "numberValue", "boolValue") if kind in value), None)
    return Seen(None if found == "" else found, formula)


def header_range(sheet: str, first_row: int, last_row: int, columns: tuple[int, int]) -> str:
    """Return the A1 range of some rows of a sheet."""
    return f"{quoted(sheet)}!{letters(columns[0])}{first_row}:{letters(columns[1])}{last_row}"


def quoted(sheet: str) -> str:
    """Return a sheet's name as ranges hold it."""
    return "'" + sheet.replace("'", "''") + "'"
