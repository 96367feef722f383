"""Puts protection on a book's memory and backups, changes what opens it, and takes it off again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from sheets_crm.books.base import Book
from sheets_crm.engine.home.backups import list_copies
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.sealing import is_sealed
from sheets_crm.engine.journal.schema import FILE, is_plain
from sheets_crm.engine.secrecy.age import Lock
from sheets_crm.engine.secrecy.aligning import align
from sheets_crm.engine.secrecy.asking import key_file, new_secret
from sheets_crm.engine.secrecy.door import KEYS, is_protected
from sheets_crm.engine.secrecy.vault import Vault, unlocked_by
from sheets_crm.engine.session import WAIT_SECONDS
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

ASIDE = "locked"
Deed = Literal["protected", "changed", "opened", "forgotten"]


@dataclass(frozen=True)
class Protection:
    """What was done, how many backups that took, and where: the key file in use, or the folder of what was put aside.

    `damaged` are backups that could not be opened for it, where they lie now.
    """

    deed: Deed
    backups: int
    place: Path | None = None
    damaged: tuple[Path, ...] = ()


def protect(book: Book, config: Config, *, wait: float = WAIT_SECONDS) -> Protection:
    """Encrypt the journal, the memory and the backups of a book with new keys, under the secret that the config tells of.

    UsageError when they are encrypted already.
    """
    with _held(book, config, wait) as folder:
        if is_protected(folder):
            what = Text(
                "память и копии этой книги уже зашифрованы", "the memory and the backups of this book are encrypted already"
            )
            raise UsageError(
                what, where=book.name, mend=Text("Сменить фразу: protect --change", "To change it: protect --change")
            )
        vault, secret = Vault.new(), new_secret(config)
        vault.store(folder / KEYS, secret)
        return _done("protected", book, config, folder, vault, secret)


def change(book: Book, config: Config, *, wait: float = WAIT_SECONDS) -> Protection:
    """Encrypt everything anew, under another secret: what the old one opened, it opens no more."""
    with _held(book, config, wait) as folder:
        _refuse_unprotected(folder, book)
        vault, _ = unlocked_by(folder / KEYS, config)
        vault, secret = vault.renewed(), new_secret(config, another=True)
        vault.store(folder / KEYS, secret)
        return _done("changed", book, config, folder, vault, secret)


def take_off(book: Book, config: Config, *, wait: float = WAIT_SECONDS) -> Protection:
    """Decrypt everything, for good."""
    with _held(book, config, wait) as folder:
        _refuse_unprotected(folder, book)
        vault, secret = unlocked_by(folder / KEYS, config)
        vault = replace(vault, leaving=True)
        vault.store(folder / KEYS, secret)
        return _done("opened", book, config, folder, vault, secret)


def put_aside(book: Book, config: Config, now: datetime, *, wait: float = WAIT_SECONDS) -> Protection:
    """Put what is encrypted aside, where its secret is lost: the program begins anew, and nothing of it is deleted."""
    with _held(book, config, wait) as folder:
        _refuse_unprotected(folder, book)
        aside = folder / f"{ASIDE} {now:%Y-%m-%d %H-%M-%S}"
        aside.mkdir()
        backups = [path for path in list_copies(book.name, config) if is_sealed(path)]
        journal = [path for path in (folder / FILE,) if path.is_file() and not is_plain(path)]
        for path in (*backups, *journal, folder / KEYS):  # the keys go last: until then it can be seen what is to be done
            path.rename(aside / path.name)
        return Protection("forgotten", len(backups), aside)


@contextmanager
def _held(book: Book, config: Config, wait: float) -> Iterator[Path]:
    folder = home_of(book, config).folder
    with locked(folder, book.name, wait):
        yield folder


def _done(deed: Deed, book: Book, config: Config, folder: Path, vault: Vault, secret: Lock) -> Protection:
    backups = list_copies(book.name, config)
    damaged = align(folder, backups, vault, secret)
    return Protection(deed, len(backups) - len(damaged), key_file(config), damaged)


def _refuse_unprotected(folder: Path, book: Book) -> None:
    if not is_protected(folder):
        what = Text("память и копии этой книги не зашифрованы", "the memory and the backups of this book are not encrypted")
        raise UsageError(what, where=book.name, mend=Text("Зашифровать: protect", "To encrypt them: protect"))
