"""Texts that stand in the cells themselves: what comes again in a column is read and kept once."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.xlsx.cells.strings import resolve, unescape
from sheets_crm.books.xlsx.reading.gathering import WIDE, Gathering
from sheets_crm.books.xlsx.reading.numerals import Places
from sheets_crm.books.xlsx.reading.tags import OddError

ENOUGH = 20_000
MOSTLY = 0.9
EVERY_COLUMN = 0
BREAK = "\0"


class InlineTexts:
    """Puts texts into a Gathering and tells their places there."""

    def __init__(self, gathering: Gathering) -> None:
        """Start with nothing known."""
        self.gathering = gathering
        self.columns: dict[int, Known] = defaultdict(Known)

    def refs(self, block: bytes, start: Places, end: Places, columns: Places) -> NDArray[np.int32]:
        """Return the places of some texts, written from `start` to `end`; OddError or ValueError for what is no plain text."""
        order = np.argsort(columns.astype(np.uint16), kind="stable")
        written = [block[first:last] for first, last in zip(start[order].tolist(), end[order].tolist(), strict=True)]
        columns = columns[order]
        firsts = np.flatnonzero(np.diff(columns, prepend=-1)).tolist()
        if len(firsts) > WIDE:
            firsts, columns = [0], np.full(1, EVERY_COLUMN)
        found: list[int] = []
        for first, last in zip(firsts, [*firsts[1:], len(written)], strict=True):
            found += self._column(self.columns[int(columns[first])], written[first:last])
        refs = np.empty(len(found), np.int32)
        refs[order] = found
        return refs

    def _column(self, known: Known, written: list[bytes]) -> list[int]:
        if known.scattered:
            return list(self._new(written))
        new = [one for one in dict.fromkeys(written) if one not in known]
        if new:
            known.update(zip(new, self._new(new), strict=True))
        known.seen += len(written)
        refs = list(map(known.__getitem__, written))
        if known.seen > ENOUGH and len(known) > known.seen * MOSTLY:
            known.scattered = True
            known.clear()
        return refs

    def _new(self, written: list[bytes]) -> range:
        """Keep texts, each as one more."""
        joined = BREAK.encode().join(written).decode()
        texts = joined.split(BREAK)
        if len(texts) != len(written):
            raise OddError
        if "&" in joined or "\r" in joined or "_x" in joined:
            texts = [unescape(resolve(text)) for text in texts]
        return self.gathering.add_texts(texts)


class Known(dict[bytes, int]):
    """The texts of one column by how they are written; `scattered` when nearly each is another, so that none is kept."""

    seen = 0
    scattered = False
