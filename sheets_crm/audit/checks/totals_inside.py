"""A row of totals between the records of a list (G3).

Why: sorting carries it among the records, filters and pivot tables take it for one more of them, and sums count everything twice.
How to mend: keep totals below the list or above it, on a sheet of their own, or in a pivot table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.lists import Records, lists_of
from sheets_crm.audit.workbook import Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "totals_inside"
FEWEST = 2
TOTAL = re.compile(r"\s*(?:(?:под)?итого?\b|всего\b|(?:sub|grand )?total\b|total\b)", re.IGNORECASE)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each list with rows of totals before its last records; lists side by side share them."""
    for sheet in workbook.sheets.values():
        told: set[int] = set()
        for records in lists_of(sheet):
            inside = [] if records.borrowed else [row for row in records.rows if _totals(sheet, row)]
            while inside and not _goes_on(sheet, inside[-1], records):
                inside.pop()
            if inside and not told.issuperset(inside):
                told.update(inside)
                yield _finding(sheet, records, inside)


def _goes_on(sheet: Sheet, total: int, records: Records) -> bool:
    """Say whether at least two records follow a row of totals, with numbers where it has them."""
    columns = [column for column in sheet.rows[total] if isinstance(sheet.values.get((total, column)), float)]
    after = [row for row in records.rows if row > total and not _totals(sheet, row)]
    like = [row for row in after if all(isinstance(sheet.values.get((row, column)), float) for column in columns)]
    return len(like) >= FEWEST


def _totals(sheet: Sheet, row: int) -> bool:
    words = next((sheet.texts[row, column] for column in sheet.rows.get(row, ()) if (row, column) in sheet.texts), "")
    return bool(TOTAL.match(words)) and any(isinstance(sheet.values.get((row, one)), float) for one in sheet.rows[row])


def _finding(sheet: Sheet, records: Records, rows: list[int]) -> Finding:
    listed = ", ".join(map(str, rows[:4])) + (", …" if len(rows) > 4 else "")  # noqa: PLR2004 - a line's worth
    return Finding(
        NAME,
        "other",
        "warning" if records.sure else "note",
        sheet.name,
        tuple((row, records.columns[0].number) for row in rows),
        Text(
            f"итоги стоят между строк данных (строки {listed}): сортировка их перемешает, сводная примет за записи",
            f"totals stand between the rows of data (rows {listed}): sorting mixes them up, pivot tables take them for records",
        ),
        Text("Вынесите итоги под список или в сводную таблицу", "Move the totals below the list, or into a pivot table"),
    )
