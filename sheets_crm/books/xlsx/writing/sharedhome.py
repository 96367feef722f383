"""The cell that takes a shared formula over when its head is written over: what it gets, as part of the plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from xml.sax.saxutils import escape

from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.opc.xmltree import retag
from sheets_crm.books.xlsx.writing.guards import Edits, Place
from sheets_crm.model.text import Text

SHARED = Text(
    ru="от формулы в этой ячейке зависят формулы других (общая формула)",
    en="formulas of other cells are derived from the one in this cell (a shared formula)",
)


class SharedHeadError(Exception):
    """An edit writes over the head of a shared formula, and nobody has looked yet who could take the formula over."""


class SharedHome(str):
    """A formula, without `=`, that its cell is to hold at the head of a group from now on; `ref` is the area of the group."""

    __slots__ = ("ref",)
    ref: str

    def __new__(cls, formula: str, ref: str) -> Self:
        """Keep the area beside the formula."""
        made = super().__new__(cls, formula)
        made.ref = ref
        return made

    def put(self, cell: bytes, formula: re.Match[bytes], name: bytes) -> bytes:
        """Return the XML of a cell that followed the head as that of the head; `formula` is the tag of its `name` element."""
        tag = formula[0].removesuffix(b">").removesuffix(b"/").rstrip() + b">"
        end = formula.end() if formula[0].endswith(b"/>") else cell.index(b">", formula.end()) + 1
        new = retag(tag, b"ref", self.ref) + escape(self).encode() + b"</" + name + b">"
        return cell[: formula.start()] + new + cell[end:]


@dataclass(frozen=True)
class Homes:
    """Which cells take the formulas over of the heads that a plan writes over.

    `cells` are these cells, each with the head that it follows; `heads` are the heads that may be written over, also those
    that nobody follows.
    """

    cells: Mapping[Place, tuple[Place, SharedHome]] = field(default_factory=dict)
    heads: frozenset[Place] = frozenset()

    def with_edits(self, edits: Edits) -> Edits:
        """Return a plan's edits, and what the new heads get."""
        if not self.cells:
            return edits
        joint = {row: dict(cells) for row, cells in edits.items()}
        for (row, column), (_, home) in self.cells.items():
            joint.setdefault(row, {})[column] = CellEdit(home)
        return joint

    def told(self, conflicts: Mapping[Place, Text]) -> dict[Place, Text]:
        """Return conflicts as those of the plan's own edits: what a new head may not get is refused to the old one."""
        own = {place: why for place, why in conflicts.items() if place not in self.cells}
        return own | {self.cells[place][0]: SHARED for place in conflicts if place in self.cells}
