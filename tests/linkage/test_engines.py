"""Whichever engine compares a table: the clusters are the same, and so are pairs, scores and reasons."""

from __future__ import annotations

import csv
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest

from sheets_crm.errors import UsageError
from sheets_crm.linkage import crowds
from sheets_crm.linkage.duck import DuckDB
from sheets_crm.linkage.engines import NEEDS, engine, missing_of
from sheets_crm.linkage.model import settings
from sheets_crm.linkage.spark import Spark
from sheets_crm.linkage.whole import LEAST, MOST, WholeBits
from sheets_crm.matching import blocking, partition
from sheets_crm.matching.blocking import candidates
from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import find_duplicates
from sheets_crm.matching.features import features
from sheets_crm.matching.find import find
from sheets_crm.matching.frequencies import rarity
from sheets_crm.matching.meeting import meeting
from sheets_crm.matching.scoring import ONE_BIT, scores

Made = Callable[[int, float], Contacts]
Needs = Callable[[str], None]
AWKWARD = {
    "an empty table": Contacts(0, {"name": ([],)}),
    "one row": Contacts(1, {"name": (["ООО Вектор"],)}),
    "all rows alike": Contacts(30, {"name": (["Иванов Пётр"] * 30,), "phone": (["89031112233"] * 30,)}),
    "two rows of one client": Contacts(2, {"name": (["Иванов Пётр", "Петр Иванов"],), "phone": (["89031112233", "9031112233"],)}),
    "a column of nulls": Contacts(3, {"name": (["Вектор", "Вектор", "Луч"],), "phone": (["", "", ""],)}),
}
GENERATOR = Path(__file__).parents[2] / "benchmarks" / "contacts.py"


