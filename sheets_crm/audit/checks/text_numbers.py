"""Numbers kept as text inside a summed range (G3).

Why: SUM passes over text without a word, so the total is too small.
How to mend: turn the text into a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call, Cells, parts
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "text_numbers"
WRITTEN = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f']?\d{3})*(?:[.,]\d+)?")
SPACES = re.compile(r"[ \u00a0\u202f']")
SUMS = {"SUM", "AVERAGE", "MIN", "MAX", "PRODUCT", "SUBTOTAL"}


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each formula that passes over numbers because they are text."""
    for sheet in workbook.sheets.values():
        written = {place: number for place, text in sheet.texts.items() if (number := _number(text)) is not None}
        region = Region(written)
        told_of: set[frozenset[Place]] = set()
        for place, pattern in sheet.formulas.items() if written else ():
            cells = frozenset(
                one
                for node in parts(pattern.tree)
                if isinstance(node, Call) and node.name in SUMS
                for argument in node.arguments
                if isinstance(argument, Cells) and argument.reference.is_range and not argument.reference.sheet
                for one in region.inside(argument.reference, place)
            )
            if cells and cells not in told_of:
                told_of.add(cells)
                yield _finding(sheet, place, cells, sum(written[one] for one in cells))


def _number(text: str) -> float | None:
    bare = text.strip()
    return float(SPACES.sub("", bare).replace(",", ".")) if WRITTEN.fullmatch(bare) else None


def _finding(sheet: Sheet, formula: Place, cells: frozenset[Place], lost: float) -> Finding:
    return Finding(
        NAME,
        "other",
        "error",
        sheet.name,
        tuple(sorted(cells)),
        Text(
            f"{told(cells)}: число записано текстом, и формула в {told([formula])} его не видит; мимо проходит {amount(lost)}",
            f"{told(cells)}: a number is kept as text, and the formula in {told([formula])} does not see it; "
            f"{amount(lost)} is passed over",
        ),
        Text(
            "Превратите текст в число: «Данные → Текст по столбцам → Готово»",
            "Turn the text into a number: Data, Text to Columns, Finish",
        ),
        to_kopecks(lost),
    )
