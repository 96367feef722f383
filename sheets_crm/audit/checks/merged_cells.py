"""Merged cells among the records of a list (G3).

Why: only the first cell of a merged area holds its value; a list with them can be neither sorted nor filtered, and lookups and
sums by condition miss the other rows.
How to mend: unmerge them and write the value into every row.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.audit.areas import places_of, written
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.lists import Records, lists_of
from sheets_crm.audit.workbook import Sheet, Workbook
from sheets_crm.model.grids import Area
from sheets_crm.model.text import Text

NAME = "merged_cells"
FEW, MOST = 4, 0.5


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each list that has merged cells among its records; where most are merged, it is a form."""
    for sheet in workbook.sheets.values():
        for records in lists_of(sheet) if sheet.grid.merged else ():
            inside = [area for area in sheet.grid.merged if _inside(sheet, records, area)]
            rows = {row for area in inside for row in range(area.first_row, area.last_row + 1)}
            if inside and len(rows) <= MOST * len(records.rows) and not _in_pivot(workbook, sheet, inside[0]):
                yield _finding(sheet, inside)


def _in_pivot(workbook: Workbook, sheet: Sheet, area: Area) -> bool:
    """Say whether a pivot table shows there: its merged cells are its own."""
    areas = [one.area for one in workbook.snapshot.pivots if one.sheet == sheet.name and one.area]
    return any(one.first_row <= area.first_row <= one.last_row for one in areas)


def _inside(sheet: Sheet, records: Records, area: Area) -> bool:
    """Say whether an area joins what is typed into several records, each of which has figures and is filled for the most part."""
    if not (records.rows and records.rows[0] <= area.first_row < area.last_row <= records.rows[-1]):
        return False
    first = area.first_row, area.first_column
    columns = [one.number for one in records.columns]
    if first in sheet.formulas or not columns[0] <= area.first_column <= area.last_column <= columns[-1]:
        return False
    beside = [column for column in columns if not area.first_column <= column <= area.last_column]
    return bool(beside) and all(_is_record(sheet, row, beside) for row in range(area.first_row, area.last_row + 1))


def _is_record(sheet: Sheet, row: int, columns: list[int]) -> bool:
    values = [value for column in columns if (value := sheet.values.get((row, column))) is not None]
    return len(values) > MOST * len(columns) and any(isinstance(one, float) for one in values)


def _finding(sheet: Sheet, inside: list[Area]) -> Finding:
    where = ", ".join(map(written, inside[:FEW])) + (", …" if len(inside) > FEW else "")
    return Finding(
        NAME,
        "other",
        "note",
        sheet.name,
        tuple(place for area in inside for place in places_of(area)),
        Text(
            f"{where}: объединённые ячейки среди данных; такой список не отсортировать и не отфильтровать, а формулы видят "
            "значение только в первой строке",
            f"{where}: merged cells among the data; such a list cannot be sorted or filtered, and formulas see the value in the "
            "first row alone",
        ),
        Text(
            "Разъедините их (Главная → Объединить) и впишите значение в каждую строку",
            "Unmerge them (Home, Merge & Center) and write the value into every row",
        ),
    )
