"""Rules for what may be typed, gathered from single cells into areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sheets_crm.books.google.reading.columns import Placed
from sheets_crm.model.snapshot import Area, Validation

Json = Mapping[str, Any]
Rule = tuple[str, tuple[str, ...]]
CHECKBOX = "TRUE,FALSE"


def read_validations(every: Placed) -> tuple[Validation, ...]:
    """Return the rules of a sheet, each with its areas; cells are given by columns, then by rows."""
    having = np.flatnonzero(np.array(["dataValidation" in cell for cell in every.cells], bool))
    rules = [rule_of(cell["dataValidation"]) for cell in every.cells[having].tolist()]
    places: dict[Rule, list[int]] = defaultdict(list)
    for at, rule in zip(having.tolist(), rules, strict=True):
        places[rule].append(at)
    return tuple(
        Validation(tuple(areas(every.pick(np.array(found, np.intp)))), *described(rule)) for rule, found in places.items()
    )


def rule_of(validation: Json) -> Rule:
    """Return what distinguishes a rule: the type of its condition, and what it is compared with."""
    condition = validation.get("condition", {})
    values = condition.get("values", ())
    return condition.get("type", ""), tuple(one.get("userEnteredValue", one.get("relativeDate", "")) for one in values)


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


def areas(cells: Placed) -> Iterator[Area]:
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
