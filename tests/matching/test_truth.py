"""How well duplicates are found where it is known who is who: in tables that we make, and in those that others made."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import pytest

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.find import find

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
import kinds
from contacts import COLUMNS, rows


def measured(table: Contacts, truth: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return pairwise precision, recall and F."""
    return kinds.scored(find(table).cluster_of_rows().tolist(), truth)


@pytest.mark.parametrize(
    ("count", "difficulty", "columns", "precision", "least"),
    [
        (60, 1.0, "name person phone email", 0.9, 0.85),
        (1500, 1.0, "name person phone email tax_id city address", 0.95, 0.95),
        (1500, 1.0, "name person phone email", 0.95, 0.92),
        (1500, 2.0, "name person phone email tax_id city address", 0.94, 0.88),
        (1500, 0.0, "name person phone email", 0.95, 0.95),
        (1500, 1.0, "name phone", 0.95, 0.8),
    ],
)
def test_messy_lists_of_ours(count: int, difficulty: float, columns: str, precision: float, least: float) -> None:
    made = list(rows(count, difficulty, 21))
    kept = [(at, key) for at, key in enumerate(COLUMNS.values()) if key in columns.split()]
    table = Contacts(count, {key: ([row[at] for _, row in made],) for at, key in kept})
    found = measured(table, [number for number, _ in made])
    assert found[0] >= precision
    assert found[2] >= least


@pytest.mark.parametrize(
    ("name", "precision", "least"),
    [
        ("ru_50_a", 0.9, 0.92),
        ("ru_1k", 0.95, 0.96),
        ("ru_10k", 0.95, 0.96),
        ("fake_1000", 0.95, 0.91),
        ("febrl1", 0.99, 0.998),
        ("febrl2", 0.99, 0.998),
        ("RLdata500", 0.97, 0.98),
        ("restaurants_864", 0.9, 0.955),
    ],
)
def test_tables_that_others_made(name: str, precision: float, least: float, shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("duplicates")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    columns: dict[str, list[list[str]]] = {}
    for said in json.loads((folder / "maps.json").read_text(encoding="utf-8"))[name]:
        key, title = said.split("=")
        columns.setdefault(key, []).append([line[title] for line in lines])
    table = Contacts(len(lines), {key: tuple(many) for key, many in columns.items()})
    found = measured(table, [line["cluster_id"] for line in lines])
    assert found[0] >= precision
    assert found[2] >= least


@pytest.mark.parametrize(
    ("kind", "precision", "least"),
    [
        ("venues", 0.98, 0.96),
        ("companies", 0.9, 0.83),
        ("people", 0.95, 0.92),
        ("products", 0.98, 0.9),
        ("songs", 0.82, 0.82),
        ("papers", 0.98, 0.97),
    ],
)
def test_tables_that_are_no_lists_of_clients(kind: str, precision: float, least: float) -> None:
    found = kinds.measured(kind, 5)
    assert found[0] >= precision
    assert found[2] >= least
