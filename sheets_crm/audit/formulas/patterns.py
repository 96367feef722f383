"""Each relative form of a formula, taken apart once however many cells bear it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from sheets_crm.audit.formulas.parsing import parse
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Cells, Node, parts
from sheets_crm.model.addresses import column_number

MOVING = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'!"
    r"|(?<![\w.$\\])(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})(?![\w.(!\\])"
)


@dataclass(frozen=True, eq=False)
class Pattern:
    """A formula as it looks from its own cell: two cells with one pattern hold copies of one formula."""

    key: str
    tree: Node

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The cells and ranges that it names, in order."""
        return tuple(node.reference for node in parts(self.tree) if isinstance(node, Cells))

    @cached_property
    def ranges(self) -> tuple[Reference, ...]:
        """The ranges of more than one cell that it names."""
        return tuple(one for one in self.references if one.is_range and one.first != one.last)

    @cached_property
    def in_row(self) -> bool:
        """Whether it computes from cells of its own row, or fixed ones, alone."""
        corners = [corner for one in self.references for corner in (one.first, one.last)]
        return all(corner.row_fixed or corner.row == 0 for corner in corners) and any(not corner.row_fixed for corner in corners)


@dataclass
class Patterns:
    """All patterns of a workbook, by their relative text."""

    known: dict[str, Pattern] = field(default_factory=dict)

    def of(self, formula: str, row: int, column: int) -> Pattern:
        """Return the pattern of the formula that stands in this cell."""
        key = relative(formula, row, column)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = Pattern(key, parse(formula, row, column))
        return found


def relative(formula: str, row: int, column: int) -> str:
    """Return a formula's text with its references counted from its own cell; a leading `+` means nothing."""

    def moved(found: re.Match[str]) -> str:
        if not found[2]:
            return found[0]
        down = f"R{found[4]}" if found[3] else f"R[{int(found[4]) - row}]"
        right = f"C{found[2].upper()}" if found[1] else f"C[{column_number(found[2]) - column}]"
        return down + right

    return MOVING.sub(moved, formula.removeprefix("=").lstrip("+ "))
