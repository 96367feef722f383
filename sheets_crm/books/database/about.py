"""What is kept of a book and its sheets beside their cells, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import TypeAdapter

from sheets_crm.model.grids import Area, Calculation, Chart, Grid, ListObject, Pages, PivotTable, Validation
from sheets_crm.model.text import Lang

AS_EVER = Calculation()


@dataclass(frozen=True)
class SheetAbout:
    """A Grid without its cells."""

    state: str = "visible"
    protected: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    tables: tuple[ListObject, ...] = ()
    validations: tuple[Validation, ...] = ()
    blank_rows_hidden: bool = False
    filtered: tuple[Area, ...] = ()
    noted: frozenset[tuple[int, int]] = frozenset()
    arrays: tuple[Area, ...] = ()


@dataclass(frozen=True)
class BookAbout:
    """A Snapshot without its sheets."""

    defined_names: Mapping[str, str] = field(default_factory=dict)
    full_precision: bool = True
    last_modified_by: str = ""
    date1904: bool = False
    calculation: Calculation = AS_EVER
    charts: tuple[Chart, ...] = ()
    pivots: tuple[PivotTable, ...] = ()
    links: tuple[str, ...] = ()
    lang: Lang = "ru"


SHEET, BOOK = TypeAdapter(SheetAbout), TypeAdapter(BookAbout)


def of_sheet(grid: Grid) -> str:
    """Return what is kept of a sheet."""
    return SHEET.dump_json(SheetAbout(**_shared(grid, SheetAbout))).decode()


def of_book(pages: Pages) -> str:
    """Return what is kept of a book."""
    return BOOK.dump_json(BookAbout(**_shared(pages, BookAbout))).decode()


def told(kept: SheetAbout | BookAbout) -> dict[str, Any]:
    """Return what is kept, by name, as it was."""
    return _shared(kept, type(kept))


def _shared(one: object, like: type[SheetAbout | BookAbout]) -> dict[str, Any]:
    return {each.name: getattr(one, each.name) for each in fields(like)}
