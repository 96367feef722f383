"""A new database: its tables, the fixed lists in them, and triggers by which every write is known."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from sheets_crm.books.database import about
from sheets_crm.books.database.schema import FORMAT, Schema
from sheets_crm.books.database.views import view_statements
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.grids import Pages
from sheets_crm.model.text import Text

UNWATCHED = frozenset({"book", "writes", "quarantine"})
QUIET = "sheets_crm.quiet"
COUNT = "update book set version = version + 1"
WATCH = """
create function note_write() returns trigger language plpgsql as $$
begin
  insert into writes (by, what) values (session_user, tg_op || ' ' || tg_table_name);
  return null;
end $$
"""


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
    for (kind, key), table in schema.choices.items():
        rows = [
            {"key": one.key, "title_ru": one.title.ru, "title_en": one.title.en}
            for one in schema.layout.sheet(kind).column(key).choices
        ]
        db.execute(sa.insert(table), rows)
    nothing = about.BOOK.dump_json(about.BookAbout()).decode()
    first = {"key": 1, "format": FORMAT, "token": uuid.uuid4().hex, "version": 0, "name": "", "about": nothing}
    db.execute(sa.insert(schema["book"]), first)
    for statement in view_statements(db.dialect):
        db.exec_driver_sql(statement)


def watch(db: sa.Connection, schema: Schema) -> None:
    """Let every write from now on leave a trace: a line in `writes` a statement; on SQLite, where writes queue up, a count."""
    names = [db.dialect.identifier_preparer.quote(name) for name in schema.metadata.tables if name not in UNWATCHED]
    if db.dialect.name == "sqlite":
        for name in names:
            for event in ("insert", "update", "delete"):
                trigger = f"create trigger {name}_{event} after {event} on {name}"
                db.exec_driver_sql(f"{trigger} begin {COUNT}; end")
        return
    db.exec_driver_sql(WATCH)
    for name in names:
        quiet = f"when (current_setting('{QUIET}', true) is distinct from 'on')"
        events = "after insert or update or delete or truncate"
        db.exec_driver_sql(
            f"create trigger note_write {events} on {name} for each statement {quiet} execute function note_write()"
        )


def identity(db: sa.Connection, schema: Schema) -> str:
    """Return which state the database is in: it changes with every write that can be seen; UnreadableError where no book is."""
    book, writes = schema["book"], schema["writes"]
    if not is_founded(db):
        what = Text("в этой базе ещё нет книги клиентов", "there is no client book in this database yet")
        mend = Text("Перенесите её: sheets-crm migrate clients.xlsx АДРЕС", "Bring it: sheets-crm migrate clients.xlsx URL")
        raise UnreadableError(what, mend=mend, plain=what)
    format_, token, version = db.execute(sa.select(book.c.format, book.c.token, book.c.version)).one()
    if format_ != FORMAT:
        what = Text("эта база от другой версии программы", "this database is of another version of the program")
        raise UnreadableError(what, mend=Text("Обновите sheets-crm", "Update sheets-crm"), plain=what)
    count, last = db.execute(sa.select(sa.func.count(), sa.func.max(writes.c.key)).select_from(writes)).one()
    return f"{token}:{version}:{count}:{last or 0}"


def note(db: sa.Connection, schema: Schema, what: str) -> None:
    """Leave the one trace of a write of ours, instead of one a statement."""
    db.execute(sa.insert(schema["writes"]), {"what": what, "by": "sheets-crm"})


def hold_alone(db: sa.Connection, schema: Schema) -> None:
    """Keep other jobs and migrations out until this transaction ends; people write on. A database error where one is at work."""
    if db.dialect.name != "sqlite":
        db.exec_driver_sql(f"set local {QUIET} = 'on'")
        db.execute(sa.select(schema["book"].c.key).with_for_update(nowait=True))


def remember_book(db: sa.Connection, schema: Schema, pages: Pages) -> None:
    """Keep what a book is beside its sheets."""
    db.execute(sa.update(schema["book"]).values(name=pages.book, about=about.of_book(pages)))
