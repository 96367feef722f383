"""Copies of the book: made before every write, checked by reading them back (G9)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.engine.files import digest
from sheets_crm.engine.home.places import backup_folder, handout_folder, memory_folder, stem_of
from sheets_crm.engine.home.sealing import DRAFT, seal
from sheets_crm.engine.secrecy.door import keys_of
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

WHEN = "%Y-%m-%d %H-%M-%S"
NAME = re.compile(r"(?P<stem>.+) (?P<when>\d{4}-\d\d-\d\d \d\d-\d\d-\d\d) run (?P<run>\d+)(?P<suffix>(\.\w+)+)?")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy made before a run (0: handed out to somebody); `sha256` is known for the one just made.

    `rewritten` is known for one that is brought back: when somebody was erased from it, so that it is not what it was made of.
    """

    path: Path
    run: int
    made: datetime
    sha256: str = ""
    rewritten: datetime | None = None


def make_backup(book: Book, run: int, config: Config, clock: datetime) -> Backup:
    """Copy the book, read the copy back and compare, and encrypt it where the memory is protected.

    RefusedError when the copy is not what the book is.
    """
    folder = backup_folder(book.name, config)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = book.backup(folder, f"{stem_of(book.name)} {clock.strftime(WHEN)} run {run}")
        copied = digest(path)
        keys = keys_of(memory_folder(book.name, config), config)
        original = Path(book.name)
        if original.is_file() and digest(original) != copied:
            with suppress(OSError):
                path.unlink()
            what = Text("резервная копия не совпала с книгой", "the backup is not the same as the book")
            mend = Text(
                "Закройте книгу в других программах и запустите ещё раз", "Close the book in other programs and run again"
            )
            raise RefusedError(what, where=str(path), mend=mend)
        if keys and not keys.leaving:
            path = seal(path, keys)
    except OSError as wrong:
        what = Text(f"резервная копия не получилась ({wrong.strerror})", f"the backup failed ({wrong.strerror})")
        mend = Text(
            "Освободите место на диске или проверьте права на папку", "Free some disk space, or check the rights to the folder"
        )
        raise RefusedError(what, where=str(folder), mend=mend) from wrong
    return Backup(path, run, clock, copied)


def list_backups(book: str, config: Config) -> tuple[Backup, ...]:
    """Return a book's backups, newest first."""
    folder = backup_folder(book, config)
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        said = NAME.fullmatch(path.name)
        if said and said["stem"] == stem_of(book):
            with suppress(ValueError):
                found.append(Backup(path, int(said["run"]), datetime.strptime(said["when"], WHEN)))  # noqa: DTZ007 - local time
    return tuple(sorted(found, key=lambda backup: (backup.run, backup.made), reverse=True))


def list_handouts(book: str, config: Config) -> tuple[Backup, ...]:
    """Return the copies of a book that were handed out, as they were kept; they belong to no run."""
    folder = handout_folder(book, config)
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else ()
    return tuple(Backup(path, 0, datetime.fromtimestamp(path.stat().st_mtime)) for path in paths)  # noqa: DTZ006 - local time


def list_copies(book: str, config: Config) -> list[Path]:
    """Return all whole copies of a book that lie beside its journal: backups, and what was handed out."""
    return [one.path for one in (*list_backups(book, config), *list_handouts(book, config))]


def rename_backups(old: Path, book: str, config: Config) -> dict[int, Path]:
    """Name the backups in a memory folder that is about to be this book's after the book; return by run where they will lie."""
    target = backup_folder(book, config)
    now = old / target.name if config.settings.backups.folder is None else target
    out = {}
    for path in sorted(now.iterdir()) if now.is_dir() else ():
        said = NAME.fullmatch(path.name)
        if said and said["stem"] in (old.stem, stem_of(book)):
            name = stem_of(book) + path.name.removeprefix(said["stem"])
            path.rename(now / name)
            out[int(said["run"])] = target / name
    return out


def drop_drafts(book: str, config: Config) -> None:
    """Delete what was left of a rewriting that was cut short."""
    for folder, start in ((backup_folder(book, config), f".{stem_of(book)} "), (handout_folder(book, config), ".")):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name.startswith(start) and DRAFT in path.name:
                with suppress(OSError):
                    path.unlink()
