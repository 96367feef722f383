"""Which number formats show a number as a date, and which cell styles use them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.xlsx.opc.markup import parse
from sheets_crm.books.xlsx.opc.package import Package


class Shows(IntEnum):
    """What a number format makes of a number; an elapsed time such as `[h]:mm` stays a number."""

    NUMBER = 0
    DATE = 1
    TIME = 2


BUILTIN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
BUILTIN_TIMES = frozenset({18, 19, 20, 21, 32, 33, 45, 47})
ELAPSED = re.compile(r"\[(?:h+|m+|s+|ч+|м+|с+)\]", re.IGNORECASE)
NOISE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|General|(?<=[sс])[.,]0+', re.IGNORECASE | re.DOTALL)
DIGITS = re.compile(r"[0#?]")
CLOCK = re.compile(r"[hsчс]", re.IGNORECASE)
CALENDAR = re.compile(r"[ydeгд]", re.IGNORECASE)
MONTH = re.compile(r"[mм]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def shows(code: str) -> Shows:
    """Tell from a format's code, of which the first section decides, what it makes of a number."""
    first = NOISE.sub("", code).partition(";")[0]
    if ELAPSED.search(code) or DIGITS.search(first):
        return Shows.NUMBER
    if CALENDAR.search(first):
        return Shows.DATE
    if CLOCK.search(first):
        return Shows.TIME
    return Shows.DATE if MONTH.search(first) else Shows.NUMBER


def styles_that_show_dates(package: Package) -> NDArray[np.uint8]:
    """Return what each cell style (by its number in `s`) makes of a number, as `Shows`; read from the styles part."""
    formats: dict[int, Shows] = dict.fromkeys(BUILTIN_DATES, Shows.DATE) | dict.fromkeys(BUILTIN_TIMES, Shows.TIME)
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "numFmt" and inside[-1:] == ["numFmts"]:
            formats[int(attributes.get("numFmtId") or -1)] = shows(attributes.get("formatCode", ""))
        elif tag == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(int(attributes.get("numFmtId") or 0))
        inside.append(tag)

    for relation in package.related(package.workbook_part, "styles")[:1]:
        if package.find(relation.target):
            parse(package.stream(relation.target), f"{package.path}: {relation.target}", start, lambda _: inside.pop())
    return np.array([formats.get(style, Shows.NUMBER) for style in styles] or [Shows.NUMBER], np.uint8)
