"""The engines that can compare a table, by the names that people give them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from sheets_crm.errors import UsageError
from sheets_crm.linkage.duck import DuckDB
from sheets_crm.linkage.spark import Spark
from sheets_crm.matching.find import Here, Link
from sheets_crm.model.text import Text

NATIVE = "native"
ENGINES = (NATIVE, "duckdb", "spark")
NEEDS = {"duckdb": ("splink", ("splink", "duckdb", "pyarrow")), "spark": ("spark", ("splink", "pyspark", "pyarrow"))}


def engine(name: str) -> Link:
    """Return an engine for one table; UsageError when there is none of this name, or what it needs is not installed."""
    if name not in ENGINES:
        raise UsageError(
            Text(f"нет такого способа сравнивать: {name}", f"no such engine: {name}"),
            where="--engine",
            mend=Text(f"Есть: {', '.join(ENGINES)}", f"There are: {', '.join(ENGINES)}"),
        )
    if name == NATIVE:
        return Here()
    extra, packages = NEEDS[name]
    missing = missing_of(packages)
    if missing:
        raise UsageError(
            Text(f"не установлено: {', '.join(missing)}", f"not installed: {', '.join(missing)}"),
            where=f"--engine {name}",
            mend=Text(f'Выполните: pip install "sheets-crm[{extra}]"', f'Run: pip install "sheets-crm[{extra}]"'),
        )
    return DuckDB() if name == "duckdb" else Spark()


def missing_of(packages: Sequence[str]) -> list[str]:
    """Return which packages are not installed."""
    return [package for package in packages if find_spec(package) is None]
