"""Who is meant by an ID, and what of them the book and the journal hold: the client, those merged with it, what is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.journal.values import loaded
from sheets_crm.engine.purge.wanted import Wanted, text_of
from sheets_crm.ledger.columns import said
from sheets_crm.ledger.names import folded
from sheets_crm.ledger.names import names as names_of
from sheets_crm.model.snapshot import Table
from sheets_crm.model.trail import Life

CLIENTS = "clients"
Records = Mapping[str, frozenset[str]]
"""By the name of a sheet, the IDs of records."""


@dataclass(frozen=True)
class Person:
    """A client: all IDs that it ever went by, its `names`, its records on every sheet, and the texts that are its alone.

    `lives` are its records of which the book itself keeps more than it shows; `mentions` are those of others, gone by now,
    that tell of it.
    """

    ids: frozenset[str]
    names: frozenset[str]
    records: Records
    wanted: Wanted
    lives: tuple[Life, ...] = ()
    mentions: tuple[Life, ...] = ()

    def owns(self, sheet: str, row_id: str) -> bool:
        """Say whether a record is this person's."""
        return row_id in self.records.get(sheet, ())

    def positions(self, table: Table) -> NDArray[np.intp]:
        """Return where the person's records stand in a table: those known by ID, and those whose cells name the person."""
        return np.array(sorted(_own(table, self.ids, self.names)), np.intp)


def find_person(journal: JournalReader | None, tables: Sequence[Table], named: str, lives: Sequence[Life] = ()) -> Person:
    """Gather all that is known of a client by its ID from the tables of the book and of the memory, the journal, and `lives`.

    Clients without an ID are known by their names: those of one name are one.
    """
    ids = _also_known_as(journal, named)
    kinds = kinds_of(journal, tables)
    clients = [life for life in lives if life.kind == CLIENTS]
    said_by_clients = [
        *_cells(tables, ids, frozenset(), kind=CLIENTS),
        *_told(journal, dict.fromkeys(kinds[CLIENTS], ids)),
        *_lived(life for life in clients if life.ids & ids),
    ]
    nameless = {folded(named)} & {
        *(one for table in tables for one in _without_id(table)),
        *(folded(name) for life in clients if not life.ids for name in life.names),
    }
    names = frozenset(folded(text) for column, text in said_by_clients if column == "name") | nameless
    records = defaultdict[str, set[str]](set)
    for sheet in kinds[CLIENTS]:
        records[sheet] |= ids
    for table in tables:
        records[table.sheet].update(table.ids[at] for at in _own(table, ids, names))
    for sheet, row_id in _linked(journal, ids):
        records[sheet].add(row_id)
    own = tuple(life for life in lives if life.ids & ids or (not life.ids and any(folded(one) in names for one in life.names)))
    for life in own:
        for sheet in kinds.get(life.kind, ()):
            records[sheet] |= life.row_ids
    known = {sheet: _of_kind(records, sheets) for sheets in kinds.values() for sheet in sheets}
    everything = [*_cells(tables, ids, names), *_told(journal, known), *_lived(own), *said_by_clients]
    wanted = Wanted.of(everything, _of_others(tables, ids, names))
    known_by = Wanted(wanted.telling, wanted.telling)
    mentions = tuple(one for one in lives if one.gone and one not in own and any(known_by.tells(text) for _, text in one.said))
    return Person(ids, names, known, wanted, own, mentions)


def _also_known_as(journal: JournalReader | None, named: str) -> frozenset[str]:
    """Return an ID with those of all clients that were merged with it: they are one person."""
    ids = {named}
    pairs = [set(pair) for pair in journal.db.execute("SELECT former, now FROM became")] if journal else []
    while more := set().union(*(pair for pair in pairs if pair & ids)) - ids:
        ids |= more
    return frozenset(ids)


