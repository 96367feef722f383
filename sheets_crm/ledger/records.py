"""All records of one kind as one, whichever sheets hold them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.columns import Days, Texts, choice_keys, days, said
from sheets_crm.model.snapshot import Table

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Records:
    """The records of one or more sheets of a kind, one sheet after another; all arrays made here are parallel."""

    tables: tuple[Table, ...]

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each sheet's records begin."""
        return np.concatenate([[0], np.cumsum([len(table) for table in self.tables])])

    def has(self, name: str) -> bool:
        """Whether any of the sheets has such a column."""
        return any(table.field(name) for table in self.tables)

    def texts(self, name: str) -> Texts:
        """Return a column as text, "" where empty."""
        return self.joined(lambda table: said(table.cells(name)))

    def days(self, name: str) -> Days:
        """Return a column of dates as serials, NaN where none."""
        return self.joined(lambda table: days(table.cells(name)))

    def keys(self, name: str) -> Texts:
        """Return a column of fixed choices as their keys."""
        return self.joined(lambda table: choice_keys(table, name))

    def place(self, at: int) -> tuple[Table, int]:
        """Return the table of one record, and its position there."""
        which = int(np.searchsorted(self.starts, at, side="right")) - 1
        return self.tables[which], at - int(self.starts[which])

    def joined(self, of: Callable[[Table], NDArray[T]]) -> NDArray[T]:
        """Return one array of what `of` makes of each sheet."""
        return np.concatenate([of(table) for table in self.tables])
