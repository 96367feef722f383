"""Phones (A7, G3): Russian by default, foreign when written so, several in a cell, with extensions and remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

from sheets_crm.formats.clean import exact, not_text, plain_dashes, says_nothing, squeeze
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
LINES = re.compile(r"[\s;,]*[\r\n][\s;,]*")
LAST = re.compile(r"\s*[;/|]\s*$")
LABEL = re.compile(r"(?:\b(?:телефоны?|тел|т|phone|tel)\b\s*[.:]*|☎)\s*$", re.IGNORECASE)
AS_NUMBER = re.compile(r"([0-9]{10,15})[.,]0*|([0-9])[.,]([0-9]+)[EeЕе]\+?([0-9][0-9])")
SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[EeЕе]\+?[0-9][0-9]")
SHORTEST, CITY, LONGEST = 5, 7, 15
NATIONAL, FULL = 10, 11
LOST_ZEROS = 5
LARGEST = 10**15
BEHIND_SEVEN = (
    ("RU", ("fixed_line", "mobile", "toll_free", "premium_rate", "personal_number")),
    ("KZ", ("fixed_line", "mobile")),
)


@dataclass(frozen=True, slots=True)
class Phone:
    """One number: in E.164, as shown in the style of the settings, and its extension ("" for none)."""

    e164: str
    shown: str
    extension: str = ""


class _Impossible(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt


def judge(value: CellValue, settings: PhoneSettings = DEFAULT) -> Verdict:
    """Judge a phone cell (A7): canonical is fine, a number that cannot be is a doubt that says why."""
    if isinstance(value, str) and not isinstance(value, CellError):
        if settings.style == "international" and _canonical(value):
            return None
        return _judge_text(value, settings)
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
    return bool(found and _valid(found[1] + found[2] + found[3] + found[4]))


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
    text = squeeze(LINES.sub("; ", value.strip())).lstrip("'’‘`")
    if not text:
        return None
    was_number = AS_NUMBER.fullmatch(text)
    if was_number or SCIENTIFIC.fullmatch(text):
        digits = _unfloat(was_number) if was_number else None
        if digits is None:
            return _lost(text)
        text = digits
    try:
        said = _rewrite(text, settings)
        if said == value:
            return None
        if _rewrite(said, settings) != said:
            return _unclear(text)
    except _Impossible as found:
        return found.doubt
    return Repair(said, WAS_NUMBER if was_number else STYLED)


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
        raise _Impossible(_no_number(text))
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
        return LABEL.sub("", words).lstrip(" ;,")
    if BETWEEN.fullmatch(words):
        return "; "
    _check_words(words, words)
    return LAST.sub("; ", words)


def _check_words(words: str, text: str) -> None:
    """Refuse digits that stand among the words without a letter beside them: nobody knows what they mean."""
    if any(c.isdigit() for c in words) and not any(c.isalpha() for c in words):
        raise _Impossible(_unclear(text))


def _simple(text: str, found: re.Match[str], settings: PhoneSettings) -> str | None:
    national = found[1] + found[2] + found[3] + found[4]
    digits = _digits(text)
    if not _valid(national) or (len(digits) == NATIONAL and not _whole(text, national)):
        return None
    return _seven(national, settings, "").shown


def _scan(text: str, settings: PhoneSettings) -> list[tuple[int, int, Phone]]:
    """Find the numbers of a cell and where they stand; _Impossible when one of them cannot be."""
    found: list[tuple[int, int, Phone]] = []
    for run in NUMBER.finditer(text):
        body = run["body"]
        if len(_digits(body)) < SHORTEST:
            if BETWEEN.fullmatch(text[found[-1][1] if found else 0 : run.start()]) and not _word_after(text, run.end()):
                raise _Impossible(_unclear(text))
            continue
        found += _one_or_two(run, settings)
    return found


def _word_after(text: str, at: int) -> bool:
    return text[at : at + 2].strip()[:1].isalpha()


def _one_or_two(run: re.Match[str], settings: PhoneSettings) -> list[tuple[int, int, Phone]]:
    body, extension = plain_dashes(run["body"]), run["ext"] or ""
    if len(_digits(body)) > LONGEST:
        for space in re.finditer(r"\s+", body):
            try:
                left = _parse(body[: space.start()], "", settings)
                right = _parse(body[space.end() :], extension, settings)
            except _Impossible:
                continue
            middle = run.start() + space.start()
            return [(run.start(), middle, left), (run.start() + space.end(), run.end(), right)]
    return [(run.start(), run.end(), _parse(body, extension, settings))]


def _parse(body: str, extension: str, settings: PhoneSettings) -> Phone:
    digits = _digits(body)
    if settings.region == "RU" and not body.startswith("+") and not digits.startswith(("00", "810")):
        return _russian(body, digits, extension, settings)
    if body.startswith("+7") or (body.startswith("+") and digits.startswith("7")):
        return _russian(body, digits, extension, settings)
    return _foreign(body, digits, extension, settings)


def _russian(body: str, digits: str, extension: str, settings: PhoneSettings) -> Phone:
    if len(digits) == NATIONAL and not body.startswith("+"):
        if _valid(digits) and _whole(body, digits):
            return _seven(digits, settings, extension)
        raise _Impossible(_short(body, digits))
    if len(digits) != FULL or digits[0] not in "78":
        raise _Impossible(_wrong_length(body, digits))
    if not _valid(digits[1:]):
        raise _Impossible(_no_such_code(body, digits[1:]))
    return _seven(digits[1:], settings, extension)


def _whole(body: str, digits: str) -> bool:
    """Whether ten digits are a whole national number, not one that begins with 8 and lacks a digit."""
    if re.match(r"\s*[78](?:\s|-|\()", body):
        return False
    grouped = re.match(r"\s*\(?[0-9]{3}\)?[\s.-]", body)
    return bool(grouped) or digits[0] != "8" or not _code_exists(digits[1:4])


def _foreign(body: str, digits: str, extension: str, settings: PhoneSettings) -> Phone:
    written = "+" + digits.removeprefix("00") if digits.startswith("00") else body
    try:
        number = phonenumbers.parse(written, settings.region)
    except phonenumbers.NumberParseException:
        raise _Impossible(_wrong_length(body, digits)) from None
    if not phonenumbers.is_valid_number(number):
        raise _Impossible(_wrong_length(body, digits))
    if number.country_code == 7:  # noqa: PLR2004 - Russia and Kazakhstan share one style
        return _seven(str(number.national_number), settings, extension)
    return Phone(
        f"+{number.country_code}{phonenumbers.national_significant_number(number)}",
        _style(number, extension, settings),
        extension,
    )


def _style(number: PhoneNumber, extension: str, settings: PhoneSettings) -> str:
    home = phonenumbers.region_code_for_number(number) == settings.region
    if settings.style == "e164":
        said = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    elif settings.style == "national" and home:
        said = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    else:
        said = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return f"{said} ext. {extension}" if extension else said


def _seven(national: str, settings: PhoneSettings, extension: str) -> Phone:
    code, middle, end = national[:3], national[3:6], f"{national[6:8]}-{national[8:]}"
    if settings.style == "e164":
        said = "+7" + national
    elif settings.style == "national" and settings.region == "RU":
        said = f"8 ({code}) {middle}-{end}"
    else:
        said = f"+7 {code} {middle}-{end}"
    return Phone("+7" + national, f"{said} доб. {extension}" if extension else said, extension)


def _part(region: str, name: str) -> str:
    pattern = getattr(PhoneMetadata.metadata_for_region(region), name).national_number_pattern
    assert isinstance(pattern, str)
    return pattern


@cache
def _patterns() -> tuple[re.Pattern[str], frozenset[str]]:
    """Compile all numbers behind +7 from phonenumbers' own tables: asking the library costs 30 µs a number."""
    parts = [_part(region, name) for region, names in BEHIND_SEVEN for name in names]
    valid = re.compile("|".join(f"(?:{part})" for part in parts))
    fixed = re.compile(_part("RU", "fixed_line"))
    codes = frozenset(str(code) for code in range(300, 900) if fixed.fullmatch(f"{code}2000000"))
    return valid, codes | {str(code) for code in range(900, 1000)}


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _valid(national: str) -> bool:
    return len(national) == NATIONAL and bool(_patterns()[0].fullmatch(national))


