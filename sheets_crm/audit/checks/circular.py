"""A formula that counts itself.

Why: a circular reference shows zero, or grows with each calculation.
How to mend: leave the formula's own cell out of its range.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Workbook
from sheets_crm.model.text import Text

NAME = "circular"
NOT_READ = ("ROW(", "ROWS(", "COLUMN(", "COLUMNS(", "OFFSET(", "CELL(")


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula that refers to its own cell; none where that is allowed by the book."""
    if workbook.snapshot.calculation.iterative:
        return
    for sheet in workbook.sheets.values():
        found: dict[Pattern, list[Place]] = defaultdict(list)
        for place, pattern in sheet.formulas.items():
            if not any(name in pattern.key.upper() for name in NOT_READ) and _counts_itself(pattern, place, sheet.name):
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


def _counts_itself(pattern: Pattern, place: Place, sheet: str) -> bool:
    for reference in pattern.references:
        top, left, bottom, right = corners(reference, place)
        if reference.sheet in {"", sheet} and top <= place[0] <= bottom and left <= place[1] <= right:
            return True
    return False
