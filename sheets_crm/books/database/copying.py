"""A whole database into another one of the same shape: a backup is an SQLite file, which is itself a client book."""

from __future__ import annotations

from itertools import chain

import sqlalchemy as sa

from sheets_crm.books.database.loading import load_rows
from sheets_crm.books.database.saving import AT_ONCE
from sheets_crm.books.database.schema import Schema

TRACES = frozenset({"writes", "people_edits", "memory"})
"""What happened to a database stays its own; so does the count of its writes."""
OWN = frozenset({"token", "version", "quiet", "memory", "format", "shape"})


def copy_all(source: sa.Connection, target: sa.Connection, schema: Schema, keep: frozenset[str] = OWN) -> None:
    """Put the source's rows in the place of all that the target holds, in the target's transaction."""
    tables = [table for table in schema.metadata.sorted_tables if table.name not in TRACES]
    for table in reversed(tables):
        if table.name != "book":
            target.execute(sa.delete(table))
    for table in tables:
        found = source.execute(sa.select(table).execution_options(yield_per=AT_ONCE))
        if table.name == "book":
            row = next(iter(found))._asdict()
            target.execute(sa.update(table).values({name: value for name, value in row.items() if name not in keep}))
        else:
            load_rows(target, table, table.c.keys(), (tuple(row) for row in found))
    if target.dialect.name != "sqlite":
        _count_on(target, schema)


def _count_on(db: sa.Connection, schema: Schema) -> None:
    """Let keys that the database gives go on behind those that it was given."""
    kinds = schema.kinds.values()
    tables = chain((kind.table for kind in kinds), (place.child for kind in kinds for place in kind.places))
    for table in {one for one in tables if one is not None}:
        highest = sa.func.coalesce(sa.select(sa.func.max(table.c.key)).scalar_subquery(), 1)
        sequence = sa.func.pg_get_serial_sequence(table.name, "key")
        db.execute(sa.select(sa.func.setval(sequence, sa.func.greatest(highest, sa.func.nextval(sequence)))))
