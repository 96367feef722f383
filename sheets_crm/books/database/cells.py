"""A cell as JSON, without loss, and columns that grow cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import BOOL, DATE, ERROR, NUMBER, TEXT, CellValue, Formula, Kind, RichText, Vector, encode
from sheets_crm.model.hollow import no_numbers, no_texts
from sheets_crm.model.serials import to_serial

Json = Any
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that neither PostgreSQL nor UTF-8 can hold."""
MOST_DIGITS = 1e15


def storable(text: str) -> bool:
    """Say whether a database can hold this text as it is."""
    return not UNSTORABLE.search(text)


def pack(cells: Vector, at: int) -> Json:
    """Return one cell as JSON: text, numbers and yes-or-no as themselves, nothing as null, all else as an object."""
    kind, number, text = int(cells.kinds[at]), float(cells.numbers[at]), cells.texts[at]
    packed = _packed(kind, number, text)
    formula = cells.formulas.get(at)
    return packed if formula is None else {"formula": _safe(formula), "gives": packed}


def pack_value(value: CellValue) -> Json:
    """Return a value, or a formula, as the JSON of the cell that holds it."""
    kind, number, text = encode(value)
    rich = value if isinstance(value, RichText) else text
    packed = _packed(kind, number, rich)
    return {"formula": _safe(str(value)), "gives": packed} if isinstance(value, Formula) else packed


def of_texts(values: Sequence[str | None]) -> Vector:
    """Return cells that show texts."""
    texts = np.array([value or None for value in values], object)
    kinds = np.where(texts != np.array(None), np.uint8(Kind.TEXT), np.uint8(Kind.EMPTY))
    return Vector(kinds, no_numbers(len(texts)), texts)


def of_numbers(values: Sequence[float | Decimal | None]) -> Vector:
    """Return cells that show numbers."""
    return _counted(np.array([np.nan if value is None else float(value) for value in values]), Kind.NUMBER)


def of_days(values: Sequence[date | None]) -> Vector:
    """Return cells that show days."""
    serials = {value: np.nan if value is None else to_serial(value) for value in set(values)}
    return _counted(np.array([serials[value] for value in values], np.float64), Kind.DATE)


def joined(parts: Sequence[Vector]) -> Vector:
    """Return the cells of all parts, one after another."""
    formulas: dict[int, str] = {}
    start = 0
    for part in parts:
        formulas |= {start + at: formula for at, formula in part.formulas.items()}
        start += len(part)
    hollow = all(part.numbers.strides == (0,) for part in parts), all(part.texts.strides == (0,) for part in parts)
    numbers = no_numbers(start) if hollow[0] else np.concatenate([part.numbers for part in parts])
    texts = no_texts(start) if hollow[1] else np.concatenate([part.texts for part in parts])
    return Vector(np.concatenate([part.kinds for part in parts]), numbers, texts, formulas)


def _counted(numbers: NDArray[np.float64], kind: Kind) -> Vector:
    kinds = np.where(np.isnan(numbers), np.uint8(Kind.EMPTY), np.uint8(kind))
    return Vector(kinds, numbers, no_texts(len(numbers)))


class Draft:
    """A column of cells while it is put together."""

    def __init__(self, length: int) -> None:
        """Start with empty cells."""
        self.kinds = np.zeros(length, np.uint8)
        self.numbers = np.full(length, np.nan)
        self.texts = np.full(length, None, object)
        self.formulas: dict[int, str] = {}

    @staticmethod
    def of(cells: Vector) -> Draft:
        """Start with a copy of these cells."""
        made = Draft(0)
        made.kinds, made.numbers, made.texts = cells.kinds.copy(), cells.numbers.copy(), cells.texts.copy()
        made.formulas = dict(cells.formulas)
        return made

    def unpack(self, at: int, packed: Json) -> None:
        """Put a cell that was packed."""
        self.formulas.pop(at, None)
        if isinstance(packed, dict) and "formula" in packed:
            self.formulas[at] = _text(packed["formula"])
            packed = packed["gives"]
        self.kinds[at], self.numbers[at], self.texts[at] = _unpacked(packed)

    def entered(self, at: int) -> CellValue:
        """Return what stands in one cell by now: its formula where it has one, else its value."""
        formulas = {0: self.formulas[at]} if at in self.formulas else {}
        return Vector(self.kinds[at : at + 1], self.numbers[at : at + 1], self.texts[at : at + 1], formulas).entered(0)

    def cells(self) -> Vector:
        """Return the column, hollow where it can be."""
        wordy = ((self.kinds == TEXT) | (self.kinds == ERROR)).any()
        counted = ((self.kinds == NUMBER) | (self.kinds == DATE) | (self.kinds == BOOL)).any()
        numbers = self.numbers if counted else no_numbers(len(self.kinds))
        return Vector(self.kinds, numbers, self.texts if wordy else no_texts(len(self.kinds)), self.formulas)


def _packed(kind: int, number: float, text: str | None) -> Json:
    match kind:
        case Kind.EMPTY:
            return None
        case Kind.TEXT:
            assert text is not None
            return {"text": _safe(str(text)), "runs": _safe(text.runs)} if isinstance(text, RichText) else _safe(text)
        case Kind.BOOL:
            return bool(number)
        case Kind.ERROR:
            return {"error": _safe(text or "")}
        case _:
            plain = int(number) if number.is_integer() and abs(number) < MOST_DIGITS else number
            return {"serial": plain} if kind == Kind.DATE else plain


def _unpacked(packed: Json) -> tuple[Kind, float, str | None]:
    match packed:
        case None:
            return Kind.EMPTY, np.nan, None
        case bool():
            return Kind.BOOL, float(packed), None
        case int() | float():
            return Kind.NUMBER, float(packed), None
        case {"serial": serial}:
            return Kind.DATE, float(serial), None
        case {"error": error}:
            return Kind.ERROR, np.nan, _text(error)
    return Kind.TEXT, np.nan, _rich(packed)


def _rich(packed: Json) -> str:
    if isinstance(packed, dict) and "runs" in packed:
        return RichText(_text(packed["text"]), _text(packed["runs"]))
    return _text(packed)


def _safe(text: str) -> Json:
    """Return text as JSON; with escapes where a database could not hold it."""
    return str(text) if storable(text) else {"escaped": text.encode("unicode_escape").decode("ascii")}


def _text(packed: Json) -> str:
    return packed if isinstance(packed, str) else str(packed["escaped"].encode("ascii").decode("unicode_escape"))
