"""Rows by their keys, in transactions that only read, too: a temporary table may not be made there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.saving import batches

AT_ONCE = 500


def by_keys(db: sa.Connection, asked: sa.Select[Any], column: sa.ColumnElement[Any], keys: Collection[Any]) -> Iterator[Any]:
    """Yield the rows in which a column is one of these keys."""
    for some in batches(sorted(keys), AT_ONCE):
        yield from db.execute(asked.where(column.in_(some)))
