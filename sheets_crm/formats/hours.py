"""Working hours (B7): `пн-пт 9:00-18:00; сб 10-15`, read for planning calls, never rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from sheets_crm.formats.clean import not_text, plain_dashes, squeeze
from sheets_crm.formats.verdict import Doubt, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text

HOURS = Text("часов работы", "working hours")
NAMES = (
    "пн понедельник понедельника понедельникам mon monday",
    "вт вторник вторника вторникам tue tues tuesday",
    "ср среда среду среды средам wed wednesday",
    "чт четверг четверга четвергам thu thur thurs thursday",
    "пт пятница пятницу пятницы пятницам fri friday",
    "сб суббота субботу субботы субботам sat saturday",
    "вс воскресенье воскресенья воскресеньям sun sunday",
)
DAYS = {name: day for day, names in enumerate(NAMES) for name in names.split()}
ALL, WORKING, WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset((5, 6))
GROUPS = {
    **dict.fromkeys(("ежедневно", "каждый день", "без выходных", "daily", "every day"), ALL),
    **dict.fromkeys(("будни", "будние", "будние дни", "в будни", "рабочие дни", "по будням", "weekdays"), WORKING),
    **dict.fromkeys(("выходные", "по выходным", "в выходные", "weekends", "weekend"), WEEKEND),
}
ROUND_THE_CLOCK = re.compile(r"(?P<days>.*?)[ ,]*(?:круглосуточно|24/7|24 ?часа|24h)")
CLOSED = re.compile(r"(?P<days>.+?)[ :-]*(?:вых(?:одн(?:ой|ые))?\.?|не работа(?:ем|ет)|closed|off)")
BREAK = re.compile(r"[(,; ]*(?:обед|перерыв|lunch|break)[^0-9]*(?P<from>[0-9:.]+) ?(?:-|до|to) ?(?P<to>[0-9:.]+)[) ]*")
TIMES = r"(?:\b(?:с|from) )?(?P<from>[0-9]{1,2}(?:[:.][0-9]{2})?) ?(?:-|до|to) ?(?P<to>[0-9]{1,2}(?:[:.][0-9]{2})?)"
SPANS = (re.compile(rf"(?P<days>.*?)[ :,]*{TIMES}"), re.compile(rf"{TIMES}[ :,]+(?P<days>[^0-9]+)"))
NEXT_DAYS = re.compile(r";|(?<=[0-9]),(?=\s*[а-яa-z])|(?<=[0-9]) (?=(?!до |to )[а-яa-z]{2,}[^0-9]*[0-9])")
MIDNIGHT = 24


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of some days of the week (Monday is 0): open from `opens` to `closes`; a close at 0:00 is the end of the day."""

    days: frozenset[int]
    opens: time
    closes: time

    def covers(self, day: int, at: time) -> bool:
        """Say whether a moment falls into these hours; a night shift (22-6) goes on into the next day."""
        if self.opens < self.closes:
            return day in self.days and self.opens <= at < self.closes
        return (day in self.days and at >= self.opens) or ((day - 1) % 7 in self.days and at < self.closes)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a client can be reached: in any of the `shifts` and in none of the `breaks`."""

    shifts: tuple[Shift, ...]
    breaks: tuple[Shift, ...] = ()

    def open_at(self, day: int, at: time) -> bool:
        """Say whether the client works on this day of the week (Monday is 0) at this time."""
        return any(shift.covers(day, at) for shift in self.shifts) and not any(rest.covers(day, at) for rest in self.breaks)


def judge(value: CellValue) -> Verdict:
    """Judge working hours (B7): fine when they can be read, a doubt when not; nothing is rewritten."""
    if isinstance(value, CellError) or not isinstance(value, str):
        return not_text(value, HOURS)
    text = squeeze(value)
    if not text or parse(text):
        return None
    return Doubt(
        Text(f"Не удалось понять часы работы «{text}»", f"The working hours “{text}” cannot be understood"),
        Text("Запишите так: пн-пт 9:00-18:00; сб 10:00-15:00", "Write them like this: Mon-Fri 9:00-18:00; Sat 10:00-15:00"),
    )


def parse(text: str) -> WorkingHours | None:
    """Read working hours; None when any part of them cannot be understood."""
    said = plain_dashes(squeeze(text)).lower().replace("–", "-").rstrip(".")
    breaks: list[Shift] = []
    for found in BREAK.finditer(said):
        opens, closes = _clock(found["from"]), _clock(found["to"])
        if opens is None or closes is None or opens >= closes:
            return None
        breaks.append(Shift(ALL, opens, closes))
    shifts: list[Shift] = []
    for part in _parts(BREAK.sub("; ", said)):
        read = _part(part)
        if read is None:
            return None
        shifts += read
    return WorkingHours(tuple(shifts), tuple(breaks)) if shifts else None


def _parts(text: str) -> list[str]:
    """Split at semicolons, and at the commas behind an hour: «пн, ср 9-18, сб 10-15» has two parts."""
    return [part.strip(" ,") for part in NEXT_DAYS.split(text) if part.strip(" ,")]


def _part(text: str) -> list[Shift] | None:
    """Read one part; [] for days off, None when it makes no sense."""
    closed = CLOSED.fullmatch(text)
    if closed and _days(closed["days"]):
        return []
    always = ROUND_THE_CLOCK.fullmatch(text)
    if always:
        days = _days(always["days"])
        return [Shift(days, time(0), time(0))] if days else None
    found = SPANS[0].fullmatch(text) or SPANS[1].fullmatch(text)
    if not found:
        return None
    days, opens, closes = _days(found["days"]), _clock(found["from"]), _clock(found["to"])
    if not days or opens is None or closes is None or opens == closes:
        return None
    return [Shift(days, opens, closes)]


def _days(text: str) -> frozenset[int] | None:
    """Read days of the week; hours without any day are those of every day."""
    said = text.replace(".", "").strip(" ,:-")
    if not said:
        return ALL
    if said in GROUPS:
        return GROUPS[said]
    days: set[int] = set()
    ranges = re.sub(r"\s+(?:по|до|to)\s+", "-", re.sub(r"^(?:с|по|from)\s+", "", said))
    for part in re.split(r"\s*,\s*|\s+и\s+|\s+and\s+", ranges):
        first, _, last = part.partition("-")
        start, end = DAYS.get(first.strip()), DAYS.get((last or first).strip())
        if start is None or end is None:
            return None
        days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(days)


def _clock(text: str) -> time | None:
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    if not hour.isdecimal() or not (minute or "0").isdecimal():
        return None
    if int(hour) == MIDNIGHT and not int(minute or 0):
        return time(0)
    return time(int(hour), int(minute or 0)) if int(hour) < MIDNIGHT and int(minute or 0) < 60 else None  # noqa: PLR2004
