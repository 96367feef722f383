"""Number formats of cells: their codes, and what each makes of a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

GENERAL = "General"
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
USUAL = {
    "TEXT": "@",
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": "#,##0.00",
    "DATE": "dd.mm.yyyy",
    "TIME": "hh:mm:ss",
    "DATE_TIME": "dd.mm.yyyy hh:mm:ss",
    "SCIENTIFIC": "0.00E+00",
}
"""What stands for a format without a pattern: Google shows it as the spreadsheet's locale does."""


class Shows(IntEnum):
    """What a format makes of a number; an elapsed time such as `[h]:mm` stays a number."""

    NUMBER = 0
    DATE = 1
    TIME = 2


class NumberFormats:
    """All number formats of a book, each in its place; the first is that of a cell without one."""

    def __init__(self) -> None:
        """Start with the plain format alone."""
        self._places: dict[tuple[str, str] | None, int] = {None: 0}
        self._codes = {GENERAL: 0}
        self._code_places = [0]
        self._shows = [Shows.NUMBER]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of their places."""
        return tuple(self._codes)

    def read(self, cells: Sequence[Mapping[str, Any]]) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """Return the place of each cell's format in `codes`, and what it makes of a number (`Shows`)."""
        named = [
            (number.get("type", ""), number.get("pattern", ""))
            if (shown := cell.get("effectiveFormat")) and (number := shown.get("numberFormat"))
            else None
            for cell in cells
        ]
        for one in set(named) - self._places.keys():
            self._add(*(one or ("", "")))
        found = np.array([self._places[one] for one in named], np.intp)
        return np.array(self._code_places, np.uint16)[found], np.array(self._shows, np.uint8)[found]

    def _add(self, kind: str, pattern: str) -> None:
        code = pattern or USUAL.get(kind, GENERAL)
        self._places[kind, pattern] = len(self._shows)
        self._code_places.append(self._codes.setdefault(code, len(self._codes)))
        self._shows.append(shows(kind, pattern))


def shows(kind: str, pattern: str) -> Shows:
    """Tell what a format of this type and pattern makes of a number."""
    if kind in {"DATE", "DATE_TIME"}:
        return Shows.DATE
    return Shows.TIME if kind == "TIME" and not ELAPSED.search(pattern) else Shows.NUMBER