def kinds_of(journal: JournalReader | None, tables: Iterable[Table]) -> Mapping[str, set[str]]:
    """Return by kind the names that sheets of it ever had."""
    kinds = defaultdict[str, set[str]](set)
    for table in tables:
        kinds[table.kind].add(table.sheet)
    for kind, sheet in journal.db.execute("SELECT DISTINCT kind, sheet FROM batches") if journal else ():
        kinds[kind].add(sheet)
    return kinds


def _of_kind(records: Mapping[str, set[str]], sheets: set[str]) -> frozenset[str]:
    """Return the IDs of all sheets of a kind, which may be one sheet under several names; rows without one may have moved."""
    return frozenset(one for sheet in sheets for one in records.get(sheet, ()) if not one.startswith("#"))


def _own(table: Table, ids: frozenset[str], names: frozenset[str]) -> set[int]:
    """Return the positions of a person's records in a table."""
    if table.kind == CLIENTS:
        by_id, by_name = said(table.cells("id")), names_of(table)
        return {at for at, one in enumerate(by_id) if one in ids or (not one and folded(by_name[at]) in names)}
    by_id, by_name = said(table.cells("client_id")), said(table.cells("client"))
    return {at for at, one in enumerate(by_id) if one in ids or (not one and by_name[at] and folded(by_name[at]) in names)}


def _without_id(table: Table) -> Iterator[str]:
    """Yield, folded, what clients are called who have no ID."""
    if table.kind == CLIENTS:
        by_id = said(table.cells("id"))
        yield from (folded(one) for at, one in enumerate(names_of(table)) if one and not by_id[at])


def _cells(
    tables: Iterable[Table], ids: frozenset[str], names: frozenset[str], kind: str | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the columns and texts of a person's records; lists to choose from hold nobody's own words."""
    for table in tables:
        own = sorted(_own(table, ids, names)) if kind in (None, table.kind) else []
        for field in table.fields if own else ():
            if field.column is None or field.column.format not in ("choice", "id"):
                yield from ((field.name, text) for at in own if (text := text_of(field.cells[at])))


def _told(journal: JournalReader | None, records: Records) -> Iterator[tuple[str, str]]:
    """Yield the columns and texts that the journal holds of records."""
    if journal is None:
        return
    for sheet, row_id, name, before, after in journal.db.execute("SELECT sheet, row_id, name, before, after FROM told"):
        if row_id in records.get(sheet, ()):
            yield from ((name, text) for value in (before, after) if (text := text_of(loaded(value))))
    for batch in journal.edits():
        own = records.get(batch.sheet, frozenset())
        for at, row_id in enumerate(batch.ids) if own else ():
            if row_id in own:
                yield from ((batch.column, text) for cells in (batch.before, batch.after) if (text := text_of(cells[at])))


def _lived(lives: Iterable[Life]) -> Iterator[tuple[str, str]]:
    """Yield the columns and texts that the book keeps of records beside what it shows."""
    return ((column, text) for life in lives for column, value in life.said if (text := text_of(value)))


def _linked(journal: JournalReader | None, ids: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the sheet and ID of every record that the journal ever knew as this client's."""
    if journal is None:
        return
    for sheet, row_id, before, after in journal.db.execute(
        "SELECT sheet, row_id, before, after FROM told WHERE name = 'client_id'"
    ):
        if before in ids or after in ids:
            yield sheet, row_id
    for batch in journal.edits():
        if batch.column == "client_id":
            for at, row_id in enumerate(batch.ids):
                if text_of(batch.before[at]) in ids or text_of(batch.after[at]) in ids:
                    yield batch.sheet, row_id


def _of_others(tables: Iterable[Table], ids: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    """Return, folded, what the records of all others say."""
    texts = set[str]()
    for table in tables:
        own = _own(table, ids, names)
        theirs = np.array([at for at in range(len(table)) if at not in own], np.intp)
        for field in table.fields:
            texts.update(said(field.cells)[theirs].tolist())
    return frozenset(map(folded, texts))
