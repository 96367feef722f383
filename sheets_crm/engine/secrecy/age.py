"""Files in the format of age (age-encryption.org/v1), through pyrage: age's own programs open them as well."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import pyrage

from sheets_crm.engine.secrecy.scrypted import passphrase_encrypted
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

PATIENCE = 60
TOO_SLOW = "Excessive work"
"""age times one short calculation, and refuses if another program was at work just then."""


class SealedError(Exception):
    """None of the keys at hand opens the content, or it is not what was written."""


@dataclass(frozen=True)
class Identity:
    """A key pair, as age-keygen writes its secret half; ValueError when the text is none."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        try:
            _ = self.key
        except pyrage.IdentityError as wrong:
            raise ValueError("not an identity of age") from wrong

    @staticmethod
    def generate() -> Identity:
        """Make a new one."""
        return Identity(str(pyrage.x25519.Identity.generate()))

    @property
    def key(self) -> pyrage.x25519.Identity:
        """The key pair that the text stands for."""
        return pyrage.x25519.Identity.from_str(self.text)

    def derived(self, purpose: str) -> bytes:
        """Return another key of 32 bytes that follows from this one: HMAC-SHA256, as the text holds 256 random bits."""
        return hmac.digest(self.text.encode(), purpose.encode(), "sha256")


@dataclass(frozen=True)
class Passphrase:
    """Words that a person remembers; age stretches them (scrypt), so that a guess costs a third of a second and 128 MB."""

    words: str = field(repr=False)


Lock = Identity | Passphrase
"""What the keys of a book are locked with."""


def encrypt(source: BinaryIO, target: BinaryIO, identity: Identity) -> None:
    """Write what can be read of a file encrypted into another; OSError when the disk does not take it."""
    output = _Output(target.write)
    try:
        pyrage.encrypt_io(source, output, [identity.key.to_public()])
    except pyrage.EncryptError as wrong:
        raise output.failed or wrong from wrong
    output.check()


def decrypt(source: BinaryIO, take: Callable[[bytes], object], identities: Sequence[Identity]) -> None:
    """Hand on what an encrypted file holds, part by part; SealedError when it is damaged, or none of the keys opens it.

    What came before the damage has been handed on by then. OSError when that is what `take` raises.
    """
    output = _Output(take)
    try:
        pyrage.decrypt_io(source, output, [one.key for one in identities])
    except (pyrage.DecryptError, OSError) as wrong:
        raise output.failed or SealedError from wrong
    output.check()


def opens(source: BinaryIO, identity: Identity) -> bool:
    """Say whether a key opens an encrypted file; only its first part is looked at."""
    try:
        decrypt(source, _begun, [identity])
    except _BegunError:
        return True
    except SealedError:
        return False
    return True


def sealed(content: bytes, lock: Lock) -> bytes:
    """Return the content locked."""
    if isinstance(lock, Passphrase):
        return passphrase_encrypted(content, lock.words)
    return bytes(pyrage.encrypt(content, [lock.key.to_public()]))


def opened(content: bytes, lock: Lock) -> bytes:
    """Return what was locked; SealedError when the lock is another one, or the content is damaged.

    RefusedError when the computer is so busy that age thinks it too slow for this passphrase, however often it is asked.
    """
    for nth in range(PATIENCE):
        try:
            if isinstance(lock, Passphrase):
                return bytes(pyrage.passphrase.decrypt(content, lock.words))
            return bytes(pyrage.decrypt(content, [lock.key]))
        except pyrage.DecryptError as wrong:
            if TOO_SLOW not in str(wrong):
                raise SealedError from wrong
            time.sleep(nth / 100)
    what = Text("компьютер слишком занят, чтобы проверить парольную фразу", "the computer is too busy to try the passphrase")
    mend = Text(
        "Запустите ещё раз, когда он освободится; ключ из файла проверяется сразу", "Run it again later; a key file needs no time"
    )
    raise RefusedError(what, mend=mend)


class _Output:
    """A file for pyrage that remembers why it failed: pyrage tells it in words of its own, and of its last write not at all."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self.take = take
        self.failed: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            self.take(data)
        except OSError as wrong:
            self.failed = wrong
            raise
        return len(data)

    def flush(self) -> None: ...

    def check(self) -> None:
        if self.failed:
            raise self.failed


class _BegunError(Exception):
    """Something could be decrypted."""


def _begun(_: bytes) -> None:
    raise _BegunError
