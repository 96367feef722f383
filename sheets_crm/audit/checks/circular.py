"""A formula that counts itself, alone or in a circle with others, across sheets too.

Why: a circular reference shows zero, or grows with each calculation.
How to mend: leave the formula's own cell out of its range, or cut the circle at the formula that should not read the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.cycles import Cell, circles
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "circular"
NOT_READ = ("ROW(", "ROWS(", "COLUMN(", "COLUMNS(", "OFFSET(", "CELL(")
FEW = 6
FAR_FROM_EDGES = (10_000_000, 10_000_000)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula that refers to its own cell; none where that is allowed by the book."""
    if workbook.snapshot.calculation.iterative:
        return
    yield from map(_circle, circles(workbook, _passed_over))
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
    if _passed_over(pattern):
        return []
    own = [one for one in pattern.references if one.sheet in {"", sheet}]
    return [one for one in own if _fixed(one) or _covers(one, FAR_FROM_EDGES)]


def _passed_over(pattern: Pattern) -> bool:
    """Say whether a formula asks where its references stand, rather than what they hold."""
    return any(name in pattern.key.upper() for name in NOT_READ)


def _circle(cells: list[Cell]) -> Finding:
    """Tell of one circle; its cells on other sheets are named in the message."""
    home = cells[0][0]
    names = [address(*place) if sheet == home else f"{sheet}!{address(*place)}" for sheet, place in cells]
    shown = [*names[:FEW], "…"] if len(names) > FEW else names
    way = " → ".join([*shown, names[0]])
    return Finding(
        NAME,
        "other",
        "error",
        home,
        tuple(place for sheet, place in cells if sheet == home),
        Text(
            f"{way}: формулы считают друг друга по кругу, их результатам нельзя верить",
            f"{way}: these formulas count each other in a circle, so their results mean nothing",
        ),
        Text(
            "Разорвите круг: одна из этих ячеек должна считаться из исходных чисел, а не из остальных",
            "Cut the circle: one of these cells should be calculated from typed numbers, not from the others",
        ),
    )


def _fixed(reference: Reference) -> bool:
    return any(corner.row_fixed or corner.column_fixed for corner in (reference.first, reference.last))


def _covers(reference: Reference, place: Place) -> bool:
    top, left, bottom, right = corners(reference, place)
    return top <= place[0] <= bottom and left <= place[1] <= right
