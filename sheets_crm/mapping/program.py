"""The columns that the program keeps for itself, and which of them a sheet still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheets_crm.mapping.words import phrase
from sheets_crm.model.layout import Column, Layout, Sheet
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.model.text import Lang

NEEDED = {
    "clients": ("id", "status", "status_reason", "status_date", "next_task", "next_date", "last_touch"),
    "orders": ("id", "client_id"),
    "touches": ("id", "client_id"),
}
FROM_ORDERS = ("first_order", "last_order")
COUNTED = frozenset({"last_touch", "orders_count", "orders_total"})
"""What the program counts for each client, and what people count by hand where they have no program."""
OURS = {"ru": "программа", "en": "program"}


def program_titles(column: Column) -> tuple[str, ...]:
    """Return every title that the program may give a column of its own, in both languages."""
    return tuple(title for lang in ("ru", "en") for title in _titles(column, lang))


def _titles(column: Column, lang: Lang) -> tuple[str, str]:
    title = column.title.in_(lang)
    return title, f"{title} ({OURS[lang]})"


def made_by_us(sheet: Sheet, name: str, fields: Iterable[Field]) -> bool:
    """Say whether the program made a sheet, and not a person who keeps such columns by hand.

    Its name and the title of its IDs are then exactly the layout's, and of what we count for each client there is either all
    that the layout shows, under our titles, or nothing.
    """
    titles = {one.key: one.title for one in fields if one.key}

    def exact(key: str) -> bool:
        words = sheet.column(key).title
        return titles.get(key) in (words.ru, words.en)

    if name.strip() not in (sheet.title.ru, sheet.title.en) or "id" not in titles or not exact("id"):
        return False
    counted = COUNTED & titles.keys()
    return not counted or (counted == COUNTED.intersection(sheet.template) and all(exact(key) for key in counted))


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
