"""A total that leaves out the numbers right beside its range.

Why: rows that were added between the last row of the range and the total are not counted.
How to mend: let the range go up to the last number before the total; the hint says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call
from sheets_crm.audit.layout import SheetLayout
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
        layout = SheetLayout(sheet)
        for column in _columns(sheet).values():
            above = [short for place in column if (short := _above(layout, place))]
            for short in [*above * (len(column) - len(above) >= max(FEWEST, len(above))), *map(partial(_short, sheet), column)]:
                if short:
                    found[short.place[0], short.first[0], short.last[0]].append(short)
        for totals in found.values():
            yield _finding(sheet, totals)


def _columns(sheet: Sheet) -> dict[int, list[Place]]:
    """Return the totals of a stretch of their own column, by column."""
    found: dict[int, list[Place]] = defaultdict(list)
    for pattern, places in sheet.bearers.items():
        if is_total(pattern.tree) and isinstance(pattern.tree, Call) and pattern.tree.name in SUMS:
            for place in places:
                _, left, bottom, right = corners(pattern.references[0], place)
                if not pattern.references[0].sheet and left == right == place[1] and bottom < place[0]:
                    found[left].append(place)
    return found


def _above(layout: SheetLayout, place: Place) -> Short | None:
    """Return a total that begins below the first numbers of its block."""
    sheet = layout.sheet
    top, column, bottom, _ = corners(sheet.formulas[place].references[0], place)
    if sheet.constant((top, column)) is None:
        return None
    first = top
    while first - 1 in sheet.rows and _goes_on(sheet, (top, column), (first - 1, column)) and not layout.names_columns(first - 1):
        first -= 1
    beside = tuple((row, column) for row in range(first, top))
    return None if not beside or _counted_later(sheet, place, beside) else Short(place, (top, column), (bottom, column), beside)


def _counted_later(sheet: Sheet, place: Place, beside: Sequence[Place]) -> bool:
    """Say whether a formula further down the column takes the total together with what it leaves out."""
    for row in sheet.columns[place[1]]:
        pattern = sheet.formulas.get((row, place[1]))
        if row > place[0] and pattern:
            areas = [corners(one, (row, place[1])) for one in pattern.references if not one.sheet]
            if all(
                any(top <= at[0] <= bottom and left <= at[1] <= right for top, left, bottom, right in areas)
                for at in (place, *beside)
            ):
                return True
    return False


def _short(sheet: Sheet, place: Place) -> Short | None:
    top, left, bottom, _ = corners(sheet.formulas[place].references[0], place)
    if not bottom < place[0] - 1 or bottom - top < FEWEST:
        return None
    beside = tuple((row, left) for row in range(bottom + 1, place[0]))
    if not all(_goes_on(sheet, (bottom, left), one) for one in beside):
        return None
    numbers = [value for row in range(top, bottom + 1) if isinstance(value := sheet.values.get((row, left)), float)]
    if any(_is_sum(sheet, numbers, one) for one in beside):
        return None
    return Short(place, (top, left), (bottom, left), beside)


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
    now = f"{address(*one.first)}:{address(*one.last)}"
    right = f"{address(*min(one.first, one.beside[0]))}:{address(*max(one.last, one.beside[-1]))}"
    where, beside = told(short.place for short in totals), told(place for short in totals for place in short.beside)
    return Finding(
        NAME,
        "formula_error",
        "error",
        sheet.name,
        tuple(short.place for short in totals),
        Text(
            f"{where}: итог берёт {now} и не доходит до {beside}; мимо проходит {amount(lost).ru}",
            f"{where}: the total takes {now} and stops short of {beside}; {amount(lost).en} is left out",
        ),
        Text(f"Здесь, наверное, нужно {right}", f"It should probably be {right}"),
        to_kopecks(lost),
    )
