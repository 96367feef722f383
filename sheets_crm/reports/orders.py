"""All orders of a book in one, with the clients that they belong to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.reports.clients import Clients
from sheets_crm.reports.columns import Days, Texts, choice_keys, days, said
from sheets_crm.reports.money import Kopecks, kopecks, readable

CANCELLED = "cancelled"
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Orders:
    """Every order that was not cancelled; all arrays are parallel.

    `client` is a position among the Clients, -1 where the order names none, or a name that several have. `amount` and `paid`
    are kopecks, 0 where none is readable; `unread` is where an order has no readable amount; `table` and `row` are its place;
    `cancelled` is how many are left out, `tells_paid` whether anybody notes payments at all.
    """

    client: NDArray[np.intp]
    day: Days
    amount: Kopecks
    paid: Kopecks
    unread: NDArray[np.bool_]
    service: Texts
    buyer: Texts
    table: NDArray[np.intp]
    row: NDArray[np.intp]
    tables: tuple[Table, ...]
    cancelled: int
    tells_paid: bool

    def __len__(self) -> int:
        return len(self.amount)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Where the client of the order is known."""
        who: NDArray[np.bool_] = self.client != NOBODY
        return who


def orders_of(snapshot: Snapshot, clients: Clients) -> Orders | None:
    """Return the orders of a book without the cancelled ones; None when it has no sheet of orders."""
    tables = snapshot.of_kind("orders")
    if not tables:
        return None
    find = _Finder(clients)
    whole = Orders(
        client=np.concatenate([find(table) for table in tables]),
        day=np.concatenate([days(table.cells("date")) for table in tables]),
        amount=np.concatenate([kopecks(table.cells("amount")) for table in tables]),
        paid=np.concatenate([kopecks(table.cells("paid")) for table in tables]),
        unread=np.concatenate([~readable(table.cells("amount")) for table in tables]),
        service=np.concatenate([said(table.cells("service")) for table in tables]),
        buyer=np.concatenate([said(table.cells("client")) for table in tables]),
        table=np.concatenate([np.full(len(table), at, np.intp) for at, table in enumerate(tables)]),
        row=np.concatenate([np.arange(len(table)) for table in tables]),
        tables=tables,
        cancelled=0,
        tells_paid=any(table.cells("paid").filled.any() for table in tables),
    )
    return _without(whole, np.concatenate([choice_keys(table, "stage") for table in tables]) == CANCELLED)


def _without(whole: Orders, gone: NDArray[np.bool_]) -> Orders:
    parallel = {name: value[~gone] for name, value in vars(whole).items() if isinstance(value, np.ndarray)}
    return Orders(**parallel, tables=whole.tables, cancelled=int(gone.sum()), tells_paid=whole.tells_paid)


class _Finder:
    """Finds the client of an order by the ID, else by a name that only one client has."""

    def __init__(self, clients: Clients) -> None:
        self.by_id = {row_id: start + at for start, table in _placed(clients) for at, row_id in enumerate(table.ids)}
        folded = [_folded(name) for name in clients.names]
        times = Counter(folded)
        self.by_name = {name: at for at, name in enumerate(folded) if name and times[name] == 1}

    def __call__(self, table: Table) -> NDArray[np.intp]:
        """Return the position of each order's client, -1 where there is none."""
        found = _looked_up(said(table.cells("client_id")), self.by_id)
        codes, distinct = pd.factorize(said(table.cells("client")))
        named = [self.by_name.get(_folded(name), NOBODY) for name in distinct]
        by_name = np.array(named, np.intp)[codes] if len(codes) else found
        return np.where(found == NOBODY, by_name, found)


def _placed(clients: Clients) -> list[tuple[int, Table]]:
    return list(zip(clients.starts[:-1].tolist(), clients.tables, strict=True))


def _looked_up(texts: Texts, where: dict[str, int]) -> NDArray[np.intp]:
    return np.array([where.get(text, NOBODY) for text in texts], np.intp)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold().replace("ё", "е")
