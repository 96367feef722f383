"""Where a book names clients by their IDs beside its orders and touches: in columns and sheets of people's own, in formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.columns import said
from sheets_crm.ledger.decisions import heirs, is_own_tab
from sheets_crm.ledger.former import former_names
from sheets_crm.ledger.names import folded
from sheets_crm.model.addresses import by_place
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.layout import Layout
from sheets_crm.model.memory import Memory
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn, Table
from sheets_crm.model.text import Text

HEADER_WITHIN = 12
NEARLY_ALL, FEWEST = 0.9, 2
FEWEST_NAMES = 3
NAMED_SO = 0.5
"""So much of a column whose header speaks of clients must be IDs of clients."""
CALLED = frozenset(
    {"заказчик", "плательщик", "покупатель", "контрагент", "получатель", "customer", "payer", "buyer", "counterparty", "account"}
)
"""What else people call columns that name clients."""
NO_NAMES = frozenset({"name", "client", "surname", "given_name", "middle_name", "persons"})
"""Columns of the layout's that name whoever they name: clients, and the people there."""
LISTED = re.compile(r"[,;/\n]")
WORDS = re.compile(r"[^\s,;:()«»\"'!?]+")
CONSTANT = re.compile(r'"([^"]*)"')
REFERENCE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?\$?[A-Za-z]{1,3}\$?(\d+)(?::\$?[A-Za-z]{1,3}\$?(\d+))?(?![\w(!])"
)
Ids = AbstractSet[str]


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a sheet below its header: the sheet rows, and what stands there.

    `name` is that of the table's field, `$D` where no table was recognised; `key` is the layout's, None for one of people's own.
    """

    sheet: str
    name: str
    letter_index: int
    title: str
    rows: NDArray[np.int32]
    cells: Vector
    key: str | None = None

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        """What stands in each cell; "" in those with a formula."""
        out = said(self.cells).copy()
        out[list(self.cells.formulas)] = ""
        return out

    def holding(self, ids: Ids) -> list[int]:
        """Return the positions of the cells that hold one of these IDs and nothing else."""
        return [at for at, text in enumerate(self.texts.tolist()) if text in ids]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that speaks of clients who are no longer there: the sheet, the row (0: none), the column, and which clients."""

    sheet: str
    row: int
    column: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """A cell that holds the name of a client who is another's now: the sheet, the row, the column, the name, and who that is."""

    sheet: str
    row: int
    column: int
    name: str
    now: Text


One = TypeVar("One", Place, Naming)


class References:
    """The columns of a book, but for its program's tabs and the columns that the program itself keeps right."""

    def __init__(self, snapshot: Snapshot, layout: Layout, memory: Memory) -> None:
        self.snapshot = snapshot
        self.tables = snapshot.of_kind("clients")
        self.alive = {row_id for table in self.tables for row_id in table.ids if not row_id.startswith("#")}
        self.gone = {key for key in memory.became if not key.startswith("#")} - self.alive
        """The IDs of all who were merged into others."""
        self.heir = heirs(memory, self.alive)
        self._titles = _titles(layout)

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Every column in which an ID may stand."""
        grids = [grid for grid in self.snapshot.grids.values() if not is_own_tab(grid)]
        return [one for grid in grids for one in _columns(grid, self.snapshot.table(grid.name), self.alive | self.gone)]

    def leading(self, former: Ids) -> Iterator[tuple[Column, list[int]]]:
        """Yield the columns that certainly hold IDs of clients, and where they hold one of these."""
        for one in self.columns:
            at = one.holding(former) if one.key is None else []
            if at and self._is_certain(one, self.alive | former):
                yield one, at

    def naming(self, former: AbstractSet[str]) -> Iterator[tuple[Column, list[int]]]:
        """Yield the columns of people's own that certainly hold names of clients, and where they hold one of these."""
        for one in self.columns:
            texts = [folded(text) for text in one.texts.tolist()] if one.key is None else []
            at = [at for at, text in enumerate(texts) if text in former]
            if at and self._names(one, texts):
                yield one, at

    def _names(self, one: Column, texts: Sequence[str]) -> bool:
        """Say whether a column holds names of clients: it is called so and half of it are some, or nearly all are."""
        filled, hits = sum(map(bool, texts)), sum(text in self._called for text in texts)
        called = folded(one.title) in self._titles | CALLED
        return hits >= NAMED_SO * filled if called else hits >= max(FEWEST_NAMES, NEARLY_ALL * filled)

    @cached_property
    def _called(self) -> frozenset[str]:
        """What clients are called."""
        return frozenset(folded(text) for table in self.tables for text in said(table.cells("name")).tolist() if text)

    def former(self) -> Mapping[str, Text]:
        """Return what those were called who were merged into others, and who these are; but for names that somebody bears."""
        found = former_names(self.snapshot, self._titles)
        return {name: Text(now, now) for name, now in found.items() if name not in self._called}

    def named(self, former: Mapping[str, Text]) -> Iterator[Naming]:
        """Yield the cells beside the program's own columns that hold one of these (folded) names, alone or in a list."""
        for one in self.columns if former else ():
            if one.key in NO_NAMES:
                continue
            for at in np.flatnonzero(one.cells.kinds == Kind.TEXT).tolist():
                for part in LISTED.split(one.texts[at]):
                    if (name := folded(part)) in former:
                        yield Naming(one.sheet, int(one.rows[at]), one.letter_index, part.strip(), former[name])

    def _is_certain(self, one: Column, ids: Ids) -> bool:
        filled = [text for text in one.texts.tolist() if text]
        hits = sum(text in ids for text in filled)
        if folded(one.title) in self._titles and hits >= NAMED_SO * len(filled):
            return True
        words = sum(text in ids and not text.isdecimal() for text in filled)
        return words >= max(FEWEST, NEARLY_ALL * len(filled))

    def _is_blank(self, sheet: str, row: int) -> bool:
        """Say whether a row among those of a sheet of clients, or right behind them, holds nobody any more."""
        rows = self._rows.get(sheet, frozenset[int]())
        if row in rows or not rows or not self._headers[sheet] < row <= max(rows) + len(self.gone):
            return False
        grid = self.snapshot.grids[sheet]
        return all(
            _position(column, row) in column.cells.formulas or grid.value(row, at) is None for at, column in grid.columns.items()
        )

    @cached_property
    def _rows(self) -> Mapping[str, frozenset[int]]:
        return {table.sheet: frozenset(table.rows.tolist()) for table in self.tables}

    @cached_property
    def _headers(self) -> Mapping[str, int]:
        return {table.sheet: table.header_row for table in self.tables}

    def mentions(self) -> Iterator[Place]:
        """Yield the cells in whose text somebody who went is named."""
        gone = {row_id for row_id in self.gone if not row_id.isdecimal()}
        starts = {row_id[:2] for row_id in gone}
        for one in self.columns if gone else ():
            for at in np.flatnonzero(one.cells.kinds == Kind.TEXT).tolist():
                text = one.texts[at]
                if any(start in text for start in starts):
                    found = tuple(dict.fromkeys(word for word in map(_bare, WORDS.findall(text)) if word in gone))
                    if found:
                        yield Place(one.sheet, int(one.rows[at]), one.letter_index, found)

    def formulas(self) -> Iterator[Place]:
        """Yield the formulas that name somebody who went, or look at the blank row alone; and lists of choices that name one."""
        if not self.gone:
            return
        for grid in self.snapshot.grids.values():
            yield from (Place(grid.name, *where) for where in _choices(grid, self.gone))
            for number, column in grid.columns.items():
                for at, formula in column.cells.formulas.items():
                    row = int(column.rows[at])
                    named = tuple(text for text in CONSTANT.findall(formula) if text in self.gone)
                    if named or (self._looks_at_blank(formula, grid.name) and not self._is_blank(grid.name, row)):
                        yield Place(grid.name, row, number, named)

    def _looks_at_blank(self, formula: str, sheet: str) -> bool:
        for quoted, plain, first, last in REFERENCE.findall(CONSTANT.sub("", formula)):
            if last in ("", first) and self._is_blank(quoted.replace("''", "'") or plain or sheet, int(first)):
                return True
        return False


