"""Hidden rows inside a summed range (G4), with the difference that they make.

Why: a reader adds up what is seen, the formula what is there.
How to mend: show the rows, or count visible ones alone with `SUBTOTAL(109, ...)`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call, Cells, parts
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import letters
from sheets_crm.model.text import Text

NAME = "hidden_rows"
FEW = 4


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all sums of a row that count the same hidden rows or columns."""
    for sheet in workbook.sheets.values():
        hidden = Region(
            place for place, value in sheet.values.items() if _hidden(sheet, place) and isinstance(value, float) and value
        )
        if not hidden.columns:
            continue
        found: dict[tuple[int, ...], dict[Place, float]] = defaultdict(dict)
        for place, pattern in sheet.formulas.items():
            if _hidden(sheet, place):
                continue
            cells = [
                one
                for node in parts(pattern.tree)
                if isinstance(node, Call) and node.name == "SUM"
                for argument in node.arguments
                if isinstance(argument, Cells) and argument.reference.is_range and not argument.reference.sheet
                for one in hidden.inside(argument.reference, place)
            ]
            if cells:
                found[place[0], *sorted({row for row, _ in cells})][place] = sum(float(sheet.values[one] or 0) for one in cells)
        for (_, *rows), sums in found.items():
            yield _finding(sheet, rows, sums)


def _hidden(sheet: Sheet, place: Place) -> bool:
    return place[0] in sheet.grid.hidden_rows or place[1] in sheet.grid.hidden_columns


def _finding(sheet: Sheet, rows: list[int], sums: dict[Place, float]) -> Finding:
    places = tuple(sums)
    first = places[0]
    lines = [str(row) for row in rows if row in sheet.grid.hidden_rows] or list(map(letters, sorted(sheet.grid.hidden_columns)))
    listed = ", ".join(lines[:FEW]) + (", …" if len(lines) > FEW else "")
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        places,
        Text(
            f"{told(places)}: в сумму входят скрытые строки или столбцы ({listed}); в {told([first])} это {amount(sums[first])}",
            f"{told(places)}: hidden rows or columns ({listed}) are counted; in {told([first])} they make {amount(sums[first])}",
        ),
        Text(
            "Покажите их, или считайте только видимое: ПРОМЕЖУТОЧНЫЕ.ИТОГИ(109; …)",
            "Show them, or count only what is seen: SUBTOTAL(109, …)",
        ),
        to_kopecks(sum(sums.values())),
    )
