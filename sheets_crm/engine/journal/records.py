"""What the journal tells of a run and of its changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal

from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Text

RunKind = Literal["job", "undo", "restore"]
State = Literal["started", "prepared", "done", "undone", "failed", "interrupted"]


class Outcome(IntEnum):
    """What became of a change of the plan."""

    WRITTEN = 0
    KEPT = 1
    FAILED = 2


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `as_of` is the moment that the job took as now, `started` and `finished` the clock's; `target` the run undone.

    `changed`, `kept` and `failed` count cells; `backup` is the copy made before it, rewritten since for an erasure or not.
    `erased` cells of it were erased for good with a person; `pruned` is when all its cells were, for their age.
    """

    number: int
    kind: RunKind
    job: str
    state: State
    target: int | None
    as_of: datetime
    started: datetime
    finished: datetime | None
    user: str
    host: str
    identity_before: str
    identity_after: str | None
    backup: str | None
    backup_sha256: str | None
    changed: int
    kept: int
    failed: int
    findings: int
    reports: tuple[str, ...]
    note: Text
    erased: int = 0
    pruned: datetime | None = None
    backup_rewritten: datetime | None = None

    @property
    def unfinished(self) -> bool:
        """Whether the run is still going on, or was cut short."""
        return self.state in ("started", "prepared")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One change as the journal keeps it; `standing` while no undo or restore has taken it back; `why` it was not written."""

    number: int
    run: int
    sheet: str
    row_id: str
    row: int
    column: str
    letter_index: int
    title: str
    before: CellValue
    after: CellValue
    former_format: str | None
    rule: str
    reason: Text
    outcome: Outcome
    why: Text | None
    standing: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Written changes of one batch that still stand; the sequences are parallel, `numbers` are those of the changes."""

    sheet: str
    column: str
    letter_index: int
    title: str
    numbers: Sequence[int]
    rows: Sequence[int]
    ids: Sequence[str]
    before: Sequence[CellValue]
    after: Sequence[CellValue]
    formats: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a client, or what was too old, was erased for good: how many cells, and backups that were rewritten or went."""

    kind: Literal["client", "age"]
    at: datetime
    cells: int
    rewritten: int
    deleted: int


@dataclass(frozen=True)
class Heading:
    """What is known of a run when it begins."""

    kind: RunKind
    job: str
    as_of: datetime
    started: datetime
    user: str
    host: str
    target: int | None = None
    backup: str | None = None
    backup_sha256: str | None = None
