"""A total that leaves out the numbers right beside its range.

Why: rows that were added between the last row of the range and the total are not counted.
How to mend: let the range go up to the last number before the total; the hint says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call
from sheets_crm.audit.likeness import is_total
from sheets_crm.audit.lists import TOTAL
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "left_out"
SAME = 0.005
FEWEST = 2
SUMS = {"SUM", "SUBTOTAL", "AVERAGE"}


class Short(NamedTuple):
    """A total, the range that it takes, and the cells between that range and itself that it leaves out."""

    place: Place
    first: Place
    last: Place
    beside: tuple[Place, ...]


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all totals of a row that leave out the same rows."""
    for sheet in workbook.sheets.values():
        found: dict[tuple[int, int, int], list[Short]] = defaultdict(list)
        for pattern, places in sheet.bearers.items():
            if is_total(pattern.tree) and isinstance(pattern.tree, Call) and pattern.tree.name in SUMS:
                for place in places:
                    short = _short(sheet, place)
                    if short:
                        found[place[0], short.last[0], len(short.beside)].append(short)
        for totals in found.values():
            yield _finding(sheet, totals)


def _short(sheet: Sheet, place: Place) -> Short | None:
    (reference,) = sheet.formulas[place].references
    top, left, bottom, right = corners(reference, place)
    if reference.sheet or not left == right == place[1] or not bottom < place[0] - 1 or bottom - top < FEWEST:
        return None
    beside = tuple((row, left) for row in range(bottom + 1, place[0]))
    if not all(_goes_on(sheet, (bottom, left), one) for one in beside):
        return None
    numbers = [value for row in range(top, bottom + 1) if isinstance(value := sheet.values.get((row, left)), float)]
    if any(_is_sum(sheet, numbers, one) for one in beside):
        return None
    return Short(place, (top, left), (bottom, right), beside)


def _goes_on(sheet: Sheet, last: Place, place: Place) -> bool:
    """Say whether a cell is one more of the kind that the range ends with: typed as that, or a copy of it; and named as it."""
    alike = sheet.formulas.get(place) is sheet.formulas.get(last)
    typed = sheet.constant(place) is not None and sheet.constant(last) is not None
    name, before = _name(sheet, place), _name(sheet, last)
    return (typed or (alike and place in sheet.formulas)) and bool(name) == bool(before) and not TOTAL.search(name)


def _name(sheet: Sheet, place: Place) -> str:
    return next((sheet.texts[place[0], one] for one in sheet.rows[place[0]] if (place[0], one) in sheet.texts), "")


def _is_sum(sheet: Sheet, numbers: list[float], place: Place) -> bool:
    value = sheet.values.get(place)
    return isinstance(value, float) and abs(sum(numbers) - value) <= SAME


def _finding(sheet: Sheet, totals: list[Short]) -> Finding:
    one = totals[0]
    lost = sum(float(sheet.values[place] or 0) for short in totals for place in short.beside)
    now, right = f"{address(*one.first)}:{address(*one.last)}", f"{address(*one.first)}:{address(*one.beside[-1])}"
    where, beside = told(short.place for short in totals), told(place for short in totals for place in short.beside)
    return Finding(
        NAME,
        "formula_error",
        "error",
        sheet.name,
        tuple(short.place for short in totals),
        Text(
            f"{where}: итог берёт {now} и не доходит до {beside}; мимо проходит {amount(lost)}",
            f"{where}: the total takes {now} and stops short of {beside}; {amount(lost)} is left out",
        ),
        Text(f"Здесь, наверное, нужно {right}", f"It should probably be {right}"),
        to_kopecks(lost),
    )
