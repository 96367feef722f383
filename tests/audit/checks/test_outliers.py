"""Figures that cannot be (G8), and figures that are only large."""

from __future__ import annotations

import pytest
from audit.drawn import cells, snapshot, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.audit.checks import bounds, outliers
from sheets_crm.audit.outliers import Jump, jump
from sheets_crm.audit.workbook import workbook_of

KPI = [0.95, 1.02, 0.88, 1.1, 1.25, 0.9, 1.07, 0.99]
PLAN = [120_000, 95_000, 180_000, 150_000, 210_000, 88_000, 140_000, 132_000]
PRICES = [63.55, 382.16, 120.4, 77.35, 240.1, 99.9, 310.05, 145.25]
HEAVY = [3, 12, 55, 240, 1_100, 5_200, 26_000, 140_000]
COUNTS = [1, 2, 1, 3, 4, 2, 5, 1]


@pytest.mark.parametrize(
    ("value", "others", "how"),
    [
        (3.85, KPI, Jump.HIGH),
        (385, KPI, Jump.HIGH),
        (1.6, KPI, None),
        (140_000_000, PLAN, Jump.THOUSANDFOLD),
        (14_000_000, PLAN, Jump.HUNDREDFOLD),
        (300_000, PLAN, None),
        (12040, PRICES, Jump.HUNDREDFOLD),
        (-120_000, PLAN, Jump.SIGN),
        (-5, PLAN, None),
        (900_000, HEAVY, None),
        (40, COUNTS, None),
        (3.85, KPI[:5], None),
        (0, KPI, None),
        (5_000_000, [*PLAN, -4], None),
    ],
)
def test_a_jump(value: float, others: list[float], how: Jump | None) -> None:
    assert jump(float(value), [float(one) for one in others]) is how


@given(st.lists(st.floats(1, 1e6), min_size=8, max_size=30), st.integers(-3, 6))
@settings(max_examples=60, deadline=None)
def test_none_of_an_even_spread_jumps_and_units_do_not_matter(values: list[float], power: int) -> None:
    ordered = sorted(values)
    assert jump(ordered[len(ordered) // 2], values) is None
    unit = 10.0**power
    odd, same = jump(1e9, ordered), jump(1e9 * unit, [value * unit for value in ordered])
    assert (odd is None) == (same is None) or any(value.is_integer() for value in values)


def column(title: str, values: list[float], *names: str) -> str:
    lines = [f"| {names[row] if row < len(names) else f'p{row}'} | {value} |" for row, value in enumerate(values)]
    return "\n".join([f"| Who | {title} |", *lines])


@pytest.mark.parametrize(
    ("drawing", "wrong"),
    [
        (column("KPI", [*KPI, 3.85]), {"B10"}),
        (column("План", [*PLAN, 140_000_000]), {"B10"}),
        (column("Оклад", [*PLAN, -120_000]), {"B10"}),
        (column("Разница", [*PLAN, -120_000]), set()),
        (column("Сумма", [-120_000, *PLAN], "Возврат"), set()),
        (column("Код", [*PLAN, 140_000_000]), set()),
        (column("Сумма", [*PLAN, sum(PLAN)]), set()),
        (column("Сумма", [*PLAN, 140_000_000], *"abcdefgh", "Итого"), set()),
        (column("Сумма", [*PLAN, 140_000_000], *"abcdefgh", "раньше"), set()),
        (column("Amount", [*PLAN, 140_000_000], *"abcdefgh", "16 more orders"), set()),
        (column("Сумма", [*PLAN, 140_000_000], *"abcdefgh", "Ещёлкин Пётр"), {"B10"}),
        (column("Сумма", PLAN), set()),
    ],
)
def test_a_column(drawing: str, wrong: set[str]) -> None:
    assert cells(outliers.check(workbook(Sheet=drawing))) == wrong


MONTHS = "| Статья | янв | фев | мар | апр | май | июн | июл | авг |\n"


@pytest.mark.parametrize(
    ("head", "wrong"), [(MONTHS, {"F2"}), (MONTHS.replace("янв", "от").replace("фев", "до").replace("мар", "шаг"), set())]
)
def test_a_row_of_months(head: str, wrong: set[str]) -> None:
    rows = (
        "| Аренда | 50000 | 50000 | 51000 | 50500 | 5100000 | 52000 | 51000 | 50000 |",
        "| Связь | 1 | 2 | 1 | 1 | 2 | 2 | 1 | 3 |",
    )
    more = "| Вода | 9000 | 8800 | 9100 | 9050 | 9400 | 9900 | 9100 | 9300 |"
    assert cells(outliers.check(workbook(Sheet=head + "\n".join([*rows, more])))) == wrong


@pytest.mark.parametrize(
    ("limits", "wrong"),
    [({"kpi": (0, 1.5)}, {"B10"}), ({"KPI": (1.0, None)}, {"B2", "B4", "B7", "B9"}), ({"Plan": (0, 1)}, set()), ({}, set())],
)
def test_bounds_by_the_words_of_a_heading(limits: dict[str, tuple[float | None, float | None]], wrong: set[str]) -> None:
    found = bounds.check(workbook_of(snapshot(Sheet=column("KPI, доля", [*KPI, 3.85])), limits))
    assert cells(found) == wrong
