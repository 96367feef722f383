"""The grid data of one sheet as columns; it may come in parts, each of which is let go of once it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.google.reading.numberformats import NumberFormats
from sheets_crm.books.google.reading.spills import spread_formulas
from sheets_crm.books.google.reading.values import Values, joined, objects, read_values
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.hollow import no_numbers, no_texts
from sheets_crm.model.snapshot import SparseColumn

Json = Mapping[str, Any]
Rule = tuple[str, tuple[str, ...]]
"""What distinguishes a validation: the type of its condition, and what a value is compared with."""


class Places(NamedTuple):
    """Where cells stand, from 1."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]

    def pick(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Places:
        """Return some of them."""
        return Places(self.rows[which], self.columns[which])

    def order(self) -> NDArray[np.intp]:
        """Return the order by columns, then by rows."""
        return np.lexsort((self.rows, self.columns))


class Looks(NamedTuple):
    """What some cells of a column look like, by their rows (ascending, from 1)."""

    rows: NDArray[np.int32]
    texts: NDArray[np.object_]


class SheetCells(NamedTuple):
    """What the cells of a sheet hold and may hold; `pivots` are the sources of pivot tables by where these start.

    `waiting` are empty cells that make mere text of whatever is typed there, a formula too.
    """

    places: Places
    values: Values
    ruled: Places
    rules: NDArray[np.object_]
    waiting: Places
    pivots: dict[tuple[int, int], Json]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def gather(parts: Iterable[Json], formats: NumberFormats) -> SheetCells:
    """Read the parts of a sheet's grid data, in any order; the cells come out by columns, then by rows."""
    found = [one_part(part, formats) for part in parts]
    places, ruled = join_places([one.places for one in found]), join_places([one.ruled for one in found])
    values, rules = joined([one.values for one in found]), np.concatenate([objects([]), *(one.rules for one in found)])
    waiting = join_places([one.waiting for one in found])
    order, rule_order = places.order(), ruled.order()
    return SheetCells(
        places.pick(order),
        values.pick(order),
        ruled.pick(rule_order),
        rules[rule_order],
        waiting.pick(waiting.order()),
        {place: source for one in found for place, source in one.pivots.items()},
        frozenset().union(*(one.hidden_rows for one in found)),
        frozenset().union(*(one.hidden_columns for one in found)),
    )


def one_part(part: Json, formats: NumberFormats) -> SheetCells:
    """Read one GridData."""
    lines: list[Sequence[Json]] = [row.get("values", ()) for row in part.get("rowData", ())]
    cells = objects([cell for line in lines for cell in line])
    places = where(part, np.array([len(line) for line in lines], np.int32))
    holding = np.array(["effectiveValue" in cell or "userEnteredValue" in cell for cell in cells], bool)
    ruled = np.array(["dataValidation" in cell for cell in cells], bool)
    waiting = np.array([makes_text(cell) for cell in cells], bool) & ~holding
    pivots = [at for at, cell in enumerate(cells) if "pivotTable" in cell]
    return SheetCells(
        places.pick(holding),
        read_values(cells[holding].tolist(), formats),
        places.pick(ruled),
        objects([rule_of(cell["dataValidation"]) for cell in cells[ruled]]),
        places.pick(waiting),
        {(int(places.rows[at]), int(places.columns[at])): cells[at]["pivotTable"] for at in pivots},
        hidden(part, "rowMetadata", "startRow"),
        hidden(part, "columnMetadata", "startColumn"),
    )


def makes_text(cell: Json) -> bool:
    """Say whether a cell is formatted as plain text."""
    shown: Json = cell.get("effectiveFormat") or {}
    return bool(shown.get("numberFormat", {}).get("type") == "TEXT")


def where(part: Json, lengths: NDArray[np.int32]) -> Places:
    """Return where the cells of a part stand, whose rows have these lengths."""
    rows = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths) + np.int32(part.get("startRow", 0) + 1)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    columns = (np.arange(len(rows)) - starts + part.get("startColumn", 0) + 1).astype(np.int32)
    return Places(rows, columns)


def join_places(places: Sequence[Places]) -> Places:
    """Return places one after the other."""
    none = np.zeros(0, np.int32)
    return Places(np.concatenate([none, *(one.rows for one in places)]), np.concatenate([none, *(one.columns for one in places)]))


def rule_of(validation: Json) -> Rule:
    """Return what distinguishes a validation."""
    condition = validation.get("condition", {})
    values = condition.get("values", ())
    return condition.get("type", ""), tuple(one.get("userEnteredValue", one.get("relativeDate", "")) for one in values)


def hidden(part: Json, metadata: str, start: str) -> frozenset[int]:
    """Return the rows or columns that a person or a filter hides, from 1."""
    numbered = enumerate(part.get(metadata, ()), part.get(start, 0) + 1)
    return frozenset(number for number, one in numbered if one.get("hiddenByUser") or one.get("hiddenByFilter"))


def read_columns(cells: SheetCells) -> dict[int, SparseColumn]:
    """Return the columns of a sheet in which anything stands."""
    values = cells.values
    if values.spilled.any():
        values = values._replace(formulas=spread_formulas(*cells.places, values.formulas, values.spilled))
    keep = np.flatnonzero((values.kinds != Kind.EMPTY) | values.formulas.astype(bool))
    rows, columns = cells.places.pick(keep)
    edges = np.flatnonzero(np.diff(columns, prepend=-1, append=-1)).tolist()
    return {int(columns[start]): one_column(rows[start:end], values.pick(keep[start:end])) for start, end in pairwise(edges)}


def read_looks(cells: SheetCells) -> dict[int, Looks]:
    """Return what the numbers and days of each column look like."""
    told = np.flatnonzero(cells.values.shown != None)  # noqa: E711 - an array is compared
    rows, columns = cells.places.pick(told)
    edges = np.flatnonzero(np.diff(columns, prepend=-1, append=-1)).tolist()
    texts = cells.values.shown[told]
    return {int(columns[start]): Looks(rows[start:end], texts[start:end]) for start, end in pairwise(edges)}


def read_waiting(cells: SheetCells) -> dict[int, NDArray[np.int32]]:
    """Return by column the rows, ascending, of the empty cells that make mere text of what is typed there."""
    rows, columns = cells.waiting
    edges = np.flatnonzero(np.diff(columns, prepend=-1, append=-1)).tolist()
    return {int(columns[start]): rows[start:end] for start, end in pairwise(edges)}


def one_column(rows: NDArray[np.int32], values: Values) -> SparseColumn:
    """Make a column; what it does not hold takes no memory."""
    size = len(rows)
    texts = values.texts if (values.texts != None).any() else no_texts(size)  # noqa: E711 - an array is compared
    numbers = no_numbers(size) if np.isnan(values.numbers).all() else values.numbers
    formulas = {at: values.formulas[at] for at in np.flatnonzero(values.formulas.astype(bool)).tolist()}
    return SparseColumn(rows, Vector(values.kinds, numbers, texts, formulas), values.formats)
