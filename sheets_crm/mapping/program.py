"""The columns that the program keeps for itself, and which of them a sheet still lacks."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_crm.mapping.words import phrase
from sheets_crm.model.layout import Column, Layout
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Grid, Snapshot, Table
from sheets_crm.model.text import Lang

NEEDED = {
    "clients": ("id", "status", "status_reason", "status_date", "next_task", "next_date", "last_touch"),
    "orders": ("id", "client_id"),
    "touches": ("id", "client_id"),
}
FROM_ORDERS = ("first_order", "last_order")
OURS = {"ru": "программа", "en": "program"}


def program_titles(column: Column) -> tuple[str, ...]:
    """Return every title that the program may give a column of its own, in both languages."""
    return tuple(title for lang in ("ru", "en") for title in _titles(column, lang))


def _titles(column: Column, lang: Lang) -> tuple[str, str]:
    title = column.title.in_(lang)
    return title, f"{title} ({OURS[lang]})"


def program_columns_missing(snapshot: Snapshot, layout: Layout) -> tuple[NewColumn, ...]:
    """List the columns that the nightly rules need and the tables lack, to be appended right of the last used column."""
    orders = bool(snapshot.of_kind("orders"))
    return tuple(new for table in snapshot.tables for new in _missing(table, snapshot.grids[table.sheet], layout, orders=orders))


def _missing(table: Table, grid: Grid, layout: Layout, *, orders: bool) -> Iterator[NewColumn]:
    if not table.header_row:
        return
    sheet = layout.sheet(table.kind)
    needed = NEEDED.get(table.kind, ("id",)) + (FROM_ORDERS if orders and table.kind == "clients" else ())
    said = {phrase(one.title) for one in table.fields}
    at = _last_used(grid, table)
    for key in needed:
        if table.field(key) is None:
            at += 1
            column = sheet.column(key)
            plain, ours = _titles(column, table.lang)
            yield NewColumn(table.sheet, table.header_row, at, ours if phrase(plain) in said else plain, column)


def _last_used(grid: Grid, table: Table) -> int:
    """Return the last column with anything in it, or covered by an Excel table."""
    used = [number for number, column in grid.columns.items() if len(column.rows)]
    return max(
        [*used, *(one.letter_index for one in table.fields), *(listed.area.last_column for listed in grid.tables)], default=0
    )
