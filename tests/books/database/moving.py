"""Books on their way into a database, and what both show."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sheets_crm.books.database.address import connect
from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.memory import MemoryBook
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.demo import make_demo
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Snapshot

LAYOUT = load_layout("extended")
TODAY = date(2026, 11, 20)
Cells = dict[tuple[str, int, int], tuple[int, CellValue, str]]


def demo_book(folder: Path, clients: int = 40, seed: int = 7) -> XlsxBook:
    """Make a messy workbook."""
    path = folder / "clients.xlsx"
    create_workbook(path, LAYOUT, "ru", make_demo(clients, seed, TODAY, "ru", LAYOUT).content, datetime(2026, 11, 20))
    return XlsxBook(path)


def bound(book: XlsxBook | MemoryBook | DatabaseBook) -> Snapshot:
    return read_bound(book, Config(), LAYOUT).snapshot


def moved(source: XlsxBook | MemoryBook, address: str) -> DatabaseBook:
    """Bring a book into a database."""
    target = DatabaseBook(address, LAYOUT)
    target.receive(bound(source), lambda _: None)
    return target


def cells(snapshot: Snapshot) -> Cells:
    """Every cell: its kind, what was entered, and its number format."""
    out: Cells = {}
    for name, grid in snapshot.grids.items():
        for place, column in grid.columns.items():
            for at, row in enumerate(column.rows.tolist()):
                entered = column.cells.entered(at)
                if entered is not None:
                    look = snapshot.number_formats[column.formats[at]] if column.formats is not None else "General"
                    out[name, row, place] = int(column.cells.kinds[at]), entered, look
    return out


def values(snapshot: Snapshot) -> dict[tuple[str, int, int], CellValue]:
    return {place: value for place, (_, value, _) in cells(snapshot).items()}


def sql(address: str, command: str) -> list[tuple[object, ...]]:
    """Let a person do something in the database."""
    with connect(address).begin() as db:
        done = db.exec_driver_sql(command)
        return [tuple(row) for row in done] if done.returns_rows else []
