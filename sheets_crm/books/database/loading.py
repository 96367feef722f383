"""Many rows into a table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, DropConstraint

Columns = Mapping[str, Iterable[Any]]
"""Parallel columns, by name."""
Row = tuple[Any, ...]


def load(db: sa.Connection, table: sa.Table, columns: Columns) -> None:
    """Append rows, given by their columns; one that is missing here gets its default. SQLAlchemy's errors, as of any write."""
    _send(db, table, list(columns), zip(*(_ready(db, table.c[name], values) for name, values in columns.items()), strict=True))


def load_rows(db: sa.Connection, table: sa.Table, names: list[str], rows: Iterable[Row], at_once: int = 10_000) -> None:
    """Append rows as they come, without ever holding more than some thousands of them."""
    left = iter(rows)
    while some := list(islice(left, at_once)):
        load(db, table, dict(zip(names, zip(*some, strict=True), strict=True)))


def compact(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return JSON as text, the same for what is the same."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@contextmanager
def unhindered(db: sa.Connection, tables: Iterable[sa.Table], *, new: bool) -> Iterator[None]:
    """Load new tables without their indexes and, on PostgreSQL, their foreign keys, and make these at the end, all at once.

    What breaks one of them is found then, as it would have been row by row.
    """
    every = list(tables) if new else []
    indexes = [index for table in every for index in sorted(table.indexes, key=lambda one: str(one.name))]
    keys = [key for table in every for key in table.foreign_key_constraints] if db.dialect.name != "sqlite" else []
    for key in keys:
        db.execute(DropConstraint(key))
    for index in indexes:
        index.drop(db)
    yield
    for index in indexes:
        index.create(db)
    for key in keys:
        db.execute(AddConstraint(key))
    if every and db.dialect.name != "sqlite":
        for table in every:
            db.exec_driver_sql(f"analyze {_quoted(db, table.name)}")


def _send(db: sa.Connection, table: sa.Table, names: list[str], rows: Iterable[Row]) -> None:
    into, listed = _quoted(db, table.name), ", ".join(_quoted(db, name) for name in names)
    driver: Any = db.connection.driver_connection
    with _as_of_sqlalchemy(db):
        if db.dialect.name == "sqlite":
            driver.executemany(f"insert into {into} ({listed}) values ({', '.join('?' * len(names))})", rows)  # noqa: S608
            return
        with driver.cursor() as cursor, cursor.copy(f"copy {into} ({listed}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def _as_of_sqlalchemy(db: sa.Connection) -> Iterator[None]:
    """Raise what the driver raises as SQLAlchemy would, its values left out."""
    known: Any = db.dialect.loaded_dbapi
    try:
        yield
    except known.Error as error:
        raise sa.exc.DBAPIError.instance(None, None, error, known.Error, hide_parameters=True, dialect=db.dialect) from None


def _ready(db: sa.Connection, column: sa.Column[Any], values: Iterable[Any]) -> Iterable[Any]:
    """Return a column's values as the driver takes them."""
    ready: Callable[[Any], Any] | None = None
    if isinstance(column.type, sa.JSON):
        ready = compact
    elif db.dialect.name == "sqlite":
        ready = column.type.dialect_impl(db.dialect).bind_processor(db.dialect)
    return values if ready is None else (None if value is None else ready(value) for value in values)


def _quoted(db: sa.Connection, name: str) -> str:
    return db.dialect.identifier_preparer.quote(name)
