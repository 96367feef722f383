"""The same in other books and by other hands: orders, price lists, marks; `benchmarks/scrambles.py` has more."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from scrambled_accidents import sorts, sorts_again, sorts_with_ids, turns_over  # type: ignore[import-not-found]
from scrambled_honesty import HONEST  # type: ignore[import-not-found]
from scrambles import ENOUGH, day, put_right  # type: ignore[import-not-found]

SCENARIOS = 160
LARGEST = 300


def test_sorts_of_some_columns_are_noticed_in_any_book() -> None:
    met, missed, right, silent = 0, list[int](), 0, 0
    for seed in range(SCENARIOS):
        one = day(seed, (sorts, sorts_again, sorts_with_ids, turns_over), None, LARGEST)
        if one.misplaced < ENOUGH or not one.sheet.named:
            continue
        met += 1
        if not (found := one.found()):
            missed.append(seed)
            continue
        cells = put_right(found, one)
        right, silent = right + cells["right"], silent + cells["silent"]
    assert len(missed) <= met / 50, missed
    assert silent <= right / 100, (silent, right)


def test_honest_work_is_honest_in_any_book() -> None:
    for seed in range(SCENARIOS):
        one = day(10**6 + seed, HONEST, None, LARGEST)
        assert not one.found(), (seed, one.act)
