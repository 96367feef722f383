"""All clients of a book, and who of them is meant by an order or a touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.ledger.columns import Texts, said
from sheets_crm.ledger.names import folded, names
from sheets_crm.ledger.records import Records
from sheets_crm.model.cells import Vector
from sheets_crm.model.snapshot import Snapshot, Table

CLOSED = ("refused", "archived")
NOBODY = -1


@dataclass(frozen=True)
class Names:
    """Names of clients, equal to others only when they are the very same array."""

    texts: Texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names) and self.texts is other.texts

    def __hash__(self) -> int:
        return id(self.texts)


@dataclass(frozen=True, eq=False)
class Directory:
    """Who bears which ID and which name: clients by their position among all clients."""

    ids: Sequence[str]
    names: Sequence[str]

    @cached_property
    def by_id(self) -> Mapping[str, int]:
        """The client of each ID; of several sheets that hold it, the first."""
        last_first = reversed(list(enumerate(self.ids)))
        return {row_id: at for at, row_id in last_first if not row_id.startswith("#")}

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[int]]:
        """The clients that bear each name: as they are spelled, which is how most orders name them, and folded."""
        bearers: dict[str, list[int]] = defaultdict(list)
        spelled: dict[str, list[int]] = {}
        for at, name in enumerate(self.names):
            if name:
                spelled[name] = bearers[folded(name)]
                spelled[name].append(at)
        return bearers | spelled

    def named(self, name: str) -> Sequence[int]:
        """Return the clients of a name, however it is spelled."""
        return self.by_name.get(name) or self.by_name.get(folded(name), ())


@lru_cache(maxsize=4)  # rules ask again and again, and most of them change neither names nor IDs
def _directory(ids: tuple[tuple[str, ...], ...], called: tuple[Names, ...]) -> Directory:
    return Directory([one for of_sheet in ids for one in of_sheet], [name for one in called for name in one.texts.tolist()])


@lru_cache(maxsize=8)
def _meant(directory: Directory, client_id: Vector | None, client: Vector | None, count: int) -> NDArray[np.intp]:
    found = np.full(count, NOBODY, np.intp)
    if client_id is not None:
        found[:] = [directory.by_id.get(row_id, NOBODY) for row_id in said(client_id).tolist()]
    rest = np.flatnonzero(found == NOBODY)
    if client is not None and len(rest):
        codes, distinct = pd.factorize(said(client)[rest])
        bearers = map(directory.named, distinct)
        found[rest] = np.array([who[0] if len(who) == 1 else NOBODY for who in bearers], np.intp)[codes]
    found.flags.writeable = False
    return found


@dataclass(frozen=True, eq=False)
class Clients(Records):
    """Every client of every sheet of clients; known here by the position among them."""

    @cached_property
    def names(self) -> Texts:
        """The names of all clients."""
        return self.joined(names)

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Who is neither refused nor archived."""
        still: NDArray[np.bool_] = ~np.isin(self.keys("status").astype(str), CLOSED)
        return still

    @cached_property
    def directory(self) -> Directory:
        """Who bears which ID and which name."""
        return _directory(tuple(tuple(table.ids) for table in self.tables), tuple(Names(names(table)) for table in self.tables))

    @property
    def ids(self) -> Sequence[str]:
        """The IDs of all clients, `#17` for row 17 of its sheet while it has none."""
        return self.directory.ids

    def of(self, table: Table) -> NDArray[np.intp]:
        """Return the client of each order or touch: by the ID it names, else by a name that one client alone has; or `NOBODY`."""
        client_id, client = (one.cells if one else None for one in (table.field("client_id"), table.field("client")))
        return _meant(self.directory, client_id, client, len(table))

    def sheets(self) -> Iterator[tuple[Table, slice]]:
        """Give each sheet of clients, and where its clients stand in the arrays."""
        for table, start in zip(self.tables, self.starts.tolist(), strict=False):
            yield table, slice(start, start + len(table))


def clients_of(snapshot: Snapshot) -> Clients | None:
    """Return the clients of a book; None when no sheet of clients was recognised."""
    tables = snapshot.of_kind("clients")
    return Clients(tables) if tables else None
