"""Single cells written into a workbook, all or none."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.opc.markup import damaged
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.guards import Place
from sheets_crm.books.xlsx.writing.save import replacing
from sheets_crm.books.xlsx.writing.verify import verify
from sheets_crm.books.xlsx.writing.verifytabs import verify_tabs
from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError, UsageError
from sheets_crm.model.addresses import address, parse_address
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Text

SHOWN = 5
"""How many refused cells a message names."""


def write_cells(source: Path | str, target: Path | str, cells: Mapping[str, Mapping[str, CellValue]]) -> None:
    """Write cells (`{sheet: {"B7": value}}`) into a copy of a workbook, and nothing else; `target` may be `source` itself.

    Raises SheetsCrmError naming the file, and leaves no target behind, when that cannot be done without loss.
    """
    source, target = Path(source), Path(target)
    with own_errors(source), Package.open(source) as package, WorkbookEdit(package, target.parent) as edit:
        for name, values in cells.items():
            edits: dict[int, dict[int, CellEdit]] = {}
            for one, value in values.items():
                row, column = _place(source, one)
                edits.setdefault(row, {})[column] = CellEdit(value)
            refused = edit.edit_cells(edit.sheet(name), edits)
            if refused:
                raise _refused(source, name, refused)
        edit.finish()
        save(edit, target)


def save(edit: WorkbookEdit, target: Path, on_verified: Callable[[Path], None] | None = None) -> None:
    """Write a finished edit to a file in one step, verified before; `on_verified` may still stop it by raising.

    Damage in another sheet would live on in the new file, and in its backups, unnoticed: UnreadableError tells of it.
    """
    edit.package.check_markup(edit.cells)
    with replacing(target, edit.package.path) as (file, commit):
        edit.assemble(file)
        file.flush()
        path = Path(file.name)
        verify(edit, path)
        verify_tabs(edit, path)
        if on_verified:
            on_verified(path)
        commit()


@contextmanager
def own_errors(book: Path) -> Iterator[None]:
    """Turn what the system and the libraries raise into our errors, which name the book."""
    try:
        yield
    except SheetsCrmError as error:
        if book.name in str(error):
            raise
        raise type(error)(error.what, where=f"{book}: {error.where}" if error.where else str(book), mend=error.mend) from error
    except OSError as error:
        what = Text(ru=f"записать не удалось: {error.strerror}", en=f"it could not be written: {error.strerror}")
        mend = Text(ru="Проверьте место на диске и права на папку", en="Check the free space and your rights in the folder")
        raise UnreadableError(what, where=str(book), mend=mend) from error
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, OverflowError) as error:
        raise damaged(str(book), str(error)) from error


def _place(book: Path, cell: str) -> Place:
    try:
        return parse_address(cell)
    except ValueError as error:
        what = Text(ru=f"«{cell}» — не адрес ячейки", en=f"“{cell}” is no cell address")
        raise UsageError(what, where=str(book), mend=Text(ru="Пишите как B7", en="Write it like B7")) from error


def _refused(book: Path, sheet: str, refused: Mapping[Place, Text]) -> RefusedError:
    few = list(refused.items())[:SHOWN]
    ru = "; ".join(f"{address(*place)}: {why.ru}" for place, why in few)
    en = "; ".join(f"{address(*place)}: {why.en}" for place, why in few)
    what = Text(ru=f"лист «{sheet}»: {ru}", en=f"sheet “{sheet}”: {en}")
    mend = Text(ru="Измените эти ячейки в самом Excel", en="Change these cells in Excel itself")
    return RefusedError(what, where=str(book), mend=mend)
