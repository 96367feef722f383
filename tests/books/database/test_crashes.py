"""Whatever happens to a migration at whatever moment, the database is as it was before, or holds the whole book."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from moving import LAYOUT, bound, demo_book, moved, sql, values

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.migrating.migrate import migrate
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import SheetsCrmError, UnreadableError
from sheets_crm.model.cells import CellValue

FORK = multiprocessing.get_context("fork")
Cells = dict[tuple[str, int, int], CellValue]
LARGE = 100
"""So many clients take a second or two."""
LITTLE = 100_000
"""So many bytes are not enough for them."""


def shop() -> MemoryBook:
    clients = [["Клиент", "Телефон", "ID"], ["Иванов Иван", "+7 916 123-45-67", "K-00001"]]
    return MemoryBook.of("book", {"Клиенты": clients})


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> XlsxBook:
    return demo_book(tmp_path_factory.mktemp("source"), clients=LARGE)


def held(address: str) -> Cells | None:
    """Return what the database shows; None where no book is in it."""
    try:
        return values(bound(DatabaseBook(address, LAYOUT)))
    except UnreadableError:
        return None


def migrating(path: Path, address: str, told: Connection, before: Callable[[], object] = lambda: None) -> None:
    """Migrate, and tell when the writing begins, and how it ended."""
    try:
        before()
        book = DatabaseBook(address, LAYOUT)
        migrate(XlsxBook(path), book, Config(), over=True, moving=lambda: told.send("moving"))
    except SheetsCrmError as error:
        told.send(error.said("ru"))
    else:
        told.send("")


def begun(path: Path, address: str, before: Callable[[], object] = lambda: None) -> tuple[FORK.Process, Connection]:
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=migrating, args=(path, address, theirs, before))
    process.start()
    return process, ours


def killed_after(wait: float, path: Path, address: str) -> Cells | None:
    """Kill a migration so many seconds after its writing began; return what the database then holds."""
    process, told = begun(path, address)
    assert told.recv() == "moving"
    time.sleep(wait)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return held(address)


@pytest.mark.parametrize("there", ["another book", "nothing"])
def test_killed_at_any_moment_it_leaves_the_old_book_or_the_whole_new_one(there: str, address: str, source: XlsxBook) -> None:
    if there == "another book":
        moved(shop(), address)
    before, after = held(address), values(bound(source))
    wait, killed = 0.0, 0
    while (now := killed_after(wait, source.path, address)) == before:
        wait, killed = wait * 2 + 0.05, killed + 1  # the first at once, then later and later until one has come through
    assert now == after
    assert killed
    migrate(source, DatabaseBook(address, LAYOUT), Config(), over=True)
    assert held(address) == after


def test_a_connection_that_is_cut_at_any_moment_leaves_the_database_as_it_was(fresh_postgres: str, source: XlsxBook) -> None:
    moved(shop(), fresh_postgres)
    before, wait, told, through = held(fresh_postgres), 0.0, list[SheetsCrmError](), threading.Event()

    def cut() -> None:
        while not sql(fresh_postgres, OTHERS_AWAY) and not through.is_set():
            time.sleep(0.01)

    while not through.is_set():
        cutting = threading.Timer(wait, cut)
        try:
            migrate(source, DatabaseBook(fresh_postgres, LAYOUT), Config(), over=True, moving=cutting.start)
        except UnreadableError as error:
            told.append(error)
            assert held(fresh_postgres) == before
        else:
            through.set()
        cutting.cancel()
        cutting.join()
        wait = wait * 2 + 0.05  # the first as soon as there is a connection, then later and later until one has come through
    assert held(fresh_postgres) == values(bound(source))
    assert {error.said("en") for error in told} == {"the database cannot be reached"}


OTHERS_AWAY = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""


def test_a_connection_that_is_found_cut_only_by_the_next_question_is_told_of_as_such(fresh_postgres: str) -> None:
    book = moved(shop(), fresh_postgres)
    for notice in (closed, asked):
        with pytest.raises(UnreadableError) as told:
            cut_off(book, fresh_postgres, notice)
        assert told.value.said("en") == "the database cannot be reached"


def cut_off(book: DatabaseBook, address: str, notice: Callable[[sa.CursorResult[Any]], None]) -> None:
    """Cut the connection while an answer streams in; let that be noticed in some way, and ask something else."""
    many = sa.text("select generate_series(1, 1000)").execution_options(yield_per=10)
    with book.reading() as db:
        found = db.execute(many)
        sql(address, OTHERS_AWAY)
        notice(found)
        db.execute(many)


def closed(found: sa.CursorResult[Any]) -> None:
    found.close()


def asked(found: sa.CursorResult[Any]) -> None:
    driver: Any = found.connection.connection.driver_connection
    with suppress(psycopg.Error):
        driver.execute("select 1")


def test_a_disk_that_is_full_leaves_the_database_as_it_was(tmp_path: Path, source: XlsxBook) -> None:
    file = tmp_path / "clients.db"
    address = f"sqlite:///{file}"
    moved(shop(), address)
    before, room = held(address), file.stat().st_size
    for more in (1, 100_000):
        limit = (room + more, resource.RLIM_INFINITY)
        process, told = begun(source.path, address, lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        assert told.recv() == "moving"
        assert told.recv() == "у базы кончилось место"
        process.join()
        assert held(address) == before


@pytest.fixture
def small_postgres(postgres: str, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Give a database of a server's on a small disk, and where that disk is."""
    disk = Path("/dev/shm") / f"sheets-crm-small-{tmp_path.name}-{os.getpid()}"
    disk.mkdir(exist_ok=True)
    if os.environ.get("SHEETS_CRM_POSTGRES") or not shutil.which("mount") or os.geteuid():
        pytest.skip("a small disk needs root, and a server on this machine")
    size = "size=20m,mode=0777"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(disk)], check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    name, (place, mark, query) = f"small_{os.getpid()}", postgres.partition("?")
    with psycopg.connect(postgres, autocommit=True) as server:
        try:
            inside = disk / "space"
            inside.mkdir()
            owner = Path(str(server.execute("show data_directory").fetchone()[0])).stat()
            os.chown(inside, owner.st_uid, owner.st_gid)
            server.execute(f"create tablespace {name} location '{inside}'".encode())
            server.execute(f"create database {name} tablespace {name}".encode())
            yield f"{place.rsplit('/', 1)[0]}/{name}{mark}{query}", disk
        finally:
            with suppress(psycopg.Error):
                server.execute(f"drop database if exists {name} with (force)".encode())
                server.execute(f"drop tablespace if exists {name}".encode())
            subprocess.run(["umount", str(disk)], check=True)
            disk.rmdir()


