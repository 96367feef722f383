"""Numbers kept as text: inside a summed range, or among the numbers of a list (G3).

Why: SUM passes over text without a word, so the total is too small; sorting and filters put it apart.
How to mend: turn the text into a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call, Cells, parts
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "text_numbers"
WRITTEN = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0\u202f']?\d{3})*(?:[.,]\d+)?")
CURRENCY = re.compile(r"(?:₽|р\.|руб\.?|rub|[$€])\s*$|^\s*[$€₽]", re.IGNORECASE)
SPACES = re.compile(r"[ \u00a0\u202f']")
SUMS = {"SUM", "AVERAGE", "MIN", "MAX", "PRODUCT", "SUBTOTAL"}
MOSTLY = 2
HINT = Text(
    "Превратите текст в число: «Данные → Текст по столбцам → Готово»",
    "Turn the text into a number: Data, Text to Columns, Finish",
)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each formula that passes over numbers because they are text, and for each column of others."""
    for sheet in workbook.sheets.values():
        written = {place: number for place, text in sheet.texts.items() if (number := _number(text)) is not None}
        told_of: set[Place] = set()
        for formula, cells in _passed_over(sheet, written) if written else ():
            if not cells <= told_of:
                told_of |= cells
                yield _summed(sheet, formula, cells, sum(written[one] for one in cells))
        for one in columns_of(sheet) if written else ():
            among = [place for place in one.figures if place in written and place not in told_of]
            if among and len(one.numbers) >= MOSTLY * len(among):
                yield _among(sheet, one.name, among, one.texts[among[0]].strip())


def _passed_over(sheet: Sheet, written: dict[Place, float]) -> Iterator[tuple[Place, frozenset[Place]]]:
    region = Region(written)
    for place, pattern in sheet.formulas.items():
        cells = frozenset(
            one
            for node in parts(pattern.tree)
            if isinstance(node, Call) and node.name in SUMS
            for argument in node.arguments
            if isinstance(argument, Cells) and argument.reference.is_range and not argument.reference.sheet
            for one in region.inside(argument.reference, place)
        )
        if cells:
            yield place, cells


def _number(text: str) -> float | None:
    bare = CURRENCY.sub("", text).strip()
    return float(SPACES.sub("", bare).replace(",", ".")) if WRITTEN.fullmatch(bare) else None


def _summed(sheet: Sheet, formula: Place, cells: frozenset[Place], lost: float) -> Finding:
    return Finding(
        NAME,
        "other",
        "error",
        sheet.name,
        tuple(sorted(cells)),
        Text(
            f"{told(cells)}: число записано текстом, и формула в {told([formula])} его не видит; мимо проходит {amount(lost).ru}",
            f"{told(cells)}: a number is kept as text, and the formula in {told([formula])} does not see it; "
            f"{amount(lost).en} is passed over",
        ),
        HINT,
        to_kopecks(lost),
    )


def _among(sheet: Sheet, name: str, cells: list[Place], first: str) -> Finding:
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(cells),
        Text(
            f"{told(cells)}: в столбце «{name}» числа, а здесь текст («{first}»); формулы и сортировка его не поймут",
            f"{told(cells)}: the column “{name}” has numbers, and this is text (“{first}”), which formulas and sorting miss",
        ),
        HINT,
    )
