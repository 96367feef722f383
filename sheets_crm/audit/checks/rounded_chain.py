"""A number that is rounded on the way, and then multiplied or divided (G7).

Why: what rounding took away is multiplied with the rest: half a rouble of a price is five hundred roubles of a thousand pieces.
How to mend: calculate with the exact number, and round the result once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.evaluate import Calculator
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Node, Number, Unary, parts
from sheets_crm.audit.formulas.values import Single
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "rounded_chain"
KOPECK = 0.01


@dataclass(frozen=True)
class Exact:
    """The values of a workbook, with the exact numbers of one sheet instead of the rounded ones."""

    workbook: Workbook
    sheet: str
    exact: Mapping[Place, float]

    def value(self, sheet: str, row: int, column: int) -> Single:
        """Return what a cell would show without rounding."""
        found = self.exact.get((row, column)) if sheet == self.sheet else None
        return self.workbook.value(sheet, row, column) if found is None else found


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula that multiplies or divides what was rounded before."""
    for sheet in workbook.sheets.values():
        rounds = {pattern: inner for pattern in sheet.bearers if (inner := _rounded(pattern.tree)) is not None}
        nested = [pattern for pattern in sheet.bearers if any(_rounded(node) is not None for node in _factors(pattern.tree))]
        if not rounds and not nested:
            continue
        rounded = {place for pattern in rounds for place in sheet.bearers[pattern]}
        calculator = Calculator(workbook, sheet.name)
        exact = {place: calculator.result(rounds[sheet.formulas[place]], *place) for place in rounded}
        without = Calculator(Exact(workbook, sheet.name, {one: to for one, to in exact.items() if to is not None}), sheet.name)
        for pattern, places in sheet.bearers.items():
            using = [place for place in places if pattern in nested or _multiplies(pattern, place, rounded)]
            off = {place: by for place in using if (by := _off(sheet, without, pattern, place))}
            if sum(map(abs, off.values())) >= KOPECK:
                yield _finding(sheet, pattern, off)


def _rounded(tree: Node) -> Node | None:
    """Return what a formula rounds to a set place; None when it does not."""
    plain = isinstance(tree, Call) and tree.name == "ROUND" and len(tree.arguments) > 1
    return tree.arguments[0] if plain and isinstance(tree, Call) and isinstance(tree.arguments[1], Number) else None


def _factors(tree: Node) -> Iterator[Node]:
    for node in parts(tree):
        if isinstance(node, Binary) and node.operator in {"*", "/"}:
            yield node.left
            yield node.right


def _multiplies(pattern: Pattern, place: Place, rounded: set[Place]) -> bool:
    return any(
        not node.reference.is_range and not node.reference.sheet and node.reference.first.at(*place) in rounded
        for node in _factors(pattern.tree)
        if isinstance(node, Cells)
    )


def _off(sheet: Sheet, without: Calculator, pattern: Pattern, place: Place) -> float:
    outer = _rounded(pattern.tree)
    result = without.result(_exact(pattern.tree if outer is None else outer), *place)
    shown = sheet.values.get(place)
    if result is None or not isinstance(shown, float):
        return 0.0
    off = shown - result
    return off if outer is None or abs(off) > KOPECK else 0.0


def _exact(node: Node) -> Node:
    """Return a formula without its roundings."""
    inner = _rounded(node)
    if inner is not None:
        return _exact(inner)
    match node:
        case Unary():
            return node._replace(value=_exact(node.value))
        case Binary():
            return node._replace(left=_exact(node.left), right=_exact(node.right))
        case Call():
            return node._replace(arguments=tuple(map(_exact, node.arguments)))
    return node


def _finding(sheet: Sheet, pattern: Pattern, off: Mapping[Place, float]) -> Finding:
    first: Sequence[Place] = sorted(off)
    formula, money = formula_at(pattern.tree, *first[0]), sum(off.values())
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(first),
        Text(
            f"{told(first)}: {formula} умножает или делит то, что уже округлено; против точного счёта расходится на "
            f"{amount(abs(money)).ru}",
            f"{told(first)}: {formula} multiplies or divides what was rounded before; against the exact calculation it is off by "
            f"{amount(abs(money)).en}",
        ),
        Text(
            "Считайте с точным числом, а округляйте один раз, в конце",
            "Calculate with the exact number, and round once, at the end",
        ),
        to_kopecks(money),
    )
