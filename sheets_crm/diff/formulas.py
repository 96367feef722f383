"""Whether a formula still asks for the same cells after rows and columns were moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.addresses import column_number, letters
from sheets_crm.model.cells import Vector

REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")                             # words in quotes
    |(?P<elsewhere>(?:'(?:[^']|'')*'|[\w.]+)!\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)   # another sheet's cells
    |(?<![\w.$\]])(?P<fixed>\$?)(?P<column>[A-Za-z]{1,3})(?P<fixed_row>\$?)(?P<row>[1-9]\d{0,6})(?![\w.(!])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Moves:
    """Where the columns and records of a sheet stand now, by where they stood: letters' numbers and sheet rows from 1."""

    columns: Mapping[int, int]
    lines: Mapping[int, int]

    @cached_property
    def columns_stay(self) -> bool:
        """Whether every column stands where it stood."""
        return all(one == other for one, other in self.columns.items())

    def explain(self, before: str, after: str, row: int, row_now: int) -> bool:
        """Say whether a formula is what an earlier one became when its own row moved: it still asks for the same.

        A reference may have moved with the record that it names, or with the row of the formula.
        """
        if before == after and row == row_now and self.columns_stay:
            return True
        return after in (self._moved(before, self.lines, 0), self._moved(before, {}, row_now - row))

    def _moved(self, formula: str, lines: Mapping[int, int], step: int) -> str:
        """Return a formula with other rows and columns; rows that `lines` does not know move by `step` unless they are fixed."""

        def put(found: re.Match[str]) -> str:
            if found["column"] is None:
                return found[0]
            column, row = column_number(found["column"]), int(found["row"])
            now = lines.get(row, row if found["fixed_row"] else row + step)
            return f"{found['fixed']}{letters(self.columns.get(column, column))}{found['fixed_row']}{now}"

        return REFERENCE.sub(put, formula)


def skeleton(formula: str) -> str:
    """Return a formula without the cells that it asks for."""
    return REFERENCE.sub(lambda found: found["text"] or "¤", formula)


def seen_from(formula: str, row: int) -> str:
    """Return a formula as it looks from its own row: two of a column are copies of one if they look alike."""
    return shifted(formula, -row, marked=True)


def shifted(formula: str, step: int, *, marked: bool = False) -> str:
    """Return a formula as it reads when it is copied so many rows down; `marked` sets rows in brackets, which may be negative."""

    def put(found: re.Match[str]) -> str:
        if found["column"] is None or found["fixed_row"]:
            return found[0]
        row = int(found["row"]) + step
        return f"{found['fixed']}{found['column']}{f'[{row}]' if marked else row}"

    return REFERENCE.sub(put, formula)


def read_from(cells: Vector, steps: NDArray[np.int32]) -> Vector:
    """Return cells whose formulas read as they would so many rows further down."""
    if not cells.formulas:
        return cells
    return replace(cells, formulas={at: shifted(told, int(steps[at])) for at, told in cells.formulas.items()})
