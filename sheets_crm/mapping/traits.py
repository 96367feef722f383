"""What a single value looks like: a phone, a date, a person's full name... Cheap guesses, good enough in the mass."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache

from sheets_crm.mapping.words import bag
from sheets_crm.model.cells import CellError, CellValue

PLACEHOLDERS = bag("- -- --- — – ? . нет н/д н.д. не указан не указано неизвестно none null nan n/a na #n/a unknown x х") | {
    "не указан",
    "не указано",
    "нет данных",
}
EMAIL = re.compile(r"[^\s@;,<>]+@[^\s@;,<>]+\.[^\s@;,<>.]{2,}")
URL = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:ru|com|org|net|рф|su|by|kz|ua|io|info|biz)(?:/\S*)?", re.IGNORECASE
)
PHONE = re.compile(
    r"(?:тел\.?|моб\.?|tel\.?|т\.)?:?\s*\+?[\d(][\d\s().\-‐–/]{3,}(?:(?:доб|ext|вн|x|#)\.?\s*\d{1,6})?", re.IGNORECASE
)
PHONE_MARKS = re.compile(r"^\+\d|^\s*\(?\d{3,5}\)|\(\d{2,5}\)|\d-\d\d-\d\d\b|\d{3}-\d{4}\b|доб|ext", re.IGNORECASE)
MONTHS = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[\w.]*"
CLOCK = r"(?:[ T,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]m|z)?)?"
DATE = re.compile(
    rf"(?:\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:\d{{4}}|\d{{2}})|\d{{4}}[./\-]\d{{1,2}}[./\-]\d{{1,2}}|(?:19|20)\d\d[01]\d[0-3]\d"
    rf"|\d{{1,2}}[\s.\-]+{MONTHS}(?:[\s.,\-]+\d{{2,4}})?|{MONTHS}\s+\d{{1,2}}(?:,?\s+\d{{2,4}})?)(?:\s*г(?:ода|\.)?)?{CLOCK}",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"[-+−]?[$€₽£]?\s*\d[\d\s\u00a0\u202f'.,]*\s*(?:р|руб|рублей|рубля|рубль|rub|₽|\$|€|usd|eur|тыс|%|шт)?\.?(?:\s*(?:р|руб)\.?)?",
    re.IGNORECASE,
)
MONEY = re.compile(r"[$€₽£]|\bр(?:уб\w*)?\b\.?|\brub\b|\busd\b|\beur\b", re.IGNORECASE)
COMPANY = re.compile(
    r"(?:^|[\s\"«(,])(?:ООО|ОАО|ЗАО|ПАО|НАО|АО|ИП|ТОО|ОДО|УП|ЧП|ГУП|МУП|ФГУП|АНО|НКО|ТСЖ|СНТ|КФХ|МБОУ|ГБУ|LLC|L\.L\.C\.|Ltd\.?|Limited|Inc\.?|GmbH|Corp\.?"
    r"|PLC|LLP|S\.A\.|общество|акционерное|индивидуальный предприниматель)(?:$|[\s\"»).,])|[«„]\S",
    re.IGNORECASE,
)
PATRONYMIC = re.compile(r"[А-ЯЁа-яё]{2,}(?:ович|евич|ьич|мич|нич|кич|лич|тич|овна|евна|ична|инична)|оглы|кызы", re.IGNORECASE)
INITIALS = re.compile(r"[А-ЯЁA-Z][а-яёa-z'-]+\s+(?:[А-ЯЁA-Z]\.\s*){1,2}|(?:[А-ЯЁA-Z]\.\s*){1,2}[А-ЯЁA-Z][а-яёa-z'-]+")
NAME_WORD = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?|[А-ЯЁ]{2,}|[A-Z][a-z']+(?:-[A-Z][a-z]+)?")
STREET = re.compile(
    r"(?:^|[\s,.\d])(?:ул|улица|пр|просп|проспект|пр-т|пер|переулок|наб|шоссе|бульвар|б-р|площадь|пл|д|дом|кв|корп|оф|офис|street|st|ave|avenue|road|rd|blvd|lane|ln|drive|dr)"
    r"(?:[\s.,]|$)",
    re.IGNORECASE,
)
HOURS = re.compile(
    r"(?:\b(?:пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun|ежедневно|будни|daily)\b.*|^\D{0,4})\d{1,2}[:.\-–]?\d{0,2}\s*(?:[-–—]|до|to)\s*\d{1,2}|круглосуточно|24/7",
    re.IGNORECASE,
)
SEX = bag("м ж м. ж. муж жен муж. жен. мужской женский мужчина женщина m f male female man woman")
LONG_TEXT = 45
FIRST_SERIAL, LAST_SERIAL = 14_000, 60_000
SHORTEST_PHONE, LONGEST_PHONE, FULL_PHONE = 5, 15, 10
INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)

Traits = frozenset[str]
BLANK: Traits = frozenset()


@lru_cache(maxsize=100_000, typed=True)
def traits(value: CellValue) -> Traits:
    """Say what a value looks like; nothing at all for an empty cell, an error, or a placeholder such as «нет»."""
    if value is None or isinstance(value, CellError):
        return BLANK
    if isinstance(value, bool):
        return frozenset({"bool"})
    if isinstance(value, time):
        return frozenset({"time"})
    if isinstance(value, (date, datetime)):
        return frozenset({"date"})
    if isinstance(value, str):
        return _of_text(" ".join(value.split()))
    return frozenset(_of_number(float(value)))


def valid_inn(digits: str) -> bool:
    """Check the control digits of a Russian taxpayer number (10 or 12 digits)."""

    def control(upto: int) -> bool:
        weights = INN_WEIGHTS[-upto:]
        return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11 % 10 == int(digits[upto])

    if len(digits) == 10:  # noqa: PLR2004 - of a company
        return control(9)
    return len(digits) == 12 and control(10) and control(11)  # noqa: PLR2004 - of a person


def _of_number(number: float) -> set[str]:
    found = {"number"}
    if not number.is_integer() or abs(number) >= 10**LONGEST_PHONE:
        return found
    found.add("integer")
    digits = str(abs(int(number)))
    if number > 0:
        found |= _of_digits(digits)
    return found


def _of_digits(digits: str) -> set[str]:
    found = set()
    if len(digits) >= FULL_PHONE and not (len(digits) == FULL_PHONE + 1 and digits[0] not in "78"):
        found.add("phone")
    if FIRST_SERIAL <= int(digits) <= LAST_SERIAL:
        found.add("serial")
    if len(digits) in (5, 6):
        found.add("postcode")
    if valid_inn(digits):
        found.add("inn")
    if len(digits) == 8 and DATE.fullmatch(digits):  # noqa: PLR2004 - 20240131
        found.add("compact_date")
    return found


def _of_text(text: str) -> Traits:
    low = text.casefold()
    if not text or low in PLACEHOLDERS:
        return BLANK
    if "@" in text and EMAIL.search(text):
        return frozenset({"email"})
    if low in SEX:
        return frozenset({"sex", "word"})
    if any(letter.isdigit() for letter in text):
        return _with_digits(text) or _named(text) | {"text"}
    return _named(text) | {"long"} if len(text) > LONG_TEXT else _named(text)


def _with_digits(text: str) -> Traits:
    if text.isdecimal() and text.isascii():
        return frozenset({"integer", "number"} | _of_digits(text))
    found = next((traits for looks, traits in SHAPES if looks(text)), BLANK)
    if "phone" in found and PHONE_MARKS.search(text):
        return found | {"marked"}
    return found | {"money"} if "number" in found and MONEY.search(text) else found


def _is_phone(text: str) -> bool:
    parts = [part for part in re.split(r"[;,\n]|\s(?:или|or)\s", text) if part.strip()]
    return bool(parts) and all(_one_phone(part.strip()) for part in parts)


def _one_phone(part: str) -> bool:
    if not PHONE.fullmatch(part):
        return False
    digits = sum(letter.isdigit() for letter in part)
    if FULL_PHONE <= digits <= LONGEST_PHONE + 6:
        return "." not in part or part.count(".") > 1
    return SHORTEST_PHONE <= digits < FULL_PHONE and ("-" in part or "(" in part or part.startswith("+"))


def _named(text: str) -> Traits:
    if " " not in text and not COMPANY.search(text) and not URL.fullmatch(text):
        return frozenset({"word", "name_word" if NAME_WORD.fullmatch(text) else "text"})
    return next((traits for looks, traits in NAMES if looks(text)), frozenset({"text"}))


def _is_full_name(text: str) -> bool:
    words = text.split()
    last = len(words) in (2, 3, 4) and PATRONYMIC.fullmatch(words[-1])
    return bool(last or (len(words) in (3, 4) and PATRONYMIC.fullmatch(words[1])))


def _is_person(text: str) -> bool:
    words = text.split()
    return len(words) in (2, 3) and all(NAME_WORD.fullmatch(word) for word in words)


SHAPES: tuple[tuple[Callable[[str], object], Traits], ...] = (
    (DATE.fullmatch, frozenset({"date"})),
    (_is_phone, frozenset({"phone"})),
    (NUMBER.fullmatch, frozenset({"number"})),
    (URL.fullmatch, frozenset({"url"})),
    (HOURS.search, frozenset({"hours", "text"})),
    (STREET.search, frozenset({"address", "text"})),
)
NAMES: tuple[tuple[Callable[[str], object], Traits], ...] = (
    (URL.fullmatch, frozenset({"url"})),
    (COMPANY.search, frozenset({"company", "text"})),
    (INITIALS.fullmatch, frozenset({"person", "full_name", "text"})),
    (_is_full_name, frozenset({"person", "full_name", "text"})),
    (_is_person, frozenset({"person", "text"})),
    (STREET.search, frozenset({"address", "text"})),
    (HOURS.search, frozenset({"hours", "text"})),
)
