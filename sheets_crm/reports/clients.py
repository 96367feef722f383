"""All clients of a book in one, whichever sheets hold them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.report import ReportCell
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.columns import Days, Texts, choice_keys, days, names, said

T = TypeVar("T", bound=np.generic)
CLOSED = ("refused", "archived")
NAMELESS = Text(ru="(без имени)", en="(no name)")


@dataclass(frozen=True, eq=False)
class Clients:
    """Every client of every sheet of clients, one after another; all arrays made here are parallel."""

    tables: tuple[Table, ...]
    lang: Lang

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each sheet's clients begin."""
        return np.concatenate([[0], np.cumsum([len(table) for table in self.tables])])

    def has(self, name: str) -> bool:
        """Whether any sheet of clients has such a column."""
        return any(table.field(name) for table in self.tables)

    def texts(self, name: str) -> Texts:
        """Return a column as text, "" where empty."""
        return self._joined(lambda table: said(table.cells(name)))

    def days(self, name: str) -> Days:
        """Return a column of dates as serials, NaN where none."""
        return self._joined(lambda table: days(table.cells(name)))

    def keys(self, name: str) -> Texts:
        """Return a column of fixed choices as their keys."""
        return self._joined(lambda table: choice_keys(table, name))

    @cached_property
    def names(self) -> Texts:
        """The names of all clients."""
        return self._joined(names)

    @cached_property
    def open(self) -> NDArray[np.bool_]:
        """Who is neither refused nor archived."""
        still: NDArray[np.bool_] = ~np.isin(self.keys("status").astype(str), CLOSED)
        return still

    def place(self, at: int) -> tuple[Table, int]:
        """Return the table of one client, and its position there."""
        which = int(np.searchsorted(self.starts, at, side="right")) - 1
        return self.tables[which], at - int(self.starts[which])

    def cell(self, at: int, column: str = "name") -> ReportCell:
        """Return one client's name as a link to a cell of its row."""
        table, row = self.place(at)
        return ReportCell(self.names[at] or NAMELESS.in_(self.lang), "link", (table.sheet, table.address(row, column)))

    def _joined(self, of: Callable[[Table], NDArray[T]]) -> NDArray[T]:
        return np.concatenate([of(table) for table in self.tables])


def clients_of(snapshot: Snapshot) -> Clients | None:
    """Return the clients of a book; None when no sheet of clients was recognised."""
    tables = snapshot.of_kind("clients")
    return Clients(tables, snapshot.lang) if tables else None
