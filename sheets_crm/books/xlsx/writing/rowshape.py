"""Which columns a plainly written row has, known at one look for all the rows that have the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from sheets_crm.model.addresses import column_number

REMEMBERED = 10_000
"""Rows that look different of which the shape is kept."""
SPANS = re.compile(rb"""\sspans\s*=\s*["'](\d+):(\d+)["']""")
STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)""")
CUSTOM = re.compile(rb"""\scustomFormat\s*=\s*["'](?:1|true)""")
NO_CELLS = b'"'


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a row's cells, ascending, and each one's place among them, from 1."""

    columns: tuple[int, ...]
    places: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {column: place for place, column in enumerate(self.columns, 1)})


@dataclass(frozen=True, slots=True)
class RowTag:
    """What a row's opening tag says of its cells: the columns that they span, and the format of those that are not there."""

    first: int
    last: int
    xf: int | None

    @staticmethod
    def of(tag: bytes) -> RowTag:
        """Read it; without `spans` any column is inside."""
        spans, style = SPANS.search(tag), STYLE.search(tag)
        first, last = (int(spans[1]), int(spans[2])) if spans else (0, 1 << 20)
        return RowTag(first, last, int(style[1]) if style and CUSTOM.search(tag) else None)


class Shapes:
    """The shapes of one sheet's rows, and what their tags say."""

    def __init__(self, prefix: bytes) -> None:
        """Take the prefix of the sheet's elements."""
        self.any_cell, self.opening = b"<" + prefix + b"c", b"<" + prefix + b"row"
        self.addresses = re.compile(self.any_cell + rb' r="([A-Z]{1,3}[0-9]+)"')
        self.plain_tag = re.compile(self.opening + rb"""(?: [\w:.]+="[^"<>]*")*>""")
        self.shapes: dict[bytes, Shape | None] = {}
        self.tags: dict[bytes, RowTag | None] = {}

    def shape(self, xml: bytes, row: int) -> Shape | None:
        """Return a row's shape; None when a cell tells no address, that of another row, or is out of order."""
        told = self.addresses.findall(xml)
        key = (b'"'.join(told) + b'"').replace(b'%d"' % row, b'"')
        if key not in self.shapes:
            if len(self.shapes) > REMEMBERED:
                self.shapes.clear()
            self.shapes[key] = _shape(key)
        shape = self.shapes[key]
        return shape if shape and xml.count(self.any_cell) == len(shape.columns) else None

    def tag(self, tag: bytes, row: int) -> RowTag | None:
        """Return what a row's tag says; None when it is not written plainly."""
        start = b'%s r="%d"' % (self.opening, row)
        if not tag.startswith(start):
            return None
        rest = tag[len(start) :]
        if rest not in self.tags:
            if len(self.tags) > REMEMBERED:
                self.tags.clear()
            self.tags[rest] = RowTag.of(tag) if self.plain_tag.fullmatch(tag) else None
        return self.tags[rest]


def _shape(key: bytes) -> Shape | None:
    names = key[:-1].split(b'"') if key != NO_CELLS else []
    if not all(name.isalpha() for name in names):
        return None
    columns = tuple(column_number(name.decode()) for name in names)
    return Shape(columns) if all(a < b for a, b in pairwise(columns)) else None
