"""One step of calculation: what a formula would give in a cell, from the values that stand in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from sheets_crm.audit.formulas.functions import FUNCTIONS
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Missing, Node, Number, Unary, Unknown, Words
from sheets_crm.audit.formulas.values import BadError, Block, Single, Value, number, single

LARGEST = 20_000
ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "<": lambda a, b: float(a < b),
    ">": lambda a, b: float(a > b),
    "<=": lambda a, b: float(a <= b),
    ">=": lambda a, b: float(a >= b),
}


TRUTHS = {"TRUE": True, "FALSE": False}


class Values(Protocol):
    """Where values stand: sheets by name, each with its cells."""

    def value(self, sheet: str, row: int, column: int) -> Single:
        """Return what a cell shows; KeyError for an unknown sheet."""


class Calculator:
    """Calculates formulas of one sheet."""

    def __init__(self, values: Values, sheet: str) -> None:
        """Keep where values stand, and the sheet that bare references mean."""
        self.values, self.sheet = values, sheet
        self.row, self.column = 0, 0

    def result(self, node: Node, row: int, column: int) -> float | None:
        """Return the number that a formula would give in this cell; None when that cannot be said."""
        self.row, self.column = row, column
        try:
            value = number(self._value(node))
        except (BadError, ArithmeticError, LookupError, ValueError, TypeError):
            return None
        return value if isinstance(value, float) and abs(value) < float("inf") else None

    def _value(self, node: Node) -> Value:
        match node:
            case Number(one) | Words(one):
                return one
            case Cells():
                return self._cells(node.reference)
            case Call() | Unknown():
                return self._called(node)
            case Missing():
                return None
            case Unary():
                value = number(self._value(node.value))
                return -value if node.operator == "-" else value / 100
        return self._binary(node)

    def _called(self, node: Call | Unknown) -> Value:
        if isinstance(node, Unknown):
            return TRUTHS[node.text.upper()]
        if node.name == "IFERROR":
            tried, otherwise = node.arguments
            try:
                return self._value(tried)
            except (BadError, ArithmeticError):
                return self._value(otherwise)
        return FUNCTIONS[node.name]([self._value(one) for one in node.arguments])

    def _binary(self, node: Binary) -> Value:
        left, right = single(self._value(node.left)), single(self._value(node.right))
        if node.operator in {"=", "<>"}:
            if isinstance(left, str) or isinstance(right, str):
                alike = str(left or "").casefold() == str(right or "").casefold()
            else:
                alike = number(left) == number(right)
            return float(alike == (node.operator == "="))
        return ARITHMETIC[node.operator](number(left), number(right))

    def _cells(self, reference: Reference) -> Value:
        top, left = reference.first.at(self.row, self.column)
        bottom, right = reference.last.at(self.row, self.column)
        if min(top, left, bottom, right) < 1 or (bottom - top + 1) * (right - left + 1) > LARGEST:
            raise BadError
        sheet = reference.sheet or self.sheet
        look = self.values.value
        found = [
            look(sheet, row, column)
            for row in range(min(top, bottom), max(top, bottom) + 1)
            for column in range(min(left, right), max(left, right) + 1)
        ]
        return Block(found, abs(right - left) + 1) if reference.is_range else found[0]