def _code_exists(code: str) -> bool:
    return code in _patterns()[1]


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


def _wrong_length(body: str, digits: str) -> Doubt:
    body = body.strip()
    if len(digits) <= CITY:
        return Doubt(
            Text(f"Номер «{body}» без кода города", f"The number “{body}” lacks its area code"),
            Text("Допишите код города или оператора", "Add the code of the city or the operator"),
        )
    likely = _likely(digits)
    if likely:
        return Doubt(
            Text(f"Телефон «{body}» записан необычно", f"The phone “{body}” is written in an unusual way"),
            Text(f"Возможно, это {likely}", f"It may be {likely}"),
        )
    return Doubt(
        Text(f"Телефона «{body}» не бывает: цифр {len(digits)}", f"There is no phone “{body}”: it has {len(digits)} digits"),
        Text(
            "В российском номере 11 цифр вместе с 7 или 8; иностранный начинается с +",
            "A Russian number has 11 digits with its 7 or 8; a foreign one begins with +",
        ),
    )


def _likely(digits: str) -> str | None:
    if len(digits) == FULL and digits[0] == "8" and _valid(digits[1:]):
        return _seven(digits[1:], DEFAULT, "").shown
    if len(digits) <= FULL:
        return None
    try:
        number = phonenumbers.parse("+" + digits.removeprefix("00"))
    except phonenumbers.NumberParseException:
        return None
    return _style(number, "", DEFAULT) if phonenumbers.is_valid_number(number) else None


def _short(body: str, digits: str) -> Doubt:
    if digits[0] in "78":
        return Doubt(
            Text(f"В телефоне «{body.strip()}» не хватает цифры", f"The phone “{body.strip()}” lacks a digit"),
            Text("Вместе с 7 или 8 должно быть 11 цифр", "With its 7 or 8 it must have 11 digits"),
        )
    return _no_such_code(body, digits)


def _no_such_code(body: str, national: str) -> Doubt:
    inside = re.search(r"\(([0-9]{2,5})\)", body)
    code = inside[1] if inside else national[:3]
    return Doubt(
        Text(
            f"Телефона «{body.strip()}» не бывает: нет кода {code}", f"There is no phone “{body.strip()}”: no code {code} exists"
        ),
        Text("Сверьте номер с клиентом или его письмами", "Compare the number with the client's letters, or ask"),
    )
