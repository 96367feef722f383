"""The values of many cells at once, as a Vector holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.google.reading.numberformats import NumberFormats, Shows
from sheets_crm.books.google.reading.richtext import rich
from sheets_crm.model.cells import Kind
from sheets_crm.model.serials import FIRST_TRUE_SERIAL

Json = Mapping[str, Any]
ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
NOTHING = ("", None)
KINDS = {"": Kind.EMPTY, "stringValue": Kind.TEXT, "numberValue": Kind.NUMBER, "boolValue": Kind.BOOL, "errorValue": Kind.ERROR}


class Values(NamedTuple):
    """What cells hold, in parallel arrays; `formulas` are texts, "" without one, `spilled` what a formula elsewhere put there.

    `shown` is what numbers and days look like; None where that is not told.
    """

    kinds: NDArray[np.uint8]
    numbers: NDArray[np.float64]
    texts: NDArray[np.object_]
    formats: NDArray[np.uint16]
    formulas: NDArray[np.object_]
    spilled: NDArray[np.bool_]
    shown: NDArray[np.object_]

    def pick(self, which: NDArray[np.intp]) -> Values:
        """Return some of the cells."""
        return Values._make(one[which] for one in self)


def joined(parts: Sequence[Values]) -> Values:
    """Return the cells of all parts, one after the other."""
    return Values._make(map(np.concatenate, zip(read_values([], NumberFormats()), *parts, strict=True)))


def read_values(cells: Sequence[Json], formats: NumberFormats) -> Values:
    """Read CellData, each with a value of its own or a formula."""
    entered = [cell.get("userEnteredValue") for cell in cells]
    formulas = objects([one.get("formulaValue", "") if one else "" for one in entered])
    told = [
        next(iter(value.items())) if (value := cell.get("effectiveValue") or constant(typed)) else NOTHING
        for cell, typed in zip(cells, entered, strict=True)
    ]
    kinds = np.array([KINDS.get(name, Kind.EMPTY) for name, _ in told], np.uint8)
    values = objects([value for _, value in told])
    kinds[(kinds == Kind.TEXT) & (values == "")] = Kind.EMPTY
    numbers = np.full(len(cells), np.nan)
    numeric = (kinds == Kind.NUMBER) | (kinds == Kind.BOOL)
    numbers[numeric] = values[numeric].astype(np.float64)
    places, shows = formats.read(cells)
    as_dates(kinds, numbers, shows)
    spilled = np.array([not one for one in entered], bool)
    return Values(kinds, numbers, texts_of(cells, kinds, values), places, formulas, spilled, looks_of(cells, kinds))


def looks_of(cells: Sequence[Json], kinds: NDArray[np.uint8]) -> NDArray[np.object_]:
    """Return what numbers and days look like; None elsewhere."""
    looks = np.full(len(cells), None, object)
    at = np.flatnonzero((kinds == Kind.NUMBER) | (kinds == Kind.DATE))
    looks[at] = objects([cells[one].get("formattedValue") for one in at.tolist()])
    return looks


def constant(typed: Json | None) -> Json | None:
    """Return what a person entered where the value is not told apart from it; None for a formula that shows nothing."""
    return None if not typed or "formulaValue" in typed else typed


def as_dates(kinds: NDArray[np.uint8], numbers: NDArray[np.float64], shows: NDArray[np.uint8]) -> None:
    """Make dates of numbers that are shown as such, in place.

    One that would be a day of January or February 1900 stays the number that it is: somebody typed a small number into a cell
    in which a day stood. Google counts those days by one more than Excel does, and so it would come back as another number.
    """
    early = (shows == Shows.DATE) & (numbers >= 2) & (numbers < FIRST_TRUE_SERIAL)  # noqa: PLR2004 - 1 January 1900
    kinds[(kinds == Kind.NUMBER) & (shows != Shows.NUMBER) & ~early] = Kind.DATE


def texts_of(cells: Sequence[Json], kinds: NDArray[np.uint8], values: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the texts of texts and errors; None elsewhere."""
    texts = np.full(len(cells), None, object)
    wordy = kinds == Kind.TEXT
    texts[wordy] = values[wordy]
    for at in np.flatnonzero(kinds == Kind.ERROR).tolist():
        texts[at] = ERRORS.get(values[at].get("type", ""), "#ERROR!")
    for at in [at for at, cell in enumerate(cells) if "textFormatRuns" in cell or "chipRuns" in cell]:
        if texts[at] is not None and wordy[at]:
            texts[at] = rich(texts[at], cells[at])
    return texts


def objects(items: Sequence[Any]) -> NDArray[np.object_]:
    """Return an array of just these objects."""
    out = np.empty(len(items), object)
    out[:] = items
    return out
