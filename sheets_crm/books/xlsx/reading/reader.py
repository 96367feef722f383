"""A whole workbook, read into a Snapshot."""

from __future__ import annotations

from pathlib import Path

from sheets_crm.books.xlsx.reading.pages import read_pages
from sheets_crm.model.snapshot import Snapshot


def read_snapshot(path: Path, *, quick: bool = True) -> Snapshot:
    """Read every worksheet of a workbook; `quick` False leaves all to the XML parser. UnreadableError when it cannot be read."""
    return Snapshot(**vars(read_pages(path, quick=quick)))
