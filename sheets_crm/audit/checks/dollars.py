"""A `$` that is missing, or one too many, in a formula that was filled down or across (G1).

Why: without `$` the reference moves on with each copy, from the rate into empty cells, or out of the table that is searched; with
one too many all copies count the first row.
How to mend: put the `$` before the row (or column) that must stay, or take it away, in the first copy, and fill again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sheets_crm.audit.arrays import Axis
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.references import Corner, Reference
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Node, Unary, parts
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.stretches import stretches
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "dollars"
FEWEST = 3
SEARCHED = {
    "VLOOKUP": (1,),
    "HLOOKUP": (1,),
    "XLOOKUP": (1, 2),
    "LOOKUP": (1, 2),
    "MATCH": (1,),
    "INDEX": (0,),
    "RANK": (1,),
    "RANK.EQ": (1,),
    "RANK.AVG": (1,),
    "PERCENTRANK": (0,),
    "SUMIF": (0, 2),
    "COUNTIF": (0,),
    "AVERAGEIF": (0, 2),
    "SUMIFS": (0, 1, 3, 5),
    "COUNTIFS": (0, 2, 4),
}
"""Functions that search a table, and which of their arguments are that table."""

AXES: tuple[Axis, ...] = ("column", "row")


class Slip(NamedTuple):
    """A reference that moves, or stays, where it should not; `right` is what the first copy should have had."""

    wrong: Reference
    right: Reference
    moves: bool


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula whose reference went astray by the same `$`."""
    for sheet in workbook.sheets.values():
        for pattern, places in sheet.bearers.items():
            if len(places) < FEWEST or not pattern.references:
                continue
            for axis in AXES:
                for run in stretches(places, axis, FEWEST):
                    slip = _slip(workbook, sheet, pattern, axis, run)
                    if slip:
                        yield _finding(workbook, sheet, pattern, run, slip)


def _slip(workbook: Workbook, sheet: Sheet, pattern: Pattern, axis: Axis, run: Sequence[Place]) -> Slip | None:
    for node in parts(pattern.tree):
        for table in _tables(node):
            if _slides(table, axis):
                return Slip(table, _pinned(table, axis, run[0]), moves=True)
    for reference in _factors(pattern.tree):
        other = workbook.sheet(reference.sheet) if reference.sheet else sheet
        if other and _moves_off(other, sheet, reference, axis, run):
            return Slip(reference, _pinned(reference, axis, run[0]), moves=True)
    stuck = next((one for one in pattern.references if _sticks(sheet, pattern, one, axis, run)), None)
    return Slip(stuck, _freed(stuck, axis, run[0]), moves=False) if stuck else None


def _tables(node: Node) -> list[Reference]:
    """Return the ranges that a function searches."""
    if not isinstance(node, Call):
        return []
    found = [node.arguments[at] for at in SEARCHED.get(node.name, ()) if at < len(node.arguments)]
    return [one.reference for one in found if isinstance(one, Cells)]


def _slides(table: Reference, axis: Axis) -> bool:
    """Say whether a table that is searched moves with each copy, and is longer than one step."""
    first, last = table.first, table.last
    if axis == "column":
        return not first.row_fixed and not last.row_fixed and last.row - first.row > 1
    return not first.column_fixed and not last.column_fixed and last.column - first.column > 1


def _factors(node: Node) -> Iterator[Reference]:
    """Yield the single cells that a formula multiplies or divides by."""
    for part in parts(node):
        if isinstance(part, Binary) and part.operator in {"*", "/"}:
            for side in (part.left, part.right):
                bare = side.value if isinstance(side, Unary) else side
                if isinstance(bare, Cells) and not bare.reference.is_range:
                    yield bare.reference


def _moves_off(other: Sheet, sheet: Sheet, reference: Reference, axis: Axis, run: Sequence[Place]) -> bool:
    """Say whether the first copy uses a lone number, and all the others the empty cells after it."""
    if reference.first.row_fixed if axis == "column" else reference.first.column_fixed:
        return False
    first, *rest = (reference.first.at(*place) for place in run)
    if other.constant(first) is None or any(place in other.values for place in rest):
        return False
    if other is not sheet:
        return True
    along = 0 if axis == "column" else 1
    above = first[0] - (along == 0), first[1] - (along == 1)
    return first[along] != run[0][along] or above not in other.values


