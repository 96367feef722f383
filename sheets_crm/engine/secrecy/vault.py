"""The keys of a book's memory: a file beside the journal that the person's secret opens, and that opens all the rest.

It is an age file that holds identities of age, so that `age -d keys.age` and `age -d -i` open the backups without this program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from sheets_crm.books.xlsx.writing.save import replacing
from sheets_crm.engine.secrecy.age import Identity, Lock, SealedError, decrypt, encrypt, opened, opens, sealed
from sheets_crm.engine.secrecy.asking import secrets
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

ABOUT = "# the keys of this book's memory and backups; the passphrase opens this file"
LEAVING = "# protection is being taken off"
JOURNAL = "sheets-crm journal"
LOST = Text(
    "Проверьте раскладку и регистр. Если она утеряна насовсем: сама книга от неё не зависит, а protect --forget отложит"
    " зашифрованное в сторону, и программа начнёт память заново",
    "Check the keyboard layout and the case. If it is lost for good: the book does not depend on it, and protect --forget puts"
    " what is encrypted aside, so that the program begins its memory anew",
)


class UnopenedError(RefusedError):
    """A file that none of the keys opens, or of which a part is damaged."""


@dataclass(frozen=True)
class Vault:
    """Identities: the first is in use, others are on their way out; `leaving` when protection is being taken off."""

    identities: tuple[Identity, ...]
    leaving: bool = False

    @staticmethod
    def new() -> Vault:
        """Make keys for a memory that had none."""
        return Vault((Identity.generate(),))

    def renewed(self) -> Vault:
        """Return a new key, with all that were before on their way out."""
        return replace(self, identities=(Identity.generate(), *self.identities))

    @property
    def ciphers(self) -> tuple[str, ...]:
        """The journal's keys, in hexadecimal."""
        return tuple(one.derived(JOURNAL).hex() for one in self.identities)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be encrypted anew."""
        return len(self.identities) == 1 and not self.leaving

    def encrypt(self, source: BinaryIO, target: BinaryIO) -> None:
        """Encrypt a file with the key in use."""
        encrypt(source, target, self.identities[0])

    def decrypt(self, source: BinaryIO, take: Callable[[bytes], object]) -> None:
        """Hand on what a file holds, part by part; UnopenedError when it is damaged, or no key opens it."""
        try:
            decrypt(source, take, self.identities)
        except SealedError as wrong:
            what = Text(
                "зашифрованный файл повреждён или закрыт другим ключом", "the encrypted file is damaged, or another key closed it"
            )
            where = str(getattr(source, "name", ""))
            raise UnopenedError(what, where=where, mend=Text("Выберите другую копию", "Choose another backup")) from wrong

    def is_current(self, path: Path) -> bool:
        """Say whether a file opens with the key in use."""
        with path.open("rb") as file:
            return opens(file, self.identities[0])

    def store(self, path: Path, lock: Lock) -> None:
        """Write the keys, locked, in one step, to be read by their owner alone."""
        lines = [ABOUT, *([LEAVING] if self.leaving else []), *(one.text for one in self.identities)]
        with replacing(path, path) as (file, commit):
            Path(file.name).chmod(0o600)
            file.write(sealed("\n".join([*lines, ""]).encode(), lock))
            commit()
        _opened.cache_clear()


def unlocked(path: Path, config: Config) -> Vault:
    """Return the keys that a file holds; RefusedError when no secret is at hand, or none that is opens it."""
    return unlocked_by(path, config)[0]


def unlocked_by(path: Path, config: Config) -> tuple[Vault, Lock]:
    """Return the keys, and the secret that opened them."""
    content = path.read_bytes()
    for lock in secrets(config):
        vault = _opened(content, lock)
        if vault:
            return vault, lock
    what = Text("парольная фраза или ключ не подходит", "the passphrase or key does not fit")
    raise RefusedError(what, where=str(path), mend=LOST, plain=what)


@lru_cache(maxsize=16)  # a passphrase costs a third of a second, and a command opens the journal several times
def _opened(content: bytes, lock: Lock) -> Vault | None:
    try:
        lines = opened(content, lock).decode().splitlines()
    except SealedError:
        return None
    return Vault(tuple(Identity(line) for line in lines if not line.startswith("#")), LEAVING in lines)
