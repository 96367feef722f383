"""A lookup that searches approximately, by accident.

Why: without FALSE or 0 as its last argument, VLOOKUP or MATCH takes it that the keys ascend; in any other order it returns a
wrong row without a sign.
How to mend: end VLOOKUP and HLOOKUP with `,FALSE)` and MATCH with `,0)`; in Russian Excel: ВПР(…; ЛОЖЬ), ПОИСКПОЗ(…; 0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.tree import Call, Cells, Missing, Node, Number, Unary, Unknown, parts
from sheets_crm.audit.formulas.values import Single
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "loose_lookups"
TABLES = {"VLOOKUP": 3, "HLOOKUP": 3, "MATCH": 2}
EXACT = "TRUE", "FALSE", "ИСТИНА", "ЛОЖЬ"
MOST_KEYS = 100_000


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a lookup that searches keys in disorder as if they ascended."""
    for sheet in workbook.sheets.values():
        for pattern, places in sheet.bearers.items():
            for call in parts(pattern.tree):
                if isinstance(call, Call) and _approximate(call):
                    yield from _unsorted(workbook, sheet, pattern, call, places)


def _approximate(call: Call) -> bool:
    """Say whether a lookup takes for granted that the keys ascend."""
    if call.name not in TABLES or len(call.arguments) < TABLES[call.name]:
        return call.name == "LOOKUP" and len(call.arguments) > 1
    last: Node = call.arguments[TABLES[call.name]] if len(call.arguments) > TABLES[call.name] else Number(1)
    match last:
        case Number(value):
            return value == 1
        case Unknown(text):
            return text.upper() in {"TRUE", "ИСТИНА"}
        case Call(name):
            return name == "TRUE"
    return not isinstance(last, Missing | Unary)


def _unsorted(workbook: Workbook, sheet: Sheet, pattern: Pattern, call: Call, places: Sequence[Place]) -> Iterator[Finding]:
    table = call.arguments[1]
    if not isinstance(table, Cells) or not table.reference.is_range:
        return
    other = workbook.sheet(table.reference.sheet) if table.reference.sheet else sheet
    if other is None:
        return
    keys = _keys(other, call, corners(table.reference, places[0]))
    fall = next((second for first, second in pairwise(keys) if _falls(other, first, second)), None)
    if fall:
        wrong = _wrong(other, sheet, call, places, keys)
        yield _finding(other, sheet, pattern, call, places, fall, wrong)


def _keys(other: Sheet, call: Call, area: tuple[int, int, int, int]) -> list[Place]:
    """Return the filled cells that a lookup searches, in order."""
    top, left, bottom, right = area
    across = call.name == "HLOOKUP" or (call.name in {"MATCH", "LOOKUP"} and bottom - top < right - left)
    if across:
        found = [(top, column) for column in other.rows.get(top, ()) if left <= column <= right]
    else:
        found = [(row, left) for row in other.columns.get(left, ()) if top <= row <= bottom]
    return found[:MOST_KEYS]


def _falls(other: Sheet, first: Place, second: Place) -> bool:
    before, after = other.values.get(first), other.values.get(second)
    if isinstance(before, float) and isinstance(after, float):
        return after < before
    return isinstance(before, str) and isinstance(after, str) and after.casefold() < before.casefold()


def _wrong(other: Sheet, sheet: Sheet, call: Call, places: Sequence[Place], keys: Sequence[Place]) -> dict[Place, float]:
    """Return the cells whose value is not that of the row with their key, and by how much."""
    column = call.arguments[2] if call.name == "VLOOKUP" else None
    sought = call.arguments[0]
    if not isinstance(column, Number) or not isinstance(sought, Cells) or sought.reference.sheet:
        return {}
    by_key: dict[Single, Place] = {}
    for place in keys:
        by_key.setdefault(_folded(other.values.get(place)), place)
    found: dict[Place, float] = {}
    for place in places:
        key = by_key.get(_folded(sheet.values.get(sought.reference.first.at(*place))))
        right = other.values.get((key[0], key[1] + int(column.value) - 1)) if key else None
        shown = sheet.values.get(place)
        if isinstance(right, float) and isinstance(shown, float) and right != shown and sheet.formulas[place].tree is call:
            found[place] = right - shown
    return found


def _folded(value: Single) -> Single:
    return value.casefold() if isinstance(value, str) else value


def _finding(
    other: Sheet, sheet: Sheet, pattern: Pattern, call: Call, places: Sequence[Place], fall: Place, wrong: dict[Place, float]
) -> Finding:
    off = sum(map(abs, wrong.values()))
    formula, where = formula_at(pattern.tree, *places[0]), told(wrong or places)
    ru, en = (f"; сейчас неверно на {amount(off).ru}", f"; it is off by {amount(off).en} now") if wrong else ("", "")
    key = f"{other.name}!{address(*fall)}" if other is not sheet else address(*fall)
    exact = "0" if call.name == "MATCH" else "FALSE"
    russian = "0" if call.name == "MATCH" else "ЛОЖЬ"
    return Finding(
        NAME,
        "other",
        "error" if wrong else "warning",
        sheet.name,
        tuple(wrong or places),
        Text(
            f"{where}: {formula} ищет приблизительно, а искомые стоят не по возрастанию (сбой в {key}){ru}",
            f"{where}: {formula} searches approximately, and the keys do not ascend (see {key}){en}",
        ),
        Text(
            f"Допишите последним аргументом {russian}: тогда найдётся только точное совпадение",
            f"Add {exact} as the last argument: then only an exact match is found",
        )
        if call.name != "LOOKUP"
        else Text("Замените на ВПР(…; ЛОЖЬ) или упорядочите искомые", "Use VLOOKUP(…, FALSE), or sort the keys"),
        to_kopecks(off),
    )
