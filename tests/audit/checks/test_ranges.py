"""Totals that stop short, count twice, or take in a heading; formulas that calculate with nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks import blank_reads, counted_twice, headings_summed, left_out

STOPS_SHORT = """
| Shop  | May              | June             |
| North | 10               | 1                |
| South | 20               | 2                |
| East  | 30               | 3                |
| West  | 40               | 4                |
| Total | =SUM(B2:B4) → 60 | =SUM(C2:C4) → 6  |
"""
THE_REST_IS_COMPUTED = """
| Shop  | May              |
| North | 10               |
| South | 20               |
| East  | 30               |
| Tax   | =B4*0.2 → 6      |
| Total | =SUM(B2:B4) → 60 |
"""
A_SUBTOTAL_COMES_BETWEEN = """
| Shop     | May              |
| North    | 10               |
| South    | 20               |
| East     | 30               |
| Subtotal | 60               |
| Total    | =SUM(B2:B4) → 60 |
"""
COUNTED_TWICE = """
| North  | 10                |
| South  | 20                |
| Inland | =SUM(B1:B2) → 30  |
| East   | 40                |
| West   | 50                |
| Abroad | =SUM(B4:B5) → 90  |
| Total  | =SUM(B1:B6) → 240 |
"""
HALVED = COUNTED_TWICE.replace("=SUM(B1:B6) → 240", "=SUM(B1:B6)/2 → 120")
BY_SUBTOTAL = COUNTED_TWICE.replace("SUM(B", "SUBTOTAL(9,B")
A_SUM_OF_TWO_TOTALS = COUNTED_TWICE.replace("=SUM(B1:B6) → 240", "=B3+B6 → 120")
A_YEAR_IS_SUMMED = """
| Shop  | 2023               | 2024               |
| North | 10                 | 1                  |
| South | 20                 | 2                  |
| Total | =SUM(B1:B3) → 2053 | =SUM(C1:C3) → 2027 |
"""
NUMBERS_OF_ROWS_ARE_SUMMED = """
| Name  | No | Jan | Feb | All              |
| North | 1  | 10  | 20  | =SUM(B2:D2) → 31 |
| South | 2  | 11  | 21  | =SUM(B3:D3) → 34 |
| East  | 3  | 12  | 22  | =SUM(B4:D4) → 37 |
| West  | 4  | 13  | 23  | =SUM(B5:D5) → 40 |
"""
AMOUNTS_LIKE_YEARS = """
| Shop  | May                | June               |
| North | 2023               | 1                  |
| South | 2010               | 2                  |
| Total | =SUM(B2:B3) → 4033 | =SUM(C2:C3) → 3    |
"""
NOTHING_THERE = """
| 10 | =A1*F9 → 0 |
"""
NOT_FILLED_YET = """
| Price | Qty | Sum        |
| 10    |     | =A2*B2 → 0 |
| 20    | 2   | =A3*B3 → 40 |
"""


@pytest.mark.parametrize(
    ("check", "drawing", "wrong", "money"),
    [
        (left_out.check, STOPS_SHORT, {"B6", "C6"}, 44),
        (left_out.check, THE_REST_IS_COMPUTED, set(), None),
        (left_out.check, A_SUBTOTAL_COMES_BETWEEN, set(), None),
        (counted_twice.check, COUNTED_TWICE, {"B7"}, 120),
        (counted_twice.check, HALVED, set(), None),
        (counted_twice.check, BY_SUBTOTAL, set(), None),
        (counted_twice.check, A_SUM_OF_TWO_TOTALS, set(), None),
        (headings_summed.check, A_YEAR_IS_SUMMED, {"B4", "C4"}, 2023 + 2024),
        (headings_summed.check, NUMBERS_OF_ROWS_ARE_SUMMED, {"E2", "E3", "E4", "E5"}, 10),
        (headings_summed.check, AMOUNTS_LIKE_YEARS, set(), None),
        (blank_reads.check, NOTHING_THERE, {"B1"}, None),
        (blank_reads.check, NOT_FILLED_YET, set(), None),
    ],
)
def test_a_range(check: Callable[..., object], drawing: str, wrong: set[str], money: int | None) -> None:
    found = list(check(workbook(Sheet=drawing)))  # type: ignore[call-overload]
    assert cells(found) == wrong
    assert [one.money for one in found] == [money] * len(found)


@pytest.mark.parametrize(
    ("check", "drawing", "right"),
    [(left_out.check, STOPS_SHORT, "B2:B5"), (headings_summed.check, A_YEAR_IS_SUMMED, "B2:B3")],
)
def test_the_hint_is_the_right_range(check: Callable[..., object], drawing: str, right: str) -> None:
    (finding,) = check(workbook(Sheet=drawing))  # type: ignore[misc]
    assert right in finding.hint.ru
