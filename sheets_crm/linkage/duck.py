"""Splink on DuckDB: tables whose pairs do not fit into memory are compared on one machine."""

from __future__ import annotations

from typing import Any

import numpy as np

from sheets_crm.linkage.crowds import CROWD, crowds, inside
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
        one, other = (part.astype(np.int32) for part in np.divmod(pairs, max(len(table), 1)))
        bits = scores(table, rare, one, other)
        self._near = pairs[bits > HOPELESS]
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
        pairs = _fetched(database, f"SELECT {RECORD}_l, {RECORD}_r FROM {name} WHERE {above_bits(above)}", len(table))
        one, other = (part.astype(np.int32) for part in np.divmod(pairs, max(len(table), 1)))
        crowd = crowds(len(table), one, other, scores(table, rare, one, other))
        if len(crowd[RECORD]):
            database.register(CROWD, pyarrow.table(crowd))
            pairs = np.union1d(pairs, _fetched(database, inside(name, CROWD), len(table)))
    return pairs


def _fetched(database: Any, query: str, size: int) -> Any:
    one, other = (np.asarray(column, np.int64) for column in database.sql(query).fetchnumpy().values())
    return np.sort(one * size + other)
