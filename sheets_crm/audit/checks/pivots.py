"""A pivot table that does not show what stands in its source (G6).

Why: a pivot table shows what it read when it was last refreshed, from the area that it was given then; rows below that area, and
all that was changed since, are missing from its totals without a sign.
How to mend: make the source an Excel table, which grows with its data, point the pivot table at it, and refresh it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import NamedTuple

from sheets_crm.audit.areas import area_of, written
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.lists import is_total_row
from sheets_crm.audit.money import amount, to_kopecks
from sheets_crm.audit.workbook import Sheet, Workbook
from sheets_crm.model.grids import Area, PivotTable
from sheets_crm.model.severity import Severity
from sheets_crm.model.text import Text

NAME = "pivots"
HALF = 0.5
SAME = 0.005
REFRESH = Text("Обновите её: Данные → Обновить все", "Refresh it: Data, Refresh All")


class Source(NamedTuple):
    """Where the data of a pivot table stand: a sheet, the whole area, and its rows in use below the headings."""

    sheet: Sheet
    area: Area
    rows: range

    def total(self, column: int, rows: range) -> float:
        """Return what the numbers of one column, counted from the area's first, make in these rows."""
        at = self.area.first_column + column
        places = [(row, at) for row in rows if (row, at) not in self.sheet.dates]
        return fsum(value for place in places if isinstance(value := self.sheet.values.get(place), float))

    def has_dates(self, column: int) -> bool:
        """Say whether dates stand in one column: some programs keep them as numbers, so that its sum says nothing."""
        return any((row, self.area.first_column + column) in self.sheet.dates for row in self.rows)


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield what is wrong with the source of each pivot table; one finding for those that share a source."""
    told: set[str] = set()
    for pivot in workbook.snapshot.pivots:
        for finding in () if pivot.external else _of(workbook, pivot):
            about = finding.message.en.partition("”: ")[2]
            if about not in told:
                told.add(about)
                yield finding


def _of(workbook: Workbook, pivot: PivotTable) -> Iterator[Finding]:
    source = _source(workbook, pivot)
    if source is None:
        yield from _lost(workbook, pivot)
        return
    beyond = _beyond(source)
    if beyond:
        yield _cut_off(pivot, source, beyond)
    if source.rows and is_total_row(source.sheet, source.rows[-1]) and len(source.rows) > 1:
        yield _total_inside(pivot, source)
    renamed = _renamed(pivot, source)
    if renamed:
        yield renamed
    elif not beyond and not pivot.refresh_on_open:
        yield from _stale(pivot, source)


def _source(workbook: Workbook, pivot: PivotTable) -> Source | None:
    found = _named(workbook, pivot.source_name) if pivot.source_name else None
    if pivot.source_area and (sheet := workbook.sheet(pivot.source_sheet)):
        found = sheet, pivot.source_area
    if found is None:
        return None
    sheet, area = found
    used = min(area.last_row, max(sheet.rows, default=0))
    return Source(sheet, area, range(area.first_row + 1, used + 1))


def _named(workbook: Workbook, name: str) -> tuple[Sheet, Area] | None:
    for sheet in workbook.sheets.values():
        for table in sheet.grid.tables:
            if table.name.casefold() == name.casefold():
                whole = table.area
                return sheet, Area(whole.first_row, whole.first_column, whole.last_row - table.totals_row, whole.last_column)
    return area_of(workbook, name)


def _lost(workbook: Workbook, pivot: PivotTable) -> Iterator[Finding]:
    gone = pivot.source_sheet if pivot.source_area and not pivot.source_name else ""
    if gone and workbook.sheet(gone) is None:
        yield _finding(
            pivot,
            "error",
            Text(
                f"её источника, листа «{gone}», больше нет: она показывает старое и не обновится",
                f"its source, the sheet “{gone}”, is gone: it shows old figures and cannot be refreshed",
            ),
            Text("Укажите ей новый источник: Анализ → Источник данных", "Give it a new source: Analyze, Change Data Source"),
        )


def _beyond(source: Source) -> range:
    """Return the rows just below the source that go on with its records: as full as those, and no totals."""
    sheet, area = source.sheet, source.area
    columns = range(area.first_column, area.last_column + 1)
    row = area.last_row
    while not is_total_row(sheet, row) and not is_total_row(sheet, row + 1) and _like(sheet, row, row + 1, columns):
        row += 1
    return range(area.last_row + 1, row + 1)


def _like(sheet: Sheet, row: int, below: int, columns: range) -> bool:
    """Say whether at least half of the cells of a row have one of the same kind below them."""
    filled = [column for column in columns if (row, column) in sheet.values]
    alike = [column for column in filled if type(sheet.values[row, column]) is type(sheet.values.get((below, column)))]
    return bool(filled) and len(alike) > HALF * len(filled)


def _cut_off(pivot: PivotTable, source: Source, beyond: range) -> Finding:
    column = next((one for one in pivot.values if source.total(one, beyond)), None)
    lost = source.total(column, beyond) if column is not None else 0.0
    name = pivot.columns[column] if column is not None and column < len(pivot.columns) else ""
    ru, en = (f"; «{name}» в них: {amount(lost).ru}", f"; “{name}” in them makes {amount(lost).en}") if lost else ("", "")
    area, sheet, rows = written(source.area), source.sheet.name, f"{beyond[0]}-{beyond[-1]}"
    return _finding(
        pivot,
        "error",
        Text(
            f"источник {sheet}!{area} кончается раньше данных, строки {rows} в неё не входят{ru}",
            f"its source {sheet}!{area} ends before the data do, rows {rows} are left out{en}",
        ),
        Text(
            "Сделайте из данных таблицу (Ctrl+T) и укажите её источником: она растёт вместе с данными",
            "Make the data a table (Ctrl+T) and take that for the source: it grows with the data",
        ),
        lost,
    )


def _total_inside(pivot: PivotTable, source: Source) -> Finding:
    last = source.rows[-1]
    column = next((one for one in pivot.values if source.total(one, range(last, last + 1))), None)
    twice = source.total(column, range(last, last + 1)) if column is not None else 0.0
    return _finding(
        pivot,
        "error",
        Text(
            f"в её источник {source.sheet.name}!{written(source.area)} попала строка итогов {last}: всё посчитано дважды",
            f"its source {source.sheet.name}!{written(source.area)} takes in the row of totals {last}: all is counted twice",
        ),
        Text("Пусть источник кончается последней строкой данных", "Let the source end with the last row of data"),
        twice,
    )


def _renamed(pivot: PivotTable, source: Source) -> Finding | None:
    """Tell of a heading that was changed since the refresh: its field will fall out of the pivot table."""
    area = source.area
    for at, name in enumerate(pivot.columns[: area.last_column - area.first_column + 1]):
        now = source.sheet.texts.get((area.first_row, area.first_column + at))
        if now is not None and " ".join(now.split()) != " ".join(name.split()):
            return _finding(
                pivot,
                "warning",
                Text(
                    f"столбец «{name}» её источника теперь называется «{now}»: при обновлении он из неё выпадет",
                    f"the column “{name}” of its source is called “{now}” now: it will fall out at the next refresh",
                ),
                Text("Верните название, или добавьте столбец в неё заново", "Call it as before, or add the column to it again"),
            )
    return None


def _stale(pivot: PivotTable, source: Source) -> Iterator[Finding]:
    when = f"{pivot.refreshed:%d.%m.%Y}" if pivot.refreshed else "?"
    rows = len(source.rows)
    if pivot.records not in (None, rows, source.area.last_row - source.area.first_row):
        yield _finding(
            pivot,
            "warning",
            Text(
                f"строк в ней {pivot.records}, а в источнике {rows} (обновлялась {when})",
                f"it holds {pivot.records} rows, and its source {rows} (refreshed {when})",
            ),
            REFRESH,
        )
        return
    for column, (name, before) in enumerate(zip(pivot.columns, pivot.sums, strict=False)):
        now = source.total(column, source.rows)
        if before is not None and not source.has_dates(column) and abs(now - before) > max(SAME, abs(before) * 1e-9):
            yield _finding(
                pivot,
                "warning",
                Text(
                    f"«{name}» в ней {amount(before).ru}, а в источнике уже {amount(now).ru} (обновлялась {when})",
                    f"“{name}” makes {amount(before).en} in it, and {amount(now).en} in its source (refreshed {when})",
                ),
                REFRESH,
                now - before,
            )
            return


def _finding(pivot: PivotTable, severity: Severity, what: Text, hint: Text, money: float = 0.0) -> Finding:
    place = ((pivot.area.first_row, pivot.area.first_column),) if pivot.area else ()
    return Finding(
        NAME,
        "other",
        severity,
        pivot.sheet,
        place,
        Text(f"сводная таблица «{pivot.name}»: {what.ru}", f"the pivot table “{pivot.name}”: {what.en}"),
        hint,
        to_kopecks(money),
    )
