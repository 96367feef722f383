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
FEW = 4


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each list that has merged cells among its records."""
    for sheet in workbook.sheets.values():
        for records in lists_of(sheet) if sheet.grid.merged else ():
            inside = [] if records.borrowed else [area for area in sheet.grid.merged if _inside(sheet, records, area)]
            if inside:
                yield _finding(sheet, inside)


def _inside(sheet: Sheet, records: Records, area: Area) -> bool:
    """Say whether an area joins the cells of several records, or several values of one record that has others beside them."""
    if not (records.rows and records.rows[0] <= area.first_row and area.last_row <= records.rows[-1]):
        return False
    columns = [one.number for one in records.columns]
    if not columns[0] <= area.first_column <= area.last_column <= columns[-1]:
        return False
    beside = [column for column in sheet.rows.get(area.first_row, ()) if not area.first_column <= column <= area.last_column]
    return area.last_row > area.first_row and bool(beside)


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
