"""A new database: its tables and the fixed lists in them; and what state a database is in."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from sheets_crm.books.database import about
from sheets_crm.books.database.schema import FORMAT, Schema
from sheets_crm.books.database.upgrading import fill_choices, shape_of
from sheets_crm.books.database.views import view_statements
from sheets_crm.books.database.watching import be_quiet
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.grids import Pages
from sheets_crm.model.text import Text


def is_founded(db: sa.Connection) -> bool:
    """Say whether a client base lives here."""
    return sa.inspect(db).has_table("book")


def found(db: sa.Connection, schema: Schema) -> None:
    """Make all tables, in this transaction; RefusedError where tables of somebody else's bear their names."""
    taken = sorted(set(sa.inspect(db).get_table_names()) & set(schema.metadata.tables))
    if taken:
        what = Text(f"в этой базе уже есть чужая таблица {taken[0]}", f"there is already somebody else's table {taken[0]} here")
        raise RefusedError(what, mend=Text("Возьмите пустую базу", "Take an empty database"))
    schema.metadata.create_all(db)
    fill_choices(db, schema)
    nothing = about.BOOK.dump_json(about.BookAbout()).decode()
    first = {"key": 1, "format": FORMAT, "token": uuid.uuid4().hex, "version": 0, "name": "", "about": nothing}
    db.execute(sa.insert(schema["book"]), {**first, "shape": shape_of(schema)})
    for statement in view_statements(db.dialect):
        db.exec_driver_sql(statement)


def identity(db: sa.Connection, schema: Schema) -> str:
    """Return which state the database is in: it changes with every write that can be seen; UnreadableError where no book is."""
    book, writes = schema["book"], schema["writes"]
    if not is_founded(db):
        what = Text("в этой базе ещё нет книги клиентов", "there is no client book in this database yet")
        mend = Text("Перенесите её: sheets-crm migrate clients.xlsx АДРЕС", "Bring it: sheets-crm migrate clients.xlsx URL")
        raise UnreadableError(what, mend=mend, plain=what)
    token, version = db.execute(sa.select(book.c.token, book.c.version)).one()
    count, last = db.execute(sa.select(sa.func.count(), sa.func.max(writes.c.key)).select_from(writes)).one()
    return f"{token}:{version}:{count}:{last or 0}"


def note(db: sa.Connection, schema: Schema, what: str) -> None:
    """Leave the one trace of a write of ours, instead of one a statement."""
    db.execute(sa.insert(schema["writes"]), {"what": what, "by": "sheets-crm"})


def hold_alone(db: sa.Connection, schema: Schema) -> None:
    """Keep other jobs and migrations out until this transaction ends; people write on. A database error where one is at work."""
    if db.dialect.name != "sqlite":
        db.execute(sa.select(schema["book"].c.key).with_for_update(nowait=True))
    be_quiet(db)


def remember_book(db: sa.Connection, schema: Schema, pages: Pages) -> None:
    """Keep what a book is beside its sheets."""
    db.execute(sa.update(schema["book"]).values(name=pages.book, about=about.of_book(pages)))
