"""What the database keeps of a workbook's shape: everything that a reading tells of it, whatever that comes to be."""

from __future__ import annotations

from dataclasses import fields

from sheets_crm.books.database.about import BookAbout, SheetAbout
from sheets_crm.model.grids import Grid
from sheets_crm.model.snapshot import Snapshot

KEPT_ELSEWHERE = {
    Grid: {"name", "columns", "key"},
    Snapshot: {"book", "identity", "grids", "tables", "number_formats", "last_modified_at"},
}


def test_of_a_sheet_everything_but_its_cells() -> None:
    assert {one.name for one in fields(SheetAbout)} == {one.name for one in fields(Grid)} - KEPT_ELSEWHERE[Grid]


def test_of_a_book_everything_but_its_sheets() -> None:
    assert {one.name for one in fields(BookAbout)} == {one.name for one in fields(Snapshot)} - KEPT_ELSEWHERE[Snapshot]
