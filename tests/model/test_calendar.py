from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_crm.model.calendar import full_months, months_before, working_day_from, working_day_until
from sheets_crm.model.settings import CalendarSettings

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 6, date(2026, 5, 22)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 3, 31), 25, date(2024, 2, 29)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_calendar_months_not_days(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2026, 5, 22), date(2026, 11, 22), 6),
        (date(2026, 5, 23), date(2026, 11, 22), 5),
        (date(2025, 8, 31), date(2026, 2, 28), 5),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2027, 1, 1), date(2026, 11, 22), 0),
    ],
)
def test_whole_months_that_have_passed(since: date, until: date, months: int) -> None:
    assert full_months(since, until) == months


@given(DAYS, st.integers(1, 60))
def test_exactly_so_many_months_ago_is_so_many_full_months(day: date, months: int) -> None:
    before = months_before(day, months)
    assert full_months(before, day) == months
    assert full_months(before + timedelta(days=1), day) < months or before.day < day.day


@pytest.mark.parametrize(
    ("day", "until", "after"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 23)),
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 11)),
    ],
)
def test_working_days_on_both_sides(day: date, until: date, after: date) -> None:
    assert (working_day_until(day, CalendarSettings()), working_day_from(day, CalendarSettings())) == (until, after)


def test_a_company_that_never_works_keeps_its_day() -> None:
    day = date(2026, 11, 22)
    never = CalendarSettings(yearly_holidays=frozenset(f"{day + timedelta(days=n):%m-%d}" for n in range(366)))
    assert working_day_until(day, never) == day
