"""What the file of roles means in the tables of a database: who may read, insert, change and delete what there (H8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sheets_crm.books.database.records import StoredSheet
from sheets_crm.books.database.schema import KindTable, Place, Schema
from sheets_crm.books.database.views import NAMES
from sheets_crm.model.layout import Column
from sheets_crm.model.roles import Role, Verb, may

SqlVerb = Literal["select", "insert", "update", "delete"]
PRIVATE = frozenset({"people_edits", "memory"})
"""What was changed and by whom, and the journal: for the owner and the program alone."""
SHAPE = ("sheets", "columns", "other_rows", "quarantine")
WORDLESS = {"record_key"}


@dataclass(frozen=True, order=True)
class Privilege:
    """One right in one table or view; in these columns alone where any are named."""

    table: str
    verb: SqlVerb
    columns: tuple[str, ...] = ()


def of_role(role: Role, schema: Schema, sheets: Sequence[StoredSheet]) -> tuple[Privilege, ...]:
    """Return what a role may do: read everything but what is private, and write what the file lets it.

    An empty cell and a full one are both changed by UPDATE, which a database cannot tell apart: whoever may only add inserts.
    """
    out = [Privilege(name, "select") for name in (*schema.metadata.tables, *NAMES) if name not in PRIVATE]
    for kind in schema.kinds.values():
        out += _Sheetwise(role, kind, [one for one in sheets if one.kind == kind.sheet.kind]).privileges()
    return _joined(out)


def of_the_job(schema: Schema) -> tuple[Privilege, ...]:
    """Return the least that runs, undo and the journal need: no record is deleted, no table changed, no list of choices."""
    writes: dict[str, tuple[SqlVerb, ...]] = dict.fromkeys(SHAPE, ("insert", "update", "delete"))
    writes |= {"book": ("update",), "writes": ("insert",), "memory": ("insert", "update", "delete")}
    for kind in schema.kinds.values():
        writes[kind.table.name] = ("insert", "update")
        writes |= {one.child.name: ("insert", "update", "delete") for one in kind.places if one.child is not None}
    known = schema.metadata.tables
    out = [Privilege(name, "select") for name in (*known, *NAMES)]
    return _joined([*out, *(Privilege(name, verb) for name, verbs in writes.items() if name in known for verb in verbs)])


@dataclass(frozen=True)
class _Sheetwise:
    """One kind of records to one role; where it stands on several sheets, what is allowed on each of them."""

    role: Role
    kind: KindTable
    sheets: Sequence[StoredSheet]

    def privileges(self) -> Iterator[Privilege]:
        insert, update = list[str](), list[str]()
        for place in self.kind.places:
            add, change = self._may("add", place), self._may("change", place)
            if place.column is not None:
                insert += [place.column.name] if add else []
                update += [place.column.name] if change else []
            elif place.child is not None:
                yield from _of_child(place, add=add, change=change)
        if insert and self._may("add"):
            insert += ["sheet_key", "row", "extra"]
        if update and self._may("change"):
            update += ["extra"]
        if self._may("delete"):
            yield Privilege(self.kind.table.name, "delete")
            update += ["gone_at"]
        if insert:
            yield Privilege(self.kind.table.name, "insert", tuple(insert))
        if update:
            yield Privilege(self.kind.table.name, "update", tuple(update))

    def _may(self, verb: Verb, place: Place | None = None) -> bool:
        titles = self.kind.sheet.title
        names = (titles.ru, titles.en, self.kind.sheet.kind)
        column = self.kind.sheet.column(place.home.fields[0]) if place else None
        if column is not None and (column.key == "id" or column.owner == "program"):
            return False
        every = [(one.name, {fact.name: fact.title for fact in one.columns}) for one in self.sheets] or [("", {})]
        return all(
            may(self.role, verb, (*filter(None, (sheet,)), *names), _called(column, headers) if column else ())
            for sheet, headers in every
        )


def _called(column: Column, headers: dict[str, str]) -> tuple[str, ...]:
    """Return all the names of a column."""
    return (*filter(None, (headers.get(column.key),)), column.key, column.title.ru, column.title.en)


def _of_child(place: Place, *, add: bool, change: bool) -> Iterator[Privilege]:
    """Yield what may be done to rows of a table of their own: to change a cell is to put and take away rows, too."""
    assert place.child is not None
    columns = tuple(column.name for column in place.child.c if column.name != "key")
    if add or change:
        yield Privilege(place.child.name, "insert", columns)
    if change:
        yield Privilege(place.child.name, "update", tuple(name for name in columns if name not in WORDLESS))
        yield Privilege(place.child.name, "delete")


def _joined(every: Iterable[Privilege]) -> tuple[Privilege, ...]:
    """Return each right once, columns of one table together."""
    found: dict[tuple[str, SqlVerb], dict[str, None]] = {}
    for one in every:
        found.setdefault((one.table, one.verb), {}).update(dict.fromkeys(one.columns))
    return tuple(sorted(Privilege(table, verb, tuple(columns)) for (table, verb), columns in found.items()))
