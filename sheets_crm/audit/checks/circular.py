"""A formula that counts itself.

Why: a circular reference shows zero, or grows with each calculation.
How to mend: leave the formula's own cell out of its range.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Workbook
from sheets_crm.model.text import Text

NAME = "circular"
NOT_READ = ("ROW(", "ROWS(", "COLUMN(", "COLUMNS(", "OFFSET(", "CELL(")
FAR_FROM_EDGES = (10_000_000, 10_000_000)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula that refers to its own cell; none where that is allowed by the book."""
    if workbook.snapshot.calculation.iterative:
        return
    for sheet in workbook.sheets.values():
        found: dict[Pattern, list[Place]] = defaultdict(list)
        near = {pattern: _reads_near(pattern, sheet.name) for pattern in set(sheet.formulas.values())}
        for place, pattern in sheet.formulas.items():
            if any(_covers(reference, place) for reference in near[pattern]):
                found[pattern].append(place)
        for pattern, places in found.items():
            formula = formula_at(pattern.tree, *places[0])
            yield Finding(
                NAME,
                "other",
                "error",
                sheet.name,
                tuple(places),
                Text(
                    f"{told(places)}: формула {formula} считает саму себя, её результату нельзя верить",
                    f"{told(places)}: the formula {formula} counts itself, so its result means nothing",
                ),
                Text("Уберите из диапазона саму ячейку с формулой", "Leave the formula's own cell out of its range"),
            )


def _reads_near(pattern: Pattern, sheet: str) -> list[Reference]:
    """Return the references of a formula that may hold its own cell, wherever the formula stands."""
    if any(name in pattern.key.upper() for name in NOT_READ):
        return []
    own = [one for one in pattern.references if one.sheet in {"", sheet}]
    return [one for one in own if _fixed(one) or _covers(one, FAR_FROM_EDGES)]


def _fixed(reference: Reference) -> bool:
    return any(corner.row_fixed or corner.column_fixed for corner in (reference.first, reference.last))


def _covers(reference: Reference, place: Place) -> bool:
    top, left, bottom, right = corners(reference, place)
    return top <= place[0] <= bottom and left <= place[1] <= right
