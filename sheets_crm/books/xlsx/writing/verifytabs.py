"""Proof that each sheet of a written workbook still leads to its own part, and each new one to a part of its own."""

from __future__ import annotations

from pathlib import Path

from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.opc.xmltree import unsafe
from sheets_crm.books.xlsx.writing.edit import WorkbookEdit


def verify_tabs(edit: WorkbookEdit, written: Path) -> None:
    """Read the list of sheets as anybody else will; RefusedError when one of them would be taken for another."""
    old = edit.package.sheets
    with Package.open(written) as new:
        now = new.sheets
    added = [one.part for one in now[len(old) :]]
    if now[: len(old)] != old or not edit.added.keys() >= set(added) or len(set(added)) < len(added):
        raise unsafe(edit.book, edit.package.workbook_part, "its sheets would be taken for one another")
