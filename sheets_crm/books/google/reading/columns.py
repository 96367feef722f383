"""The grid data of one sheet as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.google.reading.numberformats import NumberFormats
from sheets_crm.books.google.reading.spills import spread_formulas
from sheets_crm.books.google.reading.values import Values, objects, read_values
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.hollow import no_numbers, no_texts
from sheets_crm.model.snapshot import SparseColumn

Json = Mapping[str, Any]


class Placed(NamedTuple):
    """Cells and where they stand: rows and columns count from 1."""

    cells: NDArray[np.object_]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]

    def pick(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Placed:
        """Return some of the cells."""
        return Placed(self.cells[which], self.rows[which], self.columns[which])


def placed(parts: Sequence[Json]) -> Placed:
    """Return every cell that the parts of a sheet's grid data tell anything of, by columns and then by rows."""
    found = [one_part(part) for part in parts]
    if not found:
        return Placed(objects([]), np.zeros(0, np.int32), np.zeros(0, np.int32))
    every = Placed(*map(np.concatenate, zip(*found, strict=True)))
    return every.pick(np.lexsort((every.rows, every.columns)))


def one_part(part: Json) -> Placed:
    """Return the cells of one GridData."""
    lines: list[Sequence[Json]] = [row.get("values", ()) for row in part.get("rowData", ())]
    lengths = np.array([len(line) for line in lines], np.int32)
    cells = objects([cell for line in lines for cell in line])
    rows = np.repeat(np.arange(len(lines), dtype=np.int32), lengths) + np.int32(part.get("startRow", 0) + 1)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    columns = (np.arange(len(cells)) - starts + part.get("startColumn", 0) + 1).astype(np.int32)
    return Placed(cells, rows, columns).pick(cells.astype(bool))


def read_columns(every: Placed, formats: NumberFormats) -> dict[int, SparseColumn]:
    """Return the columns of a sheet in which anything stands."""
    holding = np.array(["effectiveValue" in cell or "userEnteredValue" in cell for cell in every.cells], bool)
    used = every.pick(holding)
    values = read_values(used.cells.tolist(), formats)
    if values.spilled.any():
        values = values._replace(formulas=spread_formulas(used.rows, used.columns, values.formulas, values.spilled))
    keep = np.flatnonzero((values.kinds != Kind.EMPTY) | values.formulas.astype(bool))
    columns, rows = used.columns[keep], used.rows[keep]
    edges = np.flatnonzero(np.diff(columns, prepend=-1, append=-1)).tolist()
    return {int(columns[start]): one_column(rows[start:end], values.pick(keep[start:end])) for start, end in pairwise(edges)}


def one_column(rows: NDArray[np.int32], values: Values) -> SparseColumn:
    """Make a column; what it does not hold takes no memory."""
    size = len(rows)
    texts = values.texts if (values.texts != None).any() else no_texts(size)  # noqa: E711 - an array is compared
    numbers = no_numbers(size) if np.isnan(values.numbers).all() else values.numbers
    formulas = {at: values.formulas[at] for at in np.flatnonzero(values.formulas.astype(bool)).tolist()}
    return SparseColumn(rows, Vector(values.kinds, numbers, texts, formulas), values.formats)
