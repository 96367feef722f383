"""A database, or any book, into a fresh workbook, which is there only if it shows every cell as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sheets_crm.books.base import Book
from sheets_crm.books.xlsx.fresh import create_copy
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.engine.migrating.account import Migration, Moved
from sheets_crm.engine.migrating.reconciling import Lost, Reconciliation, cells_of, lost_cells
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text


def bring_home(source: Book, path: Path, config: Config, now: datetime, *, check: bool = False) -> Migration:
    """Write all sheets of a book into a new workbook; with `check` only compare it with the one that is there.

    RefusedError when the file is there already, or when a cell would not come back as it was: then there is no file.
    """
    snapshot = read_bound(source, config, load_layout(config.layout(source.name))).snapshot
    lost: list[Lost] = []

    def verify(written: Path) -> None:
        lost.extend(lost_cells(snapshot, read_snapshot(written).grids.values()))
        if lost and not check:
            raise _not_the_same(lost, path)

    if check:
        verify(path)
    else:
        create_copy(path, snapshot, now, verify)
    sheets = tuple(Moved(table.sheet, len(table), len(table), 0, 0) for table in snapshot.tables)
    return Migration(
        source.name, str(path), sheets, {}, Reconciliation((), lost=tuple(lost), cells=cells_of(snapshot)), done=not check
    )


def _not_the_same(lost: Sequence[Lost], path: Path) -> RefusedError:
    places = ", ".join(f"{one.sheet}!{one.cell}" for one in lost[:3])
    what = Text(f"не все ячейки перенеслись: {places}", f"not every cell came over: {places}")
    mend = Text("Файл не создан. Исправьте эти ячейки в базе", "No file was made. Mend these cells in the database")
    return RefusedError(what, where=str(path), mend=mend)
