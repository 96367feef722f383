"""Calendar months, and the company's working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from sheets_crm.model.settings import CalendarSettings

LONGEST_REST = 366
ONE_DAY = timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """Return the same day some calendar months earlier, or that month's last day: 31 August less 6 is 28 or 29 February (A18)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months(since: date, until: date) -> int:
    """Return how many whole calendar months have passed from one day to a later one; 0 when it is not later."""
    months = (until.year - since.year) * 12 + until.month - since.month
    if months > 0 and since > months_before(until, months):
        months -= 1
    return max(months, 0)


def is_working(day: date, calendar: CalendarSettings) -> bool:
    """Whether the company works on this day: its working week, without its holidays."""
    rest = day in calendar.holidays or f"{day:%m-%d}" in calendar.yearly_holidays
    return day.weekday() in calendar.working_days and not rest


def working_day_until(day: date, calendar: CalendarSettings) -> date:
    """Return this day if the company works on it, else the nearest working day before it (X4)."""
    return _nearest(day, -ONE_DAY, calendar)


def working_day_from(day: date, calendar: CalendarSettings) -> date:
    """Return this day if the company works on it, else the nearest working day after it."""
    return _nearest(day, ONE_DAY, calendar)


def _nearest(day: date, step: timedelta, calendar: CalendarSettings) -> date:
    found = day
    for _ in range(LONGEST_REST):
        if is_working(found, calendar):
            return found
        found += step
    return day


def deferred_contact(touch: date, term: date, share: tuple[int, int], calendar: CalendarSettings) -> date:
    """Return the day to call a client who asked to wait until `term` (C8, X4).

    That is touch + floor(share x (term - touch)) days, then back to a working day, never before the day after the touch.
    """
    days = max((term - touch).days, 0) * share[0] // share[1]
    return max(working_day_until(touch + timedelta(days=days), calendar), touch + ONE_DAY)
