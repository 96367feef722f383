"""What people's edits did to a column between two runs that may well be an accident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import Vector

Accident = Literal[
    "rows gone",
    "column gone",
    "column renamed",
    "cleared",
    "overwritten",
    "rounded",
    "retyped",
    "formula lost",
    "formula put",
    "formula moved",
    "jumped",
]
"""Rows or a column deleted, a header renamed (its former and its present name stand for cells), cells emptied in bulk, dragged
over, amounts rounded, numbers that became text, a formula replaced by a value, a value
by a formula, a formula that asks for other cells than before, a
figure that can hardly be."""
SMALL_FOR = timedelta(days=7)
"""For so long people are told of what is small, such as one deleted row; what is large until they have decided on it."""


@dataclass(frozen=True, eq=False)
class Noticed:
    """One accident in one column: `ids`, `rows`, `before` and `after` are parallel.

    `run` saw it (None: the one at work now) at `seen`; `rows` are sheet rows of the later moment, of the earlier one for what is
    gone. Rows that are gone are told column by column, each with the cells that were filled.
    """

    what: Accident
    sheet: str
    column: str
    title: str
    letter_index: int
    ids: Sequence[str]
    rows: NDArray[np.int32]
    before: Vector
    after: Vector
    seen: datetime
    run: int | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def pick(self, at: NDArray[np.intp]) -> Noticed:
        """Return some of the cells, by their position."""
        if len(at) == len(self):
            return self
        cells = self.before.take(at), self.after.take(at)
        told = self.what, self.sheet, self.column, self.title, self.letter_index
        return Noticed(*told, [self.ids[one] for one in at.tolist()], self.rows[at], *cells, self.seen, self.run)
