"""What it costs to bring a workbook into a database: ours, pandas, and the bare values.

    python benchmarks/migrating.py [--clients 2000 20000] [--books FOLDER] [--postgres URL] [--json]

Makes books with `new --demo N` (about three orders and two touches for each client; what does not fit on one sheet goes on
several), and brings each into SQLite and PostgreSQL (a server of pgserver's, unless a URL is given), each way in a process of
its own:

    ours     `migrate`: typed, linked, every cell and sum compared before it stands
    again    the same book brought in once more: nothing changes
    pandas   `read_excel` (openpyxl) and `to_sql`: a table a sheet, typed as pandas guesses, nothing compared
    copy     the values as text, read by our reader, into a table a sheet: COPY, or executemany on SQLite, as pgloader would

CPU is user and system time of the process, imports included, in all (`cpu`) and after the workbook was read (`load`); `server` is
what PostgreSQL's processes spent, where that can be seen. Memory is the process's peak. `ratio` is cpu and server against ours.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import sqlalchemy as sa

if TYPE_CHECKING:
    from sheets_crm.model.layout import Layout
    from sheets_crm.model.snapshot import Snapshot

TODAY, MADE = date(2026, 11, 20), datetime(2026, 11, 20)
MOST_ROWS = 1_000_000
"""Of one sheet; Excel holds a few more."""
PEAK_UNIT = 1 << 20 if sys.platform == "darwin" else 1 << 10
TICKS = 100
WAYS = ("ours", "again", "pandas", "copy")


def make_book(clients: int, folder: Path) -> Path:
    """Make a messy book, unless it is there."""
    from sheets_crm.books.xlsx.fresh import create_copy  # noqa: PLC0415 - measured processes need none of it
    from sheets_crm.books.xlsx.template.workbook import create_workbook  # noqa: PLC0415
    from sheets_crm.demo import make_demo  # noqa: PLC0415
    from sheets_crm.engine.settings.resources import load_layout  # noqa: PLC0415

    path, layout = folder / f"demo{clients}.xlsx", load_layout("extended")
    if not path.exists():
        content = make_demo(clients, 7, TODAY, "ru", layout, room=max(MOST_ROWS, 10 * clients)).content
        if max(map(len, content.values())) <= MOST_ROWS:
            create_workbook(path, layout, "ru", content, MADE)
        else:
            create_copy(path, spread(content, layout), MADE, lambda _: None)
    return path


def spread(content: Mapping[str, Any], layout: Layout) -> Snapshot:
    """Put records on as many sheets as they need, and let go of them."""
    from sheets_crm.model.cells import Vector  # noqa: PLC0415
    from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn  # noqa: PLC0415

    grids = {}
    for sheet in layout.sheets:
        columns = content[sheet.kind].columns if sheet.kind in content else {}
        length = max(map(len, columns.values()), default=0)
        for first in range(0, length, MOST_ROWS):
            name = sheet.title.ru if length <= MOST_ROWS else f"{sheet.title.ru} {first // MOST_ROWS + 1}"
            parts = (
                Vector.of([sheet.column(key).title.ru, *values[first : first + MOST_ROWS]]) for key, values in columns.items()
            )
            grids[name] = Grid(
                name, {at: SparseColumn(np.arange(1, len(one) + 1, dtype=np.int32), one) for at, one in enumerate(parts, 1)}
            )
        columns.clear()
    return Snapshot("", "", grids)


def ours(path: Path, address: str, read: Callable[[], None]) -> None:
    """Migrate."""
    from sheets_crm.books.database.book import DatabaseBook  # noqa: PLC0415
    from sheets_crm.books.xlsx.book import XlsxBook  # noqa: PLC0415
    from sheets_crm.engine.migrating.migrate import migrate  # noqa: PLC0415
    from sheets_crm.engine.settings.config import Config  # noqa: PLC0415
    from sheets_crm.engine.settings.resources import load_layout  # noqa: PLC0415

    done = migrate(XlsxBook(path), DatabaseBook(address, load_layout("extended")), Config(), moving=read)
    assert done.reconciliation.agrees


def pandas(path: Path, address: str, read: Callable[[], None]) -> None:
    """Bring each sheet into a table of its own, as pandas types it."""
    import pandas as pd  # noqa: PLC0415

    pages = pd.read_excel(path, sheet_name=None)
    read()
    with sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://")).begin() as db:
        for name, page in pages.items():
            page.to_sql(name, db, index=False, chunksize=5_000)


def copy(path: Path, address: str, read: Callable[[], None]) -> None:
    """Bring the values of each sheet into a table of texts."""
    from sheets_crm.books.xlsx.reading.reader import read_snapshot  # noqa: PLC0415

    pages = read_snapshot(path)
    read()
    engine = sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as db:
        driver: Any = db.connection.driver_connection
        for number, grid in enumerate(pages.grids.values()):
            rows = range(1, grid.last_row + 1)
            columns = []
            for column in grid.columns.values():
                values: list[str | None] = [None] * len(rows)
                for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
                    values[row - 1] = None if value is None else str(value)
                columns.append(values)
            if not columns:
                continue
            db.exec_driver_sql(f"create table raw_{number} ({', '.join(f'c{at} text' for at in range(len(columns)))})")
            if db.dialect.name == "sqlite":
                driver.executemany(
                    f"insert into raw_{number} values ({', '.join('?' * len(columns))})", zip(*columns, strict=True)
                )
                continue
            with driver.cursor() as cursor, cursor.copy(f"copy raw_{number} from stdin") as into:
                for row in zip(*columns, strict=True):
                    into.write_row(row)


def measure(way: str, path: Path, address: str) -> None:
    """Go one way in this process, and tell what it took."""
    begun, marks = time.monotonic(), list[float]()
    {"ours": ours, "again": ours, "pandas": pandas, "copy": copy}[way](path, address, lambda: marks.append(time.process_time()))
    cpu = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT / (1 << 20)
    told = {"cpu": cpu, "load": cpu - marks[0], "wall": time.monotonic() - begun, "peak_mb": peak}
    sys.stdout.write(json.dumps({name: round(value, 2) for name, value in told.items()}))


@contextmanager
def server(url: str | None) -> Iterator[str]:
    """Give the address of a server's own database."""
    if url:
        yield url
        return
    import pgserver  # noqa: PLC0415

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = pgserver.get_server(Path(folder) / "postgres", cleanup_mode="delete")
        yield running.get_uri()
        running.cleanup()


