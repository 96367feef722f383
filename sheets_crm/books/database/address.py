"""The address of a database: what it may be, and how it is connected to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from sheets_crm.books.database.loading import compact
from sheets_crm.books.database.naming import POSTGRES, SQLITE
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

WAIT_SECONDS = 10
"""How long a connection, or a lock that others hold, is waited for."""
WRITING = "sheets_crm_writing"


def connect(name: str) -> sa.Engine:
    """Return the engine of a database; nothing is asked of it yet. What TLS is to be is told in the address, `?sslmode=...`."""
    url = _url(name)
    if url.drivername == SQLITE:
        return _sqlite(url)
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        json_serializer=compact,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": WAIT_SECONDS},
    )


def _url(name: str) -> sa.URL:
    try:
        url = sa.make_url(name)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in (SQLITE, *POSTGRES) or (url.drivername == SQLITE and not url.database):
        raise UsageError(
            Text("адрес базы написан неверно", "the address of the database is not right"),
            mend=Text(
                "Пишут так: sqlite:///clients.db или postgresql://имя@сервер/база",
                "It looks like this: sqlite:///clients.db, or postgresql://user@server/database",
            ),
        ) from None
    return url


def _sqlite(url: sa.URL) -> sa.Engine:
    """Make SQLite begin transactions when it is told to, and hold foreign keys."""
    engine = sa.create_engine(
        url, poolclass=NullPool, hide_parameters=True, json_serializer=compact, connect_args={"timeout": WAIT_SECONDS}
    )

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - what DB-API gives
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
