"""From a tree back to a formula as a person would type it in a cell."""

from __future__ import annotations

import re

from sheets_crm.audit.formulas.parsing import BINDING
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Missing, Node, Number, Unary, Unknown, Words

PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
TIGHT = 6


def formula_at(node: Node, row: int, column: int) -> str:
    """Return the formula, with its `=`, as it is written in the cell at this row and column."""
    return "=" + _written(node, row, column, 0)


def _written(node: Node, row: int, column: int, floor: int) -> str:
    match node:
        case Call(name, arguments):
            return f"{name}({','.join(_written(one, row, column, 0) for one in arguments)})"
        case Unary() | Binary():
            return _operation(node, row, column, floor)
        case Cells(reference):
            return _reference(reference, row, column)
    return _leaf(node)


def _leaf(node: Number | Words | Unknown | Missing) -> str:
    match node:
        case Number(value):
            return f"{value:.15g}"
        case Words(text):
            return '"' + text.replace('"', '""') + '"'
        case Unknown(text):
            return text
    return ""


def _operation(node: Unary | Binary, row: int, column: int, floor: int) -> str:
    if isinstance(node, Unary):
        inner = _written(node.value, row, column, TIGHT)
        return f"{inner}%" if node.operator == "%" else f"-{inner}"
    rank = BINDING[node.operator]
    text = f"{_written(node.left, row, column, rank - 1)}{node.operator}{_written(node.right, row, column, rank)}"
    return f"({text})" if rank <= floor else text


def _reference(reference: Reference, row: int, column: int) -> str:
    cells = reference.first.written(row, column)
    if reference.is_range:
        cells += ":" + reference.last.written(row, column)
    if not reference.sheet:
        return cells
    name = reference.sheet
    return f"{name}!{cells}" if PLAIN_SHEET.fullmatch(name) else f"'{name.replace(chr(39), chr(39) * 2)}'!{cells}"
