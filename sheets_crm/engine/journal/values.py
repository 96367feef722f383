"""Cell values in the journal, without loss; SQLite's own kinds where they hold a value whole, so that people can read them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sheets_crm.model.cells import CellError, CellValue, Formula, Kind, RichText, encode

Stored = None | str | int | float | bytes
BIGGEST = 2**63
SPELLINGS: tuple[tuple[type, bytes, Callable[[Any], str]], ...] = (  # a bool is an int, a datetime a date: theirs go first
    (bool, b"b", lambda value: "1" if value else "0"),
    (Formula, b"=", lambda value: json.dumps([str(value), value.result, isinstance(value.result, CellError)])),
    (RichText, b"r", lambda value: json.dumps([str(value), value.runs])),
    (CellError, b"e", str),
    (str, b"s", str),
    (int, b"i", lambda value: str(int(value))),
    (float, b"f", lambda value: repr(float(value))),
    (Decimal, b"n", str),
    (datetime, b"m", datetime.isoformat),
    (date, b"d", date.isoformat),
    (time, b"t", time.isoformat),
)
EXACT = {kind: (tag, spelled) for kind, tag, spelled in SPELLINGS}
DECODERS: dict[bytes, Callable[[str], CellValue]] = {
    b"b": lambda text: text == "1",
    b"i": int,
    b"f": float,
    b"n": Decimal,
    b"d": date.fromisoformat,
    b"m": datetime.fromisoformat,
    b"t": time.fromisoformat,
    b"e": CellError,
    b"s": str,
    b"r": lambda text: RichText(*json.loads(text)),
    b"=": lambda text: _formula(*json.loads(text)),
}


def stored(value: CellValue) -> Stored:
    """Return what SQLite keeps of a value: None, text, numbers as they are, all else as a letter and its text."""
    kind = type(value)
    if value is None or kind is str:
        return _text(str(value)) if value is not None else None
    if kind is int and -BIGGEST <= value < BIGGEST:  # type: ignore[operator]
        return value  # type: ignore[return-value]
    if kind is float and not math.isnan(value):  # type: ignore[arg-type]
        return value  # type: ignore[return-value]
    return _tagged(value)


def stored_all(values: Iterable[CellValue]) -> list[Stored]:
    """Return what SQLite keeps of many values."""
    return [stored(value) for value in values]


def loaded(kept: Stored) -> CellValue:
    """Return the value that was stored."""
    if not isinstance(kept, bytes):
        return kept
    return DECODERS[kept[:1]](kept[1:].decode("utf-8", "surrogatepass"))


def still(now: CellValue, then: CellValue) -> bool:
    """Say whether a cell still shows what was written; others may round a number's last digits, or show a date as a number.

    A formula is still there only as the same text, whatever it gives by now.
    """
    if isinstance(now, Formula) or isinstance(then, Formula):
        return isinstance(now, Formula) and isinstance(then, Formula) and str(now) == str(then)
    (kind, number, text), (kind2, number2, text2) = encode(now), encode(then)
    numeric = (Kind.NUMBER, Kind.DATE)
    if kind in numeric and kind2 in numeric:
        return math.isclose(number, number2, rel_tol=1e-12)
    return kind == kind2 and text == text2 and (number == number2 or math.isnan(number))


def holds(now: CellValue, former: CellValue) -> bool:
    """Say whether a cell holds exactly this, so that nothing is to be written: a day is no number here, nor is 5 a text."""
    return type(now) is type(former) and not isinstance(now, (Formula, RichText)) and now == former


def _formula(text: str, result: str | float | bool | None, is_error: bool) -> Formula:  # noqa: FBT001 - as it was stored
    return Formula(text, CellError(result) if is_error and isinstance(result, str) else result)


def _text(value: str) -> Stored:
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return b"s" + value.encode("utf-8", "surrogatepass")
    return value


def _tagged(value: CellValue) -> bytes:
    exact = EXACT.get(type(value))
    if exact:
        return exact[0] + exact[1](value).encode("utf-8", "surrogatepass")
    for kind, tag, spelled in SPELLINGS:
        if isinstance(value, kind):
            return tag + spelled(value).encode("utf-8", "surrogatepass")
    raise TypeError(f"{type(value).__name__} is no cell value")
