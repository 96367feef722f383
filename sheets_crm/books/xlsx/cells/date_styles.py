"""Which number formats show a number as a date."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


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
