"""Dates and times as people type them, read as Google Sheets reads them: a serial number and the pattern that shows it so."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sheets_server.locales import ENGLISH_MONTHS, Locale

Json = dict[str, Any]
EPOCH = date(1899, 12, 30)
THIS_CENTURY = 30
"""Years of two digits below this belong to the 2000s."""
NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})(?:\2(\d{1,4}))?\.?")
DAY_FIRST = re.compile(r"(\d{1,2})([ -]+)([^\W\d_]{3,9})(\.?)(?:,?([ -]+)(\d{4}|\d{2}))?(?: ?г\.?)?")
MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})(\.?)([ -]+)(\d{1,2})(?:(,? +|-)(\d{4}))?")
MONTH_AND_YEAR = re.compile(r"([^\W\d_]{3,9})(\.?)([ -]+)(\d{4})")
CLOCK = re.compile(r"(\d{1,4})(?::(\d{2}))?(?::(\d{2})(\.\d{1,3})?)?(?:( ?)([AaPp])\.?[Mm]\.?)?")
Found = tuple[float, str]


def dated(text: str, locale: Locale, time_zone: str) -> tuple[float, Json] | None:
    """The serial number and number format of a date, a time or both; None if the text is neither."""
    clock = timed(text)
    if clock:
        return clock[0], {"type": "TIME", "pattern": clock[1]}
    day = calendar_day(text, locale, time_zone)
    if day:
        return day[0], {"type": "DATE", "pattern": day[1]}
    for gap in re.finditer(r",? +", text):
        day, clock = calendar_day(text[: gap.start()], locale, time_zone), timed(text[gap.end() :])
        if day and clock and clock[0] < 1:
            return day[0] + clock[0], {"type": "DATE_TIME", "pattern": day[1] + gap[0] + clock[1]}
    return None


def timed(text: str) -> Found | None:
    """The part of a day and its pattern: 10:30, 10:30:15, 9 PM; more than 24 hours are a duration."""
    found = CLOCK.fullmatch(text)
    if not found or not (found[2] or found[6]):
        return None
    hours, minutes, seconds = int(found[1]), int(found[2] or 0), float((found[3] or "0") + (found[4] or ""))
    if minutes > 59 or seconds >= 60 or (found[6] and not 1 <= hours <= 12):
        return None
    pattern = ("[h]" if hours > 23 else "hh" if found[1][0] == "0" else "h") + (":mm" if found[2] else "")
    pattern += (":ss" if found[3] else "") + ("." + "0" * (len(found[4]) - 1) if found[4] else "")
    if found[6]:
        hours, pattern = hours % 12 + (12 if found[6] in "Pp" else 0), pattern + found[5] + "am/pm"
    return (hours * 3600 + minutes * 60 + seconds) / 86400, pattern


def calendar_day(text: str, locale: Locale, time_zone: str) -> Found | None:
    """The serial number of a day and its pattern."""
    return from_numbers(text, locale, time_zone) or from_names(text, locale, time_zone)


def from_numbers(text: str, locale: Locale, time_zone: str) -> Found | None:
    """A date all in numbers: 2020-01-31, 1/31/2020, 31.01.2020, and without a year."""
    found = NUMBERS.fullmatch(text)
    if not found:
        return None
    first, mark, second, third = found[1], found[2], found[3], found[4]
    if len(first) > 2:
        if len(first) != 4 or third is None or mark == ".":
            return None
        return whole_date(first, second, third, f"yyyy{mark}{'m' * len(second)}{mark}{'d' * len(third)}")
    if mark not in locale.date_separators or (third is not None and len(third) in {1, 3}):
        return None
    month, day = (first, second) if locale.date_order == "mdy" else (second, first)
    letters = ("m", "d") if locale.date_order == "mdy" else ("d", "m")
    pattern = zeros(letters[0], first, locale) + mark + zeros(letters[1], second, locale)
    return whole_date(third or this_year(time_zone), month, day, pattern + (f"{mark}yyyy" if third else ""))


def from_names(text: str, locale: Locale, time_zone: str) -> Found | None:
    """A date whose month is a word: 1 Mar 2016, Mar 1, 2016, 5 апреля 2016 г., Mar 2016."""
    found = DAY_FIRST.fullmatch(text)
    month = found and named_month(found[3], locale)
    if found and month:
        pattern = (
            ("dd" if found[1][0] == "0" else "d") + found[2] + month[1] + (f"{found[5]}{'y' * len(found[6])}" if found[6] else "")
        )
        return whole_date(found[6] or this_year(time_zone), month[0], found[1], pattern)
    found = MONTH_FIRST.fullmatch(text)
    month = found and named_month(found[1], locale)
    if found and month:
        pattern = month[1] + found[3] + ("dd" if found[4][0] == "0" else "d") + (f"{found[5]}yyyy" if found[6] else "")
        return whole_date(found[6] or this_year(time_zone), month[0], found[4], pattern)
    found = MONTH_AND_YEAR.fullmatch(text)
    month = found and named_month(found[1], locale)
    return whole_date(found[4], month[0], "1", f"{month[1]}{found[3]}yyyy") if found and month else None


def named_month(word: str, locale: Locale) -> tuple[str, str] | None:
    """The number of the month that a word names, and its pattern; English names are understood everywhere."""
    given = word.lower()
    for index in range(12):
        full = {locale.months[index].lower(), locale.months_alone[index].lower(), ENGLISH_MONTHS[index].lower()}
        short = {name.strip(".").lower() for name in (locale.months_short[index], ENGLISH_MONTHS[index][:3])}
        if given in short or given in {name[:3] for name in short}:
            return str(index + 1), "mmm"
        if given in full:
            return str(index + 1), "mmmm"
    return None


def whole_date(year: str, month: str, day: str, pattern: str) -> Found | None:
    """The serial number of that day and the pattern, or None if the calendar has no such day."""
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number < THIS_CENTURY else 1900
    try:
        return float((date(number, int(month), int(day)) - EPOCH).days), pattern
    except ValueError:
        return None


def zeros(letter: str, typed: str, locale: Locale) -> str:
    """One letter, or two where a zero was typed before the number or the locale would show one."""
    usual = letter * 2 in locale.date_pattern and len(typed) > 1
    return letter * (2 if usual or typed.startswith("0") else 1)


def this_year(time_zone: str) -> str:
    """The year it is where the spreadsheet is."""
    return str(datetime.now(UTC).astimezone(ZoneInfo(time_zone)).year)
