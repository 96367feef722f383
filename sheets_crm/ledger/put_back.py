"""Formulas that people put back themselves: what stood in a cell before an accident, and stands there again, is none (G3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from sheets_crm.diff.formulas import seen_from
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.noticed import Accident, Noticed

FORMULAS: tuple[Accident, ...] = ("formula lost", "formula put", "formula moved")


def without_put_back(every: Iterable[Noticed]) -> Iterator[Noticed]:
    """Leave out the cells in which a formula or a value came back that an earlier accident had taken; `every` is oldest first."""
    stood = dict[tuple[str, str, str], tuple[bool, CellValue]]()
    for one in every:
        if one.what not in FORMULAS:
            yield one
            continue
        left = []
        for at, (row_id, row) in enumerate(zip(one.ids, one.rows.tolist(), strict=True)):
            place = one.sheet, one.column, row_id
            if stood.get(place) == standing(one.after, at, row):
                del stood[place]
            else:
                stood.setdefault(place, standing(one.before, at, row))
                left.append(at)
        if left:
            yield one.pick(np.array(left, np.intp))


def standing(cells: Vector, at: int, row: int) -> tuple[bool, CellValue]:
    """Return what stands in a cell, a formula as it looks from its own row; first of all whether it is one."""
    formula = cells.formulas.get(at)
    return (True, seen_from(formula, row)) if formula is not None else (False, cells[at])
