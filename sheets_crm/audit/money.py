"""Amounts as people read them."""

from __future__ import annotations


def amount(value: float) -> str:
    """Return a number with thin groups of thousands and at most two decimals: `12 345.67`."""
    text = f"{value:,.2f}".replace(",", "\N{NO-BREAK SPACE}")
    return text.removesuffix(".00")
