"""Two moments of a book, or two books, read so that they can be compared by record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book, Rereading
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.home.sealing import unsealed
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.tables.stored import Last, last_of
from sheets_crm.engine.reading import NAMED_TABS, bind_snapshot
from sheets_crm.engine.secrecy.door import keys_of
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import UsageError
from sheets_crm.mapping.recognition import recognise
from sheets_crm.mapping.records import record_rows
from sheets_crm.model.addresses import letters
from sheets_crm.model.identity import row_ids
from sheets_crm.model.layout import Layout
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.model.text import Text

HISTORY = Text("Все прогоны и копии: sheets-crm history", "All runs and backups: sheets-crm history")


def read_tables(book: Book, config: Config) -> Snapshot:
    """Read a book with the tables that the program knows."""
    return bind_snapshot(book.read(), book.name, config, _layout(book.name, config)).snapshot


def read_whole(book: Book, config: Config) -> Snapshot:
    """Read a book with a table on every sheet of people's, whatever stands there."""
    return _with_other_sheets(read_tables(book, config), _layout(book.name, config))


def read_sealed(backup: Path, config: Config) -> Snapshot:
    """Read an encrypted backup by its path, as `read_whole` does a book; RefusedError when no key at hand opens it."""
    name = str(backup)
    with unsealed(backup, keys_of(backup.absolute().parents[1], config)) as path:
        read = XlsxBook(path).read()
    layout = _layout(name, config)
    return _with_other_sheets(bind_snapshot(read, name, config, layout).snapshot, layout)


def before_run(book: Book, run: int, config: Config) -> tuple[Snapshot, datetime]:
    """Read the backup made before a run, and tell when that was; UsageError when there is none that can be read."""
    found = next((one for one in list_backups(book.name, config) if one.run == run), None)
    if found is None or (is_address(book.name) and not isinstance(book, Rereading)):
        what = Text(
            f"копии, сделанной перед прогоном {run}, нет: её делают, только когда есть что записать, и хранят не вечно",
            f"there is no backup made before run {run}: one is made where there is something to write, and not kept for ever",
        )
        raise UsageError(what, where=book.name, mend=HISTORY)
    layout = _layout(book.name, config)
    with unsealed(found.path, keys_of(memory_folder(book.name, config), config)) as path:
        read = book.read_backup(path) if isinstance(book, Rereading) else XlsxBook(path).read()
    bound = bind_snapshot(read, book.name, config, layout).snapshot
    return _with_other_sheets(bound, layout), found.made


def after_last_run(book: Book, config: Config) -> Last:
    """Return the tables as the last run left them; UsageError when that is not known."""
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    if journal:
        with journal:
            last = last_of(journal.db, book.name, _layout(book.name, config))
            if last and not journal.restored_since(last.run):
                return last
    what = Text("программа ещё не запомнила эту книгу", "the program does not remember this book yet")
    mend = Text("Запустите run; или назовите вторую книгу: diff A B", "Start run; or name a second book: diff A B")
    raise UsageError(what, where=book.name, mend=mend)


def _layout(name: str, config: Config) -> Layout:
    return load_layout(config.layout(name))


def _with_other_sheets(bound: Snapshot, layout: Layout) -> Snapshot:
    """Add a table of each sheet that is neither recognised nor the program's own."""
    known = {table.sheet for table in bound.tables}
    told = {one.sheet: one for one in recognise(bound, layout, NAMED_TABS).sheets}
    others = (
        _plain(grid, told[sheet].header_row)
        for sheet, grid in bound.grids.items()
        if sheet not in known and grid.last_row and told[sheet].columns
    )
    return replace(bound, tables=(*bound.tables, *(one for one in others if len(one))))


def _plain(grid: Grid, header_row: int) -> Table:
    """Return the table of a sheet of which only the header is known."""
    rows = record_rows(grid, header_row)
    fields = tuple(
        Field(f"col_{letters(column)}", column, str(grid.value(header_row, column) or ""), grid.dense(column, rows))
        for column in sorted(grid.columns)
    )
    return Table(
        "", grid.name, header_row, rows, tuple(one for one in fields if one.title or one.cells.kinds.any()), row_ids(None, rows)
    )
