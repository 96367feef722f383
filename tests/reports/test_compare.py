from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Grid, SparseColumn
from sheets_crm.reports.compare import report_equals_grid

VALUES: list[list[CellValue]] = [
    ["Сводка"],
    [],
    ["Выручка", Decimal("0.10"), 7, None, date(2026, 11, 22)],
    ["две\nстроки", Decimal(1) / 3, True, "", datetime(2026, 11, 22, 3, 5)],
]
REPORT = Report("summary", "Сводка", (), tuple(tuple(ReportCell(value) for value in row) for row in VALUES))


def grid(cells: dict[tuple[int, int], CellValue], formulas: dict[int, str] | None = None) -> Grid:
    columns = {}
    for column in {column for _, column in cells}:
        rows = sorted(row for row, one in cells if one == column)
        vector = Vector.of([cells[row, column] for row in rows], formulas if column == 1 else None)
        columns[column] = SparseColumn(np.array(rows, np.int32), vector)
    return Grid("Сводка", columns)


SHOWN: dict[tuple[int, int], CellValue] = {
    (1, 1): "Сводка",
    (3, 1): "Выручка",
    (3, 2): 0.1,
    (3, 3): 7.0,
    (3, 5): date(2026, 11, 22),
    (4, 1): "две\r\nстроки",
    (4, 2): 0.333333333333333,
    (4, 3): True,
    (4, 5): datetime(2026, 11, 22, 3, 5),
}


def test_a_tab_that_shows_the_report_equals_it() -> None:
    assert report_equals_grid(REPORT, grid(SHOWN))


@pytest.mark.parametrize(
    "edit",
    [
        {(3, 1): "выручка"},
        {(3, 2): 0.11},
        {(3, 2): "0.1"},
        {(3, 3): True},
        {(3, 5): 46348},
        {(2, 1): "заметка"},
        {(4, 4): "рядом"},
        {(9, 9): 1},
        {(1, 1): None},
    ],
)
def test_a_tab_that_someone_changed_does_not(edit: dict[tuple[int, int], CellValue]) -> None:
    assert not report_equals_grid(REPORT, grid(SHOWN | edit))


def test_a_formula_in_its_place_does_not() -> None:
    assert not report_equals_grid(REPORT, grid(SHOWN, {0: '="Сводка"'}))
