"""Values inside a calculation."""

from __future__ import annotations

Single = float | str | bool | None
Value = Single | list[Single]


class BadError(Exception):
    """The formula cannot be calculated here."""


def single(value: Value) -> Single:
    """Return one value; a range is one only when it has one cell."""
    if isinstance(value, list):
        if len(value) != 1:
            raise BadError
        return value[0]
    return value


def number(value: Value) -> float:
    """Return a value as a number, as `+` would take it; BadError for text."""
    one = single(value)
    if one is None:
        return 0.0
    if isinstance(one, str):
        raise BadError
    return float(one)
