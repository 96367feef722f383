"""Splink on Spark: what one machine is too small for is compared and clustered by many."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from sheets_crm.linkage.model import BITS, RECORD, above_bits, settings
from sheets_crm.linkage.records import records
from sheets_crm.linkage.splinking import predicted
from sheets_crm.linkage.whole import WholeBits
from sheets_crm.matching.features import Features
from sheets_crm.matching.find import ALMOST, HOPELESS
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.partition import Clusters, clusters
from sheets_crm.matching.scoring import Records, Scores, prior, scores

PAIR = f"{RECORD}_l", f"{RECORD}_r"
SCORE, COMPONENT, CLUSTER = "score", "cluster_id", "cluster"
BUCKETS = 16
"""So many groups of components for each partition: small enough to spread evenly, large enough to be cut many at a time."""


class Spark:
    """Links a table by Splink on Spark: the session that runs, or one on all processors of this machine."""

    def __init__(self, session: Any = None) -> None:
        self._session = session or _session()
        self._records: tuple[Any, list[str]] | None = None
        self._near: Any = None

    def __call__(self, table: Features, rare: Rarity) -> tuple[Records, Records, Scores, Clusters]:
        """Compare what meets by keys; the second time keep only what was near the first time."""
        self._records = self._records or self._laid_out(table)
        held = self._session.sparkContext.broadcast((table, rare))
        pairs = self._pairs(held, *self._records, HOPELESS if self._near is None else ALMOST)
        if self._near is not None:
            pairs = pairs.join(self._near, list(PAIR), "left_semi").persist()
        self._near = pairs.select(*PAIR)
        last = pairs.filter(f"{SCORE} > {ALMOST}").orderBy(*PAIR).toPandas()
        one, other, bits = (last[name].to_numpy(np.int32) for name in (*PAIR, SCORE))
        return one, other, bits, self._clusters(held, pairs.filter(f"{SCORE} > 0"))

    def _laid_out(self, table: Features) -> tuple[Any, list[str]]:
        rows, weak = records(table)
        return self._session.createDataFrame(rows).persist(), weak

    def _pairs(self, held: Any, rows: Any, weak: list[str], above: int) -> Any:
        """Return the pairs above a score, and the score."""
        self._session.udf.register(BITS, _bits(held))
        name = predicted(_api(self._session), rows, settings(prior(held.value[1]), weak, "spark"))
        near = self._session.table(name).filter(above_bits(above)).select(*PAIR)

        def scored(parts: Iterator[Any]) -> Iterator[Any]:
            table, rare = held.value
            for part in parts:
                one, other = (part[name].to_numpy(np.int32) for name in PAIR)
                yield part.assign(**{SCORE: scores(table, rare, one, other)})

        return near.mapInPandas(scored, ", ".join(f"{name} long" for name in PAIR) + f", {SCORE} int").persist()

    def _clusters(self, held: Any, pairs: Any) -> Clusters:
        """Cut the components of pairs into clusters, many components at a time."""
        from splink.clustering import cluster_pairwise_predictions_at_threshold as components

        nodes = pairs.selectExpr(f"explode(array({', '.join(PAIR)})) AS {RECORD}").distinct()
        found = components(nodes, pairs, _api(self._session), RECORD, *PAIR)
        of = self._session.table(found.physical_name).select(RECORD, COMPONENT).withColumnRenamed(RECORD, PAIR[0])
        buckets = BUCKETS * self._session.sparkContext.defaultParallelism
        groups = pairs.join(of, PAIR[0]).withColumn(COMPONENT, _modulo(COMPONENT, buckets)).groupBy(COMPONENT)

        def cut(part: Any) -> Any:
            return _cut(part, *held.value)

        told = groups.applyInPandas(cut, f"{RECORD} long, {CLUSTER} long").toPandas()
        out = np.arange(len(held.value[0]), dtype=np.int32)
        out[told[RECORD].to_numpy()] = told[CLUSTER].to_numpy()
        return out


def _cut(part: Any, table: Features, rare: Rarity) -> Any:
    """Return the cluster of each record of some components."""
    import pandas

    names = np.unique(part[list(PAIR)].to_numpy(np.int32))
    one, other = (np.searchsorted(names, part[name]).astype(np.int32) for name in PAIR)
    order = np.lexsort((other, one))
    bits = part[SCORE].to_numpy(np.int32)[order]
    of = clusters(len(names), one[order], other[order], bits, lambda a, b: scores(table, rare, names[a], names[b]))
    return pandas.DataFrame({RECORD: names, CLUSTER: names[of]})


def _modulo(column: str, buckets: int) -> Any:
    from pyspark.sql import functions

    return functions.pmod(functions.xxhash64(column), functions.lit(buckets))


def _bits(held: Any) -> Any:
    """Return the function of Spark that scores pairs; a process of a worker unpacks what is broadcast once."""
    import pandas
    from pyspark.sql.functions import pandas_udf

    def bits(one: pandas.Series, other: pandas.Series) -> pandas.Series:
        return pandas.Series(_told(held)(one.to_numpy(np.int64), other.to_numpy(np.int64)))

    bits.__annotations__ = {"one": pandas.Series, "other": pandas.Series, "return": pandas.Series}
    return pandas_udf(bits, "short")


_HELD: dict[int, WholeBits] = {}


def _told(held: Any) -> WholeBits:
    key = id(held.value)
    if key not in _HELD:
        _HELD.clear()
        _HELD[key] = WholeBits(*held.value)
    return _HELD[key]


def _api(session: Any) -> Any:
    from splink.backends.spark import SparkAPI

    return SparkAPI(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)


def _session() -> Any:
    """Return the session that runs; else begin one, whose workers are of this Python unless spark-submit chose another."""
    from pyspark.sql import SparkSession

    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return SparkSession.getActiveSession() or SparkSession.builder.appName("sheets-crm duplicates").getOrCreate()
