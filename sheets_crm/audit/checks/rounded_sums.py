"""A sum of rounded numbers where the rounded sum was meant (G7).

Why: each row rounds away a part of a rouble or a kopeck, and the total is off by all those parts together.
How to mend: add up the exact numbers and round the total once; the message tells what each row took away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.tree import Call, Cells, Node, Number
from sheets_crm.audit.money import amount, in_russian, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region, corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "rounded_sums"
ROUNDINGS = {"ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "TRUNC"}
TAX = re.compile(r"ндфл|налог|взнос|пошлин|\btax", re.IGNORECASE)
FEWEST = 2
HALF_KOPECK = 0.005
KOPECKS = 2
FEW = 4


class Drift(NamedTuple):
    """A total of rounded numbers, and what rounding added to each of them; nothing where that cannot be calculated here."""

    total: Place
    parts: dict[Place, float]
    places: int

    @property
    def whole(self) -> float:
        """By how much the total is off."""
        return sum(self.parts.values())


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all totals of a row that add up rounded numbers and are off by half a kopeck or more."""
    for sheet in workbook.sheets.values():
        rounded = {
            place: inner for pattern, places in sheet.bearers.items() if (inner := _rounded(pattern.tree)) for place in places
        }
        if len(rounded) < FEWEST:
            continue
        region, calculator = Region(rounded), Calculator(workbook, sheet.name)
        found: dict[int, list[Drift]] = defaultdict(list)
        for pattern, places in sheet.bearers.items():
            for place in places if _sums(pattern.tree) else ():
                drift = _drift(sheet, calculator, region, rounded, place)
                if drift and (abs(drift.whole) >= HALF_KOPECK or not drift.parts):
                    found[place[0]].append(drift)
        for drifts in found.values():
            yield _finding(sheet, drifts)


def _rounded(tree: Node) -> tuple[Node, int] | None:
    """Return what a formula rounds, and to how many decimals; None when it does not round its result."""
    if not isinstance(tree, Call) or tree.name not in ROUNDINGS or not tree.arguments:
        return None
    last = tree.arguments[1] if len(tree.arguments) > 1 else Number(0)
    return (tree.arguments[0], int(last.value)) if isinstance(last, Number) else None


def _sums(tree: Node) -> bool:
    if not isinstance(tree, Call) or not tree.arguments or not isinstance(tree.arguments[-1], Cells):
        return False
    subtotal = tree.name == "SUBTOTAL" and tree.arguments[0] in (Number(9), Number(109))
    return len(tree.arguments) == 1 + subtotal and (subtotal or tree.name == "SUM")


def _drift(
    sheet: Sheet, calculator: Calculator, region: Region, rounded: dict[Place, tuple[Node, int]], total: Place
) -> Drift | None:
    (reference,) = sheet.formulas[total].references
    top, left, bottom, right = corners(reference, total)
    inside = list(region.inside(reference, total))
    if reference.sheet or (top != bottom and left != right) or len(inside) < FEWEST or _by_law(sheet, inside[0]):
        return None
    parts: dict[Place, float] = {}
    for place in inside:
        exact, shown = calculator.result(rounded[place][0], *place), sheet.values.get(place)
        if exact is not None and isinstance(shown, float):
            parts[place] = shown - exact
    places = min(rounded[place][1] for place in inside)
    if len(parts) < len(inside):
        return Drift(total, {}, places) if places <= 0 else None
    return Drift(total, parts, places)


def _by_law(sheet: Sheet, place: Place) -> bool:
    """Say whether the words above a number, or before it, name what the law wants in whole roubles."""
    above = next((sheet.texts[row, place[1]] for row in range(place[0], 0, -1) if (row, place[1]) in sheet.texts), "")
    before = next((sheet.texts[place[0], one] for one in sheet.rows[place[0]] if (place[0], one) in sheet.texts), "")
    return bool(TAX.search(above) or TAX.search(before))


def _finding(sheet: Sheet, drifts: list[Drift]) -> Finding:
    first = max(drifts, key=lambda one: abs(one.whole))
    where = told(one.total for one in drifts)
    ru, en = f"{where}: складываются уже округлённые числа", f"{where}: numbers are added up that were rounded before"
    if first.parts:
        at, whole, rows = told([first.total]), _signed(first.whole), _rows(first)
        ru = f"{ru}, и в {at} набежало {whole.ru} (по строкам: {rows.ru})"
        en = f"{en}, and {at} is off by {whole.en} (row by row: {rows.en})"
    return Finding(
        NAME,
        "other",
        "warning" if first.parts and first.places < KOPECKS else "note",
        sheet.name,
        tuple(one.total for one in drifts),
        Text(ru, en),
        Text(
            "Складывайте точные числа, а округляйте один раз, в итоге: ОКРУГЛ(СУММ(…); 2)",
            "Add up the exact numbers and round once, in the total: ROUND(SUM(…), 2)",
        ),
        to_kopecks(sum(one.whole for one in drifts)),
    )


def _rows(drift: Drift) -> Text:
    """Return what rounding added row by row, the most first."""
    rows = sorted(drift.parts.items(), key=lambda one: -abs(one[1]))
    listed = [(address(*place), _signed(part)) for place, part in rows[:FEW] if abs(part) >= HALF_KOPECK / 10]
    more = ["…"] * (len(rows) > FEW)
    return Text(
        "; ".join([*(f"{where} {part.ru}" for where, part in listed), *more]),
        ", ".join([*(f"{where} {part.en}" for where, part in listed), *more]),
    )


def _signed(value: float) -> Text:
    sign, size = "+" if value > 0 else "−", abs(value)
    bare = amount(size) if size >= HALF_KOPECK else Text(in_russian(f"{size:.4f}"), f"{size:.4f}")
    return Text(sign + bare.ru, sign + bare.en)
