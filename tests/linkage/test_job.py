"""What spark-submit runs reads files in parts, and writes which rows are one client."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from tempfile import mkdtemp
from typing import Any

import pytest

from sheets_crm.errors import UsageError
from sheets_crm.linkage.job import link_files

PARTS = [
    "№,Клиент,Телефон\n1,Иванов Пётр Ильич,+7 903 111-22-33\n2,ООО «Вектор»,\n",
    "№,Клиент,Телефон\n3,Сидорова Анна,8 916 555 44 33\n4,иванов петр,89031112233\n",
]
NAMED = [("name", "Клиент"), ("phone", "Телефон")]
pytestmark = pytest.mark.filterwarnings("ignore")  # of Spark's own


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install sheets-crm[spark]")
    if which("java") is None:
        pytest.skip("Spark needs Java: apt install default-jre-headless")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    few = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.sql.warehouse.dir": mkdtemp()}
    session = sql.SparkSession.builder.master("local[2]").config(map=few).getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def source(tmp_path: Path) -> str:
    folder = tmp_path / "clients.csv"
    folder.mkdir()
    for number, text in enumerate(PARTS):
        (folder / f"part-{number}.csv").write_text(text, encoding="utf-8")
    return str(folder)


def test_files_in_parts_are_compared_as_one_table(spark: Any, source: str, tmp_path: Path) -> None:
    target = str(tmp_path / "found")
    link_files(spark, source, target, "№", NAMED)
    lines = spark.read.parquet(target).toPandas()
    assert sorted(lines["id"]) == ["1", "4"]
    assert lines["cluster"].nunique() == 1
    assert "тот же телефон" in lines["reasons_ru"][0]


def test_a_column_that_is_not_there_is_told_with_those_that_are(spark: Any, source: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        link_files(spark, source, str(tmp_path / "found"), "№", [("name", "Имя")])
    assert "Клиент" in told.value.told("ru")
