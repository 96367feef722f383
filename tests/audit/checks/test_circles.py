"""Formulas that count each other in a circle, however long, and those that only seem to."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks.circular import check

TWO = "| =B1 → 0 | =A1 → 0 |"
THREE_DOWN_AND_UP = """
| 1          | =A1+B3 → 0 |
| 2          | =B1*2 → 0  |
| 3          | =B2+1 → 0  |
"""
A_TOTAL_ABOVE = """
| =SUM(A2:A4) → 0 |
| 1               |
| =A1/2 → 0       |
| 3               |
"""
A_RUNNING_BALANCE = """
| 1 | =A1 → 1     |
| 2 | =B1+A2 → 3  |
| 3 | =B2+A3 → 6  |
| 4 | =B3+A4 → 10 |
"""
UPWARDS_TOO = """
| =A2+1 → 4 | =A1 → 4   |
| =A3+1 → 3 | =B1+1 → 5 |
| 2         | =B2+1 → 6 |
"""


@pytest.mark.parametrize(
    ("drawing", "circle"),
    [
        (TWO, "A1 → B1 → A1"),
        (THREE_DOWN_AND_UP, "B1 → B3 → B2 → B1"),
        (A_TOTAL_ABOVE, "A1 → A3 → A1"),
        (A_RUNNING_BALANCE, ""),
        (UPWARDS_TOO, ""),
    ],
)
def test_a_circle_on_one_sheet(drawing: str, circle: str) -> None:
    found = list(check(workbook(Sheet=drawing)))
    assert [one.message.en.partition(":")[0] for one in found] == ([circle] if circle else [])
    assert cells(found) == set(circle.split(" → ")) - {""}


def test_a_circle_through_another_sheet() -> None:
    (found,) = check(workbook(Here="| =There!B2 → 0 |", There="| 1 | 2 |\n| 3 | =Here!A1+A2 → 0 |"))
    assert (found.sheet, found.cells) == ("Here", ["A1"])
    assert found.message.en.startswith("A1 → There!B2 → A1")
