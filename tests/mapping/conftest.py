"""Small sheets made of rows of values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.snapshot import Area, Grid, ListObject, Snapshot, SparseColumn

Rows = Sequence[Sequence[CellValue]]
MakeGrid = Callable[..., Grid]


def make_grid(rows: Rows, name: str = "Лист1", merged: Sequence[Area] = (), tables: Sequence[ListObject] = ()) -> Grid:
    columns: dict[int, tuple[list[int], list[CellValue]]] = {}
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value not in (None, ""):
                at, cells = columns.setdefault(column, ([], []))
                at.append(row)
                cells.append(value)
    sparse = {column: SparseColumn(np.array(at, np.int32), Vector.of(cells)) for column, (at, cells) in columns.items()}
    return Grid(name, sparse, merged=tuple(merged), tables=tuple(tables))


@pytest.fixture(scope="session")
def grid() -> MakeGrid:
    return make_grid


@pytest.fixture(scope="session")
def book() -> Callable[..., Snapshot]:
    def make(*grids: Grid) -> Snapshot:
        return Snapshot("book.xlsx", "1", {one.name: one for one in grids})

    return make
