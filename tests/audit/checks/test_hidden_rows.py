"""Hidden rows and columns inside a sum (G4): by hand and by a filter, here and from another sheet, with the difference."""

from __future__ import annotations

from dataclasses import replace

import pytest
from audit.drawn import cells, snapshot

from sheets_crm.audit.checks.hidden_rows import check
from sheets_crm.audit.workbook import workbook_of
from sheets_crm.model.grids import Area
from sheets_crm.model.snapshot import Snapshot

SUMS = """
| Shop  | May                      | June              | Both             |
| North | 10                       | 1                 | =B2+C2 → 11      |
| South | 20                       | 2                 | =B3+C3 → 22      |
| East  | 30                       | 3                 | =SUM(B4:C4) → 33 |
| Total | {} → 60                  | =MAX(C2:C4) → 3   | =B5+C5 → 63      |
"""


def hiding(book: Snapshot, sheet: str, **hidden: object) -> Snapshot:
    grid = replace(book.grids[sheet], **hidden)  # type: ignore[arg-type]
    return replace(book, grids={**book.grids, sheet: grid})


ROWS = {"hidden_rows": frozenset({3})}
FILTERED = {**ROWS, "filtered": (Area(1, 1, 4, 4),)}


@pytest.mark.parametrize(
    ("formula", "hidden", "wrong"),
    [
        ("=SUM(B2:B4)", ROWS, {"B5"}),
        ("=SUM(B2:B4)", FILTERED, {"B5"}),
        ("=SUBTOTAL(9,B2:B4)", ROWS, {"B5"}),
        ("=SUBTOTAL(9,B2:B4)", FILTERED, set()),
        ("=SUBTOTAL(109,B2:B4)", ROWS, set()),
        ("=SUM(B2:B4)", {"hidden_rows": frozenset({2, 3, 4})}, set()),
        ("=SUM(B2:B4)", {"hidden_rows": frozenset({3, 5})}, set()),
        ("=SUM(B2:B4)", {"hidden_columns": frozenset({3})}, {"D4"}),
        ("=SUM(B2:B4)", {}, set()),
    ],
)
def test_what_is_hidden_in_a_sum(formula: str, hidden: dict[str, object], wrong: set[str]) -> None:
    book = hiding(snapshot(Sheet=SUMS.format(formula)), "Sheet", **hidden)
    assert cells(check(workbook_of(book))) == wrong


@pytest.mark.parametrize(("hidden", "words"), [(ROWS, "hidden rows (3)"), (FILTERED, "rows hidden by a filter (3)")])
def test_both_results_and_the_difference_are_told(hidden: dict[str, object], words: str) -> None:
    (finding,) = check(workbook_of(hiding(snapshot(Sheet=SUMS.format("=SUM(B2:B4)")), "Sheet", **hidden)))
    assert words in finding.message.en
    assert "B5 is 60 with them, and 40 of what is seen, the difference is 20" in finding.message.en
    assert finding.money == 20


def test_a_sum_on_another_sheet_counts_them_too() -> None:
    book = snapshot(Data=SUMS.format("x"), Total="| All | =SUM(Data!B2:B4) → 60 |")
    (finding,) = check(workbook_of(hiding(book, "Data", **ROWS)))
    assert (finding.sheet, finding.cells) == ("Total", ["B1"])
    assert "Data!3" in finding.message.en
