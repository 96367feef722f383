"""Whether the book's tab already shows a report."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.model.cells import CellValue, encode
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Grid

Shown = tuple[int, float, str | None]


def report_equals_grid(report: Report, grid: Grid) -> bool:
    """Whether a tab shows exactly these values, no formulas and nothing beside; how its cells look is not compared."""
    if any(column.cells.formulas for column in grid.columns.values()):
        return False
    wanted = {place: _normal(value) for place, value in _values(report)}
    return {place: shown for place, shown in wanted.items() if shown[0]} == _shown(grid)


def _values(report: Report) -> Iterator[tuple[tuple[int, int], CellValue]]:
    for row, cells in enumerate(report.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            yield (row, column), cell.value


def _shown(grid: Grid) -> dict[tuple[int, int], Shown]:
    found: dict[tuple[int, int], Shown] = {}
    for number, column in grid.columns.items():
        for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
            shown = _normal(value)
            if shown[0]:
                found[row, number] = shown
    return found


def _normal(value: CellValue) -> Shown:
    """Reduce a value to what a file keeps of it: numbers to 15 digits, one kind of line end."""
    kind, number, text = encode(value)
    kept = float(f"{number:.15g}") if number == number else 0.0  # noqa: PLR0124 - NaN: no number
    return int(kind), kept, text.replace("\r\n", "\n").replace("\r", "\n") if text else text
