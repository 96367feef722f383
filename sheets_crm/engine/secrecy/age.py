"""Files in the format of age (age-encryption.org/v1), which its own programs, age and rage, open as well.

Written on `cryptography`, because pyrage has no wheels for Windows on ARM and for musl; a test holds the two together.
"""

from __future__ import annotations

import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sheets_crm.engine.secrecy import bech32

FIRST_LINE = b"age-encryption.org/v1\n"
LONGEST_HEADER = 1 << 16
LABEL = b"age-encryption.org/v1/"
PREFIX = "age-secret-key-"
CHUNK, TAG = 1 << 16, 16
KEY, SALT, WRAPPED = 16, 16, 32
WORK, MOST_WORK = 17, 20
"""2 ** WORK rounds of scrypt: half a second and 128 MB, which a guesser needs for every guess."""
COLUMNS = 64


class WrongKeyError(Exception):
    """None of the keys at hand opens the file."""


class DamagedError(Exception):
    """The file is not what was written."""


@dataclass(frozen=True)
class Identity:
    """A key pair: `secret` is its 32 bytes."""

    secret: bytes

    @staticmethod
    def generate() -> Identity:
        """Make a new one."""
        return Identity(os.urandom(32))

    @staticmethod
    def parse(text: str) -> Identity:
        """Read one as age-keygen writes it; ValueError when it is none."""
        return Identity(bech32.decoded(PREFIX, text.strip()))

    @property
    def text(self) -> str:
        """The identity as age-keygen writes it."""
        return bech32.encoded(PREFIX, self.secret).upper()

    @cached_property
    def public(self) -> bytes:
        """The public key."""
        return X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()

    def wrap(self, key: bytes) -> tuple[tuple[str, ...], bytes]:
        """Wrap a file key for this identity."""
        once = X25519PrivateKey.generate()
        share = once.public_key().public_bytes_raw()
        shared = once.exchange(X25519PublicKey.from_public_bytes(self.public))
        return ("X25519", _base64(share)), _sealed(_derived(shared, share + self.public, LABEL + b"X25519"), key)

    def unwrap(self, words: Sequence[str], body: bytes) -> bytes | None:
        """Unwrap a file key that was wrapped for this identity."""
        if len(words) != len(("X25519", "share")) or words[0] != "X25519":
            return None
        share = _bytes(words[1])
        shared = X25519PrivateKey.from_private_bytes(self.secret).exchange(X25519PublicKey.from_public_bytes(share))
        return _opened(_derived(shared, share + self.public, LABEL + b"X25519"), body)

    def derived(self, purpose: str) -> bytes:
        """Return another key of 32 bytes that follows from this one."""
        return _derived(self.secret, b"", purpose.encode())

    def __repr__(self) -> str:
        return "Identity(…)"


@dataclass(frozen=True, repr=False)
class Passphrase:
    """Words that a person remembers."""

    words: str

    def wrap(self, key: bytes) -> tuple[tuple[str, ...], bytes]:
        """Wrap a file key with the words."""
        salt = os.urandom(SALT)
        return ("scrypt", _base64(salt), str(WORK)), _sealed(self._stretched(salt, WORK), key)

    def unwrap(self, words: Sequence[str], body: bytes) -> bytes | None:
        """Unwrap a file key that was wrapped with these words."""
        if len(words) != len(("scrypt", "salt", "work")) or words[0] != "scrypt" or not words[2].isdigit():
            return None
        if int(words[2]) > MOST_WORK:
            raise DamagedError("too much work")
        return _opened(self._stretched(_bytes(words[1]), int(words[2])), body)

    def _stretched(self, salt: bytes, work: int) -> bytes:
        return Scrypt(LABEL + b"scrypt" + salt, 32, 1 << work, 8, 1).derive(self.words.encode())


Lock = Identity | Passphrase
"""What a file key is wrapped with, and unwrapped."""


def encrypt(source: BinaryIO, target: BinaryIO, lock: Lock) -> None:
    """Write what can be read of a file encrypted into another."""
    key = os.urandom(KEY)
    words, body = lock.wrap(key)
    coded = _base64(body)
    lines = [coded[at : at + COLUMNS] for at in range(0, len(coded) + 1, COLUMNS)]
    header = FIRST_LINE + "\n".join([f"-> {' '.join(words)}", *lines, "---"]).encode()
    nonce = os.urandom(SALT)
    target.write(header + b" " + _base64(_mac(key, header)).encode() + b"\n" + nonce)
    cipher = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    parts = enumerate(_chunks(source, CHUNK))
    target.writelines(cipher.encrypt(_nonce(number, last=last), part, None) for number, (part, last) in parts)


def decrypt(source: BinaryIO, locks: Sequence[Lock]) -> Iterator[bytes]:
    """Yield what an encrypted file holds; WrongKeyError when none of the locks opens it, DamagedError when it is damaged."""
    header, stanzas, mac = _header(source)
    found = (key for words, body in stanzas for lock in locks if (key := lock.unwrap(words, body)) is not None)
    key = next(found, None)
    if key is None:
        raise WrongKeyError
    if not hmac.compare_digest(_mac(key, header), mac):
        raise DamagedError("header")
    cipher = ChaCha20Poly1305(_derived(key, source.read(SALT), b"payload"))
    try:
        for number, (part, last) in enumerate(_chunks(source, CHUNK + TAG)):
            yield cipher.decrypt(_nonce(number, last=last), part, None)
    except InvalidTag as wrong:
        raise DamagedError("payload") from wrong


def _header(source: BinaryIO) -> tuple[bytes, list[tuple[list[str], bytes]], bytes]:
    """Read the header up to its authentication code, the stanzas in it, and that code."""
    read, stanzas = source.readline(len(FIRST_LINE)), list[tuple[list[str], bytes]]()
    if read != FIRST_LINE:
        raise DamagedError("not an age file")
    words, coded = list[str](), ""
    while len(read) < LONGEST_HEADER and (line := source.readline(LONGEST_HEADER)):
        if line.startswith(b"--- "):
            return read + b"---", stanzas, _bytes(line[4:].decode("ascii", "replace").rstrip("\n"))
        read += line
        text = line.decode("ascii", "replace").rstrip("\n")
        if text.startswith("-> "):
            words, coded = text[3:].split(" "), ""
        else:
            coded += text
            if len(text) < COLUMNS:
                stanzas.append((words, _bytes(coded)))
    raise DamagedError("header")


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield parts of this size, and whether each is the last, which is empty only where there is nothing at all."""
    part = source.read(size)
    while following := source.read(size):
        yield part, False
        part = following
    yield part, True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _mac(key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(key, b"", b"header"), header, "sha256")


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _sealed(key: bytes, content: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(bytes(12), content, None)


def _opened(key: bytes, body: bytes) -> bytes | None:
    if len(body) != WRAPPED:
        return None
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


def _base64(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError as wrong:
        raise DamagedError("header") from wrong
