"""Splink on DuckDB: tables whose pairs do not fit into memory are compared on one machine."""

from __future__ import annotations

from typing import Any

import numpy as np

from sheets_crm.linkage.crowds import CROWD, crowds, inside
from sheets_crm.linkage.model import BITS, RECORD, above_bits, settings
from sheets_crm.linkage.records import met_again, records
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
        self._near: tuple[Records, Records] | None = None

    def __call__(self, table: Features, rare: Rarity) -> tuple[Records, Records, Scores, Clusters]:
        """Compare what meets by keys, the second time only what was near the first time."""
        size, near = len(table), self._near
        rows = records(table) if near is None else met_again(size, *near)
        one, other = _pairs(table, rare, rows, HOPELESS if near is None else ALMOST)
        bits = scores(table, rare, one, other)
        close = bits > HOPELESS
        self._near = one[close], other[close]
        return one, other, bits, clusters(size, one, other, bits, lambda a, b: scores(table, rare, a, b))


def _pairs(table: Features, rare: Rarity, rows: Any, above: int) -> tuple[Records, Records]:
    """Return the pairs above a score, in ascending order."""
    import duckdb
    import pyarrow
    from splink.backends.duckdb import DuckDBAPI

    told, size = WholeBits(table, rare), len(table)

    def bits(one: Any, other: Any) -> Any:
        return pyarrow.array(told(one.to_numpy(), other.to_numpy()))

    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")  # it would stand in the answer
        database.create_function(BITS, bits, ["BIGINT", "BIGINT"], "SMALLINT", type="arrow")
        name = predicted(DuckDBAPI(database), rows, settings(prior(rare), "duckdb"))
        pairs = _fetched(database, f"SELECT {RECORD}_l, {RECORD}_r FROM {name} WHERE {above_bits(above)}", size)
        one, other = _parted(pairs, size)
        crowd = crowds(size, one, other, scores(table, rare, one, other))
        if len(crowd[RECORD]):
            database.register(CROWD, pyarrow.table(crowd))
            pairs = np.union1d(pairs, _fetched(database, inside(name, CROWD), size))
    return _parted(pairs, size)


def _fetched(database: Any, query: str, size: int) -> Any:
    """Return pairs as numbers: the smaller record, times the number of records, plus the larger."""
    one, other = (np.asarray(column, np.int64) for column in database.sql(query).fetchnumpy().values())
    return np.sort(one * size + other)


def _parted(pairs: Any, size: int) -> tuple[Records, Records]:
    one, other = np.divmod(pairs, max(size, 1))
    return one.astype(np.int32), other.astype(np.int32)
