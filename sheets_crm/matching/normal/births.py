"""Birth dates as year, month and day; what nobody knows is 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sheets_crm.formats.date_text import read
from sheets_crm.formats.dates import DateOrder, column_order
from sheets_crm.model.serials import from_serial

ISO = re.compile(r"(\d{4})[-./]?(\d\d)[-./]?(\d\d)(?:[T ].*)?")
SERIAL = re.compile(r"(\d{4,5})(?:[.,]\d*)?")
YEAR = re.compile(r"(1[89]\d\d|20\d\d)(?:[.,]0*)?(?: ?г\.?)?")
THIS_CENTURY = 30
"""Two-digit birth years below this are of this century."""
MONTHS = 12


def births(values: Sequence[str]) -> NDArray[np.int16]:
    """Read the distinct dates of a column: one row of year, month and day for each."""
    order = column_order(values)
    return np.array([_birth(value.strip(), order) for value in values], np.int16).reshape(-1, 3)


def _birth(text: str, order: DateOrder) -> tuple[int, int, int]:
    if found := ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := YEAR.fullmatch(text):
        return int(found[1]), 0, 0
    if found := SERIAL.fullmatch(text):
        day = from_serial(float(found[1]))
        return (day.year, day.month, day.day) if isinstance(day, date) else (0, 0, 0)
    written = read(text[:40])
    if written is None:
        return 0, 0, 0
    first, second, year = written.first, written.second, int(written.year or 0)
    if not written.certain and (first <= MONTHS) and (second > MONTHS or order.day_first(written.sep, default=True) is False):
        first, second = second, first
    return _century(year), second, first


def _century(year: int) -> int:
    return year + (0 if year >= 100 or not year else 2000 if year < THIS_CENTURY else 1900)  # noqa: PLR2004 - typed in full


def number(text: str) -> int:
    """Read a year, month or day that stands in a column of its own; 0 when it is none."""
    found = re.fullmatch(r"\s*(\d{1,4})(?:[.,]0*)?\s*", text)
    return int(found[1]) if found else 0
