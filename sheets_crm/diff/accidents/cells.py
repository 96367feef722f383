"""The cells of one column that differ, with what stood in them and what stands there now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.cells import Codes, Flags, codes
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.difference import FieldDiff, Positions, SheetDiff


@dataclass(frozen=True, eq=False)
class Changed:
    """One column's cells that differ; `at` are their places among the records that are in both tables, the rest is parallel."""

    sheet: SheetDiff
    field: FieldDiff
    at: Positions

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def rows(self) -> Positions:
        """Where they stand in the later table."""
        return self.sheet.rows.after[self.at]

    @cached_property
    def before(self) -> Vector:
        """What stood there."""
        return self.field.before.cells.take(self.sheet.rows.before[self.at])

    @cached_property
    def after(self) -> Vector:
        """What stands there now."""
        return self.field.after.cells.take(self.rows)

    @cached_property
    def was(self) -> Codes:
        """A number for each former value, 0 for nothing."""
        return codes(self.before)

    @cached_property
    def now(self) -> Codes:
        """A number for each present value, 0 for nothing."""
        return codes(self.after)

    @cached_property
    def plain(self) -> Flags:
        """Where neither a formula stood nor stands."""
        out = np.ones(len(self.at), bool)
        out[[*self.before.formulas, *self.after.formulas]] = False
        return out

    @cached_property
    def numbers(self) -> Flags:
        """Where a number stood and stands, and no formula."""
        both: Flags = (self.before.kinds == Kind.NUMBER) & (self.after.kinds == Kind.NUMBER) & self.plain
        return both

    def part(self, flags: Flags) -> Changed:
        """Return some of them."""
        return Changed(self.sheet, self.field, self.at[flags])


def stretches(places: Positions) -> Iterator[NDArray[np.intp]]:
    """Yield, for ascending places, the positions of those that follow each other without a gap."""
    if len(places):
        yield from np.split(np.arange(len(places)), np.flatnonzero(np.diff(places) != 1) + 1)


def kinds_of(values: Codes) -> int:
    """Return how many different values there are, nothing not counted."""
    return len(np.unique(values[values != 0]))
