"""The way to what is protected: opened only where a folder has keys, so that nobody else needs the libraries."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

KEYS = "keys.age"
ENCRYPTED = ".age"


class Keys(Protocol):
    """The unlocked keys of a book's memory; the first is in use, others are on their way out."""

    @property
    def leaving(self) -> bool:
        """Whether protection is being taken off."""
        ...

    @property
    def ciphers(self) -> tuple[str, ...]:
        """The journal's keys, in hexadecimal."""
        ...

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be encrypted anew."""
        ...

    def encrypt(self, source: BinaryIO, target: BinaryIO) -> None:
        """Encrypt a file with the key in use."""
        ...

    def decrypt(self, source: BinaryIO, take: Callable[[bytes], object]) -> None:
        """Hand on what a file holds, part by part; RefusedError when it is damaged, or none of the keys opens it."""
        ...

    def is_current(self, path: Path) -> bool:
        """Say whether a file opens with the key in use."""
        ...


def is_protected(folder: Path) -> bool:
    """Say whether the memory in a folder has keys."""
    return (folder / KEYS).is_file()


def keys_of(folder: Path, config: Config) -> Keys | None:
    """Return the keys of the memory in a folder, unlocked; None where it is not protected.

    RefusedError when there is no secret at hand, or a wrong one; UsageError when the libraries are missing.
    """
    if not is_protected(folder):
        return None
    with libraries():
        from sheets_crm.engine.secrecy.vault import unlocked
    return unlocked(folder / KEYS, config)


def go_on(folder: Path, backups: Sequence[Path], config: Config) -> tuple[Text, ...]:
    """Go on with an encryption that was cut short, if any was, or with backups that were; hold the book's lock for this.

    Returns what people should know of it.
    """
    keys = keys_of(folder, config)
    if keys is None or (keys.settled and all(path.suffix == ENCRYPTED for path in backups)):
        return ()
    with libraries():
        from sheets_crm.engine.secrecy.aligning import align, told_aside
        from sheets_crm.engine.secrecy.vault import unlocked_by
    damaged = align(folder, backups, *unlocked_by(folder / KEYS, config))
    return (told_aside(damaged),) if damaged else ()


def connect(path: Path, keys: Keys, wait: float) -> sqlite3.Connection:
    """Open an encrypted database with whichever of the keys fits; one of `sql_errors` when none does."""
    with libraries():
        from sheets_crm.engine.secrecy.cipher import connect as connected
    *others, last = keys.ciphers
    for key in others:
        with suppress(*sql_errors()):
            return connected(path, key, wait)
    return connected(path, last, wait)


def sql_errors() -> tuple[type[Exception], ...]:
    """Return what SQLite raises, and what its encrypted sister does, which knows nothing of the other's errors."""
    sister = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, sister.Error) if sister else (sqlite3.Error,)


@contextmanager
def libraries() -> Iterator[None]:
    """Import what stands on the libraries for encryption; UsageError says how to install them where they are missing."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("sheets_crm"):
            raise
        raise UsageError(
            Text("для шифрования не хватает библиотек", "the libraries for encryption are missing"),
            where=missing.name,
            mend=Text("Установите их: pip install 'sheets-crm[secure]'", "Install them: pip install 'sheets-crm[secure]'"),
        ) from missing
