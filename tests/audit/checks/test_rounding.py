"""Rounding (G7): what it takes away, row by row, and what nobody can add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from audit.drawn import cells, snapshot, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.audit.checks import lost_kopecks, rounded_chain, rounded_sums, shares, shown_sums
from sheets_crm.audit.showing import decimals, shown_as
from sheets_crm.audit.workbook import Workbook, workbook_of
from sheets_crm.model.text import Text

ROUBLES = """
| Price | Sum               |
| 10.4  | =ROUND(A2,0) → 10 |
| 20.4  | =ROUND(A3,0) → 20 |
| 30.4  | =ROUND(A4,0) → 30 |
| Total | =SUM(B2:B4) → 60  |
"""
KOPECKS = """
| Price  | Sum                  |
| 10.004 | =ROUND(A2,2) → 10    |
| 20.004 | =ROUND(A3,2) → 20    |
| Total  | =SUM(B2:B3) → 30     |
"""
A_TAX = ROUBLES.replace("| Sum ", "| НДФЛ")
WHOLE_BEFORE = ROUBLES.replace(".4 ", ".0 ")
CHAIN = """
| Sum | Piece                     | Qty  | All                |
| 10  | =ROUND(A2/3,0) → 3        | 1000 | =B2*C2 → 3000      |
| 10  | =A3/3 → 3.3333333333      | 1000 | =B3*C3 → 3333.3333 |
"""
INSIDE = "| 10 | =ROUND(A1/3,0)*1000 → 3000 |"
ROUNDED_LAST = "| 10 | =ROUND(A1/3*1000,0) → 3333 |"
PIECES = "| 10 | =ROUNDUP(A1/3,0)*1000 → 4000 |"


@pytest.mark.parametrize(
    ("drawing", "wrong", "severity"),
    [
        (ROUBLES, {"B5"}, "warning"),
        (KOPECKS, {"B4"}, "note"),
        (ROUBLES.replace("SUM(", "SUBTOTAL(9,"), {"B5"}, "warning"),
        (A_TAX, set(), ""),
        (WHOLE_BEFORE, set(), ""),
    ],
)
def test_a_sum_of_rounded_numbers(drawing: str, wrong: set[str], severity: str) -> None:
    found = list(rounded_sums.check(workbook(Sheet=drawing)))
    assert cells(found) == wrong
    assert all(one.severity == severity for one in found)


def test_the_drift_is_told_row_by_row() -> None:
    (finding,) = rounded_sums.check(workbook(Sheet=ROUBLES))
    assert finding.money is not None
    assert float(finding.money) == pytest.approx(1.2)
    assert "row by row: B2 −0.40, B3 −0.40, B4 −0.40" in finding.message.en


@given(st.lists(st.integers(100, 99_999).map(lambda one: one / 1000), min_size=2, max_size=12))
@settings(max_examples=40, deadline=None)
def test_the_rows_of_the_drift_make_the_whole(prices: list[float]) -> None:
    lines = [f"| {price} | =ROUND(A{row},1) → {round(price + 1e-9, 1)} |" for row, price in enumerate(prices, 1)]
    off = sum(round(price + 1e-9, 1) - price for price in prices)
    found = list(rounded_sums.check(workbook(Sheet="\n".join([*lines, f"| x | =SUM(B1:B{len(prices)}) → 1 |"]))))
    assert bool(found) == (abs(off) >= 0.005)
    assert not found or float(found[0].money or 0) == pytest.approx(abs(off), abs=0.0051)


@pytest.mark.parametrize(
    ("drawing", "wrong", "money"),
    [(CHAIN, {"D2"}, 333.33), (INSIDE, {"B1"}, 333.33), (ROUNDED_LAST, set(), 0), (PIECES, set(), 0)],
)
def test_rounded_on_the_way(drawing: str, wrong: set[str], money: float) -> None:
    found = list(rounded_chain.check(workbook(Sheet=drawing)))
    assert cells(found) == wrong
    assert sum(float(one.money or 0) for one in found) == pytest.approx(money)


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("0.00", 2),
        ("#,##0", 0),
        ("#,##0.00 ₽", 2),
        ('#,##0.0"тыс."', 1),
        ("#,##0,", -3),
        ("0.0%", 3),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)', 2),
        ("[Red]0.000;-0", 3),
        ("General", None),
        ("@", None),
        ("0.00E+00", None),
        ("# ?/?", None),
        ("dd.mm.yyyy", None),
    ],
)
def test_how_many_decimals_a_format_shows(code: str, places: int | None) -> None:
    assert decimals(code) == places


def test_numbers_are_told_as_they_are_shown() -> None:
    assert [shown_as(1234.5, 2, percent=False), shown_as(3.85, 2, percent=True), shown_as(0.5, None, percent=False)] == [
        Text("1\u00a0234,50", "1,234.50"),
        Text("385 %", "385 %"),
        Text("0,5", "0.5"),
    ]


def formatted(drawing: str, code: str, *columns: int) -> Workbook:
    book = snapshot(Sheet=drawing)
    grid = book.grids["Sheet"]
    dressed = {
        number: replace(cells, formats=np.full(len(cells.rows), int(number in columns), np.uint16))
        for number, cells in grid.columns.items()
    }
    return workbook_of(replace(book, grids={"Sheet": replace(grid, columns=dressed)}, number_formats=("General", code)))


THIRDS = """
| Ann   | 33.3333             |
| Bob   | 33.3333             |
| Cid   | 33.3334             |
| Total | =SUM(B1:B3) → 100   |
"""


@pytest.mark.parametrize(
    ("drawing", "code", "wrong"),
    [
        (THIRDS, "0.00", {"B4"}),
        (THIRDS, "0", {"B4"}),
        (THIRDS, "0.0000", set()),
        (THIRDS, "General", set()),
        (THIRDS.replace("→ 100 ", "→ 90 "), "0.00", set()),
    ],
)
def test_what_is_shown_does_not_make_the_total(drawing: str, code: str, wrong: set[str]) -> None:
    assert cells(shown_sums.check(formatted(drawing, code, 2))) == wrong


SHARES = """
| Who   | {}  |
| Ann   | {}  |
| Bob   | {}  |
| Cid   | {}  |
"""


@pytest.mark.parametrize(
    ("title", "values", "wrong"),
    [
        ("Share", ("0.333", "0.333", "0.333"), {"B2", "B3", "B4"}),
        ("Доля, %", ("33.3", "33.3", "33.3"), {"B2", "B3", "B4"}),
        ("Share", ("0.333", "0.333", "0.334"), set()),
        ("Share", ("0.5", "0.3", "0.1"), set()),
        ("Growth", ("0.333", "0.333", "0.333"), set()),
    ],
)
def test_shares_by_their_heading(title: str, values: Sequence[str], wrong: set[str]) -> None:
    assert cells(shares.check(workbook(Sheet=SHARES.format(title, *values)))) == wrong


@pytest.mark.parametrize(("last", "wrong"), [("0.37", {"B2", "B3", "B4"}), ("0.33", set()), ("0.1", set())])
def test_shares_by_their_total(last: str, wrong: set[str]) -> None:
    drawing = SHARES.format("Part", "0.33", "0.34", last) + "| All | =SUM(B2:B4) → 1 |"
    assert cells(shares.check(formatted(drawing, "0%", 2))) == wrong


def amounts(*values: float) -> Workbook:
    return workbook(Sheet="\n".join(["| Client | Sum |", *(f"| c{row} | {value} |" for row, value in enumerate(values))]))


WITH_KOPECKS = [12.5, 340.17, 25.99, 1204.01, 77.77, 18.3, 940.05, 63.21, 15.15, 208.9]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ([*WITH_KOPECKS, 100, 250, 37, 480, 515, 66], {f"B{row}" for row in range(12, 18)}),
        ([*WITH_KOPECKS, 100, 250, 37.5, 480, 515, 66], set()),
        ([100, 250, 37, 480, 515, 66] * 3, set()),
        ([one / 100 for one in range(105, 125)] + [1, 2, 3, 4, 5, 6], set()),
    ],
)
def test_kopecks_that_suddenly_end(values: list[float], wrong: set[str]) -> None:
    assert cells(lost_kopecks.check(amounts(*values))) == wrong
