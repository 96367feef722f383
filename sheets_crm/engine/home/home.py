"""Where a book's memory lies now; a book that was renamed takes its memory with it (G9, G10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.engine.home.backups import rename_backups
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.places import memory_folder, own_path
from sheets_crm.engine.home.shared import fetched
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.settings.complaints import followed
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.text import Text

SUFFIX = ".crm"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a book's journal, which may not be there yet, and what people should know of how it was found."""

    folder: Path
    notes: tuple[Text, ...] = ()


def home_of(book: Book, config: Config, *, move: bool = True) -> Home:
    """Return the home of a book's memory; that of a book which was renamed is renamed with it if `move`, else used in place.

    A neighbour's memory is this book's when the book that it was written for is gone, and was last seen exactly as this one
    is. UnreadableError when there is neither a book nor a memory of it; RefusedError when the folder cannot be renamed.
    """
    fetched(book, config)
    folder = memory_folder(book.name, config)
    if folder.exists():
        return Home(folder)
    identity = book.identity()
    old = next((one for one in _orphans(book.name, folder, config) if _last_seen(one, identity, config)), None)
    if old is None or (move and not _taken_over(old, folder, book.name, config)):
        return Home(folder)
    note = Text(
        f"Книгу переименовали: её история и копии лежали в «{old.name}»", f"The book was renamed: its history lay in “{old.name}”"
    )
    if move:
        note = followed(note, Text(f"Теперь они в «{folder.name}»", f"Now it is in “{folder.name}”"))
    return Home(folder if move else old, (note,))


def _orphans(book: str, folder: Path, config: Config) -> Iterator[Path]:
    """Yield the neighbouring memories whose books are gone."""
    if is_address(book) or not folder.parent.is_dir():
        return
    around = sorted(folder.parent.iterdir())
    files = {one.stem for one in around if one.is_file() and one.resolve() != own_path(book)}
    for one in around:
        orphan = one.suffix == SUFFIX and one.is_dir() and one.stem not in files
        if orphan and (config.settings.memory_folder is None or not _exists_elsewhere(one, config)):
            yield one


def _exists_elsewhere(folder: Path, config: Config) -> bool:
    """Say whether the book of a memory that lies apart from it is still there; where that is not known, it is."""
    with suppress(UnreadableError, RefusedError):
        journal = JournalReader.open_to_read(folder, config)
        if journal:
            with journal:
                path = journal.book_path()
                return path is None or path.exists()
    return True


def _last_seen(folder: Path, identity: str, config: Config) -> bool:
    with suppress(UnreadableError, RefusedError):
        journal = JournalReader.open_to_read(folder, config)
        if journal:
            with journal:
                return identity in journal.last_identities()
    return False


def _taken_over(old: Path, folder: Path, book: str, config: Config) -> bool:
    """Rename the memory, its backups first, so that being cut short at any moment leaves it to be found again."""
    try:
        with locked(old, book, 0), Journal.open(old, config) as journal:
            journal.rename_backups(rename_backups(old, book, config))
        old.rename(folder)
    except RefusedError:
        return False
    except OSError as wrong:
        what = Text(
            f"книгу переименовали, а папку её истории переименовать не вышло ({wrong.strerror})",
            f"the book was renamed, but the folder of its history could not be ({wrong.strerror})",
        )
        mend = Text(f"Переименуйте её сами в «{folder.name}»", f"Rename it to “{folder.name}” yourself")
        raise RefusedError(what, where=str(old), mend=mend) from wrong
    return True
