"""Hidden rows and columns inside a summed range (G4), by hand or by a filter, with the difference that they make.

Why: a reader adds up what is seen, the formula what is there.
How to mend: show them, or count visible rows alone with `SUBTOTAL(109, ...)`; for hidden columns there is no such function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.references import Reference
from sheets_crm.audit.formulas.tree import Call, Cells, Node, Number, parts
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.regions import Region, corners
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import letters
from sheets_crm.model.text import Text

NAME = "hidden_rows"
FEW = 4
FIRST_BLIND = 101
"""From this number on, SUBTOTAL leaves hidden rows out; below it, those that a filter hides."""


class Counted(NamedTuple):
    """A formula that counts hidden cells: what it makes of them, and what of all."""

    place: Place
    other: Sheet
    cells: tuple[Place, ...]
    hidden: float
    whole: float


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all sums of a row that count the same hidden rows or columns."""
    regions = {name: region for name, sheet in workbook.sheets.items() if (region := _hidden_numbers(sheet)).columns}
    for sheet in workbook.sheets.values() if regions else ():
        found: dict[tuple[str, int, tuple[int, ...]], list[Counted]] = defaultdict(list)
        for pattern, places in sheet.bearers.items():
            summed = list(_summed(pattern.tree))
            for place in places if summed else ():
                counted = None if _is_hidden(sheet, place) else _counted(workbook, sheet, summed, regions, place)
                if counted:
                    found[counted.other.name, place[0], tuple(sorted({row for row, _ in counted.cells}))].append(counted)
        for sums in found.values():
            yield _finding(sheet, sums)


def _hidden_numbers(sheet: Sheet) -> Region:
    if not sheet.grid.hidden_rows and not sheet.grid.hidden_columns:
        return Region(())
    return Region(
        place for place, value in sheet.values.items() if isinstance(value, float) and value and _is_hidden(sheet, place)
    )


def _is_hidden(sheet: Sheet, place: Place) -> bool:
    return place[0] in sheet.grid.hidden_rows or place[1] in sheet.grid.hidden_columns


def _summed(tree: Node) -> Iterator[tuple[Reference, bool]]:
    """Yield the ranges that a formula adds up, and whether those rows are left out of each that a filter hides."""
    for node in parts(tree):
        arguments = node.arguments if isinstance(node, Call) and node.name in {"SUM", "SUBTOTAL"} else ()
        if isinstance(node, Call) and node.name == "SUBTOTAL":
            kind = arguments[0] if arguments else None
            if not isinstance(kind, Number) or kind.value >= FIRST_BLIND:
                continue
        for argument in arguments:
            if isinstance(argument, Cells) and argument.reference.is_range:
                yield argument.reference, isinstance(node, Call) and node.name == "SUBTOTAL"


def _counted(
    workbook: Workbook, sheet: Sheet, summed: list[tuple[Reference, bool]], regions: Mapping[str, Region], place: Place
) -> Counted | None:
    for reference, sees_filters in summed:
        other = workbook.sheet(reference.sheet) if reference.sheet else sheet
        if other is None or other.name not in regions:
            continue
        cells = [one for one in regions[other.name].inside(reference, place) if not (sees_filters and _filtered(other, one[0]))]
        whole = _whole(other, reference, place) if cells else {}
        if cells and any(not _is_hidden(other, one) for one in whole):
            return Counted(place, other, tuple(cells), sum(whole[one] for one in cells), sum(whole.values()))
    return None


def _filtered(sheet: Sheet, row: int) -> bool:
    return any(area.first_row < row <= area.last_row for area in sheet.grid.filtered)


def _whole(sheet: Sheet, reference: Reference, place: Place) -> dict[Place, float]:
    top, left, bottom, right = corners(reference, place)
    columns = range(left, right + 1)
    places = ((row, column) for column in columns for row in sheet.columns.get(column, ()) if top <= row <= bottom)
    return {one: value for one in places if isinstance(value := sheet.values.get(one), float)}


def _lines(counted: Counted) -> tuple[str, bool]:
    """Return the hidden rows or columns in few words, and whether they are rows."""
    grid = counted.other.grid
    rows = sorted({row for row, _ in counted.cells if row in grid.hidden_rows})
    names = list(map(str, rows)) or [letters(one) for one in sorted({column for _, column in counted.cells})]
    return ", ".join(names[:FEW]) + (", …" if len(names) > FEW else ""), bool(rows)


def _finding(sheet: Sheet, sums: list[Counted]) -> Finding:
    one = sums[0]
    lines, rows = _lines(one)
    on = "" if one.other is sheet else f"{one.other.name}!"
    where, first = told(counted.place for counted in sums), told([one.place])
    by_filter = rows and all(_filtered(one.other, row) for row, _ in one.cells)
    ru_what = "строки, скрытые фильтром" if by_filter else "скрытые строки" if rows else "скрытые столбцы"
    en_what = "rows hidden by a filter" if by_filter else "hidden rows" if rows else "hidden columns"
    whole, seen = amount(one.whole), amount(one.whole - one.hidden)
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(counted.place for counted in sums),
        Text(
            f"{where}: в сумму входят {ru_what} ({on}{lines}); в {first} с ними {whole.ru}, а видимое даёт {seen.ru}, "
            f"разница {amount(one.hidden).ru}",
            f"{where}: {en_what} ({on}{lines}) are counted; {first} is {whole.en} with them, and {seen.en} of what is seen, "
            f"the difference is {amount(one.hidden).en}",
        ),
        Text(
            "Покажите их, или считайте только видимое: ПРОМЕЖУТОЧНЫЕ.ИТОГИ(109; …)",
            "Show them, or count only what is seen: SUBTOTAL(109, …)",
        )
        if rows
        else Text("Покажите эти столбцы, или не берите их в сумму", "Show these columns, or leave them out of the sum"),
        to_kopecks(sum(counted.hidden for counted in sums)),
    )
