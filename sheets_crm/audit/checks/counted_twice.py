"""A sum that counts a subtotal together with the numbers that the subtotal is made of.

Why: what stands in the subtotal is counted twice, and the total is too large by it.
How to mend: add up the subtotals alone, or write them as SUBTOTAL(9, …), which does not count others of its kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Call, Cells, Node
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region, corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "counted_twice"
FEWEST = 2


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all sums of a row that count subtotals of the same rows twice."""
    for sheet in workbook.sheets.values():
        subtotals = dict(_subtotals(sheet))
        region = Region(subtotals)
        found: dict[tuple[int, tuple[int, ...]], dict[Place, list[Place]]] = defaultdict(dict)
        for pattern, places in sheet.bearers.items() if subtotals else ():
            reference = _summed(pattern.tree)
            if reference is None:
                continue
            for place in places:
                twice = _twice(subtotals, region, reference, place)
                if twice:
                    found[place[0], tuple(row for row, _ in twice)][place] = twice
        for sums in found.values():
            yield _finding(sheet, sums)


def _subtotals(sheet: Sheet) -> Iterator[tuple[Place, tuple[int, int, int, int]]]:
    """Yield the sums of a stretch of their own row or column, and the corners of that stretch."""
    for pattern, places in sheet.bearers.items():
        reference = _summed(pattern.tree)
        if reference is None:
            continue
        for place in places:
            top, left, bottom, right = corners(reference, place)
            if (left == right == place[1] and top < bottom) or (top == bottom == place[0] and left < right):
                yield place, (top, left, bottom, right)


def _summed(tree: Node) -> Reference | None:
    """Return the range that a formula does nothing but sum up; None when it does anything else, such as halving the sum."""
    if isinstance(tree, Call) and tree.name == "SUM" and len(tree.arguments) == 1 and isinstance(tree.arguments[0], Cells):
        reference = tree.arguments[0].reference
        return reference if reference.is_range and not reference.sheet else None
    return None


def _twice(subtotals: dict[Place, tuple[int, int, int, int]], region: Region, reference: Reference, place: Place) -> list[Place]:
    top, left, bottom, right = corners(reference, place)
    if top <= place[0] <= bottom and left <= place[1] <= right:
        return []
    found = []
    for one in region.inside(reference, place):
        first_row, first_column, last_row, last_column = subtotals[one]
        if top <= first_row and left <= first_column and last_row <= bottom and last_column <= right:
            found.append(one)
    return found


def _finding(sheet: Sheet, sums: dict[Place, list[Place]]) -> Finding:
    first = min(sums)
    extra = sum(value for twice in sums.values() for one in twice if isinstance(value := sheet.values.get(one), float))
    where, twice, formula = told(sums), told(sums[first]), formula_at(sheet.formulas[first].tree, *first)
    return Finding(
        NAME,
        "formula_error",
        "error",
        sheet.name,
        tuple(sums),
        Text(
            f"{where}: {formula} складывает и строки, и их промежуточный итог {twice}; лишнего {amount(extra).ru}",
            f"{where}: {formula} adds up rows together with their subtotal {twice}; {amount(extra).en} too much",
        ),
        Text(
            "Складывайте только промежуточные итоги, или считайте их через ПРОМЕЖУТОЧНЫЕ.ИТОГИ(9; …)",
            "Add up the subtotals alone, or write them as SUBTOTAL(9, …)",
        ),
        to_kopecks(extra),
    )
