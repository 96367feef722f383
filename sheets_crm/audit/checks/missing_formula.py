"""A number typed where the neighbours, or rows of the same name, compute.

Why: a typed result stays as it is when the numbers that it is made of change, and nobody sees it.
How to mend: put the formula of its neighbours into the cell; the hint says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.arrays import CellArray, arrays
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.patterns import Pattern
from sheets_crm.audit.formulas.writing import formula_at
from sheets_crm.audit.lists import is_total_row
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "missing_formula"
ENOUGH_BITS = 6.0
ENOUGH_BESIDE = 4.0
MISFIT_BITS = 3.0
MOSTLY = 0.7
FEWEST_BESIDE = 2
FEWEST_NEARLY = 3
FEWEST_IN_COLUMN = 5
TWICE = 2


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for all cells of a line that miss the same formula."""
    for sheet in workbook.sheets.values():
        found: dict[Pattern, dict[Place, float]] = defaultdict(dict)
        taken: set[Place] = set(sheet.grid.noted)
        for array in sorted(arrays(workbook, sheet), key=lambda one: -len(one.formulas)):
            totals = _totals(sheet, array)
            for place in totals or missing(array):
                if place not in taken and (totals or place[0] not in sheet.bases or array.typed[place].bits >= ENOUGH_BITS):
                    taken.add(place)
                    found[array.pattern][place] = array.typed[place].computed
        for pattern, cells in found.items():
            yield _finding(sheet, pattern, cells)


def missing(array: CellArray) -> list[Place]:
    """Return the cells of an array that ought to hold its formula."""
    fitting = [place for place, fit in array.typed.items() if fit.fits]
    wrong = len(array.typed) - len(fitting)
    if _complete(array, wrong) or _put_right(array, fitting) or _computed_column(array) or _row_of_totals(array, wrong):
        return list(array.typed)
    bits = sum(array.typed[place].bits for place in fitting) - MISFIT_BITS * wrong
    beside = array.reach in {"run", "label"} and len(array.formulas) >= FEWEST_BESIDE
    if bits < (ENOUGH_BESIDE if beside else ENOUGH_BITS) or 2 * len(fitting) < len(array.typed):
        return []
    follow = len(array.formulas) + len(fitting)
    whole = array.reach in {"run", "label"} and follow >= MOSTLY * (follow + wrong)
    return list(array.typed) if whole else fitting


def _totals(sheet: Sheet, array: CellArray) -> list[Place]:
    """Return the typed numbers of a row that is named as one of totals, and has formulas that are: they are totals too."""
    row = array.formulas[0][0]
    if array.axis != "row" or array.reach != "line" or len(array.formulas) < FEWEST_BESIDE or not _across(array):
        return []
    named = next((column for column in sheet.rows[row] if (row, column) in sheet.texts), 0) if is_total_row(sheet, row) else 0
    return [place for place in array.typed if 0 < named < place[1]]


def _across(array: CellArray) -> bool:
    return any(one.first.row != one.last.row for one in array.pattern.ranges)


def _complete(array: CellArray, wrong: int) -> bool:
    """All of an unbroken run compute or fit, and most of it computes: even a zero is then a result."""
    enough = len(array.formulas) >= max(FEWEST_BESIDE, len(array.typed))
    return array.reach == "run" and array.close and array.at_home and not wrong and enough


def _computed_column(array: CellArray) -> bool:
    """Most of a column of a table computes from the same row: a number among the results was typed over one."""
    enough = len(array.formulas) >= max(FEWEST_IN_COLUMN, TWICE * len(array.typed))
    return array.axis == "column" and array.reach in {"run", "line"} and enough and array.pattern.in_row


def _put_right(array: CellArray, fitting: list[Place]) -> bool:
    """In an unbroken run of formulas, numbers stand that nearly fit: results that somebody rounded or put right by hand."""
    off = [fit for place, fit in array.typed.items() if place not in fitting]
    enough = len(array.formulas) >= max(FEWEST_NEARLY, len(array.typed))
    return array.reach == "run" and enough and bool(off) and all(fit.nearly for fit in off)


def _row_of_totals(array: CellArray, wrong: int) -> bool:
    """Every typed number of a row is the total of the cells above or below it, as the formulas of that row are."""
    return array.axis == "row" and array.reach == "line" and _across(array) and not wrong


def _finding(sheet: Sheet, pattern: Pattern, cells: dict[Place, float]) -> Finding:
    places = tuple(sorted(cells))
    first = places[0]
    formula = formula_at(pattern.tree, *first)
    where = told(places)
    off = sum(abs(computed - float(sheet.constant(place) or 0)) for place, computed in cells.items())
    ru, en = (f"; сейчас расходится на {amount(off).ru}", f"; it is off by {amount(off).en} now") if off >= 0.005 else ("", "")  # noqa: PLR2004 - half a kopeck
    return Finding(
        NAME,
        "missing_formula",
        "warning",
        sheet.name,
        places,
        Text(
            f"{where}: число вписано там, где соседи считают формулой; если исходные числа изменятся, оно останется старым{ru}",
            f"{where}: a number is typed where its neighbours compute; it will stay old when what it is made of changes{en}",
        ),
        Text(f"Верните формулу: в {told([first])} это {formula}", f"Put the formula back: in {told([first])} it is {formula}"),
        to_kopecks(off),
        pattern,
    )
