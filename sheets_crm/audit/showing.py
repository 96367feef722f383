"""What a number format shows: how many decimals of a number, which part of a date first."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from sheets_crm.audit.money import in_russian
from sheets_crm.model.text import Text

NOISE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
DIGITS = re.compile(r"[0#?][0#?,. ]*")
OF_THE_COUNTRY = {"mm-dd-yy", "m/d/yy h:mm"}
"""Formats that Excel shows in the order of the computer's country, whatever they say."""
DAY_AND_MONTH = re.compile(r"d+|m+|y+", re.IGNORECASE)
ODD = re.compile(r"[/Ee@]|General|[ymdhs]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def shown_as(value: Decimal | float, digits: int | None, *, percent: bool) -> Text:
    """Return a number as people see it with so many decimals (of itself, not of its per cents); None: as many as it has."""
    places = 0 if digits is None else max(0, digits - 2 if percent else digits)
    bare = 100 * value if percent else value
    text = f"{bare:,.{places}f}" if digits is not None else f"{bare:,.15g}"
    unit = " %" if percent else ""
    return Text(in_russian(text) + unit, text + unit)


def decimals(code: str) -> int | None:
    """Return the place to which a number format rounds (2: kopecks, -3: thousands); None when it shows all, or no number.

    A per cent sign counts for two more places, a comma after the digits for three fewer.
    """
    first = NOISE.sub("", code).partition(";")[0]
    found = DIGITS.search(first)
    if found is None or ODD.search(first):
        return None
    digits = found[0].rstrip(" ")
    bare = digits.rstrip(",")
    part = sum(one in "0#?" for one in bare.partition(".")[2])
    return part - 3 * (len(digits) - len(bare)) + 2 * first.count("%")


@lru_cache(maxsize=4096)
def day_shown_first(code: str) -> bool | None:
    """Say whether a date format shows the day before a month in figures, or after it; None when it shows neither plainly."""
    order = [one.lower() for one in DAY_AND_MONTH.findall(NOISE.sub("", code).partition(";")[0])]
    days = [at for at, one in enumerate(order) if one in {"d", "dd"}]
    months = [at for at, one in enumerate(order) if one in {"m", "mm"}]
    if code in OF_THE_COUNTRY or not days or not months or order[0].startswith("y"):
        return None
    return days[0] < months[0]
