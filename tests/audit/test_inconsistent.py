"""Where a formula differs from those on both sides of it by a slip, and where it is another computation."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks.inconsistent import check

COLUMN = """
| Points | Share           |
| 80     | =A2*0.35 → 28   |
| 60     | {odd}           |
| 40     | =A4*0.35 → 14   |
| 20     | =A5*0.35 → 7    |
"""


@pytest.mark.parametrize(
    ("odd", "wrong"),
    [
        ("=A3*0.35 → 21", set()),
        ("=+A3*0.35 → 21", set()),
        ("=A2*0.35 → 28", {"B3"}),
        ("=$A$2*0.35 → 28", {"B3"}),
        ("=A3*0.35+3 → 24", {"B3"}),
        ("=A3*0.25 → 15", {"B3"}),
        ("=MAX(A2:A5) → 80", set()),
        ("21", set()),
    ],
)
def test_a_formula_between_two_copies_of_another(odd: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=COLUMN.format(odd=odd)))) == wrong


def test_a_formula_that_follows_its_row_is_right() -> None:
    drawing = """
| Points | Share         | Bonus        |
| 80     | =A2*0.35 → 28 | =A2*0.1 → 8  |
| 60     | =A3*0.25 → 15 | =B3*0.25 → 4 |
| 40     | =A4*0.35 → 14 | =A4*0.1 → 4  |
| 20     | =A5*0.35 → 7  | =A5*0.1 → 2  |
"""
    assert cells(check(workbook(Sheet=drawing))) == set()