def _sticks(sheet: Sheet, pattern: Pattern, reference: Reference, axis: Axis, run: Sequence[Place]) -> bool:
    """Say whether all copies use the cells beside the first one, though each has a number, or a name, of its own in that line."""
    along = 0 if axis == "column" else 1
    corners = reference.first, reference.last
    fixed = all((one.row_fixed, one.column_fixed)[along] and one.at(*run[0])[along] == run[0][along] for one in corners)
    if reference.sheet or not fixed or reference.first.at(*run[0]) == run[0] or _is_base(sheet, pattern, reference, axis, run):
        return False
    place = reference.first.at(*run[0])
    beside = [(one[0], place[1]) if along == 0 else (place[0], one[1]) for one in run]
    values = [sheet.values.get(one) for one in beside]
    if all(isinstance(one, str) and one for one in values):
        return len(set(values)) == len(values)
    return all(isinstance(one, float) for one in values) and not sheet.dates.intersection(beside) and len(set(values)) > 1


def _is_base(sheet: Sheet, pattern: Pattern, reference: Reference, axis: Axis, run: Sequence[Place]) -> bool:
    """Say whether all are measured by the first row: the copies read their own row too, or other formulas hold on to it."""
    line = reference.first.at(*run[1])
    second = (run[1][0], line[1]) if axis == "column" else (line[0], run[1][1])
    others = (one for one in pattern.references if one != reference)
    if any(one.first.at(*run[1]) == second for one in others):
        return True
    return any(reference in one.references for one in sheet.bearers if one is not pattern)


def _pinned(reference: Reference, axis: Axis, place: Place) -> Reference:
    def pin(corner: Corner) -> Corner:
        row, column = corner.at(*place)
        return corner._replace(row=row, row_fixed=True) if axis == "column" else corner._replace(column=column, column_fixed=True)

    return _with(reference, pin)


def _freed(reference: Reference, axis: Axis, place: Place) -> Reference:
    def free(corner: Corner) -> Corner:
        if axis == "column":
            return corner._replace(row=corner.row - place[0], row_fixed=False)
        return corner._replace(column=corner.column - place[1], column_fixed=False)

    return _with(reference, free)


def _with(reference: Reference, change: Callable[[Corner], Corner]) -> Reference:
    return reference._replace(first=change(reference.first), last=change(reference.last))


def _swapped(node: Node, slip: Slip) -> Node:
    match node:
        case Cells(reference):
            return Cells(slip.right) if reference == slip.wrong else node
        case Unary():
            return node._replace(value=_swapped(node.value, slip))
        case Binary():
            return node._replace(left=_swapped(node.left, slip), right=_swapped(node.right, slip))
        case Call():
            return node._replace(arguments=tuple(_swapped(one, slip) for one in node.arguments))
    return node


def _finding(workbook: Workbook, sheet: Sheet, pattern: Pattern, run: Sequence[Place], slip: Slip) -> Finding:
    right = replace(pattern, key="", tree=_swapped(pattern.tree, slip))
    wrong, first = tuple(run[1:]), run[0]
    off = _off(Calculator(workbook, sheet.name), right, sheet, wrong)
    ru, en = (f"; расходится на {amount(off).ru}", f"; it is off by {amount(off).en}") if off else ("", "")
    cell = formula_at(Cells(slip.wrong), *first)[1:]
    last = formula_at(Cells(slip.wrong), *run[-1])[1:]
    what = (
        Text(
            f"{told(wrong)}: ссылка {cell} сползает с каждой строкой и в {told(run[-1:])} это уже {last}: не хватает $",
            f"{told(wrong)}: the reference {cell} moves with each copy, and in {told(run[-1:])} it is {last}: a $ is missing",
        )
        if slip.moves
        else Text(
            f"{told(wrong)}: все считают по {cell}, хотя у каждой есть своё число рядом: лишний $",
            f"{told(wrong)}: all count by {cell}, though each has a number of its own beside it: a $ too many",
        )
    )
    formula = formula_at(right.tree, *first)
    return Finding(
        NAME,
        "formula_error",
        "error" if off else "warning",
        sheet.name,
        wrong,
        Text(what.ru + ru, what.en + en),
        Text(
            f"Впишите в {told([first])} {formula} и протяните дальше",
            f"Type {formula} into {told([first])} and fill it over the others",
        ),
        to_kopecks(off),
        right,
    )


def _off(calculator: Calculator, right: Pattern, sheet: Sheet, places: Sequence[Place]) -> float:
    """Return by how much the copies are off; 0 when that cannot be calculated."""
    off = 0.0
    for place in places:
        result, shown = calculator.result(right.tree, *place), sheet.values.get(place)
        if result is None:
            return 0.0
        off += abs(result - shown) if isinstance(shown, float) else abs(result)
    return off
