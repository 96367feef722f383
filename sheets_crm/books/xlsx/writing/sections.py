"""Comments and CDATA sections of a sheet, put aside while it is spliced and back afterwards, so that nothing in them counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sheets_crm.books.xlsx.writing.sheethead import UnsafeSheetError

SECTION = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
MARK = "\ue000".encode()
MARKED = re.compile(MARK + rb"(\d+)" + MARK)
LIMIT = 64 << 20


class SectionsError(UnsafeSheetError):
    """There are comments or CDATA sections among the cells."""


class Sections:
    """Puts a whole part's sections aside; UnsafeSheetError beyond 64 MiB, or when the part holds our mark."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Read the part."""
        held = bytearray()
        for piece in pieces:
            held += piece
            if len(held) > LIMIT:
                raise UnsafeSheetError("a sheet of more than 64 MiB has comments or CDATA sections among its cells")
        if MARK in held:
            raise UnsafeSheetError("it has CDATA sections and characters for private use")
        self.aside: list[bytes] = []
        self.xml = SECTION.sub(self._put, bytes(held))

    def _put(self, found: re.Match[bytes]) -> bytes:
        self.aside.append(found[0])
        return MARK + b"%d" % (len(self.aside) - 1) + MARK

    def back(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Put the sections that are still there back into the spliced part."""
        xml = b"".join(pieces)
        if xml.count(MARK) > 2 * len(self.aside):
            raise UnsafeSheetError("a value has characters for private use beside CDATA sections")
        yield MARKED.sub(lambda found: self.aside[int(found[1])], xml)
