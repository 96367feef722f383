"""What USER_ENTERED and RAW make of a value: an ExtendedValue, and the number format that Google sets along with it."""

import math
import re
from collections.abc import Callable
from typing import Any

from sheets_server.dates import dated
from sheets_server.locales import Locale, locale_of

Json = dict[str, Any]
Entered = tuple[Json | None, Json | None]
CURRENCIES = "$€£₽₴¥"
PERCENT_TYPED = "%"


def entered(text: str, locale: str, time_zone: str = "Etc/GMT", existing: Json | None = None) -> Entered:
    """What a cell holds once a person typed that text, and the number format it takes on (None: it keeps what it has).

    `existing` is the number format the cell already has: plain text keeps whatever is typed as text, a percentage reads 5 as 5 %.
    """
    if not text:
        return None, None
    if (existing or {}).get("type") == "TEXT":
        return {"stringValue": text}, None
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
    value, found = understood(text, locale_of(locale), time_zone, existing)
    return value, None if found and found["type"] == (existing or {}).get("type") else found


def raw(value: Any) -> Json | None:
    """What RAW makes of a JSON value: strings stay strings, numbers and booleans are what they are, an empty string empties."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, (int, float)):
        return {"numberValue": value}
    return {"stringValue": str(value)} if value not in {None, ""} else None


def understood(text: str, locale: Locale, time_zone: str, existing: Json | None) -> Entered:
    """The first reading that fits: formula, boolean, number, date or time; else plain text."""
    if text.startswith("=") and len(text) > 1:
        return {"formulaValue": text}, None
    word = text.strip().upper()
    if word in {"TRUE", locale.true, "FALSE", locale.false}:
        return {"boolValue": word in {"TRUE", locale.true}}, None
    readings: tuple[Callable[[], tuple[float, Json | None] | None], ...] = (
        lambda: numbered(text.strip(), locale, existing),
        lambda: dated(text.strip(), locale, time_zone),
    )
    for reading in readings:
        found = reading()
        if found is not None:
            return {"numberValue": tidy(found[0])}, found[1]
    if text.startswith("+") and len(text) > 1:
        return {"formulaValue": "=" + text}, None
    return {"stringValue": text}, None


def tidy(number: float) -> float:
    """A whole number as JSON writes it, without `.0`."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def numbered(text: str, locale: Locale, existing: Json | None) -> tuple[float, Json | None] | None:
    """The number typed, in any of its dresses: sign, brackets, currency, thousands, exponent, percent."""
    negative, body = signed(text)
    body, symbol = without_currency(body)
    if symbol and not negative:
        negative, body = signed(body)
    percent = body.endswith(PERCENT_TYPED) or (body.startswith(PERCENT_TYPED) and len(body) > 1)
    body = body.strip(PERCENT_TYPED).rstrip() if percent else body
    digits = plain_digits(body, locale)
    if digits is None or (percent and symbol) or math.isinf(float(digits)):
        return None
    amount = float(digits) * (-1 if negative else 1)
    grouped, decimals, exponent = any(mark in body for mark in locale.groups), "." in digits, "e" in digits
    if percent or (existing or {}).get("type") == "PERCENT":
        return shifted(digits) * (-1 if negative else 1), number_format("PERCENT", "0.00%" if decimals else "0%")
    if symbol:
        return amount, number_format("CURRENCY", currency_pattern(symbol, locale, decimals=decimals))
    if exponent:
        return amount, number_format("SCIENTIFIC", "0.00E+00")
    return amount, number_format("NUMBER", "#,##0.00" if decimals else "#,##0") if grouped else None


def signed(text: str) -> tuple[bool, str]:
    """Whether it is below zero, and the rest; accountants' brackets count as a minus."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text[:1] in {"+", "-", "\u2212"}:
        return text[0] != "+", text[1:].lstrip()
    return False, text


def without_currency(text: str) -> tuple[str, str]:
    """The amount without the sign of its currency, and that sign, which may stand on either side."""
    if text[:1] and text[0] in CURRENCIES:
        return text[1:].strip(), text[0]
    if text[-1:] and text[-1] in CURRENCIES:
        return text[:-1].strip(), text[-1]
    return text, ""


def plain_digits(text: str, locale: Locale) -> str | None:
    """The number as Python writes it, or None if it is none; thousands must be where thousands are."""
    group, point = f"[{re.escape(locale.groups)}]", re.escape(locale.decimal)
    found = re.fullmatch(rf"(\d{{1,3}}(?:{group}\d{{3}})+|\d+)?(?:{point}(\d*))?(?:[eE]([+-]?\d{{1,3}}))?", text)
    if not found or not (found[1] or found[2]):
        return None
    whole = re.sub(group, "", found[1] or "0")
    fraction = f".{found[2]}" if found[2] else ""
    return whole + fraction + (f"e{found[3]}" if found[3] else "")


def shifted(digits: str) -> float:
    """A hundredth, by its decimal digits, so that 12.3 % is 0.123 and not 0.12300000000000001."""
    mantissa, _, exponent = digits.partition("e")
    return float(f"{mantissa}e{int(exponent or 0) - 2}")


def currency_pattern(symbol: str, locale: Locale, *, decimals: bool) -> str:
    """The pattern of an amount in that currency, with kopecks only where some were typed."""
    pattern = locale.currency_pattern.replace(locale.currency, symbol)
    return pattern if decimals else pattern.replace("0.00", "0")


def number_format(kind: str, pattern: str) -> Json:
    """A NumberFormat."""
    return {"type": kind, "pattern": pattern}
