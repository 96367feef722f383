"""The tables of a client base, made from the layout (H1-H3).

A record has a `key` of its own, since the workbook's ID may be missing, doubled, or given later; `id` is the workbook's and
unique on its sheet. What cannot be typed is kept beside, in `as_written`: see `records`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sheets_crm.books.database.cells import of_days, of_numbers, of_texts
from sheets_crm.books.database.homes import (
    Amount,
    Chosen,
    Client,
    Home,
    Listed,
    Many,
    OwnId,
    Plain,
    Task,
)
from sheets_crm.books.database.typed import as_day, as_integer, as_number, as_text, no_doubt, no_email, no_phone
from sheets_crm.books.database.types import JSON, KEY, MOMENT, MONEY, NUMBER
from sheets_crm.model.layout import Column, Layout, Sheet

FORMAT = 2
"""The shape of our own tables; a database of another one is refused."""
ORDER = ("services", "channels", "staff", "clients", "orders", "touches")
"""The kinds in the order in which they name each other."""
CHILDREN = {"phone": "phones", "email": "emails", "persons": "persons"}
DOUBTS = {"phone": no_phone, "email": no_email, "persons": no_doubt}
TYPES: dict[str, tuple[Any, Any, Any]] = {
    "date": (sa.Date(), as_day, of_days),
    "integer": (KEY, as_integer, of_numbers),
    "number": (NUMBER, as_number, of_numbers),
}
SEARCHED = frozenset({"date", "last_order", "name", "title"})
"""Columns that the questions of H4 and H5 go by."""


@dataclass(frozen=True, eq=False)
class Place:
    """A home, and where its values stand: a column of the record's table, or rows of a table of their own."""

    home: Home
    column: sa.Column[Any] | None = None
    child: sa.Table | None = None

    def named(self, name: str) -> Place:
        """Return the place of a second column of one kind, `phone_2`."""
        assert isinstance(self.home, Many)
        return Place(Many(name, self.home.doubt), None, self.child)


@dataclass(frozen=True, eq=False)
class KindTable:
    """The table of one kind of records, and where the fields that the layout knows live."""

    sheet: Sheet
    table: sa.Table
    places: tuple[Place, ...]

    def places_of(self, fields: set[str]) -> tuple[Place, ...]:
        """Return the places of a sheet's fields; those without one are kept as they are written."""
        found = [place for place in self.places if fields.intersection(place.home.fields)]
        by_name = {place.home.fields[0]: place for place in self.places if isinstance(place.home, Many)}
        repeated = sorted(name for name in fields if name[-1:].isdecimal() and name.rsplit("_", 1)[0] in by_name)
        return (*found, *(by_name[name.rsplit("_", 1)[0]].named(name) for name in repeated))


@dataclass(frozen=True, eq=False)
class Schema:
    """All tables."""

    layout: Layout
    metadata: sa.MetaData
    kinds: dict[str, KindTable]
    choices: dict[tuple[str, str], sa.Table]

    def __getitem__(self, name: str) -> sa.Table:
        return self.metadata.tables[name]

    @property
    def of_records(self) -> list[sa.Table]:
        """The tables of records and of what they have several of, those first that others name."""
        tables = {one.table for one in self.kinds.values()}
        tables |= {place.child for one in self.kinds.values() for place in one.places if place.child is not None}
        return [table for table in self.metadata.sorted_tables if table in tables]


def schema_of(layout: Layout) -> Schema:
    """Make the tables of a layout."""
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    _tables_of_the_shape(metadata)
    _tables_of_what_happened(metadata)
    made = Schema(layout, metadata, {}, {})
    known = {sheet.kind: sheet for sheet in layout.sheets}
    for kind in [*ORDER, *(kind for kind in known if kind not in ORDER)]:
        if kind in known:
            made.kinds[kind] = _kind(made, known[kind])
    return made


