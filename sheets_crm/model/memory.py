"""What the engine remembers of earlier runs and gives to rules and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.proposals import Proposal
from sheets_crm.model.snapshot import Snapshot

Place = tuple[str, str, str]
"""(sheet, row ID, column name)."""
NUMBERING = "numbering"
"""The rule that counts the rows anew: of what it wrote into a column at one go, one change stands for all."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The value that the program last wrote into a cell, when, and by which rules (several are joined by `+`)."""

    value: CellValue
    at: datetime
    rule: str

    def by(self, rule: str, value: CellValue) -> bool:
        """Say whether this rule wrote exactly this value: a cell whose format was only repaired is still a person's."""
        return self.value == value and rule in self.rule.split("+")


@dataclass(frozen=True, slots=True)
class Past:
    """One change of an earlier run, as the journal tells it; `count` such changes are told by it alone."""

    at: datetime
    run: int
    sheet: str
    row_id: str
    column: str
    before: CellValue
    after: CellValue
    rule: str
    reason: str
    count: int = 1


@dataclass(frozen=True, eq=False)
class Typed:
    """What people did in one column between two runs: `run` saw it, and took `until` for now, as the former one did `since`.

    `ids`, `rows`, `before` and `after` are parallel and tell of the first cells; `count` is how many there were. `what` is what
    happened to them, as the journal calls it. `saved_by` saved the book last, at `saved_at`, which need not be who typed.
    """

    run: int
    since: datetime
    until: datetime
    saved_by: str
    what: str
    sheet: str
    column: str
    title: str
    ids: Sequence[str]
    rows: NDArray[np.int32]
    before: Vector
    after: Vector
    count: int
    saved_at: datetime | None = None


@dataclass(frozen=True)
class Memory:
    """Empty for a book that comes without one.

    `filled`: what the program last wrote where; `declined`: repairs (place, after) that a person took back, never to be
    made again by themselves; `highest_ids`: by prefix, the highest number ever given, so that none is reused;
    `history`: the newest changes, newest first. `declined_fills`: cells out of which an undo took what the program had put
    there, to be left alone while they are empty; `former_ids`: by sheet and row, the IDs that an undo took away. `apart`:
    pairs of clients, by their keys, of whom staff said that they are not one. `became`: by the key of a client who was
    merged that of the one who stayed. `searched`: what was kept of the last search for duplicates, to be understood by that
    search alone. `last`: the tables as the last run left them,
    without grids; `last_run` is its number, `last_seen` when the book was last known to be so. `proposals` are all that were
    ever made and still stand, decided or not; `next_proposal` is the number that the next one gets. `noticed`: what earlier
    runs saw of accidents that people have not taken as meant. `typed`: what people did last, newest run first, the one at work
    now among them.
    """

    filled: Mapping[Place, Filled] = field(default_factory=dict)
    declined: AbstractSet[tuple[Place, CellValue]] = frozenset()
    highest_ids: Mapping[str, int] = field(default_factory=dict)
    history: tuple[Past, ...] = ()
    declined_fills: AbstractSet[Place] = frozenset()
    former_ids: Mapping[tuple[str, int], str] = field(default_factory=dict)
    apart: frozenset[tuple[str, str]] = frozenset()
    became: Mapping[str, str] = field(default_factory=dict)
    searched: bytes = b""
    last: Snapshot | None = None
    last_run: int | None = None
    last_seen: datetime | None = None
    proposals: tuple[Proposal, ...] = ()
    next_proposal: int = 1
    noticed: tuple[Noticed, ...] = ()
    typed: tuple[Typed, ...] = ()
