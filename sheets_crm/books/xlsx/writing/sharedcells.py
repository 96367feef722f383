"""The shared formulas of a sheet, found in its bytes; how they are written is questioned rather than understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from sheets_crm.books.xlsx.cells.areas import parse_area
from sheets_crm.books.xlsx.cells.strings import resolve
from sheets_crm.books.xlsx.writing.guards import Place
from sheets_crm.books.xlsx.writing.rowfinder import cells_end
from sheets_crm.books.xlsx.writing.sheethead import Head, read_head
from sheets_crm.model.addresses import column_number
from sheets_crm.model.snapshot import Area

LONGEST_CELL = 16 << 20
ATTRIBUTE = re.compile(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([1-9][0-9]{0,6})["']""")
KNOWN = frozenset({"t", "si", "ref", "ca"})
"""The attributes that Excel gives a shared formula."""


class UnsureError(ValueError):
    """A sheet's shared formulas are not written as Excel writes them."""


@dataclass(frozen=True, slots=True)
class Formula:
    """The shared formula of one cell: its cell's attributes, the number of its group, and at the head its area and its text."""

    cell: bytes
    group: int
    area: Area | None
    text: str

    @property
    def place(self) -> Place:
        """Where it stands; UnsureError when its cell does not tell."""
        told = PLACE.search(self.cell)
        if not told:
            raise UnsureError("a cell tells no address")
        return int(told[2]), column_number(told[1].decode())

    @property
    def is_head(self) -> bool:
        """Whether it tells more than its group."""
        return self.area is not None or bool(self.text)


def shared_formulas(pieces: Iterable[bytes]) -> Iterator[Formula]:
    """Yield a sheet's shared formulas in the order in which they stand; UnsureError for those that are written oddly."""
    stream = iter(pieces)
    head, held = _head(stream)
    p = re.escape(head.prefix)
    cell = re.compile(
        b"<" + p + rb"""c(\s[^>]*)>\s*<""" + p + rb"""f(\s[^>]*?=\s*["']shared["'][^>]*?)(?:/>|>([^<]*)</""" + p + rb"""f\s*>)"""
    )
    opening = b"<" + head.prefix + b"c"
    for piece in chain([b""], stream):
        held += piece
        end = cells_end(held, head)
        cut = end if end >= 0 else max(0, held.rfind(opening))
        yield from _formulas(held, cut, cell)
        if end >= 0:
            return
        held = held[cut:]
        if len(held) > LONGEST_CELL:
            raise UnsureError("a cell is larger than 16 MiB")
    raise UnsureError("the cells do not end")


def _head(stream: Iterator[bytes]) -> tuple[Head, bytes]:
    held = b""
    for piece in stream:
        held += piece
        if head := read_head(held):
            if head.ascii_only:
                raise UnsureError("it is not in UTF-8")
            return head, held[head.size :]
    raise UnsureError("it has no cells")


def _formulas(held: bytes, cut: int, cell: re.Pattern[bytes]) -> Iterator[Formula]:
    told = held.count(b'"shared"', 0, cut) + held.count(b"'shared'", 0, cut)
    if held.find(b"<!", 0, cut) >= 0:
        raise UnsureError("there are comments or CDATA sections")
    if told:
        found = [Formula(one[1], *_told(one[2], one[3])) for one in cell.finditer(held, 0, cut)]
        if len(found) != told:
            raise UnsureError("not all of them were understood")
        yield from found


@lru_cache(maxsize=64)
def _told(tag: bytes, text: bytes | None) -> tuple[int, Area | None, str]:
    """Return what a formula's attributes and text say: its group, its area, and its text."""
    formula = {one[0].decode(): (one[1] or one[2]).decode("ascii", "replace") for one in ATTRIBUTE.findall(tag)}
    area = parse_area(formula["ref"]) if "ref" in formula else None
    if not formula.keys() <= KNOWN or formula.get("t") != "shared" or ("ref" in formula and area is None):
        raise UnsureError("a shared formula is written oddly")
    try:
        return int(formula.get("si", "")), area, resolve((text or b"").decode())
    except ValueError as error:
        raise UnsureError(str(error)) from error
