"""Dates (G3, D1): real dates, and the dates that stand in a column as text or as Excel's bare day numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from sheets_crm.formats.clean import display, exact, not_text, plain_dashes, says_nothing, squeeze
from sheets_crm.formats.date_text import Written, read
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.serials import SHIFT_1904, from_serial, to_serial
from sheets_crm.model.settings import DateSettings
from sheets_crm.model.text import Text

DEFAULT = DateSettings()
DATE = Text("даты", "a date")
WAS_TEXT = Text("дата была записана текстом", "the date was written as text")
WAS_SERIAL = Text("дата была числом дней Excel", "the date was a day number of Excel")

SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
YEAR_ONLY = re.compile(r"(?:19|20)[0-9]{2}(?: ?г(?:од)?\.?)?")
EARLIEST_IN_EXCEL = date(1900, 1, 1)
EARLIEST_SERIAL = date(1930, 1, 1)
YEARS_AHEAD = 10
EIGHT_DIGITS = (19000101, 20991231)
MAJORITY = 20
CENTURY, MONTHS = 100, 12


@dataclass(frozen=True)
class DateOrder:
    """What the unambiguous dates of a column show, by the separator between their parts: day first or not; None is both.

    `date1904` says that bare day numbers count from 1904, as in workbooks made on old Macs.
    """

    seen: Mapping[str, bool | None] = field(default_factory=dict)
    date1904: bool = False

    def day_first(self, sep: str, *, default: bool) -> bool | None:
        """Return whether the day comes first with this separator; None when the column contradicts itself."""
        if sep in self.seen:
            return self.seen[sep]
        # dots are written day first nearly everywhere, so what slashes do says nothing of them, and the other way round
        others = {said for other, said in self.seen.items() if "." not in (other, sep)}
        return default if not others else others.pop() if len(others) == 1 else None


UNKNOWN = DateOrder()


def column_order(values: Iterable[CellValue], *, date1904: bool = False) -> DateOrder:
    """Let the unambiguous members of a column say its order; a few strays (1 in 20) do not count against the rest."""
    votes: dict[str, Counter[bool]] = defaultdict(Counter)
    for value in values:
        written = read(_plain(value)) if isinstance(value, str) and value[:40].strip() else None
        if written and not written.certain and max(written.first, written.second) > MONTHS >= min(written.first, written.second):
            votes[written.sep][written.first > MONTHS] += 1
    return DateOrder({sep: _verdict(count) for sep, count in votes.items()}, date1904)


def judge(
    value: CellValue,
    order: DateOrder,
    settings: DateSettings,
    today: date,
    future_allowed: bool = True,  # noqa: FBT001, FBT002
) -> Verdict:
    """Judge a date cell: real dates in range are fine, certain text and day numbers become dates."""
    if value is None or isinstance(value, (bool, CellError, time)):
        return not_text(value, DATE)
    if isinstance(value, date):
        return _objection(value, display(value), settings, today, future_allowed=future_allowed)
    if isinstance(value, str):
        text = _plain(value)
        if not text:
            return None
        found = _from_text(text, squeeze(value), order, settings, today)
        reason = WAS_SERIAL if SERIAL.fullmatch(text) else WAS_TEXT
    else:
        found = _from_number(value, display(value), order, settings, today)
        reason = WAS_SERIAL
    if isinstance(found, Doubt):
        return found
    shown = squeeze(display(value))
    shown = f"{shown} ({display(found)})" if reason is WAS_SERIAL else shown
    objection = _objection(found, shown, settings, today, future_allowed=future_allowed)
    return objection or Repair(found, reason)


def _verdict(votes: Counter[bool]) -> bool | None:
    if votes[True] >= MAJORITY * votes[False]:
        return True
    return False if votes[False] >= MAJORITY * votes[True] else None


def _plain(value: str) -> str:
    return plain_dashes(squeeze(value)).lower().strip(" '’`,;").removesuffix(" г.").rstrip(".")


def _from_text(text: str, shown: str, order: DateOrder, settings: DateSettings, today: date) -> date | Doubt:
    written = read(text)
    if written is None:
        if SERIAL.fullmatch(text):
            return _from_number(float(text.replace(",", ".")), shown, order, settings, today)
        return _unreadable(text, shown)
    if written.zone and written.clock != time(0):
        return _zoned(shown)
    day_first = True if written.certain else _day_first(written, order, settings)
    if day_first is None:
        return _either(shown)
    day, month = (written.first, written.second) if day_first else (written.second, written.first)
    year = int(written.year)
    if len(written.year) <= 2:  # noqa: PLR2004 - a year of two digits
        year += 2000 if year <= settings.pivot else 1900
    try:
        found = date(year, month, day)
    except ValueError:
        return _impossible(shown)
    return datetime.combine(found, written.clock) if written.clock and written.clock != time(0) else found


def _day_first(written: Written, order: DateOrder, settings: DateSettings) -> bool | None:
    """Return the order of one date; None when only a person can tell."""
    if written.first == written.second:
        return True
    of_column = order.day_first(written.sep, default=settings.day_first)
    if max(written.first, written.second) <= MONTHS:
        return of_column
    by_itself = written.first > MONTHS
    # a lone date against the order of its whole column may as well be a slip of the finger
    return by_itself if of_column in (None, by_itself) or written.sep not in order.seen else None


def _from_number(value: float | Decimal, shown: str, order: DateOrder, settings: DateSettings, today: date) -> date | Doubt:
    number = exact(value) or Decimal(0)
    written = read(f"{number:f}") if EIGHT_DIGITS[0] <= number <= EIGHT_DIGITS[1] else None
    if written and written.certain:
        return _from_text(f"{number:f}", shown, UNKNOWN, settings, today)
    first = to_serial(max(settings.earliest, EARLIEST_SERIAL))
    last = to_serial(date(min(today.year + YEARS_AHEAD, 9999), 12, 31))
    number += SHIFT_1904 if order.date1904 else 0
    found = from_serial(float(number)) if first <= number <= last else None
    return found if isinstance(found, date) else _unreadable(shown, shown)


def _objection(found: date, shown: str, settings: DateSettings, today: date, *, future_allowed: bool) -> Doubt | None:
    day = found.date() if isinstance(found, datetime) else found
    if day < max(settings.earliest, EARLIEST_IN_EXCEL):
        return Doubt(
            Text(f"Дата {shown} слишком давняя", f"The date {shown} is too long ago"),
            Text("Проверьте год", "Check the year"),
        )
    if day > today and not future_allowed:
        return Doubt(
            Text(f"Дата {shown} ещё не наступила", f"The date {shown} is in the future"),
            Text("Здесь может стоять только прошедший или сегодняшний день", "Only a past day or today can stand here"),
        )
    return None


def _unreadable(text: str, shown: str) -> Doubt:
    if says_nothing(text):
        return Doubt(
            Text(f"Вместо даты «{shown}»", f"“{shown}” instead of a date"),
            Text("Если дата неизвестна, оставьте ячейку пустой", "Leave the cell empty when the date is not known"),
            "note",
        )
    if YEAR_ONLY.fullmatch(text):
        return Doubt(
            Text(f"Вместо даты только год: {shown}", f"Only a year instead of a date: {shown}"),
            Text("Допишите день и месяц", "Add the day and the month"),
        )
    return Doubt(
        Text(f"«{shown}» не похоже на дату", f"“{shown}” does not look like a date"),
        Text("Дата пишется так: 31.01.2026", "A date looks like this: 2026-01-31"),
    )


def _impossible(shown: str) -> Doubt:
    return Doubt(
        Text(f"Даты «{shown}» не бывает", f"There is no date “{shown}”"),
        Text("Проверьте день, месяц и год", "Check the day, the month and the year"),
    )


def _either(shown: str) -> Doubt:
    return Doubt(
        Text(
            f"В дате «{shown}» непонятно, что день, а что месяц",
            f"In the date “{shown}” the day and the month cannot be told apart",
        ),
        Text(
            "В этой колонке встречается и тот, и другой порядок; впишите дату как 31.01.2026",
            "This column has both orders; type the date as 2026-01-31",
        ),
    )


def _zoned(shown: str) -> Doubt:
    return Doubt(
        Text(f"В дате «{shown}» указан часовой пояс", f"The date “{shown}” names a time zone"),
        Text("Впишите день и время по местным часам", "Type the day and the time of your own clock"),
    )
