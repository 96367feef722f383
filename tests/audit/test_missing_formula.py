"""Where a typed number stands for a formula, and where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from audit.drawn import cells, snapshot, workbook

from sheets_crm.audit.checks.missing_formula import check
from sheets_crm.audit.workbook import workbook_of

A_SUM_TYPED_AMONG_SUMS = """
| Shop  | Mon | Tue | Total         |
| North | 120 | 131 | =B2+C2 → 251  |
| South | 204 | 118 | 322           |
| East  | 97  | 88  | =B4+C4 → 185  |
| West  | 145 | 150 | =B5+C5 → 295  |
"""
ALL_COMPUTED = A_SUM_TYPED_AMONG_SUMS.replace("322 ", "=B3+C3 → 322")
ONE_FORMULA_AND_A_COLUMN_THAT_FITS = """
| Year | Born | Died | Increase       |
| 1901 | 8123 | 5011 | 3112           |
| 1902 | 8310 | 5107 | 3203           |
| 1903 | 8244 | 5320 | =B4-C4 → 2924  |
"""
NOTHING_FITS = """
| Year | Born | Died | Staff          |
| 1901 | 8123 | 5011 | 17             |
| 1902 | 8310 | 5107 | 23             |
| 1903 | 8244 | 5320 | =B4-C4 → 2924  |
"""
THE_SAME_LABEL_FURTHER_DOWN = """
| School A | March             |
| Boys     | 311               |
| Girls    | 402               |
| All      | =SUM(B2:B3) → 713 |
| School B |                   |
| Boys     | 275               |
| Girls    | 288               |
| All      | 563               |
"""
A_TABLE_OF_ITS_OWN = """
| Year | Born | Died | Increase       |
| 1901 | 8123 | 5011 | =B2-C2 → 3112  |
| 1902 | 8310 | 5107 | =B3-C3 → 3203  |
|      |      |      |                |
| Year | Born | Died | Increase       |
| 1911 | 8244 | 5320 | 2924           |
| 1912 | 8101 | 5000 | 3101           |
"""
ROUNDED_BY_HAND = """
| Step | One | Two           | Three         | Four          | Five |
| Goal | 622 | =B2+146 → 768 | =C2+146 → 914 | =D2+146 → 1060 | 1200 |
"""


@pytest.mark.parametrize(
    ("drawing", "wrong"),
    [
        (A_SUM_TYPED_AMONG_SUMS, {"D3"}),
        (ALL_COMPUTED, set()),
        (ONE_FORMULA_AND_A_COLUMN_THAT_FITS, {"D2", "D3"}),
        (NOTHING_FITS, set()),
        (THE_SAME_LABEL_FURTHER_DOWN, {"B8"}),
        (A_TABLE_OF_ITS_OWN, set()),
        (ROUNDED_BY_HAND, {"F2"}),
    ],
)
def test_a_typed_number_stands_for_a_formula(drawing: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=drawing))) == wrong


def test_a_price_agreed_otherwise_with_a_note_that_says_so_is_right() -> None:
    book = snapshot(Sheet=A_SUM_TYPED_AMONG_SUMS)
    noted = {name: replace(grid, noted=frozenset({(3, 4)})) for name, grid in book.grids.items()}
    assert not list(check(workbook_of(replace(book, grids=noted))))


def test_the_hint_is_the_formula_that_belongs_there() -> None:
    (finding,) = check(workbook(Sheet=A_SUM_TYPED_AMONG_SUMS))
    assert "=B3+C3" in finding.hint.ru
    assert finding.says == "missing_formula"


def test_the_money_that_it_moves_is_told() -> None:
    (finding,) = check(workbook(Sheet=ROUNDED_BY_HAND))
    assert "off by 6" in finding.message.en


A_CALCULATED_COLUMN = """
| Hours | Pay            |
| 10    | =A2*7.5 → 75   |
| 20    | =A3*7.5 → 150  |
| 30    | 0              |
| 40    | =A5*7.5 → 300  |
| 50    | =A6*7.5 → 375  |
| 60    | =A7*7.5 → 450  |
"""
THE_MOST_POINTS = """
| Points | Percent            |
| 10     | =A2/$A$8*100 → 50  |
| 20     | =A3/$A$8*100 → 100 |
| 12     | =A4/$A$8*100 → 60  |
| 14     | =A5/$A$8*100 → 70  |
| 16     | =A6/$A$8*100 → 80  |
|        |                    |
| 20     | 100                |
"""
A_ROW_OF_TOTALS = """
| Site    | Mean                | Alarms |
| North   | 5.1                 | 0      |
| South   | 5.3                 | 0      |
| Average | =AVERAGE(B2:B3) → 5.2 | 0    |
"""


@pytest.mark.parametrize(
    ("drawing", "wrong"), [(A_CALCULATED_COLUMN, {"B4"}), (THE_MOST_POINTS, set()), (A_ROW_OF_TOTALS, {"C4"})]
)
def test_a_number_that_may_not_even_fit(drawing: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=drawing))) == wrong


CALCULATED_HEADINGS = A_TABLE_OF_ITS_OWN.replace(
    "| Year | Born | Died | Increase       |\n| 1911", "| Year | =B1 → Born | =C1 → Died | Increase |\n| 1911"
)


def test_a_table_whose_headings_are_calculated_carries_the_one_above_on() -> None:
    assert cells(check(workbook(Sheet=CALCULATED_HEADINGS))) == {"D6", "D7"}


SUMS_BY_CLIENT = """
| Client | Sum                                  |   | Client | Sum |
| North  | =SUMIF(D$2:D$6,A2,E$2:E$6) → 1312.5  |   | North  | 1312.5 |
| South  | =SUMIF(D$2:D$6,A3,E$2:E$6) → 820.4   |   | South  | 820.4  |
| East   | 715                                  |   | East   | 715.3  |
| West   | =SUMIF(D$2:D$6,A5,E$2:E$6) → 0       |   | South  | 0      |
"""


def test_a_column_that_looks_its_numbers_up_elsewhere() -> None:
    assert cells(check(workbook(Sheet=SUMS_BY_CLIENT))) == {"B4"}
