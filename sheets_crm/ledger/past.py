"""When each client ordered first and last, how often, and for how much altogether (A12, A13, M1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import NOBODY, Clients, clients_of
from sheets_crm.ledger.columns import Days
from sheets_crm.ledger.money import kopecks, sums
from sheets_crm.ledger.orders import Orders, orders_of
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Past:
    """What has happened up to today, by client; `orders` is None for a book without a sheet of orders.

    Orders without a day, or of a day to come, have not happened yet.
    """

    clients: Clients
    orders: Orders | None
    today: date

    @cached_property
    def first(self) -> Days:
        """The day of each client's first order in the sheet of orders, NaN for none."""
        out = np.full(len(self.clients), np.inf)
        if self.orders is not None:
            np.minimum.at(out, self._client, self.orders.day[self._real])
        return np.where(np.isinf(out), np.nan, out)

    @cached_property
    def last(self) -> Days:
        """The day of each client's last order in the sheet of orders, NaN for none."""
        out = np.full(len(self.clients), -np.inf)
        if self.orders is not None:
            np.maximum.at(out, self._client, self.orders.day[self._real])
        return np.where(np.isinf(out), np.nan, out)

    @cached_property
    def latest(self) -> Days:
        """The day of each client's last order as far as anybody knows: in the sheet of orders, or in the client's row."""
        return np.fmax(self.clients.days("last_order"), self.last)

    @cached_property
    def count(self) -> NDArray[np.intp]:
        """How many orders each client has made."""
        return np.bincount(self._client, minlength=len(self.clients))

    @cached_property
    def total(self) -> NDArray[np.object_] | None:
        """The sum of each client's orders in whole kopecks: of the sheet of orders, else as the client's row says; or None."""
        if self.orders is not None:
            return np.array(sums(self.orders.amount[self._real], self._client, len(self.clients)), object)
        if self.clients.has("orders_total"):
            return self.clients.joined(lambda table: kopecks(table.cells("orders_total"))).astype(object)
        return None

    def of(self, at: int) -> int:
        """Return one client's total in kopecks; 0 where nothing is known."""
        return 0 if self.total is None else int(self.total[at])

    @cached_property
    def _real(self) -> NDArray[np.intp]:
        if self.orders is None:
            return np.empty(0, np.intp)
        return np.flatnonzero((self.orders.client != NOBODY) & (self.orders.day <= to_serial(self.today)))

    @cached_property
    def _client(self) -> NDArray[np.intp]:
        return self._real if self.orders is None else self.orders.client[self._real]


def past_of(snapshot: Snapshot, today: date) -> Past | None:
    """Return what is known of each client's orders; None when no sheet of clients was recognised."""
    clients = clients_of(snapshot)
    return Past(clients, orders_of(snapshot, clients), today) if clients is not None else None
