"""Amounts as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

KOPECK = Decimal("0.01")
MOST = Decimal(10) ** 20


def amount(value: float) -> str:
    """Return a number with thin groups of thousands and at most two decimals: `12 345.67`."""
    text = f"{value:,.2f}".replace(",", "\N{NO-BREAK SPACE}")
    return text.removesuffix(".00")


def to_kopecks(value: float) -> Decimal | None:
    """Return an amount to the kopeck, without its sign; None where it comes to nothing or to no number."""
    exact = abs(Decimal(repr(value)))
    rounded = exact.quantize(KOPECK, ROUND_HALF_UP) if exact.is_finite() and exact < MOST else Decimal(0)
    return rounded or None
