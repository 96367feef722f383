"""Clean workbooks, one kind to a file, with all that is right in them though it looks odd."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from planted.book import Book
from planted.clean import budget, lookup, orders, payroll, prices, years
from planted.making import Maker

KINDS: tuple[Callable[[Maker], Book], ...] = (prices.make, budget.make, payroll.make, orders.make, lookup.make, years.make)


def clean_books(seed: int, count: int) -> list[Book]:
    """Return workbooks of all kinds in turn."""
    return [KINDS[at % len(KINDS)](Maker(Random(f"{seed} {at}"))) for at in range(count)]
