"""A database of an older version, or of a layout that has grown, brought up to date: only added to, and every value kept.

What the tables are to be is made from the layout, which each company may change: so it is compared with what the database
says that it has (`book.shape`), and what is missing is added. A database that has more than is known here is refused.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from sheets_crm.books.database.schema import FORMAT, Schema
from sheets_crm.books.database.views import NAMES, view_statements
from sheets_crm.books.database.watching import watch
from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

UPDATE = Text(
    "Обновите sheets-crm или возьмите ту же раскладку (layout), что была при переносе",
    "Upgrade sheets-crm, or use the layout that the book was brought in with",
)


def shape_of(schema: Schema) -> str:
    """Return the tables and columns that are to be, as they are noted in the database."""
    return json.dumps({name: [column.name for column in table.c] for name, table in schema.metadata.tables.items()})


def is_older(db: sa.Connection, schema: Schema) -> bool:
    """Say whether something is missing; UnreadableError for a database that is ahead of this program and its layout."""
    number = db.exec_driver_sql("select format from book").scalar()
    if number is not None and number > FORMAT:
        what = Text("эта база от более новой версии программы", "this database is of a later version of the program")
        raise UnreadableError(what, mend=Text("Обновите sheets-crm", "Upgrade sheets-crm"), plain=what)
    if number != FORMAT:
        return True
    shape = db.exec_driver_sql("select shape from book").scalar()
    known = json.loads(shape or "{}")
    here = json.loads(shape_of(schema))
    ahead = [f"{name}.{one}" for name, columns in known.items() for one in columns if one not in here.get(name, ())]
    if ahead:
        few = ", ".join(ahead[:3])
        what = Text(f"в базе есть столбцы, которых раскладка не знает: {few}", f"the layout does not know columns of it: {few}")
        raise UnreadableError(what, mend=UPDATE, plain=what)
    return bool(known != here)


def upgrade(db: sa.Connection, schema: Schema) -> None:
    """Add what is missing, in this transaction; a database error where this login does not own the tables."""
    found = sa.inspect(db)
    there = {name: {one["name"] for one in found.get_columns(name)} for name in found.get_table_names()}
    schema.metadata.create_all(db, tables=[table for table in schema.metadata.sorted_tables if table.name not in there])
    for table in schema.metadata.sorted_tables:
        missing = [column for column in table.c if table.name in there and column.name not in there[table.name]]
        for column in missing:
            _add(db, table, column)
        for index in table.indexes:
            if any(column in missing for column in index.columns):
                index.create(db)
    fill_choices(db, schema)
    views = set(found.get_view_names())
    for name, statement in zip(NAMES, view_statements(db.dialect), strict=True):
        if name not in views:
            db.exec_driver_sql(statement)
    watch(db, schema)
    db.execute(sa.update(schema["book"]).values(format=FORMAT, shape=shape_of(schema)))


def fill_choices(db: sa.Connection, schema: Schema) -> None:
    """Put the entries of the layout's fixed lists into their tables, where they are not there."""
    for (kind, key), table in schema.choices.items():
        known = set(db.execute(sa.select(table.c.key)).scalars())
        for one in schema.layout.sheet(kind).column(key).choices:
            if one.key not in known:
                db.execute(sa.insert(table), {"key": one.key, "title_ru": one.title.ru, "title_en": one.title.en})


def _add(db: sa.Connection, table: sa.Table, column: sa.Column[object]) -> None:
    """Add a column, with what it refers to; those that may not be empty have a value to begin with."""
    quote = db.dialect.identifier_preparer.quote
    said = str(sa.schema.CreateColumn(column).compile(dialect=db.dialect))
    refers = "".join(f" references {quote(key.column.table.name)} (key)" for key in column.foreign_keys)
    db.execution_options(no_parameters=True).exec_driver_sql(f"alter table {quote(table.name)} add column {said}{refers}")
