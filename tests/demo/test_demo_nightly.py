"""The night job leaves a clean book alone, and sees what is planted in a messy one."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from demobooks import BOOKS, TODAY

from sheets_crm.demo import Demo, make_demo, truth_document
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.text import Lang

Make = Callable[..., Demo]
Nightly = Callable[[Demo, Lang, str], dict[str, list[dict[str, Any]]]]
BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "planted_faults.py"


@pytest.fixture(scope="session")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("planted_faults", BENCHMARK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["planted_faults"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_nothing_that_staff_typed_is_touched_in_a_clean_book(demo: Make, nightly: Nightly, lang: Lang, layout: str) -> None:
    said, plan = nightly(demo(lang=lang, layout=layout, faults=False), lang, layout), load_layout(layout)
    kinds = {sheet.title.in_(lang): sheet for sheet in plan.sheets}
    assert [one for one in said["changes"] if kinds[one["sheet"]].column(one["column"]).owner == "staff"] == []
    assert said["findings"] == []


@pytest.mark.parametrize("room", [150, 350])
def test_nor_in_one_with_fewer_orders_than_the_clients_made(nightly: Nightly, room: int) -> None:
    layout = load_layout("extended")
    said = nightly(make_demo(400, 11, TODAY, "ru", layout, faults=False, room=room), "ru", "extended")
    kinds = {sheet.title.ru: sheet for sheet in layout.sheets}
    assert [one for one in said["changes"] if kinds[one["sheet"]].column(one["column"]).owner == "staff"] == []
    assert said["findings"] == []


@pytest.mark.parametrize(("lang", "layout"), BOOKS)
def test_planted_faults_are_seen_and_clean_cells_left_alone(
    demo: Make, nightly: Nightly, benchmark: ModuleType, lang: Lang, layout: str
) -> None:
    made = demo(lang=lang, layout=layout)
    truth = truth_document(made, load_layout(layout), lang)
    outcome = benchmark.judged(truth, nightly(made, lang, layout))
    later = {("duplicates", "twin_birthday")}
    scores = {place: score for place, score in outcome.scores.items() if place not in later}
    assert sum(score.right for score in scores.values()) >= 0.98 * sum(score.planted for score in scores.values())
    assert sum(map(len, outcome.false.values())) <= 0.01 * len(truth)


@pytest.mark.parametrize(
    ("said", "expected", "equal"),
    [
        ("Анна", "Анна", True),
        (3820.5, "3820.50", True),
        (3820, "3820.00", True),
        ("3820.5", "3820.50", False),
        ("2026-03-24T00:00:00", "2026-03-24", True),
        (None, "2026-03-24", False),
        (True, "1", False),
        ("+7 916 123-45-67", "+7 916 123-45-68", False),
    ],
)
def test_the_benchmark_knows_equal_values(benchmark: ModuleType, said: object, expected: object, *, equal: bool) -> None:
    assert benchmark.same(said, expected) is equal


def test_the_benchmark_counts_what_was_missed_wrong_and_false(benchmark: ModuleType) -> None:
    def planted(cell: str, outcome: str, expected: str | None) -> dict[str, Any]:
        said = {"sheet": "S", "cell": cell, "row": int(cell[1:]), "rule": "phones", "fault": "f", "outcome": outcome}
        return {**said, "planted": "8", "clean": expected or "9", "expected": expected}

    def change(cell: str, after: str, rule: str = "phones") -> dict[str, Any]:
        return {"sheet": "S", "cell": cell, "before": "8", "after": after, "rule": rule}

    truth = [
        planted("A2", "repair", "9"),
        planted("A3", "repair", "9"),
        planted("A4", "finding", None),
        planted("A5", "finding", None),
    ]
    checked = {
        "changes": [change("A2", "9"), change("A3", "7"), change("A9", "1"), change("A9", "1", "ids")],
        "findings": [{"sheet": "S", "cell": "A5", "rule": "phones", "message": "?"}],
    }
    outcome = benchmark.judged(truth, checked)
    score = outcome.scores["phones", "f"]
    assert (score.planted, score.right, len(score.missed), len(score.wrong)) == (4, 2, 1, 1)
    assert {rule: len(those) for rule, those in outcome.false.items()} == {"phones": 1}
