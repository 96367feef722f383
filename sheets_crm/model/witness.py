"""What a book itself knows of who changed what, such as a database by its triggers (G10, H7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from sheets_crm.model.cells import CellValue


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One cell that somebody changed: the login `by` which they came ("" where nobody signs in), and when, in local time.

    `row_id` is the record's ID, `#17` by its sheet row where it has none, "" where it is no longer known.
    """

    at: datetime
    by: str
    sheet: str
    row_id: str
    column: str
    before: CellValue
    after: CellValue


@runtime_checkable
class Witness(Protocol):
    """A book that knows who changed what in it while the program was not at work."""

    def witnessed(self, since: datetime | None = None, cell: tuple[str, str, str] | None = None) -> Sequence[Witnessed]:
        """Return what people changed since a moment, oldest first; in one cell (sheet, row ID, column) or in all."""
        ...
