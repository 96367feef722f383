"""A1 addresses and column letters."""

from __future__ import annotations

import re
from functools import cache

A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@cache
def letters(column: int) -> str:
    """Return the letters of a column number counted from 1: 28 is AB."""
    out = ""
    while column:
        column, digit = divmod(column - 1, 26)
        out = chr(65 + digit) + out
    return out


def column_number(name: str) -> int:
    """Return the number, from 1, of a column's letters."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def by_place(column: int) -> str:
    """Return how a column goes by its place alone, `$D`, where no record or title is meant."""
    return f"${letters(column)}"


def address(row: int, column: int) -> str:
    """Return the A1 address of a row and a column counted from 1."""
    return f"{letters(column)}{row}"


def parse_address(text: str) -> tuple[int, int]:
    """Return (row, column) from 1 of an A1 address; ValueError when it is none."""
    found = A1.fullmatch(text)
    if not found:
        raise ValueError(f"no cell address: {text}")
    return int(found[2]), column_number(found[1])
