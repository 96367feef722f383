"""Amounts as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from sheets_crm.model.text import Text

KOPECK = Decimal("0.01")
MOST = Decimal(10) ** 20
RUSSIAN = {ord(","): "\N{NO-BREAK SPACE}", ord("."): ","}


def amount(value: float) -> Text:
    """Return a number with groups of thousands and at most two decimals: `12 345,67` in Russian, `12,345.67` in English."""
    text = f"{value:,.2f}".removesuffix(".00")
    return Text(in_russian(text), text)


def in_russian(number: str) -> str:
    """Return a number that is written as in English with spaces between thousands and a decimal comma."""
    return number.translate(RUSSIAN)


def to_kopecks(value: float) -> Decimal | None:
    """Return an amount to the kopeck, without its sign; None where it comes to nothing or to no number."""
    exact = abs(Decimal(repr(value)))
    rounded = exact.quantize(KOPECK, ROUND_HALF_UP) if exact.is_finite() and exact < MOST else Decimal(0)
    return rounded or None
