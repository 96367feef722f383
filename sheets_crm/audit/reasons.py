"""Why a formula fails, as far as the values that it reads show it."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Binary, Call, Cells, Node, Number, Unary, Unknown, parts
from sheets_crm.audit.formulas.values import Single
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

LOOKUPS = {"VLOOKUP", "HLOOKUP", "MATCH", "XLOOKUP"}
ARITHMETIC = {"+", "-", "*", "/", "^"}
LONGEST = 40


def reason(workbook: Workbook, sheet: Sheet, node: Node, place: Place) -> Text | None:
    """Say what in a formula must fail: a key that is not there, text that is calculated with, a divisor of zero, a lost name."""
    for part in parts(node):
        match part:
            case Call(name, arguments) if name in LOOKUPS and len(arguments) > 1:
                found = _not_found(workbook, sheet, part, place)
            case Binary(operator) if operator in ARITHMETIC:
                found = _words(workbook, sheet, part, place) or _zero(workbook, sheet, part, place)
            case Unknown(text):
                found = _unknown(workbook, text)
            case _:
                found = None
        if found:
            return found
    return None


def missed_key(workbook: Workbook, sheet: Sheet, call: Call, place: Place) -> Single:
    """Return the value that an exact lookup seeks in vain; None when it is there, or when that cannot be said."""
    sought, table = call.arguments[0], call.arguments[1]
    if not isinstance(sought, Cells) or sought.reference.is_range or not isinstance(table, Cells) or not _exact(call):
        return None
    key, other = _value(workbook, sheet, sought.reference, place), _sheet(workbook, sheet, table.reference)
    if not isinstance(key, str | float) or other is None:
        return None
    if isinstance(key, str) and any(one in key for one in "*?~"):
        return None
    top, left, bottom, right = corners(table.reference, place)
    bottom, right = (top, right) if call.name == "HLOOKUP" else (bottom, left if call.name == "VLOOKUP" else right)
    rows = [row for column in range(left, right + 1) for row in other.columns.get(column, ()) if top <= row <= bottom]
    keys = {_folded(other.values.get((row, column))) for row in rows for column in range(left, right + 1)}
    return None if _folded(key) in keys else key


def _exact(call: Call) -> bool:
    at = {"VLOOKUP": 3, "HLOOKUP": 3, "MATCH": 2}.get(call.name)
    if at is None:
        return True
    last = call.arguments[at] if len(call.arguments) > at else None
    return (isinstance(last, Number) and last.value == 0) or (isinstance(last, Unknown) and last.text.upper() == "FALSE")


def _not_found(workbook: Workbook, sheet: Sheet, call: Call, place: Place) -> Text | None:
    key = missed_key(workbook, sheet, call, place)
    if key is None:
        return None
    shown = f"{key:.15g}" if isinstance(key, float) else str(key)[:LONGEST]
    return Text(f"«{shown}» не найдено", f"“{shown}” was not found")


def _words(workbook: Workbook, sheet: Sheet, node: Binary, place: Place) -> Text | None:
    for reference in _cells(node):
        value = _value(workbook, sheet, reference, place)
        if isinstance(value, str) and not value.startswith("#") and not any(one.isdigit() for one in value):
            where, shown = _written(reference, place), value.strip()[:LONGEST]
            return Text(f"в {where} стоит текст «{shown}»", f"{where} holds the text “{shown}”")
    return None


def _zero(workbook: Workbook, sheet: Sheet, node: Binary, place: Place) -> Text | None:
    divisor = node.right if node.operator == "/" else None
    if not isinstance(divisor, Cells) or divisor.reference.is_range or _sheet(workbook, sheet, divisor.reference) is None:
        return None
    value, where = _value(workbook, sheet, divisor.reference, place), _written(divisor.reference, place)
    if value is None:
        return Text(f"делится на {where}, а там пусто", f"it divides by {where}, which is empty")
    return Text(f"делится на {where}, а там ноль", f"it divides by {where}, which is zero") if value == 0 else None


def _unknown(workbook: Workbook, text: str) -> Text | None:
    if text == "#REF!":
        return Text("ячейка, на которую она ссылалась, удалена", "a cell that it referred to was deleted")
    known = text.casefold() in {one.casefold() for one in workbook.snapshot.defined_names}
    plain = text.replace("_", "").isalnum() and not text[0].isdigit() and text.upper() not in {"TRUE", "FALSE"}
    return None if known or not plain else Text(f"имени «{text}» в книге нет", f"the book has no name “{text}”")


def _cells(node: Binary) -> Iterator[Reference]:
    for side in (node.left, node.right):
        bare = side.value if isinstance(side, Unary) else side
        if isinstance(bare, Cells) and not bare.reference.is_range:
            yield bare.reference


def _sheet(workbook: Workbook, sheet: Sheet, reference: Reference) -> Sheet | None:
    return workbook.sheet(reference.sheet) if reference.sheet else sheet


def _value(workbook: Workbook, sheet: Sheet, reference: Reference, place: Place) -> Single:
    other = _sheet(workbook, sheet, reference)
    return other.values.get(reference.first.at(*place)) if other else None


def _written(reference: Reference, place: Place) -> str:
    cell = address(*reference.first.at(*place))
    return f"{reference.sheet}!{cell}" if reference.sheet else cell


def _folded(value: Single) -> Single:
    return value.casefold() if isinstance(value, str) else value
