from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.ledger.money import average, kopecks, readable, roubles, shares, sums, total
from sheets_crm.model.cells import CellValue, Vector


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (3820.5, 382050),
        (0.1, 10),
        (1.005, 101),
        (-1.005, -101),
        (2.675, 268),
        (0.285, 29),
        (1234567890123.45, 123456789012345),
        (Decimal("99999999.99"), 9999999999),
        (None, 0),
        ("100", 0),
        (1e13, 0),
    ],
)
def test_an_amount_in_kopecks_is_what_its_digits_say(amount: CellValue, expected: int) -> None:
    assert kopecks(Vector.of([amount])).tolist() == [expected]


def test_text_and_absurd_amounts_are_not_counted() -> None:
    assert readable(Vector.of([1, "100", None, 1e13, float("inf"), True])).tolist() == [True, False, False, False, False, False]


AMOUNTS = st.decimals(Decimal(-999_999_999), Decimal(999_999_999), places=2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 3)), max_size=60))
def test_sums_by_group_are_exact(rows: list[tuple[Decimal, int]]) -> None:
    cells = kopecks(Vector.of([amount for amount, _ in rows]))
    groups = np.array([group for _, group in rows], np.intp)
    expected = [sum((amount for amount, group in rows if group == at), Decimal(0)) for at in range(4)]
    assert [roubles(amount) for amount in sums(cells, groups, 4)] == expected
    assert roubles(total(cells)) == sum(expected)


@settings(max_examples=200, deadline=None)
@given(st.decimals(Decimal(-99999), Decimal(99999), places=3))
def test_half_a_kopeck_goes_away_from_zero(amount: Decimal) -> None:
    expected = int(amount.quantize(Decimal("0.01"), ROUND_HALF_UP).scaleb(2))
    assert kopecks(Vector.of([amount])).tolist() == [expected]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 10**14), min_size=1, max_size=40))
def test_shares_always_add_up_to_the_whole(parts: list[int]) -> None:
    found = shares(parts)
    if not sum(parts):
        assert found is None
        return
    assert found is not None
    assert sum(found) == 1
    assert all(abs(share - Decimal(part) / sum(parts)) <= Decimal("0.0001") for share, part in zip(found, parts, strict=True))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [([1, 1, 1], ["0.3334", "0.3333", "0.3333"]), ([2, 1], ["0.6667", "0.3333"]), ([5, 0], ["1.0000", "0.0000"])],
)
def test_the_largest_remainder_gets_the_last_hundredth(parts: list[int], expected: list[str]) -> None:
    assert shares(parts) == [Decimal(share) for share in expected]


def test_an_average_needs_something_to_divide_by() -> None:
    assert average(100, 3) == Decimal("0.33")
    assert average(5, 2) == Decimal("0.03")
    assert average(0, 0) is None
