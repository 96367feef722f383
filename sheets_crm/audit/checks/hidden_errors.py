"""An error that IFERROR or IF(ISNA(…)) hides behind a number, so that a total counts it as that number.

Why: a key that is not in the price list costs nothing then, and nobody is told.
How to mend: add what is missing to the list; let the formula show “not found” instead of 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.tree import Call, Node, Number, parts
from sheets_crm.audit.ranges import told
from sheets_crm.audit.reasons import LOOKUPS, missed_key
from sheets_crm.audit.regions import Region
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "hidden_errors"
HIDING = {"IFERROR", "IFNA"}
ASKING = {"ISERROR", "ISERR", "ISNA"}
FEWEST = 2
SUMS = {"SUM", "SUBTOTAL", "AVERAGE", "SUMPRODUCT"}
FEW = 3
MOST = 0.5


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all copies of a formula that hide a search without result, where a total counts them."""
    for sheet in workbook.sheets.values():
        hiding = [(pattern, node) for pattern in sheet.bearers for node in _hiding(pattern.tree)]
        for pattern, tried in hiding:
            missed: dict[Place, str] = {}
            for place in sheet.bearers[pattern]:
                key = _missed(workbook, sheet, tried, place)
                if key is not None:
                    missed[place] = key
            summed = set(_summed(sheet, missed)) if missed else set()
            shown = {place: key for place, key in missed.items() if place in summed}
            if shown and len(missed) <= max(1, MOST * len(sheet.bearers[pattern])):
                yield _finding(sheet, pattern, shown)


def _hiding(tree: Node) -> Iterator[Node]:
    """Yield what a number takes the place of when it fails: `IFERROR(x, 0)`, `IF(ISNA(x), 0, x)`."""
    for node in parts(tree):
        if not isinstance(node, Call) or len(node.arguments) < FEWEST or not isinstance(node.arguments[1], Number):
            continue
        asked = node.arguments[0]
        if node.name in HIDING:
            yield asked
        elif node.name == "IF" and isinstance(asked, Call) and asked.name in ASKING and asked.arguments:
            yield asked.arguments[0]


def _missed(workbook: Workbook, sheet: Sheet, tried: Node, place: Place) -> str | None:
    for node in parts(tried):
        if isinstance(node, Call) and node.name in LOOKUPS and len(node.arguments) > 1:
            key = missed_key(workbook, sheet, node, place)
            if key and not (isinstance(key, str) and not key.strip()):
                return f"{key:.15g}" if isinstance(key, float) else str(key)
    return None


def _summed(sheet: Sheet, places: dict[Place, str]) -> Iterator[Place]:
    """Yield those of some cells that a sum of the sheet counts."""
    region = Region(places)
    for pattern, bearers in sheet.bearers.items():
        calls = [node for node in parts(pattern.tree) if isinstance(node, Call) and node.name in SUMS]
        for reference in pattern.ranges if calls else ():
            for bearer in bearers if not reference.sheet else ():
                yield from region.inside(reference, bearer)


def _finding(sheet: Sheet, pattern: Pattern, missed: dict[Place, str]) -> Finding:
    keys = list(dict.fromkeys(missed.values()))
    listed = ", ".join(f"«{key}»" for key in keys[:FEW]) + (", …" if len(keys) > FEW else "")
    english = listed.replace("«", "“").replace("»", "”")
    count, total = len(missed), len(sheet.bearers[pattern])
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(missed),
        Text(
            f"{told(missed)}: поиск ничего не нашёл ({listed}), но вместо ошибки подставлено число, и итог его считает; "
            f"таких ячеек {count} из {total}",
            f"{told(missed)}: nothing was found ({english}), but the error is replaced by a number, and a total counts it; "
            f"{count} of {total} cells",
        ),
        Text(
            "Добавьте искомое в список, а вместо числа показывайте «нет в списке»",
            "Add it to the list, and show “not in the list” instead of a number",
        ),
    )
