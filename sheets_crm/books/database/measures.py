"""What is counted in a book and in a database alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

Count = int | Decimal | date | None


class Measure(NamedTuple):
    """What is counted: `what` is rows, filled, distinct, first, last or sum; `month` is "2026-01", `client` a record's key."""

    sheet: str
    field: str
    what: str
    month: str = ""
    client: int = 0
