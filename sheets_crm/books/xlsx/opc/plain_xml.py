"""Large parts are read by two hands: expat reads all that is unusual, and plain stretches of repeated elements go past it.

A part is plain when it is UTF-8. Inside the container of its elements, blocks that end with an element's end go to a quick
reader, which is told the prefix that the container is written with (`x:`, or nothing); what the quick reader declines, and
everything outside, goes to expat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sheets_crm.books.xlsx.opc.markup import Markup

ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
BOM = b"\xef\xbb\xbf"
UTF_8 = frozenset({b"utf-8", b"us-ascii", b"ascii"})
BLOCK = 1 << 20
HEAD_LIMIT = 2 << 20
CARRY_LIMIT = 16 << 20

Quick = Callable[[bytes, bytes], bool]


class TwoHands:
    """Feeds one part to a quick reader and to expat; `container` and `element` are tag names without a prefix."""

    def __init__(self, markup: Markup, quick: Quick, container: str, element: str) -> None:
        """Take the parser with its handlers, and the quick reader, which returns False for what it cannot read."""
        self.markup, self.quick = markup, quick
        self.names = container.encode(), element.encode()
        self.opening = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)%s(?:\s[^<>]*)?(?<!/)>" % self.names[0])
        self.prefix = self.closing = self.cut = b""
        self.step: Callable[[bytes], bytes] = self._before

    def run(self, pieces: Iterable[bytes]) -> None:
        """Read the whole part."""
        carry: list[bytes] = []
        size = 0
        for piece in pieces:
            carry.append(piece)
            size += len(piece)
            if self.step == self._inside and (size < BLOCK or (self.cut not in piece and size < CARRY_LIMIT)):
                continue
            carry = [self.step(b"".join(carry))]
            size = len(carry[0])
        self.markup.feed(self.step(b"".join(carry)), last=True)

    def _general(self, data: bytes) -> bytes:
        self.markup.feed(data)
        return b""

    def _before(self, data: bytes) -> bytes:
        found = self.opening.search(data)
        head = data[: found.end()] if found else data
        encoding = ENCODING.match(head.removeprefix(BOM))
        foreign = b"\0" in head[:4] or (encoding and encoding[1].lower() not in UTF_8)
        if foreign or b"<!" in head or (not found and len(data) > HEAD_LIMIT):
            self.step = self._general
            return self._general(data)
        if not found:
            return data
        self.markup.feed(data[: found.end()])
        self.prefix = found[1]
        self.closing, self.cut = b"</%s%s" % (self.prefix, self.names[0]), b"</%s%s>" % (self.prefix, self.names[1])
        self.step = self._inside
        return self._inside(data[found.end() :])

    def _inside(self, data: bytes) -> bytes:
        end = data.find(self.closing)
        cut = data.rfind(self.cut, 0, end if end >= 0 else len(data)) + len(self.cut)
        if has(data, b"<!") or has(data, b"<?") or (cut < len(self.cut) and len(data) > CARRY_LIMIT):
            self.step = self._general
            return self._general(data)
        if cut >= len(self.cut):
            block, data = data[:cut], data[cut:]
            if not self.quick(block, self.prefix):
                self.markup.feed(block)
        if end >= 0:
            self.step = self._general
            return self._general(data)
        return data


def has(data: bytes, mark: bytes) -> bool:
    """Say whether two bytes stand in the data; the second of them, which is rare, is looked for first, as that is quick."""
    return mark[1:] in data and mark in data
