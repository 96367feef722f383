"""What one cell can hold, as Python values and as columns of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import IntEnum
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.hollow import no_numbers, no_texts, picked, put, spread
from sheets_crm.model.serials import from_serial, to_serial


class CellError(str):
    """An error value that a formula left in a cell, such as `#DIV/0!`."""

    __slots__ = ()


class RichText(str):
    """Text of which parts are formatted on their own; `runs` is the XML of its runs (`<r>...</r>`) in the main namespace."""

    __slots__ = ("runs",)
    runs: str

    def __new__(cls, text: str, runs: str) -> Self:
        """Keep the runs beside the plain text."""
        made = super().__new__(cls, text)
        made.runs = runs
        return made


class Formula(str):
    """A formula to be written, with its leading `=`; `result` is what it gives (a day as its serial), None where not known.

    Rules may not write one; it is for repairs of formulas that a person asked for, and for taking these back.
    """

    __slots__ = ("result",)
    result: str | float | bool | None

    def __new__(cls, text: str, result: str | float | bool | None = None) -> Self:  # noqa: FBT001 - TRUE is a result
        """Keep the result beside the text."""
        made = super().__new__(cls, text)
        made.result = result
        return made


CellValue = None | str | bool | int | float | Decimal | date | datetime | time | CellError


class Kind(IntEnum):
    """What sort of value a cell shows; a DATE is a number that its format shows as a date or a time."""

    EMPTY = 0
    TEXT = 1
    NUMBER = 2
    BOOL = 3
    ERROR = 4
    DATE = 5


EMPTY, TEXT, NUMBER, BOOL, ERROR, DATE = map(int, Kind)
"""The same as plain numbers, for what is asked of every single cell: Python 3.11 takes long to look up a member of an enum."""


@dataclass(frozen=True, eq=False)
class Vector:
    """The cells of one column, columnar: `kinds` (uint8), `numbers` (float64; for DATE the serial of the 1900 system, for
    BOOL 0 or 1, else NaN), `texts` (object: str for TEXT and ERROR, else None). `formulas` maps a position to the formula
    whose result stands there, with its leading `=`. All arrays have one length; none is ever changed in place, and where no
    number or no text stands, `numbers` or `texts` are hollow.
    """  # noqa: D205

    kinds: NDArray[np.uint8]
    numbers: NDArray[np.float64]
    texts: NDArray[np.object_]
    formulas: Mapping[int, str] = field(default_factory=dict)

    @staticmethod
    def of(values: Iterable[CellValue], formulas: Mapping[int, str] | None = None) -> Vector:
        """Make a column of Python values."""
        items = list(values)
        kinds = np.zeros(len(items), np.uint8)
        numbers = np.full(len(items), np.nan)
        texts = np.full(len(items), None, object)
        for at, value in enumerate(items):
            kinds[at], numbers[at], texts[at] = encode(value)
        return Vector(kinds, numbers, texts, dict(formulas or {}))

    @staticmethod
    def empty(length: int) -> Vector:
        """Make a column of `length` empty cells."""
        return Vector(np.zeros(length, np.uint8), no_numbers(length), no_texts(length))

    def __len__(self) -> int:
        return len(self.kinds)

    def __getitem__(self, at: int) -> CellValue:
        return decode(int(self.kinds[at]), float(self.numbers[at]), self.texts[at])

    def values(self) -> list[CellValue]:
        """All values, in order."""
        return [decode(k, n, t) for k, n, t in zip(self.kinds.tolist(), self.numbers.tolist(), self.texts, strict=True)]

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Where something stands: not empty, and not text of white space alone."""
        full: NDArray[np.bool_] = self.kinds != Kind.EMPTY
        wordy = np.flatnonzero(self.kinds == Kind.TEXT)
        full[wordy] = [text != "" and not text.isspace() for text in self.texts[wordy].tolist()]
        full.flags.writeable = False
        return full

    def take(self, positions: NDArray[np.intp]) -> Vector:
        """Pick the cells at these positions, in this order."""
        back = {int(old): new for new, old in enumerate(positions)} if self.formulas else {}
        formulas = {back[at]: formula for at, formula in self.formulas.items() if at in back}
        return Vector(self.kinds[positions], picked(self.numbers, positions), picked(self.texts, positions), formulas)

    def cut(self, first: int, end: int) -> Vector:
        """Return the cells from `first` to before `end`, without copying them."""
        inside = {at - first: formula for at, formula in self.formulas.items() if first <= at < end}
        return Vector(self.kinds[first:end], self.numbers[first:end], self.texts[first:end], inside)

    def spread(self, positions: NDArray[np.intp], length: int) -> Vector:
        """Return a column of this length with these cells at these (ascending) positions, and nothing between them."""
        kinds = np.zeros(length, np.uint8)
        kinds[positions] = self.kinds
        formulas = {int(positions[at]): formula for at, formula in self.formulas.items()}
        return Vector(kinds, spread(self.numbers, positions, length), spread(self.texts, positions, length), formulas)

    def put(self, positions: Sequence[int] | NDArray[np.intp], values: Sequence[CellValue]) -> Vector:
        """Return a copy with other values, or formulas, at these positions; formulas that stood there are gone."""
        kinds, numbers, texts = self.kinds.copy(), self.numbers, self.texts
        if len(positions):
            kinds[positions], new_numbers, new_texts = zip(*map(encode, values), strict=True)
            numbers, texts = put(numbers, positions, new_numbers), put(texts, positions, new_texts)
        gone = {int(at) for at in positions} if self.formulas else set()
        formulas = {k: v for k, v in self.formulas.items() if k not in gone}
        formulas |= {int(at): str(value) for at, value in zip(positions, values, strict=True) if isinstance(value, Formula)}
        return replace(self, kinds=kinds, numbers=numbers, texts=texts, formulas=formulas)

    def entered(self, at: int) -> CellValue:
        """Return what was entered into a cell: its formula where it has one, else its value."""
        text = self.formulas.get(at)
        if text is None:
            return self[at]
        kind, number = self.kinds[at], float(self.numbers[at])
        if kind in {Kind.TEXT, Kind.ERROR}:
            return Formula(text, CellError(self.texts[at]) if kind == Kind.ERROR else self.texts[at])
        return Formula(text, None if kind == Kind.EMPTY else bool(number) if kind == Kind.BOOL else number)


def encode(value: CellValue) -> tuple[Kind, float, str | None]:
    """Split one value into its kind, number and text as a Vector holds them; empty text counts as an empty cell.

    A formula counts as what it gives.
    """
    if isinstance(value, Formula):
        value = value.result
    if value is None or value == "":
        return Kind.EMPTY, np.nan, None
    if isinstance(value, CellError):
        return Kind.ERROR, np.nan, str(value)
    if isinstance(value, str):
        return Kind.TEXT, np.nan, value
    if isinstance(value, bool):
        return Kind.BOOL, float(value), None
    if isinstance(value, (int, float, Decimal)):
        return Kind.NUMBER, float(value), None
    return Kind.DATE, to_serial(value), None


def decode(kind: int, number: float, text: str | None) -> CellValue:
    """Join what a Vector holds of one cell into a value: whole numbers as int, dates without a time as date."""
    if kind == TEXT:
        return text
    if kind == NUMBER:
        return int(number) if number.is_integer() and abs(number) < 1e15 else number  # noqa: PLR2004 - Excel shows 15 digits
    if kind == DATE:
        return from_serial(number)
    if kind == BOOL:
        return bool(number)
    return CellError(text or "#N/A") if kind == ERROR else None
