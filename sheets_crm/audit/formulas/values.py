"""Values inside a calculation."""

from __future__ import annotations

from collections.abc import Iterable

Single = float | str | bool | None


class Block(list[Single]):
    """The values of a range, row by row; `width` is how many columns it has."""

    def __init__(self, values: Iterable[Single], width: int) -> None:
        """Keep the values and the width."""
        super().__init__(values)
        self.width = width


Value = Single | Block


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
