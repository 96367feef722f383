"""What a book itself keeps of people beside what it shows, as a database does: looked at and erased together with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sheets_crm.books.base import Book
from sheets_crm.engine.purge.person import Person
from sheets_crm.errors import RefusedError, SheetsCrmError
from sheets_crm.ledger.decisions import is_own_tab, own_tab
from sheets_crm.ledger.former import ARCHIVE
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.model.trail import Life, Past, Trailing, Whose

NOT_YOURS = Text("стирать правки людей в базе этому входу нельзя", "this login may not erase people's edits in the database")
ITS_OWNER = Text(
    "Ничего не стёрто. Войдите владельцем базы и повторите", "Nothing was erased. Sign in as the database's owner, and again"
)


def lives_of(book: Book) -> Sequence[Life]:
    """Return the records of which a book keeps more than it shows."""
    return book.lives() if isinstance(book, Trailing) else ()


def own_tabs(book: Book, snapshot: Snapshot | None) -> frozenset[str]:
    """Return the program's tabs, where the book itself forgets what they say; the archive is people's."""
    if snapshot is None or not isinstance(book, Trailing):
        return frozenset()
    archive = own_tab(snapshot, ARCHIVE)
    return frozenset(grid.name for grid in snapshot.grids.values() if is_own_tab(grid) and grid is not archive)


def past_of(book: Book, person: Person, tabs: frozenset[str]) -> Past:
    """Count what a book keeps of a person beside what it shows."""
    return book.past_of(_whose(person, tabs)) if isinstance(book, Trailing) else Past()


def forget(book: Book, person: Person, tabs: frozenset[str]) -> Past:
    """Erase that."""
    return book.forget(_whose(person, tabs)) if isinstance(book, Trailing) else Past()


def refuse_others(book: Book) -> None:
    """Raise RefusedError, before anything is erased anywhere, where this login may not erase in the book."""
    if isinstance(book, Trailing) and not book.may_forget():
        raise RefusedError(NOT_YOURS, where=book.name, mend=ITS_OWNER, plain=NOT_YOURS)


def edits_before(book: Book, moment: datetime) -> int:
    """Count people's edits from before a moment that a book itself keeps."""
    return book.past_before(moment) if isinstance(book, Trailing) else 0


def forget_before(book: Book, moment: datetime) -> int:
    """Erase them."""
    return book.forget_before(moment) if isinstance(book, Trailing) else 0


def forget_of_age(book: Book, moment: datetime) -> Text | None:
    """Erase them as a run begins; return what people should know where this login may not."""
    count = 0
    with suppress(SheetsCrmError):  # the run itself tells of a book that cannot be reached
        count = edits_before(book, moment)
        if count and isinstance(book, Trailing) and book.may_forget():
            count -= book.forget_before(moment)
    if not count:
        return None
    return Text(
        f"В базе {count} правок людей старше срока хранения: стереть их может её владелец (purge --older-than)",
        f"The database keeps {count} edits of people for longer than it may: its owner can erase them (purge --older-than)",
    )


def squeeze(book: Book) -> None:
    """Give up the room of what was erased."""
    if isinstance(book, Trailing):
        book.squeeze()


def _whose(person: Person, tabs: frozenset[str]) -> Whose:
    gone = frozenset((life.kind, life.key) for life in (*person.lives, *person.mentions) if life.gone)
    lives = frozenset((life.kind, life.key) for life in person.lives)
    return Whose(person.ids, tabs, lives, gone, person.wanted.tells)
