"""A write that is tried on a copy, with every check that a real one meets, and thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit
from sheets_crm.books.xlsx.writing.guards import Place
from sheets_crm.books.xlsx.writing.write import own_errors, save


def rehearse(path: Path, cells: Mapping[str, tuple[Place, str]]) -> None:
    """Write one text into each of these sheets of a copy; RefusedError or UnreadableError when that cannot be done without loss.

    That a single cell is refused, such as a merged one, does not count.
    """
    with (
        TemporaryDirectory(prefix="sheets-crm-") as folder,
        own_errors(path),
        Package.open(path) as package,
        WorkbookEdit(package, Path(folder)) as edit,
    ):
        for sheet, ((row, column), text) in cells.items():
            edit.edit_cells(edit.sheet(sheet), {row: {column: CellEdit(text)}})
        edit.finish()
        save(edit, Path(folder) / path.name)
