"""What every command that may write does first and last: the lock, the journal, and the story of a run that was cut short."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.engine.home.backups import drop_drafts, list_backups, list_copies
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.places import own_path
from sheets_crm.engine.home.shared import Shared, shared_memory
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.records import Heading, RunKind
from sheets_crm.engine.journal.recovery import recover
from sheets_crm.engine.purge.ages import prune_before
from sheets_crm.engine.purge.trail import forget_of_age
from sheets_crm.engine.secrecy.door import Keys, go_on, keys_of
from sheets_crm.engine.settings.config import Config
from sheets_crm.model.text import Text

WAIT_SECONDS = 30.0
Progress = Callable[[Text, int, int], None]
"""Called with what is being done, the step from 1, and how many steps there are."""
Clock = Callable[[], datetime]


def silent(_what: Text, _step: int, _steps: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Session:
    """A locked book with its journal; `now` is the job's moment, `clock` the real one; `keys` are those of a protected memory.

    `shared` is the memory of a book that keeps it itself.
    `said` grows with what people should know: of earlier runs, and of what this one did besides.
    """

    book: Book
    config: Config
    journal: Journal
    now: datetime
    clock: Clock
    progress: Progress = silent
    said: list[Text] = field(default_factory=list)
    keys: Keys | None = None
    shared: Shared | None = None

    @property
    def notes(self) -> tuple[Text, ...]:
        """All that people should know by now."""
        return tuple(self.said)

    def tell(self, note: Text | None) -> None:
        """Let people know, if there is anything to tell."""
        self.said.extend([note] if note else ())

    def heading(self, kind: RunKind, job: str, target: int | None = None) -> Heading:
        """Return the heading of a run that begins now."""
        return Heading(kind, job, self.now, self.clock(), self.user, socket.gethostname(), target)

    @property
    def user(self) -> str:
        """Who is signed in to this computer."""
        return _user()


@contextmanager
def open_session(
    book: Book,
    config: Config,
    now: datetime,
    *,
    progress: Progress = silent,
    wait: float = WAIT_SECONDS,
    clock: Clock = datetime.now,
) -> Iterator[Session]:
    """Lock a book, open its journal and settle what a run that was cut short left behind.

    RefusedError when another run holds the lock for longer than `wait` seconds; UnreadableError when there is neither such a
    book nor a memory of it.
    """
    home = home_of(book, config)
    with locked(home.folder, book.name, wait):
        shared = shared_memory(book, home.folder)
        drop_drafts(book.name, config)
        aside = go_on(home.folder, list_copies(book.name, config), config)
        with Journal.open(home.folder, config) as journal:
            if Path(book.name).is_file():
                journal.note_book(own_path(book.name))
            said = [*home.notes, *aside, *recover(journal, book, config, clock())]
            said += _prune(journal, book, config, clock())
            try:
                yield Session(book, config, journal, now, clock, progress, said, keys_of(home.folder, config), shared)
            finally:
                if shared:
                    shared.keep()


def _prune(journal: Journal, book: Book, config: Config, clock: datetime) -> Iterator[Text]:
    """Erase what is older than the settings let it become; yield what people should know of what stays all the same."""
    days = config.settings.history.days
    if days is not None:
        before = clock - timedelta(days=days)
        prune_before(journal, list_backups(book.name, config), before, clock)
        told = forget_of_age(book, before)
        yield from [told] if told else []


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
