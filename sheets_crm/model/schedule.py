"""When a job runs, as people write it: `every day at 03:00`, `every weekday at 09:00 and 18:00`, `every 20 minutes`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import pytz
from pydantic import AfterValidator

from sheets_crm.model.settings import needed

NEVER = "never"
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = {"day": ("day",), "weekday": WEEK[:5], "weekend": WEEK[5:]}
LONGEST = {"second": 86400, "minute": 1440, "hour": 168}
INTERVAL = re.compile(r"every (?:(?P<count>[1-9]\d{0,4}) )?(?P<unit>second|minute|hour)s?")
HOURLY = re.compile(r"every hour at :(?P<minute>[0-5]\d)")
DAILY = re.compile(r"every (?P<days>[a-z, ]+?) at (?P<times>[\d:, and]+)")
TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
LISTED = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat of a schedule: every so many units (`minutes`, `day`, `monday`), at a time ("03:00", ":15") or None."""

    count: int
    unit: str
    at: str | None = None


def beats(schedule: str) -> tuple[Beat, ...]:
    """Return what a schedule means; nothing for `never`. PydanticCustomError says in what words a schedule is written."""
    words = " ".join(schedule.lower().split())
    if words == NEVER:
        return ()
    found = tuple(_interval(words) or _hourly(words) or _daily(words))
    if not found:
        raise needed(
            "Пишите так: every day at 03:00, every weekday at 09:00 and 18:00, every monday, friday at 07:30, every 2 hours,"
            " every hour at :15, every 20 minutes, never",
            "Write it so: every day at 03:00, every weekday at 09:00 and 18:00, every monday, friday at 07:30, every 2 hours,"
            " every hour at :15, every 20 minutes, never",
        )
    return found


def _interval(words: str) -> list[Beat]:
    found = INTERVAL.fullmatch(words)
    if not found:
        return []
    unit, count = found["unit"], int(found["count"] or 1)
    return [Beat(count, f"{unit}s")] if count <= LONGEST[unit] else []


def _hourly(words: str) -> list[Beat]:
    found = HOURLY.fullmatch(words)
    return [Beat(1, "hour", f":{found['minute']}")] if found else []


def _daily(words: str) -> Iterator[Beat]:
    found = DAILY.fullmatch(words)
    if not found:
        return
    days, times = LISTED.split(found["days"]), LISTED.split(found["times"].strip())
    if all(day in DAYS or day in WEEK for day in days) and all(TIME.fullmatch(one) for one in times):
        for unit in dict.fromkeys(one for day in days for one in DAYS.get(day, (day,))):
            for one in dict.fromkeys(times):
                yield Beat(1, unit, one.zfill(len("00:00")))


def _understood(schedule: str) -> str:
    beats(schedule)
    return schedule


def _known_zone(name: str) -> str:
    if name not in pytz.all_timezones_set:
        raise needed(
            "Нужно имя часового пояса, например Europe/Moscow или Asia/Yekaterinburg",
            "The name of a time zone is needed, such as Europe/Moscow or Asia/Yekaterinburg",
        )
    return name


Schedule = Annotated[str, AfterValidator(_understood)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