def _columns(grid: Grid, table: Table | None, ids: Ids) -> Iterator[Column]:
    if table is not None:
        for one in table.fields:
            if one.key not in ("id", "client_id", "number"):
                yield Column(table.sheet, one.name, one.letter_index, one.title, table.rows, one.cells, one.key)
        return
    header = _header(grid, ids)
    for number, column in grid.columns.items():
        first = int(np.searchsorted(column.rows, header + 1))
        if first < len(column.rows):
            title = str(grid.value(header, number) or "")
            cells = column.cells.cut(first, len(column.rows))
            yield Column(grid.name, by_place(number), number, title, column.rows[first:], cells)


def _header(grid: Grid, ids: Ids) -> int:
    """Return the row of headers: of the first rows the one with the most texts above any ID; 0 where an ID stands in row 1."""
    lines = [[grid.value(row, column) for column in grid.columns] for row in range(1, min(grid.last_row, HEADER_WITHIN) + 1)]
    above = [sum(isinstance(one, str) for one in line) for line in takewhile(lambda line: ids.isdisjoint(map(str, line)), lines)]
    return above.index(max(above)) + 1 if above else 0


def _titles(layout: Layout) -> frozenset[str]:
    """Return what people call columns that name clients."""
    wanted = {"clients": ("id", "name"), "orders": ("client_id", "client"), "touches": ("client_id", "client")}
    columns = [one for sheet in layout.sheets for one in sheet.columns if one.key in wanted.get(sheet.kind, ())]
    return frozenset(folded(title) for one in columns for title in (one.title.ru, one.title.en, *one.also))


def _choices(grid: Grid, gone: Ids) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for one in grid.validations:
        listed = [text.strip() for text in one.formula1.strip('"').split(",")] if one.kind == "list" else []
        named = tuple(text for text in listed if text in gone)
        if named and one.areas:
            yield one.areas[0].first_row, one.areas[0].first_column, named


def _position(column: SparseColumn, row: int) -> int:
    at = int(np.searchsorted(column.rows, row))
    return at if at < len(column.rows) and column.rows[at] == row else -1


def _bare(word: str) -> str:
    return word.strip(".…")


def by_column(places: Iterable[One]) -> Iterator[tuple[One, list[int]]]:
    """Yield the first of the places of each column, and the rows of the others."""
    found: dict[tuple[str, int], list[One]] = {}
    for place in places:
        found.setdefault((place.sheet, place.column), []).append(place)
    yield from ((of[0], [one.row for one in of[1:]]) for of in found.values())
