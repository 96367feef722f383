"""What the engine asks of a book, wherever it lives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.snapshot import Snapshot


class Book(Protocol):
    """A client book: a workbook, a Google Sheet, a database, or one in memory."""

    name: str
    beside_people: bool
    """Whether a change since the snapshot is no reason to refuse: what people changed meanwhile is left as it is."""

    def read(self) -> Snapshot:
        """Read everything that rules need; `tables` are still empty. UnreadableError when that cannot be done."""
        ...

    def identity(self) -> str:
        """Say which state the book is in now, cheaply; UnreadableError when it cannot be reached."""
        ...

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:
        """Write a plan made from this snapshot, or nothing at all.

        `on_ready` is told the identity that the book will have, after all is verified and just before it becomes visible.
        RefusedError when the book changed since the snapshot, is open elsewhere, or a change cannot be made without loss.
        """
        ...

    def backup(self, folder: Path, name: str) -> Path:
        """Copy the book as it is into a folder, flushed to disk; `name` has no suffix."""
        ...

    def restore(self, backup: Path) -> None:
        """Put a backup in the book's place, byte for byte."""
        ...
