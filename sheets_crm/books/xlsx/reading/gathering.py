"""Gathers the cells of one sheet, in any order and from either reader, into columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.xlsx.cells.areas import LAST_COLUMN, LAST_ROW, parse_area
from sheets_crm.books.xlsx.reading.cell_values import Meaning, Workings
from sheets_crm.books.xlsx.reading.shared_formulas import SharedFormula
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.grids import Area, SparseColumn
from sheets_crm.model.hollow import no_numbers, no_texts, spread

SLACK = 1_000_000
ENOUGH = 50_000
WIDE = 256
LONGEST_SHARED = 32_768
EXPANDED_LIMIT = 1 << 30
NUMERIC = (Kind.NUMBER, Kind.BOOL, Kind.DATE)


class Segment(NamedTuple):
    """Some cells of one column, in the order of the file; `refs` are places in the strings, else -1, `formats` in the formats."""

    rows: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    numbers: NDArray[np.float64]
    refs: NDArray[np.int32]
    formats: NDArray[np.uint16]

    def pick(self, which: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Segment:
        """Return some of the cells."""
        return Segment(self.rows[which], self.kinds[which], self.numbers[which], self.refs[which], self.formats[which])


class Gathering:
    """The cells of one sheet so far."""

    def __init__(self, workings: Workings) -> None:
        """Start empty."""
        self.workings = workings
        self.segments: dict[int, list[Segment]] = defaultdict(list)
        self.wide: list[tuple[NDArray[np.int32], Segment]] = []
        self.texts: list[str] = []
        self.formulas: dict[int, dict[int, str]] = defaultdict(dict)
        self.masters: dict[str, SharedFormula] = {}
        self.expanded = 0
        self.orphans: list[tuple[int, int, str]] = []
        self.arrays: list[tuple[Area, str]] = []
        self.pending: list[tuple[int, int, Kind, float, int, int]] = []

    def text(self, text: str) -> int:
        """Keep a text that is not a shared string, and return its place."""
        return self.add_texts([text])[0]

    def add_texts(self, texts: list[str]) -> range:
        """Keep texts that are not shared strings, and return their places."""
        first = len(self.workings.strings) + len(self.texts)
        self.texts += texts
        return range(first, first + len(texts))

    def cell(self, row: int, column: int, meaning: Meaning, style: int, *, has_formula: bool) -> None:
        """Take one cell; ValueError when it lies beyond the sheet."""
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise ValueError(f"a cell in row {row}, column {column}")
        if meaning.kind or has_formula:
            ref = meaning.shared if meaning.text is None else self.text(meaning.text)
            self.pending.append((row, column, meaning.kind, meaning.number, ref, self.workings.styles.known(style)))
            if len(self.pending) >= ENOUGH:
                self.flush()

    def flush(self) -> None:
        """Turn the cells taken one by one into segments."""
        if self.pending:
            rows, columns, kinds, numbers, refs, styles = zip(*self.pending, strict=True)
            self.pending = []
            values = np.array(kinds, np.uint8), np.array(numbers, np.float64), np.array(refs, np.int32)
            formats = self.workings.styles.formats[np.array(styles)]
            self.add(np.array(columns, np.int32), Segment(np.array(rows, np.int32), *values, formats))

    def add(self, columns: NDArray[np.int32], cells: Segment) -> None:
        """Take many cells at once, `columns` being parallel to the arrays of `cells`; very wide rows wait for each other."""
        if not len(columns):
            return
        if self.wide or np.count_nonzero(np.bincount(columns)) > WIDE:
            self.wide.append((columns, cells))
        else:
            self._split(columns, cells)

    def _split(self, columns: NDArray[np.int32], cells: Segment) -> None:
        order = np.argsort(columns.astype(np.uint16), kind="stable")
        columns = columns[order]
        cells = cells.pick(order)
        starts = np.flatnonzero(np.diff(columns, prepend=-1))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(columns)], strict=True):
            self.segments[int(columns[start])].append(cells.pick(slice(start, end)))

    def formula(self, row: int, column: int, attributes: Mapping[str, str], text: str) -> None:
        """Take the formula of a cell, before the cell itself."""
        kind, shared = attributes.get("t", ""), attributes.get("si", "")
        if kind == "shared" and text and ("ref" in attributes or shared not in self.masters):
            if len(text) > LONGEST_SHARED:
                raise ValueError(f"a shared formula of {len(text)} characters")
            self.masters[shared] = SharedFormula(text, row, column)
        if kind == "shared" and not text:
            text = self._moved(shared, row, column)
        if kind == "dataTable":
            text = f"TABLE({attributes.get('r1', '')},{attributes.get('r2', '')})"
        self.formulas[column][row] = f"={text}"
        area = parse_area(attributes.get("ref", "")) if kind in {"array", "dataTable"} else None
        if area:
            self.arrays.append((area, f"={text}"))

    def _moved(self, shared: str, row: int, column: int) -> str:
        if shared not in self.masters:
            self.orphans.append((row, column, shared))
            return "#REF!"
        text = self.masters[shared].at(row, column)
        self.expanded += len(text)
        if self.expanded > EXPANDED_LIMIT:
            raise ValueError("shared formulas that fill the memory")
        return text

    def columns(self) -> dict[int, SparseColumn]:
        """Return all columns that hold anything; ValueError when array formulas overlap beyond reason."""
        self.flush()
        if self.wide:
            numbers, parts = zip(*self.wide, strict=True)
            self.wide = []
            self._split(np.concatenate(numbers), joined(parts))
        for row, column, shared in [orphan for orphan in self.orphans if orphan[2] in self.masters]:
            self.formulas[column][row] = f"={self._moved(shared, row, column)}"
        strings = self.workings.strings
        if self.texts:
            strings = np.empty(len(strings) + len(self.texts), object)
            strings[: len(self.workings.strings)], strings[len(self.workings.strings) :] = self.workings.strings, self.texts
        cells = {column: in_order(self.segments.pop(column)) for column in sorted(self.segments)}
        self._spread(cells)
        return {column: self._column(column, found, strings) for column, found in cells.items()}

    def _spread(self, cells: Mapping[int, Segment]) -> None:
        budget = SLACK + sum(len(found.rows) for found in cells.values())
        for area, text in self.arrays:
            for column, found in cells.items():
                budget -= 1
                if area.first_column <= column <= area.last_column:
                    first, end = np.searchsorted(found.rows, [area.first_row, area.last_row + 1]).tolist()
                    budget -= end - first
                    for row in found.rows[first:end].tolist() if budget >= 0 else ():
                        self.formulas[column].setdefault(row, text)
                if budget < 0:
                    raise ValueError("array formulas overlap")

    def _column(self, column: int, cells: Segment, strings: NDArray[np.object_]) -> SparseColumn:
        written = np.flatnonzero(cells.refs >= 0)
        texts = spread(strings[cells.refs[written]], written, len(cells.rows)) if len(written) else no_texts(len(cells.rows))
        numbers = cells.numbers if np.isin(cells.kinds, NUMERIC).any() else no_numbers(len(cells.rows))
        told = self.formulas.get(column, {})
        rows = np.array(sorted(told), np.int32)
        places = np.searchsorted(cells.rows, rows).tolist()
        formulas = {at: told[row] for at, row in zip(places, rows.tolist(), strict=True)}
        return SparseColumn(cells.rows, Vector(cells.kinds, numbers, texts, formulas), cells.formats)


def joined(segments: Iterable[Segment]) -> Segment:
    """Join segments as they are."""
    return Segment(*map(np.concatenate, zip(*segments, strict=True)))


def in_order(segments: list[Segment]) -> Segment:
    """Join the segments of a column by row; of two cells in one place the last counts."""
    cells = joined(segments)
    if (np.diff(cells.rows) > 0).all():
        return cells
    cells = cells.pick(np.argsort(cells.rows, kind="stable"))
    last = np.append(np.diff(cells.rows) > 0, True)
    return cells.pick(last)
