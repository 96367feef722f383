"""What is wished of a cell, whether it may still be, and what became of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sheets_crm.model.cells import CellValue, Formula, encode
from sheets_crm.model.plan import Changes, Left, Plan
from sheets_crm.model.text import Text

SOMEBODY = Text(
    "пока программа работала, эту ячейку или строку кто-то изменил; в следующий раз",
    "somebody changed this cell or row while the program was at work; next time",
)
CLOSE = 1e-9
Place = tuple[int, int]
"""Which batch of a plan, and which of its changes."""


@dataclass
class Outcome:
    """What became of a plan."""

    written: set[Place] = field(default_factory=set)
    failed: dict[Place, Text] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)

    def batches(self, plan: Plan) -> tuple[Changes, ...]:
        """Return what was written, batch by batch."""
        found = (
            batch.pick([at for at in range(len(batch)) if (number, at) in self.written])
            for number, batch in enumerate(plan.changes)
        )
        return tuple(batch for batch in found if len(batch))

    def left(self, plan: Plan) -> tuple[tuple[Left, ...], tuple[Left, ...]]:
        """Return what was kept since somebody was there first, and what could not be written."""
        kept, failed = list[Left](), list[Left]()
        for number, batch in enumerate(plan.changes):
            others = [at for at in range(len(batch)) if (number, at) not in self.written]
            for at, change in zip(others, batch.pick(others), strict=True):
                why = self.failed.get((number, at))
                (failed if why else kept).append(Left(change, why or SOMEBODY))
        return tuple(kept), tuple(failed)


@dataclass(frozen=True, slots=True)
class Wish:
    """One change of a plan, as its sheet sees it."""

    place: Place
    row: int
    letter_index: int
    before: CellValue
    after: CellValue


def is_still(now: CellValue, before: CellValue) -> bool:
    """Say whether a cell still holds what was read of it; a formula by its text, a number but for its last digits."""
    if isinstance(now, Formula) or isinstance(before, Formula):
        return str(now) == str(before) if isinstance(before, Formula) else isinstance(now, Formula) and _same(now, before)
    return _same(now, before)


def _same(now: CellValue, before: CellValue) -> bool:
    (_, number, text), (_, number2, text2) = encode(now), encode(before)
    close = abs(number - number2) <= CLOSE * max(abs(number), 1)
    return text == text2 and bool(close or (np.isnan(number) and np.isnan(number2)))
