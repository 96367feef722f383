"""One phone number: whether it can be, and how it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat

from sheets_crm.formats.verdict import Doubt
from sheets_crm.model.settings import PhoneSettings
from sheets_crm.model.text import Text

COMPARE = Text("Сверьте номер с клиентом или его письмами", "Compare the number with the client's letters, or ask")
HOME = Text(
    "Если в книге телефоны другой страны, укажите её в настройках: settings.phones.region",
    "If the book has phones of another country, name it in the settings: settings.phones.region",
)
CITY, NATIONAL, FULL = 7, 10, 11
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


class ImpossibleError(Exception):
    """A number that cannot be; `doubt` says why, and `local` is a number that may be right in another country, "" for none.

    It never leaves the formats of phones.
    """

    def __init__(self, doubt: Doubt, local: str = "") -> None:
        self.doubt = doubt
        self.local = local


def parse(body: str, extension: str, settings: PhoneSettings) -> Phone:
    """Read one number as written, with its extension; ImpossibleError when there is none such."""
    digits = digits_of(body)
    if settings.region == "RU" and not body.startswith("+") and not digits.startswith(("00", "810")):
        return _russian(body, digits, extension, settings)
    if body.startswith("+7") or (body.startswith("+") and digits.startswith("7")):
        return _russian(body, digits, extension, settings)
    return _foreign(body, digits, extension, settings)


def _russian(body: str, digits: str, extension: str, settings: PhoneSettings) -> Phone:
    if len(digits) == NATIONAL and not body.startswith("+"):
        if is_valid(digits) and is_whole(body, digits):
            return seven(digits, settings, extension)
        raise ImpossibleError(_short(body, digits), body)
    if len(digits) != FULL or digits[0] not in "78":
        raise ImpossibleError(_wrong_length(body, digits, settings), "" if body.startswith("+") else body)
    if not is_valid(digits[1:]):
        raise ImpossibleError(_no_such_code(body, digits[1:]))
    return seven(digits[1:], settings, extension)


def is_whole(body: str, digits: str) -> bool:
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
        raise ImpossibleError(_wrong_length(body, digits, settings), body) from None
    if not phonenumbers.is_valid_number(number):
        abroad = written.startswith("+") and not _likely(digits)
        raise ImpossibleError(_not_there(body, number) if abroad else _wrong_length(body, digits, settings), body)
    if number.country_code == 7:  # noqa: PLR2004 - Russia and Kazakhstan share one style
        return seven(str(number.national_number), settings, extension)
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


def seven(national: str, settings: PhoneSettings, extension: str) -> Phone:
    """Show the ten digits behind +7 in groups that do not depend on the length of the city code."""
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


def digits_of(text: str) -> str:
    """Return the digits of a text alone."""
    return re.sub("[^0-9]", "", text)


def is_valid(national: str) -> bool:
    """Whether ten digits can stand behind +7, in Russia or in Kazakhstan."""
    return len(national) == NATIONAL and bool(_patterns()[0].fullmatch(national))


def _code_exists(code: str) -> bool:
    return code in _patterns()[1]


def _wrong_length(body: str, digits: str, settings: PhoneSettings) -> Doubt:
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
    if body.startswith("+") and digits[0] != "7":
        return Doubt(
            Text(f"Телефона «{body}» не бывает", f"There is no phone “{body}”"),
            Text(
                "После + пишутся код страны и весь номер: +7 916 123-45-67, +44 20 7946 0958",
                "After + come the code of the country and the whole number: +7 916 123-45-67, +44 20 7946 0958",
            ),
        )
    if settings.region != "RU" and not body.startswith("+"):
        return Doubt(
            Text(f"Телефона «{body}» в стране {settings.region} не бывает", f"There is no phone “{body}” in {settings.region}"),
            _or_abroad(Text("Номер другой страны начинается с +", "A number of another country begins with +")),
        )
    long = Text(
        "В российском номере 11 цифр вместе с 7 или 8; иностранный начинается с +",
        "A Russian number has 11 digits with its 7 or 8; a foreign one begins with +",
    )
    return Doubt(
        Text(f"Телефона «{body}» не бывает: цифр {len(digits)}", f"There is no phone “{body}”: it has {len(digits)} digits"),
        long if digits[0] in "78" else _or_abroad(long),
    )


def _or_abroad(hint: Text) -> Text:
    """Add to a hint that the whole book may be of another country."""
    return Text(f"{hint.ru}. {HOME.ru}", f"{hint.en}. {HOME.en}")


def _not_there(body: str, number: PhoneNumber) -> Doubt:
    return Doubt(
        Text(
            f"Телефона «{body.strip()}» не бывает: у страны с кодом +{number.country_code} нет таких номеров",
            f"There is no phone “{body.strip()}”: the country of +{number.country_code} has no such numbers",
        ),
        COMPARE,
    )


def of_region(body: str, region: str) -> str | None:
    """Return a number written without its country as it is shown abroad; None when that country (ISO 3166) has none such."""
    try:
        number = phonenumbers.parse(body, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def region_of(written: str) -> str | None:
    """Return the country (ISO 3166) of a number that begins with +; None when there is no such number."""
    try:
        number = phonenumbers.parse(written)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number)
    return str(region) if region else None


def _likely(digits: str) -> str | None:
    if len(digits) == FULL and digits[0] == "8" and is_valid(digits[1:]):
        return seven(digits[1:], PhoneSettings(), "").shown
    if len(digits) <= FULL:
        return None
    try:
        number = phonenumbers.parse("+" + digits.removeprefix("00"))
    except phonenumbers.NumberParseException:
        return None
    return _style(number, "", PhoneSettings()) if phonenumbers.is_valid_number(number) else None


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
    russian = len(digits_of(body)) == FULL
    return Doubt(
        Text(
            f"Телефона «{body.strip()}» не бывает: нет кода {code}", f"There is no phone “{body.strip()}”: no code {code} exists"
        ),
        COMPARE if russian else _or_abroad(COMPARE),
    )
