"""Totals of blocks: which of them begin too late, and what is typed among them."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks import left_out, missing_formula

THREE_BLOCKS = """
| Boys  | 10                |
| Girls | 12                |
| All   | =SUM(B1:B2) → 22  |
|       |                   |
| Boys  | 14                |
| Girls | 15                |
| All   | =SUM(B5:B6) → 29  |
|       |                   |
| Men   | 7                 |
| Boys  | 20                |
| Girls | 21                |
| All   | =SUM({first}:B11) → 41 |
"""
TAKEN_IN_LATER = THREE_BLOCKS + "| Both | =B9+B12 → 48 |\n"
BELOW_YEARS = THREE_BLOCKS.replace("Men   | 7                 |", "Year  | 2024 | 2025        |")


@pytest.mark.parametrize(
    ("drawing", "first", "wrong"),
    [(THREE_BLOCKS, "B10", {"B12"}), (THREE_BLOCKS, "B9", set()), (TAKEN_IN_LATER, "B10", set()), (BELOW_YEARS, "B10", set())],
)
def test_a_total_begins_below_the_first_number_of_its_block(drawing: str, first: str, wrong: set[str]) -> None:
    assert cells(left_out.check(workbook(Sheet=drawing.format(first=first)))) == wrong


def test_the_hint_takes_in_the_whole_block() -> None:
    (finding,) = left_out.check(workbook(Sheet=THREE_BLOCKS.format(first="B10")))
    assert "B9:B11" in finding.hint.en
    assert finding.money == 7


A_ROW_OF_TOTALS = """
| No | Shop  | Jan              | Feb              | Mar | Apr |
| 1  | North | 10               | 20               | 30  |     |
| 2  | South | 11               | 21               | 31  |     |
| 3  | {name} | =SUM(C2:C3) → 21 | =SUM(D2:D3) → 41 | 99 | 0   |
"""


@pytest.mark.parametrize(("name", "wrong"), [("Total", {"E4"}), ("Итого по Москве", {"E4"}), ("Goal", set())])
def test_what_is_typed_in_a_row_named_as_totals_is_a_total_even_when_it_does_not_fit(name: str, wrong: set[str]) -> None:
    assert cells(missing_formula.check(workbook(Sheet=A_ROW_OF_TOTALS.format(name=name)))) == wrong


SHARES = """
| Shop  | Sum              | Share            | Sum              | Share            |
| North | 10               | =B2/B$4 → 0.25   | 5                | =D2/D$4 → 0.5    |
| South | 30               | =B3/B$4 → 0.75   | 5                | =D3/D$4 → 0.5    |
| {name} | =SUM(B2:B3) → 40 | 1                | =SUM(D2:D3) → 10 | 1                |
"""


def test_totals_that_the_rows_above_refer_to_are_totals_all_the_same() -> None:
    assert cells(missing_formula.check(workbook(Sheet=SHARES.format(name="Всего")))) == {"C4", "E4"}
