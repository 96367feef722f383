"""Where the journal, the memory and the backups of a book lie."""

from __future__ import annotations

import re
from pathlib import Path

from sheets_crm.books.database.naming import public, sqlite_file
from sheets_crm.engine.settings.config import Config, is_address

UNSAFE = re.compile(r"[^\w.-]+")


def stem_of(book: str) -> str:
    """Return a book's name without its folder and suffix, fit for a file name; that of a database's file keeps its suffix."""
    file = sqlite_file(book)
    if file:
        return own_path(str(file)).name
    if is_address(book):
        return UNSAFE.sub("-", public(book).removeprefix("google:")).strip("-.")[-80:]
    return own_path(book).stem


def own_path(book: str) -> Path:
    """Return where a book's file really lies: whatever links lead to it, it has one journal."""
    return Path(book).resolve()


def memory_folder(book: str, config: Config) -> Path:
    """Return the folder of a book's journal: `clients.crm` beside `clients.xlsx`, or in the folder of the setting."""
    chosen = config.settings.memory_folder
    file = sqlite_file(book) or (None if is_address(book) else Path(book))
    beside = own_path(str(file)).parent if file else config.folder
    parent = config.folder / Path(chosen).expanduser() if chosen else beside
    return parent / f"{stem_of(book)}.crm"


def backup_folder(book: str, config: Config) -> Path:
    """Return the folder of a book's backups: inside that of its journal, or that of the setting."""
    chosen = config.settings.backups.folder
    return config.folder / Path(chosen).expanduser() if chosen else memory_folder(book, config) / "backups"


def handout_folder(book: str, config: Config) -> Path:
    """Return the folder of the copies that were handed out, as they were: inside that of the journal."""
    return memory_folder(book, config) / "handouts"
