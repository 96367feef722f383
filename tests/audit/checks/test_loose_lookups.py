"""Which lookups search approximately by accident."""

from __future__ import annotations

import pytest
from audit.drawn import cells, workbook

from sheets_crm.audit.checks.loose_lookups import check

PRICES = """
| b | {} | | c | 30 |
|   |    | | a | 10 |
|   |    | | b | 20 |
"""


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ("=VLOOKUP(A1,D1:E3,2) → 30", {"B1"}),
        ("=VLOOKUP(A1,D1:E3,2,TRUE) → 30", {"B1"}),
        ("=VLOOKUP(A1,D1:E3,2,1) → 30", {"B1"}),
        ("=IFERROR(VLOOKUP(A1,D1:E3,2),0) → 30", {"B1"}),
        ("=MATCH(A1,D1:D3) → 1", {"B1"}),
        ("=LOOKUP(A1,D1:D3,E1:E3) → 30", {"B1"}),
        ("=VLOOKUP(A1,D1:E3,2,FALSE) → 20", set()),
        ("=VLOOKUP(A1,D1:E3,2,0) → 20", set()),
        ("=VLOOKUP(A1,D1:E3,2,) → 20", set()),
        ("=MATCH(A1,D1:D3,0) → 3", set()),
        ("=MATCH(A1,D1:D3,-1) → 3", set()),
        ("=VLOOKUP(A1,D2:E3,2) → 20", set()),
    ],
)
def test_a_lookup_of_keys_in_disorder(formula: str, wrong: set[str]) -> None:
    assert cells(check(workbook(Sheet=PRICES.format(formula)))) == wrong


def test_it_tells_by_how_much_the_price_is_off() -> None:
    (finding,) = check(workbook(Sheet=PRICES.format("=VLOOKUP(A1,D1:E3,2) → 30")))
    assert finding.severity == "error"
    assert finding.money == 10
    assert "see D2" in finding.message.en
