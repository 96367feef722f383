"""What the engine asks of a book, wherever it lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, runtime_checkable

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


@runtime_checkable
class Rereading(Protocol):
    """A book whose backups are no workbooks, and which can read them itself."""

    def read_backup(self, path: Path) -> Snapshot:
        """Read the book as it was when this backup was made; UnreadableError when the backup is damaged."""
        ...


@runtime_checkable
class Remembering(Protocol):
    """A book that keeps its journal itself, for every computer that works on it."""

    def fetch_memory(self, folder: Path, files: Sequence[str]) -> int | None:
        """Bring these files into a folder as the book keeps them; return their version, None where it keeps none."""
        ...

    def keep_memory(self, folder: Path, files: Sequence[str], known: int) -> int:
        """Keep these files, and return their new version; RefusedError when it is no longer the known one."""
        ...

    def remembering(self, keep: Callable[[Receipt], tuple[Path, Sequence[str], int]]) -> AbstractContextManager[None]:
        """Ask `keep`, just before a write inside is made to stand, what is to be kept with it: the arguments of `keep_memory`."""
        ...
