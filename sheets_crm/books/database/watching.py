"""Triggers by which every write is known (`writes`), and of people's writes each cell: who changed what, and when (G10, H7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from sheets_crm.books.database.schema import Schema
from sheets_crm.books.database.types import JSON

QUIET = "sheets_crm.quiet"
UNWATCHED = frozenset({"book", "writes", "quarantine", "people_edits", "memory"})
UNTOLD = ("key", "record_key", "sheet_key", "row", "as_written", "looks")
"""Columns of ours: people mean none of them."""
HEARD = "(select quiet from book) = 0"
NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
COUNT = "update book set version = version + 1"
NOTE_WRITE = """
create or replace function note_write() returns trigger language plpgsql security definer set search_path = {place}, pg_temp as $$
begin
  insert into writes (by, what) values (session_user, tg_op || ' ' || tg_table_name);
  return null;
end $$
"""
NOTE_EDIT = """
create or replace function note_edit() returns trigger language plpgsql security definer set search_path = {place}, pg_temp as $$
declare
  was jsonb := case when tg_op = 'INSERT' then '{{}}' else jsonb_strip_nulls(to_jsonb(old)) end;
  is_ jsonb := case when tg_op = 'DELETE' then '{{}}' else jsonb_strip_nulls(to_jsonb(new)) end;
begin
  insert into people_edits (by, as_role, what, of_table, record_key, field, before, after)
    select session_user, nullif(current_setting('role'), 'none'), lower(tg_op), tg_table_name,
      coalesce(is_ ->> tg_argv[0], was ->> tg_argv[0])::bigint, told, was -> told, is_ -> told
    from jsonb_object_keys(was || is_) told
    where (was -> told) is distinct from (is_ -> told) and told not in ({untold});
  return null;
end $$
"""


def watch(db: sa.Connection, schema: Schema) -> None:
    """Make the triggers anew; what we write ourselves leaves one line in `writes`, by `founding.note`, and no edits of people."""
    for statement in _of_sqlite(db, schema) if db.dialect.name == "sqlite" else _of_postgres(db, schema):
        db.execution_options(no_parameters=True).exec_driver_sql(statement)


def be_quiet(db: sa.Connection) -> None:
    """Let this transaction leave no traces of its single writes; that is for the owner and the program alone."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("update book set quiet = 1")
    else:
        db.exec_driver_sql(f"set local {QUIET} = 'on'")


def be_heard(db: sa.Connection) -> None:
    """End what `be_quiet` began, before the transaction is made to stand."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("update book set quiet = 0 where quiet <> 0")


def _of_postgres(db: sa.Connection, schema: Schema) -> Iterator[str]:
    """Yield the SQL; whoever may not write into `book` cannot switch the traces off, whatever they set."""
    quote = db.dialect.identifier_preparer.quote_identifier
    place = quote(db.exec_driver_sql("select current_schema()").scalar_one())
    yield NOTE_WRITE.format(place=place)
    yield NOTE_EDIT.format(place=place, untold=", ".join(f"'{name}'" for name in UNTOLD))
    heard = f"current_setting('{QUIET}', true) is distinct from 'on'"
    book = f"{place}.book".replace("'", "''")
    unless = f"when ({heard} or not has_table_privilege(session_user, '{book}'::regclass, 'update'))"
    for name in _watched(schema):
        table = f"{place}.{quote(name)}"
        yield f"drop trigger if exists note_write on {table}"
        events = "after insert or update or delete or truncate"
        yield f"create trigger note_write {events} on {table} for each statement {unless} execute function note_write()"
    for one in _of_records(schema):
        table = f"{place}.{quote(one.name)}"
        yield f"drop trigger if exists note_edit on {table}"
        events, told = "after insert or update or delete", f"note_edit('{_key_of(one)}')"
        yield f"create trigger note_edit {events} on {table} for each row {unless} execute function {told}"


def _of_sqlite(db: sa.Connection, schema: Schema) -> Iterator[str]:
    """Yield the SQL; on SQLite, where writes queue up, a count tells of them, and nobody signs in."""
    quote = db.dialect.identifier_preparer.quote_identifier
    for name in _watched(schema):
        for event in ("insert", "update", "delete"):
            yield f"drop trigger if exists {quote(f'{name}_{event}')}"
            yield f"create trigger {quote(f'{name}_{event}')} after {event} on {quote(name)} begin {COUNT}; end"
    for one in _of_records(schema):
        for event in ("insert", "update", "delete"):
            trigger = quote(f"{one.name}_edit_{event}")
            yield f"drop trigger if exists {trigger}"
            at = f"after {event} on {quote(one.name)} when {HEARD}"
            yield f"create trigger {trigger} {at} begin {_edits(one, event, quote)}; end"


def _edits(table: sa.Table, event: str, quote: Callable[[str], str]) -> str:
    """Return the SQL that keeps each column that an event changes."""
    row = "old" if event == "delete" else "new"
    told = []
    for column in table.c:
        if column.name in UNTOLD:
            continue
        name, packed = quote(column.name), "json" if column.type is JSON else "json_quote"
        was, now = f"old.{name}", f"new.{name}"
        values = ", ".join(
            "null" if missing else f"{packed}({value})" for value, missing in ((was, event == "insert"), (now, event == "delete"))
        )
        differ = {"insert": f"{now} is not null", "delete": f"{was} is not null"}.get(event, f"{was} is not {now}")
        told.append(f"select {NOW}, '{event}', '{table.name}', {row}.{_key_of(table)}, '{column.name}', {values} where {differ}")
    return f"insert into people_edits (at, what, of_table, record_key, field, before, after) {' union all '.join(told)}"


def _watched(schema: Schema) -> Sequence[str]:
    return [name for name in schema.metadata.tables if name not in UNWATCHED]


def _of_records(schema: Schema) -> tuple[sa.Table, ...]:
    """Return the tables of records and of what a record has several of."""
    kinds = schema.kinds.values()
    children = (place.child for kind in kinds for place in kind.places if place.child is not None)
    return tuple(dict.fromkeys((*(kind.table for kind in kinds), *children)))


def _key_of(table: sa.Table) -> str:
    """Return which column of a table is its record's key."""
    return "record_key" if "record_key" in table.c else "key"
