"""Error values, told by their root (G2): the cell where the error arose, and the cells that it spread to.

Why: one error shows up in every formula that uses it, across sheets; mending the copies mends nothing.
How to mend: mend the root; the others follow by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.tree import Binary, Call, parts
from sheets_crm.audit.ranges import told
from sheets_crm.audit.reasons import reason
from sheets_crm.audit.regions import Region
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

NAME = "error_values"
FAR = 10_000
Cell = tuple[str, Place]
REASONS: Mapping[str, Text] = {
    "#DIV/0!": Text("делится на ноль или на пустую ячейку", "it divides by zero or by an empty cell"),
    "#REF!": Text("ячейка, на которую она ссылалась, удалена", "a cell that it referred to was deleted"),
    "#NAME?": Text("в ней имя, которого нет", "it has a name that does not exist"),
    "#N/A": Text("искомое не найдено", "what it looks for was not found"),
    "#VALUE!": Text("она считает с текстом", "it calculates with text"),
    "#NUM!": Text("такого числа не бывает", "there is no such number"),
    "#NULL!": Text("диапазоны в ней не пересекаются", "its ranges do not meet"),
}


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all roots that are formulas of one kind, with all the cells that they spread to."""
    causes = _causes(workbook)
    spread: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in causes:
        spread[_root(cell, causes)].append(cell)
    alike: dict[tuple[str, str, tuple[str, ...]], list[Place]] = defaultdict(list)
    for name, place in spread:
        sheet = workbook.sheets[name]
        pattern = sheet.formulas.get(place)
        alike[name, sheet.errors[place], _kind(pattern) if pattern else ("typed",)].append(place)
    for (name, _, _), places in alike.items():
        victims = [cell for place in places for cell in spread[name, place] if cell != (name, place)]
        yield _finding(workbook, workbook.sheets[name], places, victims)


def _kind(pattern: Pattern) -> tuple[str, ...]:
    """Return what errors in formulas have in common when they have one cause: the functions and operators, in order."""
    return tuple(
        node.name if isinstance(node, Call) else node.operator for node in parts(pattern.tree) if isinstance(node, Call | Binary)
    )


def _causes(workbook: Workbook) -> dict[Cell, Cell | None]:
    """Return, for each cell that shows an error, one cell that it has the error from."""
    regions = {name: Region(sheet.errors) for name, sheet in workbook.sheets.items() if sheet.errors}
    return {
        (name, place): next(_sources(workbook, sheet, place, regions), None)
        for name, sheet in workbook.sheets.items()
        for place in sheet.errors
    }


def _sources(workbook: Workbook, sheet: Sheet, place: Place, regions: Mapping[str, Region]) -> Iterator[Cell]:
    pattern = sheet.formulas.get(place)
    for reference in pattern.references if pattern else ():
        other = workbook.sheet(reference.sheet) if reference.sheet else sheet
        if other and other.name in regions:
            yield from (
                (other.name, one) for one in regions[other.name].inside(reference, place) if (other, one) != (sheet, place)
            )


def _root(cell: Cell, causes: Mapping[Cell, Cell | None]) -> Cell:
    for _ in range(FAR):
        cause = causes[cell]
        if cause is None:
            break
        cell = cause
    return cell


def _because(workbook: Workbook, sheet: Sheet, places: list[Place]) -> Text:
    """Say what made the error: the very cell where that can be seen, else what such an error means."""
    first = places[0]
    pattern = sheet.formulas.get(first)
    if pattern is None:
        return Text("стоит как значение, без формулы", "it stands there as a value, without a formula")
    usual = REASONS.get(sheet.errors[first], Text("её нельзя посчитать", "it cannot be calculated"))
    seen = reason(workbook, sheet, pattern.tree, first)
    if seen is None or seen == usual or len(places) == 1:
        return seen or usual
    cell = address(*first)
    return Text(f"{usual.ru} (в {cell}: {seen.ru})", f"{usual.en} (in {cell}: {seen.en})")


def _finding(workbook: Workbook, sheet: Sheet, places: list[Place], spread: list[Cell]) -> Finding:
    error, where = sheet.errors[places[0]], told(places)
    because = _because(workbook, sheet, places)
    here = [one for name, one in spread if name == sheet.name]
    more = len(spread) - len(here)
    ru, en = f"{where}: {error}, {because.ru}", f"{where}: {error}, {because.en}"
    if here:
        ru, en = f"{ru}; отсюда ошибка разошлась в {told(here)}", f"{en}; from here it spread to {told(here)}"
    if more:
        ru, en = f"{ru}; ячеек на других листах: {more}", f"{en}; cells on other sheets: {more}"
    return Finding(
        NAME,
        "other",
        "error",
        sheet.name,
        (*places, *here),
        Text(ru, en),
        Text(
            f"Исправьте {where}, остальные исправятся сами" if spread else f"Исправьте {where}",
            f"Mend {where}, and the others will follow" if spread else f"Mend {where}",
        ),
    )