def test_a_server_whose_disk_is_full_leaves_the_database_as_it_was(small_postgres: tuple[str, Path], source: XlsxBook) -> None:
    address, disk = small_postgres
    moved(shop(), address)
    before = held(address)
    (disk / "others").write_bytes(bytes(shutil.disk_usage(disk).free - LITTLE))
    with pytest.raises(UnreadableError, match="ran out of room"):
        migrate(source, DatabaseBook(address, LAYOUT), Config(), over=True)
    assert held(address) == before
    (disk / "others").unlink()
    migrate(source, DatabaseBook(address, LAYOUT), Config(), over=True)
    assert held(address) == values(bound(source))


def test_of_two_migrations_at_once_one_wins_and_the_other_says_so_or_follows(
    address: str, source: XlsxBook, tmp_path: Path
) -> None:
    other = demo_book(tmp_path, clients=LARGE, seed=8)
    both = [begun(book.path, address) for book in (source, other)]
    said = []
    for process, told in both:
        assert told.recv() == "moving"
        said.append(told.recv())
        process.join()
    assert set(said) <= {"", "с базой сейчас работает кто-то ещё"}
    winners = [values(bound(book)) for book, word in zip((source, other), said, strict=True) if not word]
    assert held(address) in winners
    if address.startswith("postgresql"):
        assert len(winners) == 1
