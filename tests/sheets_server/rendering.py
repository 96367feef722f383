"""formattedValue: what a person sees of an effective value under a number format, in the spreadsheet's locale."""

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sheets_server.locales import Locale, locale_of
from sheets_server.moments import moment
from sheets_server.patterns import Section, chosen, sections

Json = dict[str, Any]
ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
    "ERROR": "#ERROR!",
}
DEFAULTS = {"NUMBER": "#,##0.00", "PERCENT": "0.00%", "SCIENTIFIC": "0.00E+00"}
MOST_DIGITS = 10
PRECISION = 15
"""Significant digits that a number is shown with at most, as in every spreadsheet."""


def formatted(value: Json | None, number_format: Json | None, locale: str) -> str:
    """What the cell shows; `value` is an ExtendedValue that is not a formula, None or empty for an empty cell."""
    spoken = locale_of(locale)
    if not value:
        return ""
    if "errorValue" in value:
        return ERRORS.get(value["errorValue"].get("type", "ERROR"), "#ERROR!")
    if "boolValue" in value:
        return spoken.true if value["boolValue"] else spoken.false
    pattern = pattern_of(number_format or {}, spoken)
    if "stringValue" in value:
        return worded(value["stringValue"], pattern)
    return numbered(float(value.get("numberValue", 0)), pattern, spoken)


def pattern_of(number_format: Json, locale: Locale) -> str:
    """The pattern of a NumberFormat; without one, the locale's usual pattern for that type."""
    if number_format.get("pattern"):
        return str(number_format["pattern"])
    usual = {
        "CURRENCY": locale.currency_pattern,
        "DATE": locale.date_pattern,
        "TIME": locale.time_pattern,
        "DATE_TIME": f"{locale.date_pattern} {locale.time_pattern.removesuffix(' am/pm')}",
    }
    return (DEFAULTS | usual).get(number_format.get("type", ""), "")


def worded(text: str, pattern: str) -> str:
    """A text under a pattern: only a fourth section, or the only one if it has an @, says anything about it."""
    parts = sections(pattern) if "@" in pattern else []
    wanted = parts[3:4] or [part for part in parts if part.has_text]
    return wanted[0].literal(text) if wanted else text


def numbered(number: float, pattern: str, locale: Locale) -> str:
    """A number under a pattern."""
    parts = [part for part in sections(pattern) if pattern]
    if not parts or pattern.lower() in {"@", "general"}:
        return general(number, locale)
    part, absolute = chosen(parts, number)
    amount = abs(number) if absolute else number
    if part is None:
        return "#" * 8
    if part.is_moment:
        return moment(amount, part, locale)
    return plain(amount, part, locale)


def general(number: float, locale: Locale) -> str:
    """A number without a format: ten significant digits, never more than ten after the point, all of a whole number."""
    if number == 0 or not math.isfinite(number):
        return "0"
    value = significant(number, PRECISION)
    size = value.adjusted()
    if size >= PRECISION or size < -MOST_DIGITS:
        return scientific_general(number, locale)
    return written(value, locale, size)


def significant(number: float, digits: int) -> Decimal:
    """The number rounded to so many significant digits, halves upward."""
    value = Decimal(repr(number))
    return value if value == 0 else value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), rounding=ROUND_HALF_UP)


def written(value: Decimal, locale: Locale, size: int) -> str:
    """Plain decimal digits without trailing zeros."""
    places = MOST_DIGITS if size < 0 else max(0, MOST_DIGITS - size - 1)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", locale.decimal)


def scientific_general(number: float, locale: Locale) -> str:
    """1.23457E+19: six significant digits."""
    mantissa, _, exponent = f"{number:.5E}".partition("E")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{exponent[0]}{int(exponent[1:]):02d}".replace(".", locale.decimal)


def plain(number: float, part: Section, locale: Locale) -> str:
    """A number in a section of digits: thousands, percent, scale, exponent, fraction, with whatever stands between."""
    if not part.has_digits:
        return ("-" if number < 0 else "") + part.literal(general(number, locale))
    value = Decimal(repr(number)).scaleb(2 * part.percents - 3 * part.thousands)
    if part.denominator:
        return part.fraction(value)
    exponent = 0
    if part.exponent:
        exponent = value.adjusted() - max(len(part.whole) - 1, 0) if value else 0
        value = value.scaleb(-exponent)
    rounded = abs(value).quantize(Decimal(1).scaleb(-len(part.decimals)), rounding=ROUND_HALF_UP)
    minus = "-" if value < 0 and rounded else ""
    whole, _, decimals = f"{rounded:f}".partition(".")
    return minus + part.filled(whole.lstrip("0"), decimals, exponent, locale)
