"""A sum that takes in a heading that is a number, such as a year, or the numbers of the rows.

Why: the year 2024 above a column, or the 17 before a row, is added to the money.
How to mend: let the range begin with the first amount; the hint says where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call
from sheets_crm.audit.layout import YEARS
from sheets_crm.audit.likeness import is_total
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "headings_summed"
SUMS = {"SUM", "AVERAGE", "SUBTOTAL"}
FEWEST = 3


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all totals of a line that begin with years or with row numbers."""
    for sheet in workbook.sheets.values():
        found: dict[tuple[bool, int], dict[Place, Place]] = defaultdict(dict)
        for pattern, places in sheet.bearers.items():
            if is_total(pattern.tree) and isinstance(pattern.tree, Call) and pattern.tree.name in SUMS:
                for place in places:
                    heading = _heading(sheet, place)
                    if heading:
                        across = heading[0] == place[0]
                        found[across, place[1] if across else place[0]][place] = heading
        for headings in found.values():
            yield _finding(sheet, headings)


def _heading(sheet: Sheet, place: Place) -> Place | None:
    """Return the first cell of a total's range when it is a year above its column, or the number of its row."""
    (reference,) = sheet.formulas[place].references
    top, left, bottom, right = corners(reference, place)
    first = sheet.constant((top, left))
    if reference.sheet or first is None or not first.is_integer():
        return None
    if left == right == place[1] and top + 1 < bottom:
        below = [value for row in range(top + 1, bottom + 1) if isinstance(value := sheet.values.get((row, left)), float)]
        beside = [sheet.constant((top, column)) for column in sheet.rows[top] if column != left]
        others = [(top, column) in sheet.texts or _year(value) for column, value in zip(sheet.rows[top], beside, strict=False)]
        years = [value for value in beside if value is not None]
        named = all(map(_year, years)) and bool(years) and len(others) > 0
        return (top, left) if _year(first) and named and below and not any(map(_year, below)) else None
    if top == bottom == place[0] and left < right:
        return (top, left) if _counts_rows(sheet, top, left) else None
    return None


def _year(value: float | None) -> bool:
    return value is not None and value.is_integer() and YEARS[0] <= value <= YEARS[1]


def _counts_rows(sheet: Sheet, row: int, column: int) -> bool:
    """Say whether a column numbers the rows: typed whole numbers that go up by one, here and in the rows around."""
    numbers = [sheet.constant((other, column)) for other in range(row - FEWEST, row + FEWEST + 1)]
    at = FEWEST
    here = numbers[at]
    steps = [
        value for offset, value in enumerate(numbers) if value is not None and here is not None and value == here + offset - at
    ]
    filled = [value for value in numbers if value is not None]
    return len(steps) > FEWEST and len(steps) == len(filled)


def _finding(sheet: Sheet, headings: dict[Place, Place]) -> Finding:
    extra = sum(float(sheet.values[one] or 0) for one in set(headings.values()))
    first = min(headings)
    top, left, bottom, right = corners(sheet.formulas[first].references[0], first)
    down = left == right
    right_one = f"{address(top + down, left + (not down))}:{address(bottom, right)}"
    where, cells = told(headings), told(headings.values())
    return Finding(
        NAME,
        "formula_error",
        "error",
        sheet.name,
        tuple(headings),
        Text(
            f"{where}: в сумму попал заголовок {cells}; лишнего {amount(extra).ru}",
            f"{where}: the heading {cells} is counted as an amount; {amount(extra).en} too much",
        ),
        Text(f"Здесь должно быть {right_one}", f"It should be {right_one}"),
        to_kopecks(extra),
    )
