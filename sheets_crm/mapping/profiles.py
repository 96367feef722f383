"""What the cells of one column look like in the mass: an even sample, each value weighted by how often it stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sheets_crm.mapping.traits import traits
from sheets_crm.model.cells import CellValue, Kind, Vector
from sheets_crm.model.snapshot import SparseColumn

SAMPLE = 240


@dataclass(frozen=True, eq=False)
class Profile:
    """The cells below the header: `filled` of them in all, `sample` the values drawn evenly, in the order of the sheet."""

    column: SparseColumn
    first: int
    last: int
    sample: tuple[CellValue, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return self.last - self.first

    @cached_property
    def counts(self) -> Counter[CellValue]:
        """The sampled values that say something (no placeholders), with how often each was drawn."""
        return Counter(value for value in self.sample if traits(value))

    @cached_property
    def drawn(self) -> int:
        """How many sampled values say something."""
        return self.counts.total()

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """The share (0..1) of sampled values that have each trait."""
        seen: Counter[str] = Counter()
        for value, times in self.counts.items():
            for trait in traits(value):
                seen[trait] += times
        return {trait: times / self.drawn for trait, times in seen.items()}

    def share(self, *wanted: str) -> float:
        """Return the share of sampled values that have any of these traits."""
        if len(wanted) == 1:
            return self.shares.get(wanted[0], 0.0)
        hits = sum(times for value, times in self.counts.items() if not traits(value).isdisjoint(wanted))
        return hits / self.drawn if self.drawn else 0.0

    @cached_property
    def distinct(self) -> float:
        """The share of different values among all filled cells (not only the sampled ones)."""
        if not self.filled:
            return 0.0
        cells = self.column.cells
        numbers = cells.numbers[self.first : self.last]
        words = cells.texts[self.first : self.last]
        return (len(np.unique(numbers[~np.isnan(numbers)])) + len({word for word in words if word is not None})) / self.filled


def profile(column: SparseColumn, header_row: int, last_row: int) -> Profile:
    """Draw an even sample of a column's cells below the header, down to the last row."""
    first, last = (int(at) for at in np.searchsorted(column.rows, [header_row + 1, last_row + 1]))
    at = (
        np.unique(np.linspace(first, last - 1, min(SAMPLE, last - first)).astype(np.intp))
        if last > first
        else np.empty(0, np.intp)
    )
    return Profile(column, first, last, _values(column.cells, at))


def _values(cells: Vector, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> tuple[CellValue, ...]:
    return tuple(cells[int(place)] for place in at if cells.kinds[place] != Kind.EMPTY)
