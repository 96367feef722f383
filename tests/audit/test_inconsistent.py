"""Where a formula differs from those on both sides of it by a slip, and where it is another computation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from audit.drawn import cells, snapshot, workbook

from sheets_crm.audit.checks.inconsistent import check
from sheets_crm.audit.workbook import workbook_of

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


ROWS_SUMMED = """
| Shop  | Mon | Tue | Sum               |
| North | 1   | 2   | =SUM(B2:C2) → 3   |
| South | 3   | 4   | {odd}             |
| East  | 5   | 6   | =SUM(B4:C4) → 11  |
| West  | 7   | 8   | =SUM(B5:C5) → 15  |
| All   | 16  | 20  | =SUM(D2:D5) → 36  |
"""


@pytest.mark.parametrize(
    ("odd", "wrong"), [("=SUM(B3:C4) → 18", {"D3"}), ("=SUM($B$2:$C$2) → 3", {"D3"}), ("=SUM(B3:B3) → 3", set())]
)
def test_a_total_of_other_rows_among_totals_of_their_own(odd: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=ROWS_SUMMED.format(odd=odd)))) == wrong


def test_what_people_explain_in_a_note_is_theirs() -> None:
    book = snapshot(Sheet=ROWS_SUMMED.format(odd="=SUM(B3:C4) → 18"))
    noted = {name: replace(grid, noted=frozenset({(3, 4)})) for name, grid in book.grids.items()}
    assert not list(check(workbook_of(replace(book, grids=noted))))


def test_a_formula_that_follows_its_row_is_right() -> None:
    drawing = """
| Points | Share         | Bonus        |
| 80     | =A2*0.35 → 28 | =A2*0.1 → 8  |
| 60     | =A3*0.25 → 15 | =B3*0.25 → 4 |
| 40     | =A4*0.35 → 14 | =A4*0.1 → 4  |
| 20     | =A5*0.35 → 7  | =A5*0.1 → 2  |
"""
    assert cells(check(workbook(Sheet=drawing))) == set()
