"""Phones (A7, G3): Russian by default, foreign when written so, several in a cell, with extensions and remarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from sheets_crm.formats.clean import exact, not_text, plain_dashes, says_nothing, squeeze
from sheets_crm.formats.phone_numbers import (
    FULL,
    NATIONAL,
    ImpossibleError,
    Phone,
    digits_of,
    is_valid,
    is_whole,
    of_region,
    parse,
    region_of,
    seven,
)
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.settings import PhoneSettings
from sheets_crm.model.text import Text

DEFAULT = PhoneSettings()
PHONE = Text("телефона", "a phone")
STYLED = Text("телефон приведён к единому виду", "phone brought to one style")
WAS_NUMBER = Text(
    "Excel превратил телефон в число; вернули телефон", "Excel had turned the phone into a number; it is a phone again"
)

CANONICAL = re.compile(r"\+7 ([3-9][0-9]{2}) ([0-9]{3})-([0-9][0-9])-([0-9][0-9])( доб\. [0-9]{1,7})?")
SIMPLE = re.compile(r"(?:\+?7|8)?[ (.-]*([3-9][0-9]{2})[ ).-]*([0-9]{3})[ .-]?([0-9][0-9])[ .-]?([0-9][0-9])")
EXTENSION = (
    r"(?:[\s,;(]*(?:доб(?:авочный|ав)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|[xх#])[.:]?\s*(?P<ext>[0-9]{1,7})(?![0-9])\s*\)?)"
)
NUMBER = re.compile(rf"(?P<body>(?:\+\s*)?\(?[0-9](?:[\s().‐‑‒–—−-]*[0-9])*){EXTENSION}?", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[;,/|&\n]|\b(?:и|или|and|or)\b|\s)*\s*", re.IGNORECASE)
QUOTES = "'’‘`"
"""People put one before a number so that it stays a text."""
LINES = re.compile(r"[\s;,]*[\r\n][\s;,]*")
LAST = re.compile(r"\s*[;/|]\s*$")
LABEL = re.compile(r"(?:\b(?:телефоны?|тел|т|phone|tel)\b\s*[.:]*|☎)\s*$", re.IGNORECASE)
AS_NUMBER = re.compile(r"([0-9]{10,15})[.,]0*|([0-9])[.,]([0-9]+)[EeЕе]\+?([0-9][0-9])")
SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[EeЕе]\+?[0-9][0-9]")
WITH_PLUS = re.compile(r"\+[\s(]*[0-9](?:[\s().‐‑‒–—−-]*[0-9])*")
SHORTEST, LONGEST = 5, 15
LOST_ZEROS = 5
LARGEST = 10**15


def judge(value: CellValue, settings: PhoneSettings = DEFAULT, abroad: str = "") -> Verdict:
    """Judge a phone cell (A7): canonical is fine, a number that cannot be is a doubt that says why.

    `abroad` is the country of most of its column (`country_abroad`): it may explain such a number, and one that can be in
    either country is left to a person.
    """
    try:
        verdict = _judge(value, settings)
    except ImpossibleError as found:
        likely = of_region(found.local, abroad) if found.local and abroad else None
        return _from_abroad(found.doubt.message, likely, abroad) if likely else found.doubt
    if abroad and isinstance(verdict, Repair) and "+" not in str(value):
        likely = of_region(str(value), abroad)
        if likely and digits_of(likely) != digits_of(str(verdict.value)):
            return _from_abroad(_either(str(value), verdict), likely, abroad)
    return verdict


def country_abroad(values: Iterable[CellValue], settings: PhoneSettings = DEFAULT) -> str:
    """Return the country (ISO 3166) of most numbers of a column that tell theirs; "" when it is that of the settings, or none.

    A number tells it by its +, a Russian one also by its 7 or 8.
    """
    seen = Counter(region for value in values if value is not None and (region := _told_region(str(value))))
    region, times = max(seen.items(), key=lambda pair: pair[1], default=("", 0))
    return region if region != settings.region and 2 * times > seen.total() else ""


def _told_region(text: str) -> str | None:
    found = WITH_PLUS.search(text)
    if found and not found[0].startswith("+7"):
        return region_of(found[0])
    russian = SIMPLE.fullmatch(text.strip())
    whole = russian and len(digits_of(text)) == FULL and is_valid(digits_of(text)[1:])
    return "RU" if whole or found else None


def _judge(value: CellValue, settings: PhoneSettings) -> Verdict:
    if isinstance(value, str) and not isinstance(value, CellError):
        return None if settings.style == "international" and _canonical(value) else _judge_text(value, settings)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _judge_number(value, settings)
    return not_text(value, PHONE)


def numbers(value: CellValue, settings: PhoneSettings = DEFAULT) -> tuple[Phone, ...]:
    """Return the phones that a cell certainly holds; none when the cell is doubtful."""
    verdict = judge(value, settings)
    text = verdict.value if isinstance(verdict, Repair) else value
    if isinstance(verdict, Doubt) or not isinstance(text, str):
        return ()
    return tuple(phone for _, _, phone in _scan(text, settings))


def _canonical(text: str) -> bool:
    found = CANONICAL.fullmatch(text)
    return bool(found and is_valid(found[1] + found[2] + found[3] + found[4]))


def _judge_number(value: float | Decimal, settings: PhoneSettings) -> Verdict:
    number = exact(value)
    if number is None or not 0 < number < LARGEST or number != int(number):
        return not_text(value, PHONE)
    digits = str(int(number))
    if digits.endswith("0" * LOST_ZEROS):
        return _lost(digits)
    verdict = _judge_text(digits, settings)
    return Repair(verdict.value, WAS_NUMBER) if isinstance(verdict, Repair) else verdict


def _judge_text(value: str, settings: PhoneSettings) -> Verdict:
    text = squeeze(LINES.sub("; ", value.strip())).lstrip(QUOTES)
    if not text:
        return None
    was_number = AS_NUMBER.fullmatch(text)
    if was_number or SCIENTIFIC.fullmatch(text):
        digits = _unfloat(was_number) if was_number else None
        if digits is None:
            return _lost(text)
        text = digits
    said = _rewrite(text, settings)
    if said == value:
        return None
    if _rewrite(said, settings) != said:
        return _unclear(text)
    return Repair(said, WAS_NUMBER if was_number else STYLED)


def _either(text: str, at_home: Repair) -> Text:
    return Text(
        f"Телефон «{text}» может быть и {at_home.value}, и номером другой страны",
        f"The phone “{text}” may be {at_home.value} as well as a number of another country",
    )


def _from_abroad(message: Text, likely: str, abroad: str) -> Doubt:
    return Doubt(
        message,
        Text(
            f"Возможно, это {likely}: в этой колонке номера с + больше всего из страны {abroad}. "
            f"Если и остальные оттуда, впишите в настройки settings.phones.region: {abroad}",
            f"It may be {likely}: most numbers with + in this column are of {abroad}. "
            f"If the others are too, write settings.phones.region: {abroad} into the settings",
        ),
    )


def _unfloat(found: re.Match[str]) -> str | None:
    if found[1]:
        return found[1]
    return found[2] + found[3] if len(found[3]) == int(found[4]) else None


def _rewrite(text: str, settings: PhoneSettings) -> str:
    """Put every number of a cell into its style, in place, and keep all words around it."""
    if settings.region == "RU":
        simple = SIMPLE.fullmatch(text)
        if simple and (said := _simple(text, simple, settings)):
            return said
    found = _scan(text, settings)
    if not found:
        raise ImpossibleError(_no_number(text))
    out: list[str] = []
    end = 0
    for start, stop, phone in found:
        out += [_gap(text[end:start], first=not out), phone.shown]
        end = stop
    tail = text[end:]
    _check_words(tail, text)
    return squeeze("".join(out) + (tail if tail.strip(" ;,.") else ""))


def _gap(words: str, *, first: bool) -> str:
    if first:
        _check_words(words, words)
        return LABEL.sub("", words).lstrip(" ;," + QUOTES)
    if BETWEEN.fullmatch(words):
        return "; "
    _check_words(words, words)
    return LAST.sub("; ", words)


def _check_words(words: str, text: str) -> None:
    """Refuse digits that stand among the words without a letter beside them: nobody knows what they mean."""
    if any(c.isdigit() for c in words) and not any(c.isalpha() for c in words):
        raise ImpossibleError(_unclear(text))


def _simple(text: str, found: re.Match[str], settings: PhoneSettings) -> str | None:
    national = found[1] + found[2] + found[3] + found[4]
    digits = digits_of(text)
    if not is_valid(national) or (len(digits) == NATIONAL and not is_whole(text, national)):
        return None
    return seven(national, settings, "").shown


def _scan(text: str, settings: PhoneSettings) -> list[tuple[int, int, Phone]]:
    """Find the numbers of a cell and where they stand; ImpossibleError when one of them cannot be."""
    found: list[tuple[int, int, Phone]] = []
    for run in NUMBER.finditer(text):
        body = run["body"]
        if len(digits_of(body)) < SHORTEST:
            if BETWEEN.fullmatch(text[found[-1][1] if found else 0 : run.start()]) and not _word_after(text, run.end()):
                raise ImpossibleError(_unclear(text))
            continue
        found += _one_or_two(run, settings)
    return found


def _word_after(text: str, at: int) -> bool:
    return text[at : at + 2].strip()[:1].isalpha()


def _one_or_two(run: re.Match[str], settings: PhoneSettings) -> list[tuple[int, int, Phone]]:
    body, extension = plain_dashes(run["body"]), run["ext"] or ""
    if len(digits_of(body)) > LONGEST:
        for space in re.finditer(r"\s+", body):
            try:
                left = parse(body[: space.start()], "", settings)
                right = parse(body[space.end() :], extension, settings)
            except ImpossibleError:
                continue
            middle = run.start() + space.start()
            return [(run.start(), middle, left), (run.start() + space.end(), run.end(), right)]
    return [(run.start(), run.end(), parse(body, extension, settings))]


def _no_number(text: str) -> Doubt:
    if says_nothing(text):
        return Doubt(
            Text(f"Вместо телефона «{text}»", f"“{text}” instead of a phone"),
            Text("Если телефона нет, оставьте ячейку пустой", "Leave the cell empty when there is no phone"),
            "note",
        )
    return Doubt(
        Text(f"В «{text}» нет номера телефона", f"There is no phone number in “{text}”"),
        Text("Впишите номер, а слова перенесите в комментарий", "Type the number, and move the words to the comment"),
    )


def _unclear(text: str) -> Doubt:
    return Doubt(
        Text(f"В «{text}» непонятно, где кончается номер", f"It is not clear where the number ends in “{text}”"),
        Text("Запишите номера полностью, через точку с запятой", "Write the numbers in full, with a semicolon between"),
    )


def _lost(text: str) -> Doubt:
    return Doubt(
        Text(
            f"Excel округлил телефон: «{text}», последние цифры потеряны",
            f"Excel rounded the phone: “{text}”, its last digits are lost",
        ),
        Text("Найдите номер в исходном файле или спросите клиента", "Find the number in the original file, or ask the client"),
    )
