"""A column whose numbers, as they are shown, do not make the total that is shown below them (G7).

Why: the cells hold more decimals than they show; whoever adds up the printed page comes to another total.
How to mend: round each number to what is shown where it arises (ROUND), or show more decimals.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.tree import Call, Cells
from sheets_crm.audit.money import to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.showing import decimals, shown_as
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "shown_sums"
FEWEST, MOST = 2, 200
CLOSE = 0.05
Formats = tuple[int | None, ...]


class Shown(NamedTuple):
    """A total, and what the numbers above it come to as they are shown."""

    place: Place
    total: Decimal
    parts: Decimal
    digits: int

    @property
    def off(self) -> Decimal:
        """By how much what is shown is off."""
        return self.parts - self.total


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each sheet with totals that nobody can check by adding up what is shown."""
    formats = tuple(None if "%" in code else decimals(code) for code in workbook.snapshot.number_formats)
    for sheet in workbook.sheets.values():
        found = [
            shown
            for pattern, there in sheet.bearers.items()
            if _sums(pattern.tree)
            for one in there
            if (shown := _shown(sheet, formats, one))
        ]
        if found:
            yield _finding(sheet, found)


def _sums(tree: object) -> bool:
    return isinstance(tree, Call) and tree.name == "SUM" and len(tree.arguments) == 1 and isinstance(tree.arguments[0], Cells)


def _shown(sheet: Sheet, formats: Formats, place: Place) -> Shown | None:
    (reference,) = sheet.formulas[place].references
    top, left, bottom, right = corners(reference, place)
    total, digits = sheet.values.get(place), formats[sheet.formats.get(place, 0)]
    if (
        reference.sheet
        or top == bottom
        or left != right
        or bottom - top >= MOST
        or digits is None
        or not isinstance(total, float)
    ):
        return None
    parts = [(row, left) for row in range(top, bottom + 1) if isinstance(sheet.values.get((row, left)), float)]
    if len(parts) < FEWEST or any(formats[sheet.formats.get(one, 0)] != digits for one in parts):
        return None
    exact = sum(float(sheet.values[one] or 0) for one in parts)
    unit = Decimal(1).scaleb(-digits)
    if abs(exact - total) > float(unit) * CLOSE:
        return None
    seen = sum(_rounded(float(sheet.values[one] or 0), unit) for one in parts)
    found = Shown(place, _rounded(total, unit), Decimal(seen), digits)
    return found if found.off else None


def _rounded(value: float, unit: Decimal) -> Decimal:
    return (Decimal(f"{value:.15g}") / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def _finding(sheet: Sheet, found: list[Shown]) -> Finding:
    worst = max(found, key=lambda one: abs(one.off))
    where, total, parts = (
        told(one.place for one in found),
        *(shown_as(one, worst.digits, percent=False) for one in (worst.total, worst.parts)),
    )
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(one.place for one in found),
        Text(
            f"{where}: видимое не складывается в итог: в {told([worst.place])} показано {total.ru}, а числа дают {parts.ru}",
            f"{where}: what is shown does not make the total: {told([worst.place])} shows {total.en}, the numbers {parts.en}",
        ),
        Text(
            "Округлите сами числа там, где они возникают (ОКРУГЛ), или покажите больше знаков",
            "Round the numbers where they arise (ROUND), or show more decimals",
        ),
        to_kopecks(float(sum(abs(one.off) for one in found))),
    )
