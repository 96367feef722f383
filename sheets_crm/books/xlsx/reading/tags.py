"""Every tag of a stretch of plain XML, found at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.xlsx.cells.strings import resolve
from sheets_crm.books.xlsx.reading.numerals import Bytes, Places

ATTRIBUTE = re.compile(r"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
PADDING = b" " * 32
BEYOND = 8
LONGEST_TAG = 1 << 16


class OddError(Exception):
    """The stretch is written in a way that only an XML parser understands."""


def code(letters: bytes) -> int:
    """Return two bytes as the number that `Tags.codes` has for them."""
    return letters[0] << 8 | letters[1]


@dataclass(frozen=True, eq=False)
class Tags:
    """Where each tag starts (its `<`) and ends (its `>`), the two bytes after its `<`; `raw` and `codes` are padded."""

    block: bytes
    raw: Bytes
    starts: Places
    ends: Places
    codes: NDArray[np.uint16]

    @staticmethod
    def of(block: bytes) -> Tags:
        """Find them; the block holds no comment, no CDATA, and no `>` inside an attribute."""
        raw = np.frombuffer(block + PADDING, np.uint8)
        starts, ends = np.flatnonzero(raw == ord("<")), np.flatnonzero(raw == ord(">"))
        if len(starts) != len(ends) or (ends <= starts).any() or (starts[1:] <= ends[:-1]).any():
            after = np.searchsorted(ends, starts)
            if (after >= len(ends)).any() or (starts[1:] <= ends[after[:-1]]).any():
                raise OddError
            ends = ends[after]
        codes = np.zeros(len(starts) + BEYOND, np.uint16)
        codes[: len(starts)] = (raw[starts + 1].astype(np.uint16) << 8) | raw[starts + 2]
        return Tags(block, raw, starts, ends, codes)

    def text(self, tag: int) -> str:
        """Return the character data between a tag and the next one."""
        return resolve(self.block[self.ends[tag] + 1 : self.starts[tag + 1]].decode())

    def attributes(self, tag: int) -> dict[str, str]:
        """Return the attributes of one tag."""
        if self.ends[tag] - self.starts[tag] > LONGEST_TAG:
            raise OddError
        written = self.block[self.starts[tag] : self.ends[tag]].decode()
        return {name: resolve(double or single) for name, double, single in ATTRIBUTE.findall(written)}


def bare(block: bytes, prefix: bytes) -> bytes:
    """Take the prefix off all tags; OddError when one has none or another, or when what a prefix means changes on the way."""
    if b"m" in block and b"xmlns" in block:
        raise OddError
    if not prefix:
        return block
    opening, closing = b"<" + prefix, b"</" + prefix
    if block.count(opening) + block.count(closing) != block.count(b"<"):
        raise OddError
    return block.replace(opening, b"<").replace(closing, b"</")