def spent(url: str) -> float | None:
    """Return the seconds of CPU that ended processes of a server on this machine took; None where that cannot be seen."""
    with psycopg.connect(url) as db:
        ((folder,),) = db.execute("show data_directory").fetchall()
    try:
        pid = (Path(str(folder)) / "postmaster.pid").read_text().split()[0]
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15])) / TICKS
    except OSError:
        return None


def run(way: str, path: Path, address: str, url: str | None) -> dict[str, Any]:
    """Measure one way in a process of its own."""
    before = spent(url) if url else None
    done = subprocess.run(
        [sys.executable, __file__, "--one", way, str(path), address], check=True, capture_output=True, text=True
    )
    time.sleep(1)  # what a server's process took is told when it has ended
    after = spent(url) if url else None
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"server": round(after - before, 2) if before is not None and after is not None else 0.0}


def rounds(path: Path, url: str, folder: Path) -> Iterator[dict[str, Any]]:
    """Bring one book every way into both engines."""
    place, mark, query = url.partition("?")
    for engine in ("sqlite", "postgresql"):
        base, address = 0.0, ""
        for way in WAYS:
            name = f"bench_{uuid.uuid4().hex}"
            if way != "again":
                address = f"sqlite:///{folder / name}.db"
                if engine == "postgresql":
                    with psycopg.connect(url, autocommit=True) as db:
                        db.execute(f'create database "{name}"'.encode())
                    address = f"{place.rsplit('/', 1)[0]}/{name}{mark}{query}"
            found = run(way, path, address, url if engine == "postgresql" else None)
            base = base or found["cpu"] + found["server"]
            ratio = round((found["cpu"] + found["server"]) / base, 2)
            yield {"book": path.stem, "engine": engine, "way": way, **found, "ratio": ratio}


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--books", type=Path)
    parser.add_argument("--postgres")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.one[0], Path(given.one[1]), given.one[2])
        return
    with tempfile.TemporaryDirectory() as folder, server(given.postgres) as url:
        books = given.books or Path(folder)
        every = [row for clients in given.clients for row in rounds(make_book(clients, books), url, Path(folder))]
    if given.json:
        sys.stdout.write(json.dumps(every, indent=1))
        return
    heads = list(every[0])
    for row in [dict(zip(heads, heads, strict=True)), *every]:
        sys.stdout.write("  ".join(f"{row[name]!s:>11}" for name in heads) + "\n")


if __name__ == "__main__":
    main()
