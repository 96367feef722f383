"""A sheet's content as columns, and as rows for those who want rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from sheets_crm.model.cells import CellValue

Columns = dict[str, list[CellValue]]


@dataclass(frozen=True)
class Rows(Sequence[Mapping[str, CellValue]]):
    """Rows made one by one out of `columns` (parallel lists by column key), so that a million of them cost no dictionaries."""

    columns: Columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    @overload
    def __getitem__(self, at: int) -> Mapping[str, CellValue]: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, CellValue]]: ...

    def __getitem__(self, at: int | slice) -> Mapping[str, CellValue] | Sequence[Mapping[str, CellValue]]:
        if isinstance(at, slice):
            return Rows({key: values[at] for key, values in self.columns.items()})
        return {key: values[at] for key, values in self.columns.items()}

    def __iter__(self) -> Iterator[Mapping[str, CellValue]]:
        for row in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, row, strict=True))
