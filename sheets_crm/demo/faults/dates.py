"""Dates as text, as numbers, and as no day at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sheets_crm.demo.faults.fault import Fault, Hand, Typed
from sheets_crm.model.cells import CellValue
from sheets_crm.model.serials import to_serial

PLACES = (("orders", "date"), ("touches", "date"), ("clients", "birthday"), ("touches", "term"), ("clients", "first_order"))
ORDERS = (("orders", "date"),)
BIRTHDAYS = (("clients", "birthday"),)
CENTURY = 100
LEAP = (2, 29)
AFTER_MONTHS = 12
SHORT_YEARS = range(1950, 2049)
NO_SUCH_DAY = ("30.02", "31.02", "31.04", "31.06", "31.09", "31.11", "32.01")
Make = Callable[[CellValue, Hand], Typed | None]


def written(form: Callable[[date, Hand], str]) -> Make:
    """Make a fault of a way to write a day as text."""

    def make(value: CellValue, hand: Hand) -> Typed | None:
        return Typed(form(value, hand)) if isinstance(value, date) else None

    return make


def slashes(value: CellValue, hand: Hand) -> Typed | None:
    """Write 24/03/26; only days that cannot be months, so that a careful person can tell."""
    if not isinstance(value, date) or value.day <= AFTER_MONTHS or value.year not in SHORT_YEARS:
        return None
    return Typed(value.strftime(hand.dice.pick(("%d/%m/%y", "%d/%m/%Y"))))


def short_year(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 24.03.26."""
    return Typed(f"{value:%d.%m.%y}") if isinstance(value, date) and value.year in SHORT_YEARS else None


def no_zeros(day: date, hand: Hand) -> str:
    """Write 4.3.2026."""
    point = hand.dice.pick("..-")
    return f"{day.day}{point}{day.month}{point}{day.year}"


def year_first(day: date, hand: Hand) -> str:
    """Write 2026/03/04, or what a database exports."""
    return hand.dice.pick((f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day:%Y-%m-%d} 00:00:00"))


def month_word(value: date, hand: Hand) -> str:
    """Write 4 марта 2026 г."""
    month = hand.words.slips.months[value.month - 1]
    return f"{value.day} {month} {value.year}{hand.dice.pick(('', ' г.')) if hand.words.lang == 'ru' else ''}"


def month_short(value: date, hand: Hand) -> str:
    """Write 4 мар 2026."""
    return f"{value.day} {hand.words.slips.short_months[value.month - 1]} {value.year}"


def serial(value: CellValue, _hand: Hand) -> Typed | None:
    """Let the day become Excel's number of it, pasted as text: in a column of dates a number would show as its date again."""
    return Typed(str(int(to_serial(value)))) if isinstance(value, date) and value.year > SHORT_YEARS[0] else None


def future(value: CellValue, hand: Hand) -> Typed | None:
    """Strike a wrong year: the order has not happened yet."""
    ahead = hand.today + timedelta(days=hand.dice.between(40, 700))
    return Typed(ahead) if isinstance(value, date) else None


def not_yet_born(value: CellValue, _hand: Hand) -> Typed | None:
    """Let two digits of a year become the wrong century."""
    if not isinstance(value, date) or (value.month, value.day) == LEAP:
        return None
    return Typed(value.replace(year=value.year + CENTURY))


FAULTS = (
    Fault("date_text", "dates", PLACES, "repair", 0.008, written(lambda day, _: f"{day:%d.%m.%Y}")),
    Fault(
        "date_text_spaces",
        "dates",
        PLACES,
        "repair",
        0.003,
        written(lambda day, hand: hand.dice.pick((f" {day:%d.%m.%Y}", f"{day:%d.%m.%Y}\u00a0"))),
    ),
    Fault(
        "date_text_year",
        "dates",
        PLACES,
        "repair",
        0.004,
        written(lambda day, hand: f"{day:%d.%m.%Y}{hand.dice.pick((' г.', 'г.', ' г'))}"),
        ("ru",),
    ),
    Fault("date_short_year", "dates", PLACES, "repair", 0.005, short_year),
    Fault("date_slashes", "dates", PLACES, "repair", 0.004, slashes),
    Fault("date_iso", "dates", PLACES, "repair", 0.004, written(lambda day, _: day.isoformat())),
    Fault("date_no_zeros", "dates", PLACES, "repair", 0.003, written(no_zeros)),
    Fault("date_year_first", "dates", PLACES, "repair", 0.003, written(year_first)),
    Fault("date_month_word", "dates", PLACES, "repair", 0.004, written(month_word)),
    Fault("date_month_short", "dates", PLACES, "repair", 0.002, written(month_short)),
    Fault("date_serial", "dates", PLACES, "repair", 0.003, serial),
    Fault(
        "date_impossible",
        "dates",
        PLACES,
        "finding",
        0.002,
        written(lambda day, hand: f"{hand.dice.pick(NO_SUCH_DAY)}.{day.year}"),
        middle=True,
    ),
    Fault("date_no_year", "dates", PLACES, "finding", 0.002, written(lambda day, _: f"{day:%d.%m}"), middle=True),
    Fault(
        "date_said",
        "dates",
        PLACES,
        "finding",
        0.0015,
        written(lambda _, hand: hand.dice.pick(hand.words.slips.dates)),
        middle=True,
    ),
    Fault("date_future", "dates", ORDERS, "finding", 0.002, future, middle=True),
    Fault("date_not_yet_born", "dates", BIRTHDAYS, "finding", 0.006, not_yet_born),
    Fault("date_missing", "required", ORDERS, "finding", 0.001, lambda _value, _hand: Typed(None), middle=True),
)
