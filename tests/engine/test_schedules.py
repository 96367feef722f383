"""Schedules in people's words, and when they are due: over moved clocks, long sleeps and both nights of summer time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sheets_crm.engine.watch.schedules import Timetable, local_now
from sheets_crm.model.schedule import WEEK, Beat, beats

UTC, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")
KEY = "task"


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("every day at 03:00", [Beat(1, "day", "03:00")]),
        ("Every  DAY at 3:05", [Beat(1, "day", "03:05")]),
        ("every day at 09:00 and 18:00", [Beat(1, "day", "09:00"), Beat(1, "day", "18:00")]),
        ("every day at 09:00, 13:00, and 18:00", [Beat(1, "day", at) for at in ("09:00", "13:00", "18:00")]),
        ("every monday, friday at 07:30", [Beat(1, "monday", "07:30"), Beat(1, "friday", "07:30")]),
        ("every weekday at 21:00", [Beat(1, day, "21:00") for day in WEEK[:5]]),
        ("every weekend and monday at 21:00", [Beat(1, day, "21:00") for day in ("saturday", "sunday", "monday")]),
        ("every hour", [Beat(1, "hours")]),
        ("every hour at :15", [Beat(1, "hour", ":15")]),
        ("every 2 hours", [Beat(2, "hours")]),
        ("every 20 minutes", [Beat(20, "minutes")]),
        ("every 30 seconds", [Beat(30, "seconds")]),
        ("never", []),
    ],
)
def test_what_people_write(words: str, meaning: list[Beat]) -> None:
    assert list(beats(words)) == meaning


@pytest.mark.parametrize(
    "words",
    [
        "",
        "daily",
        "every day",
        "every day at 24:00",
        "every day at 3",
        "every day at 10:00 and",
        "every someday at 10:00",
        "every 0 minutes",
        "every 9999 hours",
        "every hour at :60",
        "every 2 days at 10:00",
        "0 3 * * *",
    ],
)
def test_what_is_no_schedule_is_told_with_examples(words: str) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        beats(words)
    assert raised.value.context is not None
    assert "every day at 03:00" in raised.value.context["ru"]
    assert raised.value.context["ru"].startswith("Пишите так")


def served(table: Timetable, words: str, until: datetime, clock: time_machine.Traveller, step: timedelta) -> Iterator[datetime]:
    """Yield the moments (in UTC) at which the task is run, looking at the clock at each step."""
    while (now := datetime.now(UTC)) < until:
        if table.due():
            yield now
            table.plan(KEY, beats(words))
        clock.shift(step)


def runs(words: str, start: datetime, days: float, zone: str | None, step: timedelta = timedelta(minutes=5)) -> list[datetime]:
    """Return the moments of the runs, in the zone of the start."""
    with time_machine.travel(start, tick=False) as clock:
        table = Timetable(zone)
        table.plan(KEY, beats(words))
        moments = served(table, words, start.astimezone(UTC) + timedelta(days=days), clock, step)
        return [moment.astimezone(start.tzinfo) for moment in moments]


def test_times_of_day_are_those_of_the_zone_wherever_the_computer_stands() -> None:
    moments = runs("every day at 03:00", datetime(2026, 11, 20, 12, tzinfo=UTC), 3, "Asia/Yekaterinburg")
    assert [f"{moment:%d %H:%M}" for moment in moments] == ["20 22:00", "21 22:00", "22 22:00"]


def test_a_week_of_working_days() -> None:
    moments = runs("every weekday at 09:00 and 18:00", datetime(2026, 11, 20, 12, tzinfo=UTC), 5, None)
    assert [f"{moment:%a %H}" for moment in moments] == ["Fri 18", "Mon 09", "Mon 18", "Tue 09", "Tue 18", "Wed 09"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", None], ids=["zone of the config", "zone of the computer"])
@pytest.mark.parametrize(
    ("day", "at", "moments"),
    [
        (datetime(2026, 3, 28, 12), "02:30", ["29 03:30", "30 02:30"]),
        (datetime(2026, 10, 24, 12), "02:30", ["25 02:30", "26 02:30"]),
        (datetime(2026, 10, 24, 12), "03:00", ["25 03:00", "26 03:00"]),
    ],
    ids=["spring", "autumn", "autumn, at the change"],
)
def test_in_the_nights_of_summer_time_a_daily_job_runs_once(day: datetime, at: str, moments: list[str], zone: str | None) -> None:
    found = runs(f"every day at {at}", day.replace(tzinfo=BERLIN), 2, zone)
    expected = ["29 03:00", *moments[1:]] if zone is None and moments[0] == "29 03:30" else moments
    assert [f"{moment:%d %H:%M}" for moment in found] == expected, "what the night has no such hour for comes right after it"
    assert len({moment.astimezone(UTC) for moment in found}) == len(found)


@pytest.mark.parametrize("zone", ["Europe/Berlin", None])
def test_an_interval_stays_an_interval_when_the_clock_is_put_back(zone: str | None) -> None:
    moments = [one.astimezone(UTC) for one in runs("every 20 minutes", datetime(2026, 10, 25, 0, tzinfo=BERLIN), 0.3, zone)]
    gaps = {later - earlier for earlier, later in pairwise(moments)}
    assert max(gaps) <= timedelta(minutes=45), gaps
    assert len(moments) > 18


def test_what_was_missed_in_a_long_sleep_is_made_up_once() -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False) as clock:
        table = Timetable()
        table.plan(KEY, beats("every day at 03:00 and 15:00"))
        clock.shift(timedelta(days=5))
        assert table.due() == [KEY]
        table.plan(KEY, beats("every day at 03:00 and 15:00"))
        assert table.due() == []
        assert table.next(KEY) == datetime(2026, 11, 25, 15)


def test_due_stays_due_until_it_is_planned_again() -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False) as clock:
        table = Timetable()
        table.plan(KEY, beats("every hour"))
        clock.shift(timedelta(hours=1))
        assert table.due() == [KEY]
        assert table.due() == [KEY]


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(minutes=30), timedelta(days=400)])
def test_a_clock_that_is_put_back_neither_repeats_a_daily_job_nor_stops_it(back: timedelta) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 3, 0, 5, tzinfo=UTC) - timedelta(days=1), tick=False) as clock:
        table = Timetable()
        table.plan(KEY, beats("every day at 03:00"))
        clock.shift(timedelta(days=1))
        assert table.due() == [KEY]
        clock.shift(-back)
        table.plan(KEY, beats("every day at 03:00"))
        now = local_now()
        clock.shift(timedelta(minutes=45))
        assert table.due() == []
        clock.shift(timedelta(days=1))
        assert table.due() == [KEY], now


def test_a_task_that_waits_when_the_clock_is_put_back_by_years_does_not_wait_for_years() -> None:
    with time_machine.travel(datetime(2031, 1, 1, 12, tzinfo=UTC), tick=False) as clock:
        table = Timetable()
        table.plan("daily", beats("every day at 03:00"))
        table.plan("often", beats("every 10 minutes"))
        clock.move_to(datetime(2026, 11, 20, 12, tzinfo=UTC))
        assert table.due() == []
        assert table.next("daily") == datetime(2026, 11, 21, 3)
        assert table.next("often") == datetime(2026, 11, 20, 12, 10)


@pytest.mark.parametrize(
    ("planned", "following"),
    [
        (datetime(2026, 11, 19, 3), "at once"),
        (datetime(2026, 11, 20, 12, 1), "then"),
        (datetime(2026, 11, 22), "by the schedule"),
        (None, "by the schedule"),
    ],
)
def test_what_was_planned_before_a_restart_stays_planned(planned: datetime | None, following: str) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False) as clock:
        table = Timetable()
        table.plan(KEY, beats("every day at 03:00"), planned)
        assert (table.due() == [KEY]) is (following == "at once")
        clock.shift(timedelta(minutes=2))
        assert (table.due() == [KEY]) is (following != "by the schedule")


@settings(max_examples=40, deadline=None)
@given(
    hour=st.integers(0, 23),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)),
    zone=st.sampled_from(["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", None]),
    step=st.sampled_from([timedelta(minutes=7), timedelta(hours=5), timedelta(hours=11)]),
)
def test_a_daily_job_runs_once_a_day_however_seldom_the_clock_is_looked_at(
    hour: int, start: datetime, zone: str | None, step: timedelta
) -> None:
    moments = runs(f"every day at {hour:02}:30", start.replace(tzinfo=UTC), 6, zone, step)
    days = [moment.astimezone(ZoneInfo(zone) if zone else UTC).date() for moment in moments]
    assert 4 <= len(moments) <= 7
    late = step + timedelta(hours=1)
    if step < timedelta(hours=1):
        assert len(set(days)) == len(days)
    for earlier, later in pairwise(moments):
        assert timedelta(days=1) - late <= later - earlier <= timedelta(days=1) + late
