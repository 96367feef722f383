"""The memory of a book that is shared by several computers: kept in the database itself, a copy of it here (G10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sheets_crm.books.base import Book, Remembering
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.schema import FILE
from sheets_crm.engine.secrecy.door import KEYS
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError, SheetsCrmError
from sheets_crm.model.plan import Receipt

FILES = (FILE, KEYS)


@dataclass
class Shared:
    """The journal of a book that keeps it itself; `version` is the one that is here."""

    book: Remembering
    folder: Path
    version: int

    @contextmanager
    def together(self, finish: Callable[[Receipt], None]) -> Iterator[None]:
        """Let what the book writes inside stand together with the journal of it, which `finish` completes, or neither."""

        def keep(receipt: Receipt) -> tuple[Path, tuple[str, ...], int]:
            finish(receipt)
            return self.folder, FILES, self.version

        with self.book.remembering(keep):
            yield
        self.version += 1

    def keep(self) -> None:
        """Keep what was noted since, unless somebody was faster: then it is known no more."""
        with suppress(SheetsCrmError):
            self.version = self.book.keep_memory(self.folder, FILES, self.version)


def shared_memory(book: Book, folder: Path) -> Shared | None:
    """Fetch the memory that a book keeps itself, into the folder that is locked; None where it keeps none.

    Where the book has none yet, it takes over what is here, before anything is done: what is noted later without the book is
    known to be nothing.
    """
    if not isinstance(book, Remembering):
        return None
    version = book.fetch_memory(folder, FILES)
    if version == 0:
        version = book.keep_memory(folder, FILES, 0)
    return None if version is None else Shared(book, folder, version)


def fetched(book: Book, config: Config) -> None:
    """Fetch the memory that a book keeps itself, to look at it; while a run is at work here, its own is the newest."""
    if isinstance(book, Remembering):
        folder = memory_folder(book.name, config)
        with suppress(RefusedError), locked(folder, book.name, 0):
            book.fetch_memory(folder, FILES)
