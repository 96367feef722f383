"""A chart that leaves out rows, or puts figures to the wrong names (G6).

Why: people believe the picture; a chart whose ranges were not moved when the data grew shows last month's story.
How to mend: drag the coloured frame of the chart's data over all of them, or make the data an Excel table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sheets_crm.audit.areas import area_of, written
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.formulas.values import Single
from sheets_crm.audit.layout import YEARS
from sheets_crm.audit.lists import gathers, is_total_row
from sheets_crm.audit.ranges import told
from sheets_crm.audit.workbook import Place, Sheet, Workbook
from sheets_crm.model.grids import Area, Chart, Series
from sheets_crm.model.text import Text

NAME = "charts"
SAME = 0.005
FEWEST = 3
HINT = Text(
    "Щёлкните по диаграмме и растяните цветную рамку данных, или сделайте из данных таблицу (Ctrl+T)",
    "Click the chart and drag the coloured frame of its data, or make the data a table (Ctrl+T)",
)


class Line(NamedTuple):
    """The cells of one series in one row or column of a sheet, and the area of their names."""

    sheet: Sheet
    area: Area
    names: Area | None

    @property
    def down(self) -> bool:
        """Whether it goes down a column."""
        return self.area.first_column == self.area.last_column

    @property
    def places(self) -> list[Place]:
        """Its cells, in order."""
        first, last = (self.area.first_row, self.area.first_column), (self.area.last_row, self.area.last_column)
        if self.down:
            return [(row, first[1]) for row in range(first[0], last[0] + 1)]
        return [(first[0], column) for column in range(first[1], last[1] + 1)]

    def name_beside(self, place: Place) -> Place | None:
        """Return the cell that names the figure in a cell, were the names to go on."""
        if self.names is None:
            return None
        return (place[0], self.names.last_column) if self.down else (self.names.last_row, place[1])


def check(workbook: Workbook) -> Iterator[Finding]:
    """Yield one finding for each chart that leaves out data, and one for each whose names do not stand beside its figures."""
    for chart in workbook.snapshot.charts:
        lines = [line for series in chart.series if (line := _line(workbook, series))]
        out: dict[Sheet, list[Place]] = defaultdict(list)
        for line in lines:
            out[line.sheet] += _left_out(line)
        for sheet, places in out.items():
            if places:
                yield _leaves_out(chart, sheet, places)
        shifted = next((line for line in lines if _shifted(line)), None)
        if shifted and not any(out.values()):
            yield _misplaced(chart, shifted)


def _line(workbook: Workbook, series: Series) -> Line | None:
    found = area_of(workbook, series.values)
    if found is None:
        return None
    sheet, area = found
    if (area.first_row == area.last_row) == (area.first_column == area.last_column):
        return None
    named = area_of(workbook, series.categories) if series.categories else None
    return Line(sheet, area, named[1] if named and named[0] is sheet else None)


def _left_out(line: Line) -> list[Place]:
    """Return the cells that go on before and after a series: of the same kind, named as it is, and no total of it."""
    shown = line.places
    if len(shown) < FEWEST or line.names is None:
        return []
    after = _beyond(line, shown, 1)
    return [*_beyond(line, shown[::-1], -1), *after]


def _beyond(line: Line, shown: list[Place], step: int) -> list[Place]:
    """Return the cells that go on from the last of some cells, forward or back."""
    found: list[Place] = []
    down, right = (step, 0) if line.down else (0, step)
    while True:
        last = (found or shown)[-1]
        place = last[0] + down, last[1] + right
        if not _goes_on(line, last, place) or _is_total(line, [*shown, *found], place) or _is_year(line, shown, place):
            return found
        found.append(place)


def _goes_on(line: Line, last: Place, place: Place) -> bool:
    sheet = line.sheet
    before, name = line.name_beside(last), line.name_beside(place)
    if before is None or name is None or type(sheet.values.get(before)) is not type(sheet.values.get(name)):
        return False
    both_typed = sheet.constant(last) is not None and sheet.constant(place) is not None
    copied = place in sheet.formulas and sheet.formulas.get(place) is sheet.formulas.get(last)
    return name in sheet.values and (both_typed or copied)


def _is_total(line: Line, before: list[Place], place: Place) -> bool:
    value = line.sheet.values[place]
    if line.down and (gathers(line.sheet, place[0]) or is_total_row(line.sheet, place[0] - 1)):
        return True
    numbers = [one for other in before if isinstance(one := line.sheet.values.get(other), float)]
    return isinstance(value, float) and abs(sum(numbers) - value) <= max(SAME, abs(value) * SAME)


def _is_year(line: Line, shown: list[Place], place: Place) -> bool:
    """Say whether a cell is a year above figures that are none: the heading of their column."""

    def year(value: Single) -> bool:
        return isinstance(value, float) and value.is_integer() and YEARS[0] <= value <= YEARS[1]

    values = line.sheet.values
    return year(values.get(place)) and not all(year(values.get(one)) for one in shown)


def _shifted(line: Line) -> bool:
    """Say whether names and figures begin or end in different rows (or columns), though both go the same way."""
    area, names = line.area, line.names
    if names is None or (names.first_column != names.last_column if line.down else names.first_row != names.last_row):
        return False
    if line.down:
        return (area.first_row, area.last_row) != (names.first_row, names.last_row)
    return (area.first_column, area.last_column) != (names.first_column, names.last_column)


def _leaves_out(chart: Chart, sheet: Sheet, places: list[Place]) -> Finding:
    where = told(places)
    return Finding(
        NAME,
        "other",
        "warning",
        sheet.name,
        tuple(sorted(set(places))),
        Text(
            f"диаграмма «{chart.name}» на листе «{chart.sheet}» не показывает {where}: данные продолжаются, а она кончилась",
            f"the chart “{chart.name}” on the sheet “{chart.sheet}” does not show {where}: the data go on, and it does not",
        ),
        HINT,
    )


def _misplaced(chart: Chart, line: Line) -> Finding:
    figures, names = written(line.area), written(line.names) if line.names else ""
    return Finding(
        NAME,
        "other",
        "warning",
        line.sheet.name,
        tuple(line.places),
        Text(
            f"диаграмма «{chart.name}» на листе «{chart.sheet}»: числа из {figures}, а подписи из {names}, они не рядом",
            f"the chart “{chart.name}” on the sheet “{chart.sheet}”: the figures are {figures} and their names {names}, "
            "which do not stand side by side",
        ),
        Text("Проверьте, что число и подпись берутся из одной строки", "See that each figure and its name come from one row"),
    )
