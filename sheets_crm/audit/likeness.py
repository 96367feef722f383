"""How one formula differs from another that it was probably copied from."""

from __future__ import annotations

from enum import Enum

from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Node, Number, Unary, parts


class Slip(Enum):
    """What went wrong with a copy."""

    REFERENCE = "another cell is meant"
    NUMBER = "another number is in it"
    EXTRA = "a number was added by hand"


def slip(odd: Node, common: Node) -> Slip | None:
    """Say how `odd` differs from `common`; None when it is another computation altogether."""
    if _plus_number(odd, common) or _plus_number(common, odd):
        return Slip.EXTRA
    if shape(odd) != shape(common):
        return None
    return Slip.NUMBER if _references(odd) == _references(common) else Slip.REFERENCE


def is_total(node: Node) -> bool:
    """Say whether a formula does nothing but take one range together, as `SUM(B2:B9)`."""
    only = node.arguments[0] if isinstance(node, Call) and len(node.arguments) == 1 else None
    return isinstance(only, Cells) and only.reference.is_range


def shape(node: Node) -> Node | str | tuple[object, ...]:
    """Return a formula without its numbers and without the places that it refers to."""
    match node:
        case Number():
            return "number"
        case Cells(reference):
            return "range" if reference.is_range else "cell"
        case Unary(operator, value):
            return operator, shape(value)
        case Binary(operator, left, right):
            return operator, shape(left), shape(right)
        case Call(name, arguments):
            return name, tuple(shape(one) for one in arguments)
    return node


def _references(node: Node) -> list[Reference]:
    return [one.reference for one in parts(node) if isinstance(one, Cells)]


def _plus_number(longer: Node, shorter: Node) -> bool:
    if not (isinstance(longer, Binary) and longer.operator in {"+", "-"} and isinstance(longer.right, Number)):
        return False
    return longer.left == shorter
