"""How a book at one moment differs from itself at another: by record and column rather than by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sheets_crm.model.cells import Vector
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Field, Table

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Rows:
    """Positions in two tables: `before` and `after` are parallel, one for each record that is in both, in the order of the
    later table; `gone` are those of the earlier one alone, `new` those of the later one alone, both ascending.
    """  # noqa: D205

    before: Positions
    after: Positions
    gone: Positions
    new: Positions

    def __len__(self) -> int:
        return len(self.before)

    @property
    def in_place(self) -> bool:
        """Whether both tables hold the same records in the same order."""
        return not len(self.gone) and not len(self.new) and bool((self.before == self.after).all())


@dataclass(frozen=True, eq=False)
class FieldDiff:
    """One column that both tables have; `differ` are places in the matched rows (ascending) whose value or formula differs.

    `recalculated` are those where the formula is the same and only its result differs.
    """

    before: Field
    after: Field
    differ: Positions
    recalculated: Positions


@dataclass(frozen=True, eq=False)
class SheetDiff:
    """One table at both moments: which records and columns are in both, and where they differ.

    `missed` is what records held that went before the earlier moment, by column: cells of theirs may stand with others.
    `heading` is what would put headers back that were sorted among the records; the later table is as if it were done.
    """

    before: Table
    after: Table
    rows: Rows
    fields: tuple[FieldDiff, ...]
    gone_fields: tuple[Field, ...]
    new_fields: tuple[Field, ...]
    missed: Mapping[str, Vector] = field(default_factory=dict)
    heading: Sequence[Changes] = ()

    @property
    def empty(self) -> bool:
        """Whether both hold the same, in whichever order and under whichever headers."""
        lost = len(self.rows.gone) or len(self.rows.new) or self.gone_fields or self.new_fields
        return not lost and not any(len(one.differ) for one in self.fields)

    def field(self, name: str) -> FieldDiff | None:
        """Return a column by the name that it has in the later table; None when it is not in both."""
        return next((one for one in self.fields if one.after.name == name), None)


@dataclass(frozen=True, eq=False)
class BookDiff:
    """Two moments of a book: the tables that are in both, those of the earlier one alone, and those of the later one alone."""

    sheets: tuple[SheetDiff, ...]
    gone: tuple[Table, ...] = ()
    new: tuple[Table, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether both moments hold the same."""
        return not (self.gone or self.new) and all(one.empty for one in self.sheets)

    def sheet(self, name: str) -> SheetDiff | None:
        """Return a table by the name of its sheet at the later moment; None when it is not in both."""
        return next((one for one in self.sheets if one.after.sheet == name), None)
