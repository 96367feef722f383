"""Where a total is shorter than its neighbours, and where it rightly is."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks.short_range import check

THE_FIRST_ROW_IS_LEFT_OUT = """
| Shop  | 2001              | 2002              |
| North | 10                | 20                |
| South | 30                | 40                |
| East  | 50                | 60                |
| Total | =SUM(B3:B4) → 80  | =SUM(C2:C4) → 120 |
"""
A_COLUMN_IS_LEFT_OUT = """
| Shop  | Jan | Feb | Mar | Quarter           |
| North | 10  | 20  | 30  | =SUM(B2:D2) → 60  |
| South | 11  | 21  | 31  | =SUM(C3:D3) → 52  |
"""
ONLY_THE_BLANK_ROW_IS_LEFT_OUT = """
| Shop  | 2001              | 2002              |
| North | 10                | 20                |
| South | 30                | 40                |
|       |                   |                   |
| Total | =SUM(B2:B3) → 40  | =SUM(C2:C4) → 60  |
"""
A_COMPUTED_CELL_IS_LEFT_OUT = """
| Name  | One | Two | Mean                  | Sum               |
| Green | 10  | 20  | 8                     | =SUM(B2:D2) → 38  |
| Smith | 11  | 21  | =AVERAGE(B3:C3) → 16  | =SUM(B3:C3) → 32  |
"""


@pytest.mark.parametrize(
    ("drawing", "wrong"),
    [
        (THE_FIRST_ROW_IS_LEFT_OUT, {"B5"}),
        (A_COLUMN_IS_LEFT_OUT, {"E3"}),
        (ONLY_THE_BLANK_ROW_IS_LEFT_OUT, set()),
        (A_COMPUTED_CELL_IS_LEFT_OUT, set()),
    ],
)
def test_a_total_is_shorter_than_its_neighbours(drawing: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=drawing))) == wrong


def test_the_hint_is_the_neighbours_range_in_this_cell() -> None:
    (finding,) = check(workbook(Sheet=THE_FIRST_ROW_IS_LEFT_OUT))
    assert "B2:B4" in finding.hint.ru
