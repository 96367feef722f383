"""What is counted in a book and in a database alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Count = int | Decimal | date | None
EXACT = Context(prec=400)
"""Adds up any numbers that a cell can hold, and loses no digit."""


class Measure(NamedTuple):
    """What is counted: `what` is rows, filled, distinct, first, last or sum; `month` is "2026-01", `client` a record's key."""

    sheet: str
    field: str
    what: str
    month: str = ""
    client: int = 0


@dataclass(frozen=True, eq=False)
class ByClient:
    """Of each client that a sheet names: the key (ascending), how many rows name it, and what they add up to, in kopecks.

    A sum is an int, or a Decimal where it has parts of a kopeck.
    """

    keys: NDArray[np.int64]
    rows: NDArray[np.int64]
    sums: NDArray[np.object_]

    def at(self, keys: NDArray[np.int64]) -> ByClient:
        """Return the same of these (ascending) keys; nothing of a client that is not named."""
        rows, sums = np.zeros(len(keys), np.int64), np.full(len(keys), 0, object)
        known = np.searchsorted(keys, self.keys)
        rows[known], sums[known] = self.rows, self.sums
        return ByClient(keys, rows, sums)


@dataclass(frozen=True)
class Tally:
    """All counts, and those by client, by sheet."""

    counts: Mapping[Measure, Count]
    clients: Mapping[str, ByClient]
