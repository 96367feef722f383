"""The account of a migration."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_crm.engine.migrating.reconciling import Reconciliation


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the records of one sheet: how many came, are new, changed; what is held otherwise than it stood."""

    sheet: str
    rows: int
    new: int
    changed: int
    apart: int


@dataclass(frozen=True)
class Migration:
    """What a migration did, or would do; `gone` are records by kind that the book no longer has."""

    source: str
    target: str
    sheets: tuple[Moved, ...]
    gone: dict[str, int]
    reconciliation: Reconciliation
    done: bool = True
