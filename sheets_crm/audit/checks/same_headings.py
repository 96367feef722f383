"""Two columns of a list under one heading (G3).

Why: pivot tables, imports and people take one column for the other.
How to mend: give each column a heading of its own, or join the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sheets_crm.audit.columns import columns_of
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.lists import Records, lists_of
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Sheet, Workbook
from sheets_crm.model.text import Text

NAME = "same_headings"


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each heading that stands above several columns of one list."""
    for sheet in workbook.sheets.values():
        for records in lists_of(sheet):
            if records.header_row and _has_figures(sheet, records) and not _grouped(sheet, records):
                found: dict[str, list[int]] = defaultdict(list)
                for column in records.columns:
                    found[" ".join(column.title.casefold().split())].append(column.number)
                for title, columns in found.items():
                    if any(map(str.isalpha, title)) and len(columns) > 1 and len(found) >= len(records.columns) / 2:
                        yield _finding(sheet, records.header_row, columns)


def _has_figures(sheet: Sheet, records: Records) -> bool:
    """Say whether some column holds numbers, dates, or text with digits such as phones, as that of a list does."""
    if records.sure:
        return True
    inside = {column.number for column in records.columns}
    own = [one for one in columns_of(sheet) if one.column.number in inside and one.column.rows == records.rows]
    return any(len(one.numbers) + len(one.dates) + len(one.figures) > len(records.rows) / 2 for one in own)


def _grouped(sheet: Sheet, records: Records) -> bool:
    """Say whether headings above, or merged, tell columns of one name apart, or the row below goes on with headings."""
    row = records.header_row
    above = [column for column in sheet.rows.get(row - 1, ()) if (row - 1, column) in sheet.values]
    below = sheet.rows.get(row + 1, ())
    words = len(below) > 1 and all(
        (row + 1, column) in sheet.texts and (row + 1, column) not in sheet.formulas for column in below
    )
    merged = any(area.first_row in (row - 1, row) and area.last_column > area.first_column for area in sheet.grid.merged)
    numbers = any(isinstance(sheet.values.get((records.rows[-1], column)), float) for column in sheet.rows[records.rows[-1]])
    return len(above) > 1 or merged or (words and numbers)


def _finding(sheet: Sheet, row: int, columns: list[int]) -> Finding:
    places = [(row, column) for column in columns]
    title = sheet.texts[places[0]].strip()
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(places),
        Text(
            f"{told(places)}: столбцы называются одинаково, «{title}»: сводная таблица и загрузка в другую программу их спутают",
            f"{told(places)}: columns of one name, “{title}”: pivot tables and other programs will mix them up",
        ),
        Text("Назовите каждый столбец по-своему", "Give each column a name of its own"),
    )
