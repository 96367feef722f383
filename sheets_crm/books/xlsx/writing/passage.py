"""A sheet on its way from one book to the next: inflated, spliced, deflated, and inflated again from the bytes that are kept."""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

from sheets_crm.books.xlsx.opc.deflating import library
from sheets_crm.books.xlsx.opc.zipwriter import Packed, Packing


def another(deflated: ModuleType) -> Any:  # noqa: ANN401 - see `deflating`
    """Return the library that inflates what another one deflated: zlib-ng what isal did, where it is installed, else zlib."""
    if deflated.__name__ == "isal.isal_zlib":
        with suppress(ImportError):
            return import_module("zlib_ng.zlib_ng")
    return zlib


class Passage:
    """Gives the sheet as it was and as it comes back, side by side, so that both can be compared while neither is kept.

    What comes back is inflated by another library than deflated it, where there is one, from the very bytes whose SHA-256 is
    `digest`; `crc` and `plain_size` are counted on what came back. All three are known once either stream has ended.
    """

    def __init__(self, pieces: Iterable[bytes], splice: Callable[[Iterable[bytes]], Iterator[bytes]], folder: str) -> None:
        """Take the old sheet, what makes the new one of it, and the folder for a file that nobody sees."""
        self.packing = Packing(folder)
        self.library = another(library()[0])
        self.inflate = self.library.decompressobj(-15)
        self.spliced = splice(self._watched(pieces))
        self.was, self.now = deque[bytes](), deque[bytes]()
        self.sum, self.crc32 = hashlib.sha256(), library()[0].crc32
        self.crc = self.plain_size = 0
        self.ended = False

    def before(self) -> Iterator[bytes]:
        """Yield the sheet as it was."""
        return self._drawn(self.was)

    def after(self) -> Iterator[bytes]:
        """Yield the sheet as it comes back."""
        return self._drawn(self.now)

    def finish(self) -> Packed:
        """Go on to the end, whoever still looks, and return the deflated sheet."""
        while self._step():
            self.was.clear()
            self.now.clear()
        return self.packing.packed(self.crc, self.plain_size)

    @property
    def digest(self) -> str:
        """The SHA-256 of the deflated bytes."""
        return self.sum.hexdigest()

    @property
    def came_back(self) -> bool:
        """Whether the deflated bytes end where their content does."""
        return self.inflate.eof and not self.inflate.unused_data

    def _watched(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.was.append(piece)
            yield piece

    def _drawn(self, queue: deque[bytes]) -> Iterator[bytes]:
        while queue or self._step():
            if queue:
                yield queue.popleft()

    def _step(self) -> bool:
        """Move one more piece along; False when none is left."""
        if self.ended:
            return False
        piece = next(self.spliced, None)
        self.ended = piece is None
        packed = self.packing.end() if piece is None else self.packing.add(piece)
        if packed:
            self.sum.update(packed)
            back = self._inflated(packed)
            self.crc = self.crc32(back, self.crc)
            self.plain_size += len(back)
            self.now.append(back)
        return True

    def _inflated(self, packed: bytes) -> bytes:
        try:
            back: bytes = self.inflate.decompress(packed)
        except self.library.error as error:  # which is the library's own, and zlib's is what callers know
            raise zlib.error(str(error)) from error
        return back
