"""A real PostgreSQL: the one that SHEETS_CRM_POSTGRES names, else one that starts here, one for all tests of a run."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the address of a server's own database, `postgresql://...`."""
    running = os.environ.get("SHEETS_CRM_POSTGRES")
    if running:
        yield running
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR
        import pgserver  # noqa: PLC0415 - brings a server with it

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)  # one server for all workers of a run
        server = pgserver.get_server(Path(tempfile.gettempdir()) / f"sheets-crm-postgres-{run}", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as made:
        made.execute("alter system set fsync = off")  # a server for tests outlives no power cut; they make a database each
        made.execute("select pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def fresh_postgres(postgres: str) -> Iterator[str]:
    """Give the address of a new database on the server."""
    name = f"book_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f'create database "{name}"'.encode())
    place, mark, query = postgres.partition("?")
    yield f"{place.rsplit('/', 1)[0]}/{name}{mark}{query}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f'drop database "{name}" with (force)'.encode())
