"""Excel's day numbers and Python's dates (ECMA-376 part 1, 18.17.4.1: the 1900 date base)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

EPOCH = datetime(1899, 12, 30)
FIRST_TRUE_SERIAL = 61  # 1900-03-01; below it Excel counts a 29 February 1900 that never was
LAST_SERIAL = 2958465  # 9999-12-31
SECONDS = 86400
SHIFT_1904 = 1462
"""So many days lie between the first days of the two date systems of Excel."""


def from_serial(serial: float) -> date | datetime | time | float:
    """Turn a serial into a date, a datetime, or a time alone (below 1); one that is no date comes back as the number it is."""
    if not 0 <= serial < LAST_SERIAL + 1:
        return serial
    seconds = round(serial * SECONDS)
    if seconds < SECONDS:
        return (EPOCH + timedelta(seconds=seconds)).time()
    shift = 1 if serial < FIRST_TRUE_SERIAL - 1 else 0
    moment = EPOCH + timedelta(days=shift, seconds=seconds)
    return moment.date() if seconds % SECONDS == 0 else moment


def to_serial(value: date | datetime | time) -> float:
    """Turn a date, a datetime (its zone dropped) or a time into a serial; dates before 1900 come out negative."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / SECONDS
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    serial = (moment - EPOCH) / timedelta(days=1)
    return serial - 1 if 1 < serial < FIRST_TRUE_SERIAL else serial
