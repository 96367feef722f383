"""A figure outside the bounds that the config sets for its column (G8).

Why: you know better than any statistics what a KPI or a discount can be.
How to mend: correct the figure, or the bounds under `formulas: bounds:` in sheets-crm.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.columns import Contents, columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.ranges import told
from sheets_crm.audit.showing import decimals, shown_as
from sheets_crm.audit.workbook import Bounds, Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "bounds"


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column with figures outside its bounds; the words of the config stand in its heading."""
    for sheet in workbook.sheets.values() if workbook.bounds else ():
        for one in columns_of(sheet):
            bounds = next((bounds for words, bounds in workbook.bounds.items() if words.casefold() in one.name.casefold()), None)
            out = [place for place, value in one.numbers.items() if bounds and not _within(value, bounds)]
            if bounds and out:
                yield _finding(workbook, sheet, one, bounds, out)


def _within(value: float, bounds: Bounds) -> bool:
    least, most = bounds
    return (least is None or value >= least) and (most is None or value <= most)


def _finding(workbook: Workbook, sheet: Sheet, one: Contents, bounds: Bounds, out: list[Place]) -> Finding:
    code = workbook.snapshot.number_formats[sheet.formats.get(out[0], 0)]

    def shown(number: float) -> Text:
        return shown_as(number, decimals(code), percent="%" in code)

    least, most = (None if bound is None else shown(bound) for bound in bounds)
    ru = " ".join([f"от {least.ru}" if least else "", f"до {most.ru}" if most else ""]).strip()
    en = " ".join([f"from {least.en}" if least else "", f"up to {most.en}" if most else ""]).strip()
    here = shown(one.numbers[out[0]])
    return Finding(
        NAME,
        "other",
        "error",
        sheet.name,
        tuple(out),
        Text(
            f"{told(out)}: в столбце «{one.name}» может быть {ru}, а здесь {here.ru}",
            f"{told(out)}: the column “{one.name}” goes {en}, and here it is {here.en}",
        ),
        Text("Исправьте число, или границу в sheets-crm.yaml", "Correct the figure, or the bound in sheets-crm.yaml"),
    )
