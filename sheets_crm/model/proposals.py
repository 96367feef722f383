"""What somebody wants changed in a book who may not do it: it waits for the owner's word (H8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sheets_crm.model.cells import CellValue

ProposalKind = Literal["fill", "change", "clear", "row", "remove", "place"]
"""An empty cell filled, another value, a cell emptied, a new row, a row deleted; a cell that belongs to no record."""
Why = Literal["role", "meanwhile", "gone", "formula", "program", "place", "room"]
"""The role may not; the book changed meanwhile; the record or column is gone; a formula; the program's column; no record's; no
room below the list."""
Decision = Literal["accept", "drop"]
State = Literal["open", "accept", "drop"]


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """One cell: its column, what the person saw in it, what the book held when it was proposed, and what is proposed."""

    column: str
    title: str
    letter_index: int
    seen: CellValue
    before: CellValue
    after: CellValue


@dataclass(frozen=True, slots=True)
class Proposal:
    """What `person` proposes, known by its `number`; `label` is what the record is called, `row` where it stood."""

    number: int
    person: str
    at: datetime
    kind: ProposalKind
    why: Why
    sheet: str
    row_id: str
    row: int
    label: str
    cells: tuple[ProposedCell, ...]
    state: State = "open"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the owner decided on a proposal."""

    number: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy that was taken back: which one, the file that keeps it as it was then, and the IDs that its new rows got."""

    handout: int
    file: str
    ids: Mapping[tuple[str, int], str]
