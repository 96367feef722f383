"""Bech32, in which age writes its keys: letters and digits with a checksum, so that a slip of the pen is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM = 6


def encoded(prefix: str, data: bytes) -> str:
    """Write bytes with a prefix, in lower case."""
    values = list(_regrouped(data, 8, 5, pad=True))
    rest = _polymod([*_spread(prefix), *values, *[0] * CHECKSUM]) ^ 1
    values += [rest >> 5 * (CHECKSUM - 1 - at) & 31 for at in range(CHECKSUM)]
    return f"{prefix}1{''.join(LETTERS[value] for value in values)}"


def decoded(prefix: str, text: str) -> bytes:
    """Return the bytes of a text with this prefix; ValueError when it is no such text, or has a slip."""
    if text not in (text.lower(), text.upper()):
        raise ValueError("mixed case")
    before, _, after = text.lower().rpartition("1")
    values = [LETTERS.index(letter) for letter in after]
    if before != prefix or _polymod([*_spread(prefix), *values]) != 1:
        raise ValueError("no such key")
    return bytes(_regrouped(values[:-CHECKSUM], 5, 8, pad=False))


def _polymod(values: Iterable[int]) -> int:
    rest = 1
    for value in values:
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
        for at, part in enumerate(GENERATOR):
            rest ^= part if top >> at & 1 else 0
    return rest


def _spread(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _regrouped(values: Iterable[int], before: int, after: int, *, pad: bool) -> Iterator[int]:
    """Yield the bits of values of one width as values of another."""
    held, bits = 0, 0
    for value in values:
        held, bits = held << before | value, bits + before
        while bits >= after:
            bits -= after
            yield held >> bits & (1 << after) - 1
    if pad and bits:
        yield held << after - bits & (1 << after) - 1
