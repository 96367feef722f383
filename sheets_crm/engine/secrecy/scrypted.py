"""A file of age that a passphrase opens (age-encryption.org/v1, the scrypt recipient), at a cost of ours.

age's library chooses the cost of a guess by a stopwatch: too little on a busy computer, and on a fast one so much that each
command takes seconds and a gigabyte, which a smaller computer may not have. What is written here is read by that library.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

WORK = 17
"""2 to this power rounds: a guess takes a third of a second and 128 MB."""
BLOCK = 8
MEMORY = 2 * 128 * BLOCK << WORK
SALT, KEY, NONCE = 16, 16, 16
VERSION = b"age-encryption.org/v1"
CHUNK = 64 << 10
LAST = b"\x01"


def passphrase_encrypted(content: bytes, words: str) -> bytes:
    """Return a short content locked with a passphrase; ValueError when it is longer than one chunk of age's, 64 KB."""
    if len(content) > CHUNK:
        raise ValueError(len(content))
    salt, key, nonce = secrets.token_bytes(SALT), secrets.token_bytes(KEY), secrets.token_bytes(NONCE)
    wrapped = ChaCha20Poly1305(_stretched(words, salt)).encrypt(bytes(12), key, None)
    stanza = b"-> scrypt %s %d\n%s\n" % (_spelled(salt), WORK, _spelled(wrapped))
    header = VERSION + b"\n" + stanza + b"---"
    seal = hmac.digest(_derived(key, b"", b"header"), header, "sha256")
    payload = ChaCha20Poly1305(_derived(key, nonce, b"payload")).encrypt(bytes(11) + LAST, content, None)
    return header + b" " + _spelled(seal) + b"\n" + nonce + payload


def _stretched(words: str, salt: bytes) -> bytes:
    salted = VERSION + b"/scrypt" + salt
    return hashlib.scrypt(words.encode(), salt=salted, n=1 << WORK, r=BLOCK, p=1, maxmem=MEMORY, dklen=32)


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Return the first block of HKDF-SHA256 (RFC 5869), all that age asks for."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def _spelled(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")
