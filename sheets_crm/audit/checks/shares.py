"""Shares that do not make 100 % (G7).

Why: rounded one by one, shares come to 99.9 or 100.1 %, and what is handed out by them does not come to the whole.
How to mend: give the rest to the largest share, or keep more decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.likeness import is_total
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "shares"
HEADED = re.compile(
    r"\b(?:дол[яиюей]\w*|удельн\w*|share|weights?|вес|allocation|распределение)\b|%\s*(?:от|of)\b|структура", re.IGNORECASE
)
FEWEST = 3
NEAR, SUMMED = 0.02, 0.06
EXACT = 1e-6
WHOLES = (1.0, 100.0)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each column of typed shares whose sum is nearly the whole."""
    for sheet in workbook.sheets.values():
        for one in columns_of(sheet):
            places = [place for place in one.numbers if place not in sheet.formulas]
            if len(places) < FEWEST or len(places) < len(one.numbers):
                continue
            near = SUMMED if _summed(workbook, sheet, places) else NEAR if HEADED.search(one.name) else 0.0
            if near:
                values = [one.numbers[place] for place in places]
                whole = next((whole for whole in WHOLES if EXACT < abs(sum(values) / whole - 1) < near), None)
                if whole and all(0 <= value < whole for value in values):
                    yield _finding(sheet, one.name, places, sum(values) / whole)


def _summed(workbook: Workbook, sheet: Sheet, places: Sequence[Place]) -> bool:
    """Say whether numbers are shown as per cents, and the cell below them is their sum."""
    formats = workbook.snapshot.number_formats
    total = sheet.formulas.get((places[-1][0] + 1, places[-1][1]))
    return total is not None and is_total(total.tree) and all("%" in formats[sheet.formats.get(one, 0)] for one in places)


def _finding(sheet: Sheet, name: str, places: Sequence[Place], share: float) -> Finding:
    percent = f"{100 * share:.4f}".rstrip("0").rstrip(".")
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: доли «{name}» вместе дают {percent.replace('.', ',')} %, а не 100 %",
            f"{told(places)}: the shares “{name}” come to {percent} %, not to 100 %",
        ),
        Text(
            "Отдайте остаток самой большой доле, или храните больше знаков",
            "Give the rest to the largest share, or keep more decimals",
        ),
    )
