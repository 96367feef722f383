"""Splink on DuckDB: tables whose pairs do not fit into memory are compared on one machine."""

from __future__ import annotations

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


class DuckDB:
    """Links a table by Splink in a database of DuckDB in memory."""

    def __init__(self) -> None:
        self._records: tuple[Any, list[str]] | None = None
        self._near: Records | None = None

    def __call__(self, table: Features, rare: Rarity) -> tuple[Records, Records, Scores, Clusters]:
        """Compare what meets by keys; the second time keep only what was near the first time."""
        self._records = self._records or records(table)
        pairs = _pairs(table, rare, *self._records, HOPELESS if self._near is None else ALMOST)
        if self._near is not None:
            pairs = np.intersect1d(pairs, self._near, assume_unique=True)
        self._near = pairs
        one, other = (part.astype(np.int32) for part in np.divmod(pairs, max(len(table), 1)))
        bits = scores(table, rare, one, other)
        return one, other, bits, clusters(len(table), one, other, bits, lambda a, b: scores(table, rare, a, b))


def _pairs(table: Features, rare: Rarity, rows: Any, weak: list[str], above: int) -> Any:
    """Return the pairs above a score as numbers: the smaller record, times the number of records, plus the larger."""
    import duckdb
    import pyarrow
    from splink.backends.duckdb import DuckDBAPI

    told = WholeBits(table, rare)

    def bits(one: Any, other: Any) -> Any:
        return pyarrow.array(told(one.to_numpy(), other.to_numpy()))

    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")  # it would stand in the answer
        database.create_function(BITS, bits, ["BIGINT", "BIGINT"], "SMALLINT", type="arrow")
        name = predicted(DuckDBAPI(database), rows, settings(prior(rare), weak, "duckdb"))
        found = database.sql(f"SELECT {RECORD}_l AS a, {RECORD}_r AS b FROM {name} WHERE {above_bits(above)}").fetchnumpy()
    return np.sort(np.asarray(found["a"], np.int64) * len(table) + np.asarray(found["b"], np.int64))
