"""A large spreadsheet's grid data in few requests: small sheets together, large ones in portions that Google answers well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.reading.references import SheetSize, quoted, size_of

Json = Mapping[str, Any]
Ask = Callable[[Sequence[str]], tuple[Json, int]]
"""Asks for ranges (A1); returns the answer and its size in bytes."""
FIRST, LEAST, MOST = 200_000, 20_000, 2_000_000
"""Cells of a portion: of the first one of a sheet, of which nobody knows yet how full it is; what none goes below; or above."""
BYTES = 30_000_000
"""What an answer should come to before it is compressed: that many cells of a list of clients, of which each takes 150."""
GROWTH = 2
TOO_MUCH = frozenset({"server", "timeout"})


class Portions:
    """The grid data of a book's sheets, asked for in their order."""

    def __init__(self, sheets: Sequence[Json], ask: Ask) -> None:
        """Take what is said of all sheets; nothing is asked yet."""
        self._sizes = {one["properties"].get("sheetId", 0): size_of(one["properties"]) for one in sheets}
        self._ask, self._cells, self._most = ask, FIRST, MOST
        self._ahead: dict[int, list[Json]] = {}

    def of(self, sheet: Json) -> Iterator[Json]:
        """Yield the parts of a sheet's data; small sheets after it that fit into its last request are remembered."""
        number = sheet["properties"].get("sheetId", 0)
        size = self._sizes.pop(number)
        if number in self._ahead:
            yield from self._ahead.pop(number)
            return
        first, self._cells = 1, min(FIRST, self._cells)
        while first <= size.rows:
            last = min(first + max(self._cells // max(size.columns, 1), 1) - 1, size.rows)
            others = self._small(size, last - first + 1) if last == size.rows else {}
            ranges = [spanned(size, first, last), *(spanned(one, 1, one.rows) for one in others.values())]
            if (found := self._asked(ranges)) is None:
                continue
            self._learn(size.columns * (last - first + 1), found[1])
            self._ahead |= {one: data_of(found[0], one) for one in others}
            yield from data_of(found[0], number)
            first = last + 1

    def _asked(self, ranges: Sequence[str]) -> tuple[Json, int] | None:
        """Ask; None where that was too much, so that less is to be asked for."""
        try:
            return self._ask(ranges)
        except GoogleError as error:
            if error.trouble not in TOO_MUCH or self._cells <= LEAST:
                raise
            self._cells = self._most = max(self._cells // GROWTH, LEAST)
            return None

    def _small(self, size: SheetSize, rows: int) -> dict[int, SheetSize]:
        """Return the sheets to come, one after the other, that fit into a request for so many rows of this one."""
        room, found = self._cells - rows * size.columns, dict[int, SheetSize]()
        for number, one in self._sizes.items():
            room -= one.rows * one.columns
            if room < 0:
                break
            if number not in self._ahead and one.rows:
                found[number] = one
        return found

    def _learn(self, cells: int, told: int) -> None:
        """Let the next portion be as large as an answer should be, by what this one came to."""
        fitting = BYTES * cells // max(told, 1)
        self._cells = max(LEAST, min(fitting, self._cells * GROWTH, self._most))


def spanned(size: SheetSize, first: int, last: int) -> str:
    """Return some rows of a sheet as a range."""
    return f"{quoted(size.name)}!{first}:{last}"


def data_of(answer: Json, number: int) -> list[Json]:
    """Return the grid data of one sheet in an answer."""
    sheets = [tab for tab in answer.get("sheets", ()) if tab.get("properties", {}).get("sheetId", 0) == number]
    return [one for tab in sheets for one in tab.get("data", ())]
