"""The audit sees what is planted into clean workbooks, and says nothing of what is right in them though it looks odd."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MUTANTS, BOOKS, SEED = 20, 30, 2026
AIM, FALSE = 0.95, 0.02


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sys.path.append(str(BENCHMARKS))
    from planted.clean import clean_books  # type: ignore[import-not-found]  # noqa: PLC0415 - on the path only now
    from planted_formulas import measured  # type: ignore[import-not-found]  # noqa: PLC0415

    yield measured(tmp_path_factory.mktemp("planted"), clean_books(SEED, BOOKS), MUTANTS, SEED)
    sys.path.remove(str(BENCHMARKS))


@pytest.mark.parametrize("row", ["G1", "G2", "G3", "G4", "G6", "G7", "G8"])
def test_what_is_planted_is_seen(outcome: Any, row: str) -> None:
    scores = {name: score for (of, name), score in outcome.scores.items() if of == row}
    planted, seen = sum(one.planted for one in scores.values()), sum(one.seen for one in scores.values())
    assert planted >= MUTANTS
    assert seen >= AIM * planted, {name: score.missed for name, score in scores.items()}


def test_every_fault_is_planted_and_seen(outcome: Any) -> None:
    seen = Counter({name: score.seen for (_, name), score in outcome.scores.items()})
    assert min(seen.values()) > 0, seen


def test_nothing_is_said_of_clean_workbooks(outcome: Any) -> None:
    assert len(outcome.false) <= FALSE * outcome.books, outcome.false


def test_one_fault_brings_no_other_alarms(outcome: Any) -> None:
    false = [line for score in outcome.scores.values() for line in score.false]
    assert len(false) <= FALSE * sum(score.planted for score in outcome.scores.values()), false
