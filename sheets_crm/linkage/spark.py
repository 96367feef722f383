"""Splink on Spark: what one machine is too small for is compared and clustered by many."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas

from sheets_crm.linkage.crowds import CROWD, crowds, inside
from sheets_crm.linkage.model import BITS, KEY, RECORD, above_bits, settings
from sheets_crm.linkage.records import records
from sheets_crm.linkage.splinking import predicted
from sheets_crm.linkage.whole import WholeBits
from sheets_crm.matching.features import Features
from sheets_crm.matching.find import ALMOST, HOPELESS
from sheets_crm.matching.frequencies import Rarity
from sheets_crm.matching.partition import Clusters, clusters, components
from sheets_crm.matching.scoring import Records, Scores, prior, scores

PAIR = f"{RECORD}_l", f"{RECORD}_r"
SCORE, GROUP, CLUSTER = "score", "part", "cluster"
BUCKETS = 16
"""So many groups of components for each partition: small enough to spread evenly, large enough to be cut many at a time."""


class Spark:
    """Links a table by Splink on Spark: the session that runs, or one on all processors of this machine."""

    def __init__(self, session: Any = None) -> None:
        self._session = session or running()
        self._near: Any = None

    def __call__(self, table: Features, rare: Rarity) -> tuple[Records, Records, Scores, Clusters]:
        """Compare what meets by keys, the second time only what was near the first time."""
        held = self._session.sparkContext.broadcast((table, rare))
        rows = self._session.createDataFrame(records(table)) if self._near is None else self._met_again()
        name = self._predicted(held, rows)
        near = self._scored(held, self._session.table(name).filter(above_bits(HOPELESS))).persist()
        told = near.filter(f"{SCORE} > {ALMOST}").toPandas().sort_values(list(PAIR), ignore_index=True)
        one, other, bits = (told[column].to_numpy(np.int32) for column in (*PAIR, SCORE))
        crowd = crowds(len(table), one, other, bits)
        if len(crowd[RECORD]):
            self._session.createDataFrame(pandas.DataFrame(crowd)).createOrReplaceTempView(CROWD)
            more = self._scored(held, self._session.sql(inside(name, CROWD))).filter(f"{SCORE} <= {ALMOST}")
            told = pandas.concat([told, more.toPandas()], ignore_index=True)
        self._near = near
        return one, other, bits, self._clusters(held, told)

    def _met_again(self) -> Any:
        """Return the records of the pairs that were near; each pair meets by a key of its own."""
        from pyspark.sql import functions as made

        keyed = self._near.select(made.array(*PAIR).alias(RECORD), made.monotonically_increasing_id().alias(KEY))
        return keyed.select(made.explode(RECORD).alias(RECORD), KEY).groupBy(RECORD).agg(made.collect_list(KEY).alias(KEY))

    def _predicted(self, held: Any, rows: Any) -> str:
        self._session.udf.register(BITS, _bits(held))
        return predicted(_api(self._session), rows, settings(prior(held.value[1]), "spark"))

    def _scored(self, held: Any, pairs: Any) -> Any:
        """Return pairs with their scores."""

        def scored(parts: Iterator[Any]) -> Iterator[Any]:
            table, rare = held.value
            for part in parts:
                one, other = (part[name].to_numpy(np.int32) for name in PAIR)
                yield part.assign(**{SCORE: scores(table, rare, one, other)})

        return pairs.select(*PAIR).mapInPandas(scored, ", ".join(f"{name} long" for name in PAIR) + f", {SCORE} int")

    def _clusters(self, held: Any, pairs: Any) -> Clusters:
        """Cut the components of pairs into clusters, many components at a time; a component is never torn apart."""
        good = pairs[pairs[SCORE] > 0]
        of = components(len(held.value[0]), *(good[name].to_numpy(np.int32) for name in PAIR))
        pairs = pairs[of[pairs[PAIR[0]]] == of[pairs[PAIR[1]]]]
        out = np.arange(len(of), dtype=np.int32)
        if len(pairs):
            group = of[pairs[PAIR[0]].to_numpy()] % (BUCKETS * self._session.sparkContext.defaultParallelism)

            def cut(part: Any) -> Any:
                return _cut(part, *held.value)

            groups = self._session.createDataFrame(pairs.assign(**{GROUP: group})).groupBy(GROUP)
            told = groups.applyInPandas(cut, f"{RECORD} long, {CLUSTER} long").toPandas()
            out[told[RECORD].to_numpy()] = told[CLUSTER].to_numpy()
        return out


def _cut(part: Any, table: Features, rare: Rarity) -> Any:
    """Return the cluster of each record of some components."""
    names = np.unique(part[list(PAIR)].to_numpy(np.int32))
    one, other = (np.searchsorted(names, part[name]).astype(np.int32) for name in PAIR)
    order = np.lexsort((other, one))
    bits = part[SCORE].to_numpy(np.int32)[order]
    of = clusters(len(names), one[order], other[order], bits, lambda a, b: scores(table, rare, names[a], names[b]))
    return pandas.DataFrame({RECORD: names, CLUSTER: names[of]})


def _bits(held: Any) -> Any:
    """Return the function of Spark that scores pairs; a process of a worker unpacks what is broadcast once."""
    from pyspark.sql.functions import pandas_udf

    def bits(one: pandas.Series, other: pandas.Series) -> pandas.Series:
        return pandas.Series(_told(held)(one.to_numpy(np.int64), other.to_numpy(np.int64)))

    bits.__annotations__ = {"one": pandas.Series, "other": pandas.Series, "return": pandas.Series}
    return pandas_udf(bits, "short")


_HELD: list[tuple[Any, WholeBits]] = []


def _told(held: Any) -> WholeBits:
    """Return what scores pairs, made once for what is broadcast."""
    value = held.value
    if not _HELD or _HELD[0][0] is not value:
        _HELD[:] = [(value, WholeBits(*value))]
    return _HELD[0][1]


def _api(session: Any) -> Any:
    from splink.backends.spark import SparkAPI

    return SparkAPI(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)


def running() -> Any:
    """Return the session that runs; else begin one, whose workers are of this Python unless spark-submit chose another."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("sheets-crm duplicates")
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.config("spark.sql.warehouse.dir", mkdtemp())  # not in the folder where people work
    return SparkSession.getActiveSession() or builder.getOrCreate()
