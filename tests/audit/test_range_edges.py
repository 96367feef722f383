"""Where a range takes in a heading or a separator, and where an empty cell in it is harmless."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks.range_edges import check

INTO_THE_BLANK_ROW = """
| Item  | 2001              | 2002              |
| Cash  | 10                | 20                |
| Bank  | 30                | 40                |
|       |                   |                   |
| Total | =SUM(B2:B4) → 40  | =SUM(C2:C4) → 60  |
"""
INTO_THE_HEADING = """
| Item   | Sum               |
|        |                   |
| Assets |                   |
| Cash   | 10                |
| Bank   | 30                |
| Total  | =SUM(B3:B5) → 40  |
"""
AN_ITEM_WITHOUT_A_NUMBER_YET = """
| Item     | Sum              |
|          |                  |
| Supplies |                  |
| Computer |                  |
| Paper    | 30               |
| Total    | =SUM(B4:B5) → 30 |
"""
A_GAP_IN_ONE_COLUMN = """
| Item  | 2001              | 2002              |
| Cash  |                   | 20                |
| Bank  | 30                | 40                |
| Total | =SUM(B2:B3) → 30  | =SUM(C2:C3) → 60  |
"""


@pytest.mark.parametrize(
    ("drawing", "wrong"),
    [
        (INTO_THE_BLANK_ROW, {"B5", "C5"}),
        (INTO_THE_HEADING, {"B6"}),
        (AN_ITEM_WITHOUT_A_NUMBER_YET, set()),
        (A_GAP_IN_ONE_COLUMN, set()),
    ],
)
def test_a_range_takes_in_too_much(drawing: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=drawing))) == wrong