def _tables_of_the_shape(metadata: sa.MetaData) -> None:
    """Tables that keep the workbook's shape."""
    sa.Table(
        "book", metadata,
        sa.Column("key", KEY, sa.CheckConstraint("key = 1", "only_one"), primary_key=True, autoincrement=False),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("quiet", sa.Integer, nullable=False, server_default="0"),
        sa.Column("memory", KEY, nullable=False, server_default="0"),
        sa.Column("shape", sa.Text),
        sa.Column("migrated", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
    )  # fmt: skip
    sa.Table(
        "sheets", metadata,
        sa.Column("key", KEY, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("header_row", sa.Integer, nullable=False),
        sa.Column("lang", sa.Text, sa.CheckConstraint("lang in ('ru', 'en')", "known_lang"), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
    )  # fmt: skip
    sa.Table(
        "columns", metadata,
        sa.Column("sheet_key", KEY, sa.ForeignKey("sheets.key"), primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("look", sa.Text, nullable=False),
        sa.UniqueConstraint("sheet_key", "name"),
    )  # fmt: skip
    sa.Table(
        "other_rows", metadata,
        sa.Column("sheet_key", KEY, sa.ForeignKey("sheets.key"), primary_key=True, autoincrement=False),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cells", JSON, nullable=False),
    )  # fmt: skip


def _tables_of_what_happened(metadata: sa.MetaData) -> None:
    """Tables of what could not become a value, and of every write."""
    sa.Table(
        "quarantine", metadata,
        sa.Column("key", KEY, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_key", KEY, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("why_ru", sa.Text, nullable=False),
        sa.Column("why_en", sa.Text, nullable=False),
        sa.Index("ix_quarantine_record", "kind", "record_key"),
    )  # fmt: skip
    sa.Table(
        "writes", metadata,
        sa.Column("key", KEY, primary_key=True),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("by", sa.Text),
        sa.Column("what", sa.Text, nullable=False),
    )  # fmt: skip
    sa.Table(
        "people_edits", metadata,
        sa.Column("key", KEY, primary_key=True),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("by", sa.Text),
        sa.Column("as_role", sa.Text),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("of_table", sa.Text, nullable=False),
        sa.Column("record_key", KEY, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("before", JSON),
        sa.Column("after", JSON),
        sa.Index("ix_people_edits_record", "record_key", "of_table"),
    )  # fmt: skip
    sa.Table(
        "memory", metadata,
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )  # fmt: skip


def _kind(made: Schema, sheet: Sheet) -> KindTable:
    places: list[Place] = []
    later: list[tuple[Home, str]] = []
    columns: list[sa.Column[Any]] = []
    for home, column, child in _homes(made, sheet):
        if column is not None:
            columns.append(column)
            places.append(Place(home, column))
        else:
            later.append((home, child))
    table = sa.Table(
        sheet.kind, made.metadata,
        sa.Column("key", KEY, sa.Identity(always=False), primary_key=True),
        sa.Column("sheet_key", KEY, sa.ForeignKey("sheets.key")),
        sa.Column("row", sa.Integer, sa.CheckConstraint('"row" > 0', "counted_from_1")),
        *columns,
        sa.Column("as_written", JSON),
        sa.Column("extra", JSON),
        sa.Column("looks", JSON),
        sa.Column("gone_at", MOMENT),
        sa.UniqueConstraint("sheet_key", "id"),
        sa.Index(f"ix_{sheet.kind}_place", "sheet_key", "row"),
        sqlite_autoincrement=True,  # a key is given once: what was kept of a record that is deleted is nobody else's
    )  # fmt: skip
    for column in columns:
        if column.foreign_keys or column.name in SEARCHED:
            sa.Index(None, column)
    places += [Place(home, None, _child(made.metadata, table, home, name)) for home, name in later]
    return KindTable(sheet, table, tuple(places))


def _homes(made: Schema, sheet: Sheet) -> Iterator[tuple[Home, sa.Column[Any] | None, str]]:
    """Yield each home of a kind with its column, or with the name of its own table."""
    keys = {column.key for column in sheet.columns}
    for column in sheet.columns:
        key = column.key
        match key:
            case "id":
                yield OwnId(sheet.kind), sa.Column("id", sa.Text, sa.CheckConstraint("id <> ''", "says_something")), ""
            case "client_id" if "client" in keys:
                continue
            case "client" if "client_id" in keys:
                yield Client(key, "client_id"), _refers("client_key", "clients"), ""
            case "paid" if sheet.kind == "orders":
                yield Amount(key), None, "payments"
            case "next_task" if "next_date" in keys:
                yield Task(key, "next_date"), None, "tasks"
            case "next_date" if "next_task" in keys:
                continue
            case _ if key in CHILDREN:
                yield Many(key, DOUBTS[key]), None, f"{sheet.kind}_{CHILDREN[key]}"
            case _:
                yield (*_single(made, sheet, column), "")


def _single(made: Schema, sheet: Sheet, column: Column) -> tuple[Home, sa.Column[Any]]:
    key = column.key
    if column.choices:
        name = f"{sheet.kind}_{key}"
        made.choices[sheet.kind, key] = sa.Table(
            name, made.metadata,
            sa.Column("key", sa.Text, primary_key=True),
            sa.Column("title_ru", sa.Text, nullable=False),
            sa.Column("title_en", sa.Text, nullable=False),
        )  # fmt: skip
        return Chosen(column), sa.Column(key, sa.Text, sa.ForeignKey(f"{name}.key"))
    if column.choices_from:
        kind = column.choices_from.split(".")[0]
        return Listed(key, kind), _refers(f"{key}_key", kind)
    if column.format == "amount":
        return Amount(key), sa.Column(key, MONEY)
    kind_of, read, cells_of = TYPES.get(column.format, (sa.Text(), as_text, of_texts))
    return Plain(key, read, cells_of), sa.Column(key, kind_of)


def _refers(name: str, kind: str) -> sa.Column[Any]:
    return sa.Column(name, KEY, sa.ForeignKey(f"{kind}.key"))


def _child(metadata: sa.MetaData, table: sa.Table, home: Home, name: str) -> sa.Table:
    """Make the table of what a record may have several of."""
    if name in metadata.tables:
        return metadata.tables[name]
    if isinstance(home, Task):
        values: list[sa.Column[Any]] = [sa.Column("title", sa.Text), sa.Column("due", sa.Date, index=True)]
    elif isinstance(home, Amount):
        values = [sa.Column("amount", MONEY, nullable=False), sa.Column("paid_on", sa.Date)]
    else:
        values = [sa.Column("field", sa.Text, nullable=False), sa.Column("value", sa.Text, nullable=False, index=True)]
    return sa.Table(
        name, metadata,
        sa.Column("key", KEY, sa.Identity(always=False), primary_key=True),
        sa.Column("record_key", KEY, sa.ForeignKey(f"{table.name}.key", ondelete="CASCADE"), nullable=False, index=True),
        *values,
    )  # fmt: skip
