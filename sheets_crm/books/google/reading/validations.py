"""Rules for what may be typed, gathered from single cells into areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sheets_crm.books.google.reading.columns import Places, Rule, SheetCells
from sheets_crm.model.snapshot import Area, Validation

CHECKBOX = "TRUE,FALSE"


def read_validations(cells: SheetCells) -> tuple[Validation, ...]:
    """Return the rules of a sheet, each with its areas."""
    places: dict[Rule, list[int]] = defaultdict(list)
    for at, rule in enumerate(cells.rules.tolist()):
        places[rule].append(at)
    return tuple(
        Validation(tuple(areas(cells.ruled.pick(np.array(found, np.intp)))), *described(rule)) for rule, found in places.items()
    )


def described(rule: Rule) -> tuple[str, str, str]:
    """Return a rule's kind and formulas as workbooks name them."""
    kind, values = rule
    if kind == "ONE_OF_LIST":
        return "list", '"' + ",".join(values).replace('"', '""') + '"', ""
    if kind == "BOOLEAN":
        return "list", f'"{",".join(values) or CHECKBOX}"', ""
    first, second = (*(one.removeprefix("=") for one in values[:2]), "", "")[:2]
    return named(kind), first, second


def named(kind: str) -> str:
    """Return the name that workbooks have for a type of condition."""
    if kind == "ONE_OF_RANGE":
        return "list"
    starts = {"DATE_": "date", "NUMBER_": "decimal"}
    return next((name for start, name in starts.items() if kind.startswith(start)), "custom")


def areas(cells: Places) -> Iterator[Area]:
    """Join cells to rectangles: runs of rows, and equal runs in neighbouring columns."""
    ends = np.flatnonzero((np.diff(cells.rows, append=-1) != 1) | (np.diff(cells.columns, append=-1) != 0))
    starts = [0, *(ends[:-1] + 1).tolist()]
    open_areas: dict[tuple[int, int], Area] = {}
    for start, end in zip(starts, ends.tolist(), strict=True):
        rows, column = (int(cells.rows[start]), int(cells.rows[end])), int(cells.columns[start])
        left = open_areas.pop(rows, None)
        if left and left.last_column != column - 1:
            yield left
            left = None
        open_areas[rows] = Area(rows[0], left.first_column if left else column, rows[1], column)
    yield from open_areas.values()
