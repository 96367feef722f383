"""How reports say numbers, days and counted things in both languages."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang, Text

NO_DATA = Text(ru="нет данных", en="no data")
MONTHS_RU = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ELEVEN, NINETEEN, FEW = 11, 19, 4


def whole(number: int, lang: Lang) -> str:
    """Write a whole number with its thousands apart: 12 345 in Russian (no-break spaces), 12,345 in English."""
    return f"{number:,}".replace(",", "\u00a0") if lang == "ru" else f"{number:,}"


def day(value: date, lang: Lang) -> str:
    """Write a day as people of that language do: 22.11.2026, 22 Nov 2026."""
    return f"{value:%d.%m.%Y}" if lang == "ru" else f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"


def month(year: int, number: int, lang: Lang) -> str:
    """Write a month in short: ноя 2026, Nov 2026."""
    return f"{(MONTHS_RU if lang == 'ru' else MONTHS_EN)[number - 1]} {year}"


def counted(number: int, ru: tuple[str, str, str], en: tuple[str, str], lang: Lang) -> str:
    """Write a number with its noun: `ru` for 1, 2 and 5 of them (клиент, клиента, клиентов), `en` for one and many."""
    if lang == "en":
        return f"{whole(number, lang)} {en[0] if number == 1 else en[1]}"
    last, two = number % 10, number % 100
    form = 2 if ELEVEN <= two <= NINETEEN or last == 0 or last > FEW else 0 if last == 1 else 1
    return f"{whole(number, lang)} {ru[form]}"


def shown(value: CellValue, lang: Lang) -> str:
    """Write any cell's value as text, the same for a number however it is held (5, 5.0 and Decimal 5.00 are one)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("да" if value else "нет") if lang == "ru" else ("yes" if value else "no")
    if isinstance(value, (int, float, Decimal)):
        return _number(value, lang)
    if isinstance(value, datetime):
        return _date(value, lang) if value.time() == time(0) else f"{_date(value, lang)} {value:%H:%M}"
    if isinstance(value, date):
        return _date(value, lang)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _date(value: date, lang: Lang) -> str:
    """Write a day as the cells of a book in that language show it."""
    return f"{value:%d.%m.%Y}" if lang == "ru" else f"{value:%Y-%m-%d}"


def _number(value: float | Decimal, lang: Lang) -> str:
    exact = Decimal(str(value))
    if not exact.is_finite():
        return str(value)
    said = f"{exact:f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return said.replace(".", ",") if lang == "ru" else said
