"""A sheet's cells by what they are: which of them hold a number, a text, or which formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.workbook import Sheet
from sheets_crm.model.cells import Kind

EMPTY, NUMBER, TEXT, DATE, LOGICAL, ERROR, FORMULA = range(7)
"""The classes of cells; FORMULA + n is the formula number n of the book, by how common it is."""
CLASS_OF_KIND = np.array([EMPTY] * len(Kind), np.int16)
for kind, its_class in {
    Kind.TEXT: TEXT,
    Kind.NUMBER: NUMBER,
    Kind.BOOL: LOGICAL,
    Kind.ERROR: ERROR,
    Kind.DATE: DATE,
}.items():
    CLASS_OF_KIND[kind] = its_class
MOST_FAMILIES = 9999
MOST_COLUMNS = 120


@dataclass(frozen=True, eq=False)
class Plane:
    """The rows and columns of a sheet in which anything stands, and the class of each cell where they cross."""

    rows: NDArray[np.int32]
    columns: Sequence[int]
    classes: NDArray[np.int16]


def families(sheets: Iterable[Sheet]) -> dict[Pattern, int]:
    """Return a number for each formula that has its own form, the commonest first; very rare ones share the last number."""
    times = Counter(pattern for sheet in sheets for pattern in sheet.formulas.values())
    return {pattern: min(at, MOST_FAMILIES) for at, (pattern, _) in enumerate(times.most_common())}


def plane_of(sheet: Sheet, numbers: Mapping[Pattern, int], wanted: Iterable[int]) -> Plane:
    """Lay out a sheet; of a very wide one its first columns, and those `wanted`."""
    filled = {
        index: column.rows[column.cells.kinds != Kind.EMPTY]
        for index, column in sheet.grid.columns.items()
        if (column.cells.kinds != Kind.EMPTY).any() or column.cells.formulas
    }
    columns = _columns(sorted(filled), set(wanted))
    across = {column: at for at, column in enumerate(columns)}
    bearing = [(place, numbers[pattern]) for place, pattern in sheet.formulas.items() if place[1] in across]
    formula_rows = np.fromiter((row for (row, _), _ in bearing), np.int32, len(bearing))
    nothing = np.empty(0, np.int32)
    rows = np.unique(np.concatenate([nothing, formula_rows, *(filled[column] for column in columns)]))
    classes = np.zeros((len(rows), len(columns)), np.int16)
    for column, at in across.items():
        cells = sheet.grid.columns[column]
        full = cells.cells.kinds != Kind.EMPTY
        classes[np.searchsorted(rows, cells.rows[full]), at] = CLASS_OF_KIND[cells.cells.kinds[full]]
    at_columns = np.fromiter((across[column] for (_, column), _ in bearing), np.int32, len(bearing))
    said = np.fromiter((FORMULA + number for _, number in bearing), np.int16, len(bearing))
    classes[np.searchsorted(rows, formula_rows), at_columns] = said
    return Plane(rows.astype(np.int32), columns, classes)


def _columns(used: list[int], wanted: set[int]) -> list[int]:
    if len(used) <= MOST_COLUMNS:
        return used
    near = [one for one in used if {one - 1, one, one + 1} & wanted][: MOST_COLUMNS // 2]
    return sorted({*near, *used[: MOST_COLUMNS - len(near)]})
