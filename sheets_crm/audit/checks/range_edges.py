"""A range that begins in a heading or ends in the blank row before the total.

Why: what is written into that row later, such as a year above a column, is silently added; and the range is not what it seems.
How to mend: let the range begin at the first number and end at the last one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.layout import SheetLayout
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "range_edges"


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all formulas of a row whose ranges reach into the same heading or separator."""
    for sheet in workbook.sheets.values():
        layout = SheetLayout(sheet)
        found: dict[tuple[int, int], list[Place]] = defaultdict(list)
        ranges: dict[Place, str] = {}
        for place, pattern in sheet.formulas.items():
            for reference in pattern.ranges:
                edge = _edge(layout, reference, place)
                if edge:
                    found[place[0], edge].append(place)
                    ranges[place] = f"{reference.first.written(*place)}:{reference.last.written(*place)}"
        for (_, edge), places in found.items():
            yield _finding(sheet, edge, sorted(set(places)), ranges)


def _edge(layout: SheetLayout, reference: Reference, place: Place) -> int | None:
    """Return the row that a vertical range should not reach into; None when all is well."""
    (top, left), (bottom, right) = reference.first.at(*place), reference.last.at(*place)
    if reference.sheet or left != right or top >= bottom:
        return None
    values = layout.sheet.values
    if not any((row, left) in values for row in range(top, bottom + 1)):
        return None
    if (top, left) not in values and layout.heading(top):
        return top
    return bottom if (bottom, left) not in values and layout.separator(bottom) else None


def _finding(sheet: Sheet, edge: int, places: list[Place], ranges: dict[Place, str]) -> Finding:
    first = places[0]
    return Finding(
        NAME,
        "formula_error",
        "note",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: диапазон {ranges[first]} захватывает строку {edge}, где нет данных; "
            "число, попавшее туда позже (например, год), молча войдёт в итог",
            f"{told(places)}: the range {ranges[first]} takes in row {edge}, where no data stands; "
            "a number that gets there later, such as a year, will silently be counted",
        ),
        Text(
            f"Пусть диапазон начинается с первого числа и кончается последним, без {address(edge, first[1])}",
            f"Let the range begin at the first number and end at the last, without {address(edge, first[1])}",
        ),
    )
