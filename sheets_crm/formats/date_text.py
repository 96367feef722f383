"""The shapes in which people and programs write a date as text.

A small parser of our own: dateparser reads «5 раз» as a day, fills what is missing from the clock, takes either order
without a word, and needs about a millisecond a value. Here a text has one of the shapes below, or nobody guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

CLOCK = (
    r"(?:(?:t|[ ,]+(?:в )?)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?P<half>[ap]m)?(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
END = r"(?:\s*(?:г|год|года)\b\.?)?" + CLOCK
YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
SHAPES = tuple(
    re.compile(shape + END)
    for shape in (
        r"(?P<year>[0-9]{4})\s*(?P<sep>[./ -])\s*(?P<month>[0-9]{1,2})\s*(?P=sep)\s*(?P<day>[0-9]{1,2})",
        rf"(?P<a>[0-9]{{1,2}})\s*(?P<sep>[./, -])\s*(?P<b>[0-9]{{1,2}})\s*(?P=sep)\s*{YEAR}",
        rf"(?P<day>[0-9]{{1,2}})(?:-?(?:го|е|st|nd|rd|th))?[ .,/-]*(?:of )?(?P<name>[a-zа-я]{{3,9}})[ .,/-]*{YEAR}",
        r"(?P<name>[a-z]{3,9})[ .]*(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? +(?P<year>[0-9]{4})",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<a>[0-9]{2})(?P<b>[0-9]{2})(?P<year>(?:19|20)[0-9]{2})",
    )
)
WEEKDAY = re.compile(
    r"(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)[., ]+(?=.*[0-9])"
)
NAMES = """
    января январь янв january jan
    февраля февраль фев февр february feb
    марта март мар march mar
    апреля апрель апр april apr
    мая май may
    июня июнь июн june jun
    июля июль июл july jul
    августа август авг august aug
    сентября сентябрь сен сент september sep sept
    октября октябрь окт october oct
    ноября ноябрь ноя нояб november nov
    декабря декабрь дек december dec
"""
MONTHS = {name: number for number, line in enumerate(NAMES.strip().splitlines(), 1) for name in line.split()}
NOON = 12


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: `first` and `second` are day and month, in this order only where `certain`; `sep` stood between them."""

    first: int
    second: int
    year: str
    sep: str = ""
    certain: bool = True
    clock: time | None = None
    zone: str = ""


def read(text: str) -> Written | None:
    """Read squeezed, lower-case text; None when it has none of the shapes, or names no month or time that exists."""
    said = WEEKDAY.sub("", text, count=1) if WEEKDAY.match(text) else text
    for shape in SHAPES:
        found = shape.fullmatch(said)
        if found:
            return _written(found.groupdict())
    return None


def _written(said: dict[str, str | None]) -> Written | None:
    clock = _clock(said)
    name = said.get("name")
    if isinstance(clock, str) or (name and name not in MONTHS):
        return None
    year, zone, sep = said["year"] or "", said["zone"] or "", said.get("sep") or ""
    if said.get("a"):
        return Written(int(said["a"] or 0), int(said["b"] or 0), year, sep, certain=False, clock=clock, zone=zone)
    month = MONTHS[name] if name else int(said["month"] or 0)
    return Written(int(said["day"] or 0), month, year, sep, clock=clock, zone=zone)


def _clock(said: dict[str, str | None]) -> time | str | None:
    """Return the time of day, None where none is written, a word where none such exists."""
    if not said["hour"]:
        return None
    hour = int(said["hour"])
    if said["half"]:
        if not 1 <= hour <= NOON:
            return "impossible"
        hour = hour % NOON + (NOON if said["half"] == "pm" else 0)
    try:
        return time(hour, int(said["minute"] or 0), int(said["second"] or 0))
    except ValueError:
        return "impossible"
