"""Columns of which the cells are other records': nothing is repaired in them, and all else reckons with them put right (G5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheets_crm.model.addresses import A1, column_number
from sheets_crm.model.plan import Changes, Finding, Held
from sheets_crm.model.snapshot import Snapshot


class Holding:
    """What is held by the rules before one, while that one speaks; `held` goes on being filled."""

    def __init__(self, held: list[Held], state: Snapshot) -> None:
        """Remember what is held so far."""
        self._held, self._known = held, len(held)
        self._places = {(one.sheet, one.column) for one in held}
        self._letters = {
            (table.sheet, one.letter_index)
            for table in (state.tables if held else ())
            for one in table.fields
            if (table.sheet, one.name) in self._places
        }

    def has(self, batch: Changes) -> bool:
        """Say whether these changes are of a column that is held."""
        return (batch.sheet, batch.column) in self._places

    def tells(self, finding: Finding) -> bool:
        """Say whether a finding is of a cell in a column that is held: what it speaks of does not stand there."""
        first = A1.match(finding.cell) if self._letters else None
        return first is not None and (finding.sheet, column_number(first[1])) in self._letters

    def news(self) -> Iterator[Changes]:
        """Return what would put right the columns that are held since."""
        return backs(self._held[self._known :])


def backs(held: Iterable[Held]) -> Iterator[Changes]:
    """Return what would put these columns right, as far as that is known."""
    return (one.back for one in held if one.back is not None)
