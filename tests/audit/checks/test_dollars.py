"""Where a `$` is missing or one too many, and where the same formula is right."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks.dollars import check

THE_RATE_SLIDES_AWAY = """
| Sum | In dollars        |   | Rate | 80 |
| 10  | =A2*E1 → 800      |   |      |    |
| 20  | =A3*E2 → 0        |   |      |    |
| 30  | =A4*E3 → 0        |   |      |    |
"""
THE_RATE_SLIDES_ACROSS = """
|      | 80           |              |              |
| Sum  | 10           | 20           | 30           |
| RUB  | =B2*B1 → 800 | =C2*C1 → 0   | =D2*D1 → 0   |
"""
THE_TABLE_SLIDES = """
| Key | Price                          |   | Key | Price |
| b   | =VLOOKUP(A2,D2:E4,2,FALSE) → 2 |   | a   | 1     |
| c   | =VLOOKUP(A3,D3:E5,2,FALSE) → 3 |   | b   | 2     |
| a   | =VLOOKUP(A4,D4:E6,2,FALSE) → #N/A | | c   | 3     |
"""
ALL_COUNT_THE_FIRST_PRICE = """
| Price | Qty | Sum              |
| 10    | 1   | =$A$2*B2 → 10    |
| 20    | 2   | =$A$2*B3 → 20    |
| 30    | 3   | =$A$2*B4 → 30    |
"""
ALL_SUM_THE_FIRST_ROW = """
| Shop | Mon | Tue | Sum                  |
| A    | 1   | 2   | =SUM(B$2:C$2) → 3    |
| B    | 3   | 4   | =SUM(B$2:C$2) → 3    |
| C    | 5   | 6   | =SUM(B$2:C$2) → 3    |
"""
THE_SUMMED_ROWS_SLIDE = """
| Who | Sum                         |   | Who | Sum |
| a   | =SUMIF(D2:D4,A2,E2:E4) → 1  |   | a   | 1   |
| b   | =SUMIF(D3:D5,A3,E3:E5) → 2  |   | b   | 2   |
| c   | =SUMIF(D4:D6,A4,E4:E6) → 3  |   | c   | 3   |
"""
THE_RATE_STAYS = THE_RATE_SLIDES_AWAY.replace("E1 ", "$E$1 ").replace("E2 ", "$E$1 ").replace("E3 ", "$E$1 ")
THE_TABLE_STAYS = THE_TABLE_SLIDES.replace("D2:E4", "D$2:E$4").replace("D3:E5", "D$2:E$4").replace("D4:E6", "D$2:E$4")
A_BASE_FOR_ALL = """
| Year | Sales | Index            | Growth            |
| 2001 | 10    | =B2/$B$2 → 1     |                   |
| 2002 | 20    | =B3/$B$2 → 2     | =B3/B2 → 2        |
| 2003 | 30    | =B4/$B$2 → 3     | =B4/B3 → 1.5      |
"""
A_DISCOUNT_FOR_ONE_ALONE = """
| Price | Discount | Sum            |
| 10    | 0.5      | =A2*B2 → 5     |
| 20    |          | =A3*B3 → 0     |
| 30    |          | =A4*B4 → 0     |
"""


@pytest.mark.parametrize(
    ("drawing", "wrong", "formula", "money"),
    [
        (THE_RATE_SLIDES_AWAY, {"B3", "B4"}, "=A2*E$1", 4000),
        (THE_RATE_SLIDES_ACROSS, {"C3", "D3"}, "=B2*$B1", 4000),
        (THE_TABLE_SLIDES, {"B3", "B4"}, "=VLOOKUP(A2,D$2:E$4,2,FALSE)", 1),
        (ALL_COUNT_THE_FIRST_PRICE, {"C3", "C4"}, "=$A2*B2", 20 + 60),
        (ALL_SUM_THE_FIRST_ROW, {"D3", "D4"}, "=SUM(B2:C2)", 4 + 8),
        (THE_SUMMED_ROWS_SLIDE, {"B3", "B4"}, "=SUMIF(D$2:D$4,A2,E2:E4)", 4),
    ],
)
def test_a_dollar_is_missing_or_too_many(drawing: str, wrong: set[str], formula: str, money: int | None) -> None:
    (finding,) = check(workbook(Sheet=drawing))
    assert cells([finding]) == wrong
    assert formula in finding.hint.en
    assert finding.money == money


@pytest.mark.parametrize("drawing", [THE_RATE_STAYS, THE_TABLE_STAYS, A_BASE_FOR_ALL, A_DISCOUNT_FOR_ONE_ALONE])
def test_a_dollar_where_it_belongs(drawing: str) -> None:
    assert not list(check(workbook(Sheet=drawing)))