@pytest.fixture
def needs() -> Needs:
    """Skip a test whose engine is not installed."""

    def check(name: str) -> None:
        extra, packages = NEEDS[name]
        missing = missing_of(packages)
        if missing:
            pytest.skip(f"{name} needs {', '.join(missing)}: pip install sheets-crm[{extra}]")
        if name == "spark" and which("java") is None:
            pytest.skip("Spark needs Java: apt install default-jre-headless")

    return check


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install sheets-crm[spark]")
    if which("java") is None:
        pytest.skip("Spark needs Java: apt install default-jre-headless")
    few = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.sql.warehouse.dir": mkdtemp()}
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = sql.SparkSession.builder.master("local[2]").config(map=few).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make a table of so many rows, with mistakes of such a difficulty."""
    if not GENERATOR.exists():
        pytest.skip("the generator of tables is not part of this package")
    spec = importlib.util.spec_from_file_location("contacts_made", GENERATOR)
    assert spec
    assert spec.loader
    generator = sys.modules["contacts_made"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)

    def make(count: int, difficulty: float) -> Contacts:
        folder = tmp_path_factory.mktemp("made")
        name = generator.write(count, difficulty, 5, folder)
        rows = list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8")))
        return Contacts(len(rows), {key: ([row[title] for row in rows],) for title, key in generator.COLUMNS.items() if key})

    return make


@pytest.mark.parametrize("table", AWKWARD.values(), ids=AWKWARD.keys())
def test_duckdb_says_of_awkward_tables_what_we_say(table: Contacts, needs: Needs) -> None:
    needs("duckdb")
    assert find_duplicates(table, link=DuckDB()) == find_duplicates(table)


@pytest.mark.parametrize(("count", "difficulty"), [(50, 1.0), (1000, 1.5)])
def test_duckdb_says_what_we_say(made: Made, count: int, difficulty: float, needs: Needs) -> None:
    needs("duckdb")
    table = made(count, difficulty)
    assert find_duplicates(table, link=DuckDB()) == find_duplicates(table)


@pytest.mark.filterwarnings("ignore")  # of Spark's own
@pytest.mark.parametrize("count", [200, 1000])
def test_spark_says_what_we_say(made: Made, count: int, needs: Needs, spark: Any) -> None:
    needs("spark")
    table = made(count, 1.5)
    assert find_duplicates(table, link=Spark(spark)) == find_duplicates(table)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Spark's own
@pytest.mark.parametrize("table", AWKWARD.values(), ids=AWKWARD.keys())
def test_spark_says_of_awkward_tables_what_we_say(table: Contacts, needs: Needs, spark: Any) -> None:
    needs("spark")
    assert find_duplicates(table, link=Spark(spark)) == find_duplicates(table)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Spark's own
def test_all_engines_say_the_same_of_ten_thousand_rows(made: Made, needs: Needs, spark: Any) -> None:
    needs("duckdb")
    needs("spark")
    table = made(10_000, 1.5)
    here = find(table).cluster
    assert np.array_equal(find(table, link=DuckDB()).cluster, here)
    assert np.array_equal(find(table, link=Spark(spark)).cluster, here)


def test_weak_keys_must_meet_twice_in_every_engine(made: Made, needs: Needs, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("duckdb")
    monkeypatch.setattr(blocking, "SMALL", 100)
    table = made(800, 1.5)
    assert any(not one.strong for one in meeting(features(table)))
    assert find_duplicates(table, link=DuckDB()) == find_duplicates(table)


def test_of_crowds_every_engine_knows_all_that_was_compared(made: Made, needs: Needs, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("duckdb")
    table = made(1000, 1.5)
    apart = find_duplicates(table)
    for module in (partition, crowds):
        monkeypatch.setattr(module, "WHOLE", 2)
    assert find_duplicates(table, link=DuckDB()) == find_duplicates(table) != apart


@pytest.mark.parametrize("small", [100, 20_000])
def test_keys_bring_exactly_the_candidates(made: Made, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "SMALL", small)
    table = features(made(800, 1.5))
    met: dict[tuple[int, int], list[bool]] = {}
    for keys in meeting(table):
        owners: dict[int, set[int]] = {}
        for record, key in zip(keys.records.tolist(), keys.hashes.tolist(), strict=True):
            owners.setdefault(key, set()).add(record)
        for pair in {(a, b) for some in owners.values() for a in some for b in some if a < b}:
            met.setdefault(pair, []).append(keys.strong)
    one, other = candidates(table)
    enough = {pair for pair, strong in met.items() if any(strong) or len(strong) > 1}
    assert enough == set(zip(one.tolist(), other.tolist(), strict=True))


def test_whole_bits_are_scores_rounded_up_whatever_was_asked_before(made: Made) -> None:
    table = features(made(200, 1.5))
    rare = rarity(table, np.arange(len(table), dtype=np.int32))
    one, other = candidates(table)
    bits = np.clip(-(-scores(table, rare, one, other) // ONE_BIT), LEAST, MOST)
    told = WholeBits(table, rare)
    for part in (slice(None), slice(5, 50), slice(40, 90, 3), slice(0, 0), slice(None, None, -1)):
        assert np.array_equal(told(one[part].astype(np.int64), other[part].astype(np.int64)), bits[part])


def test_levels_weigh_what_they_say() -> None:
    levels = settings(-13.5, "duckdb")["comparisons"][0]["comparison_levels"]
    weights = [np.log2(level["m_probability"] / level["u_probability"]) - 13.5 for level in levels]
    assert weights == pytest.approx([bits - 0.5 for bits in range(LEAST, MOST + 1)])
    assert levels[-1]["sql_condition"] == "ELSE"


def test_an_unknown_engine_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError) as told:
        engine("oracle")
    assert "native, duckdb, spark" in told.value.told("ru")


@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_a_missing_extra_is_told_with_how_to_install_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_package: str) -> Any:
        return None

    monkeypatch.setattr("sheets_crm.linkage.engines.find_spec", nothing)
    with pytest.raises(UsageError) as told:
        engine(name)
    assert "pip install" in told.value.told("en")
