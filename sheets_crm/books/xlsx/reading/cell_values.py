"""What a cell's type, style and text make together: its kind, its number, its text."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from math import isfinite
from typing import NamedTuple

import numpy as np

from sheets_crm.books.xlsx.cells.date_styles import Shows
from sheets_crm.books.xlsx.cells.strings import unescape
from sheets_crm.books.xlsx.reading.styles import CellStyles
from sheets_crm.model.cells import Kind
from sheets_crm.model.serials import to_serial

NUMERAL = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
DAYS_BETWEEN_SYSTEMS = 1462
FIRST_YEAR = 1900


class Meaning(NamedTuple):
    """One cell as a Vector holds it; `shared` is the number of a shared string, else -1."""

    kind: Kind
    number: float = np.nan
    text: str | None = None
    shared: int = -1


EMPTY = Meaning(Kind.EMPTY)


class Workings:
    """What the cells of a workbook have in common: its shared strings, its styles, its date system."""

    def __init__(self, strings: list[str], styles: CellStyles, *, since_1904: bool) -> None:
        """Prepare arrays that cells can be looked up in."""
        self.strings = np.empty(len(strings), object)
        self.strings[:] = strings
        self.blank = np.array([not text for text in strings], bool)
        self.styles = styles
        self.shift = DAYS_BETWEEN_SYSTEMS if since_1904 else 0

    def meaning(self, kind: str, style: int, text: str) -> Meaning:
        """Return what a cell of type `kind` (its `t`) with this text in its `<v>` means; ValueError when it cannot be."""
        if not text:
            return EMPTY
        if kind == "s":
            return self._shared(int(text))
        if kind == "b":
            return Meaning(Kind.BOOL, float(text.strip() in {"1", "true", "TRUE"}))
        if kind == "e":
            return Meaning(Kind.ERROR, text=unescape(text))
        if kind in {"", "n"}:
            return self._number(style, text)
        return self._date(text) if kind == "d" else Meaning(Kind.TEXT, text=unescape(text))

    def _shared(self, at: int) -> Meaning:
        if not 0 <= at < len(self.strings):
            raise ValueError(f"shared string {at} of {len(self.strings)}")
        return EMPTY if self.blank[at] else Meaning(Kind.TEXT, shared=at)

    def _number(self, style: int, text: str) -> Meaning:
        if not NUMERAL.fullmatch(text) or not isfinite(number := float(text)):
            return Meaning(Kind.TEXT, text=text) if text.strip() else EMPTY
        shows = self.styles.shows[self.styles.known(style)]
        if shows == Shows.NUMBER:
            return Meaning(Kind.NUMBER, number)
        return Meaning(Kind.DATE, number + (self.shift if shows == Shows.DATE else 0))

    @staticmethod
    def _date(text: str) -> Meaning:
        plain = text.strip().removesuffix("Z")
        try:
            moment: date | time = time.fromisoformat(plain) if ":" in plain[:3] else datetime.fromisoformat(plain)
        except ValueError:
            return Meaning(Kind.TEXT, text=text)
        if isinstance(moment, date) and moment.year < FIRST_YEAR:
            return Meaning(Kind.TEXT, text=text)
        return Meaning(Kind.DATE, to_serial(moment))
