"""All orders of a book that count, with the clients that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import Clients
from sheets_crm.ledger.columns import Days, choice_keys
from sheets_crm.ledger.money import Kopecks, kopecks, readable
from sheets_crm.ledger.records import Records
from sheets_crm.model.snapshot import Snapshot, Table

CANCELLED = "cancelled"
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Orders(Records):
    """Every order that was not cancelled; all arrays are parallel. Amounts are kopecks, 0 where none is readable."""

    clients: Clients

    def __len__(self) -> int:
        return len(self.where)

    @cached_property
    def where(self) -> NDArray[np.intp]:
        """The positions of these orders among all orders."""
        return np.flatnonzero(super().joined(lambda table: choice_keys(table, "stage")) != CANCELLED)

    @property
    def cancelled(self) -> int:
        """How many orders are left out."""
        return super().__len__() - len(self)

    @cached_property
    def client(self) -> NDArray[np.intp]:
        """The client's position among the clients; NOBODY where the order names none, or a name that several have."""
        return self.joined(self.clients.of)

    @cached_property
    def day(self) -> Days:
        """The day of each order."""
        return self.days("date")

    @cached_property
    def amount(self) -> Kopecks:
        """What each order costs."""
        return self.joined(lambda table: kopecks(table.cells("amount")))

    @cached_property
    def paid(self) -> Kopecks:
        """What was paid for each order."""
        return self.joined(lambda table: kopecks(table.cells("paid")))

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """Which orders have no readable amount."""
        return self.joined(lambda table: ~readable(table.cells("amount")))

    @property
    def tells_paid(self) -> bool:
        """Whether anybody notes payments at all."""
        return any(table.cells("paid").filled.any() for table in self.tables)

    def place(self, at: int) -> tuple[Table, int]:
        """Return the table of one order, and its position there."""
        return super().place(int(self.where[at]))

    def joined(self, of: Callable[[Table], NDArray[T]]) -> NDArray[T]:
        """Return one array of what `of` makes of each sheet, the cancelled orders left out."""
        return super().joined(of)[self.where]


def orders_of(snapshot: Snapshot, clients: Clients) -> Orders | None:
    """Return the orders of a book without the cancelled ones; None when it has no sheet of orders."""
    tables = snapshot.of_kind("orders")
    return Orders(tables, clients) if tables else None
