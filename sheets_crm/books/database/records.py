"""Records between the sheet and the tables: what is held of their cells, and what their cells show again.

Where what is held does not show the cell as it was (a text among amounts, another spelling, a formula), the cell is kept in
`as_written` beside what was held then. It stands for as long as the same is held: once somebody changes the value in the
database, the cell shows the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.books.database.cells import Draft, Json, pack
from sheets_crm.books.database.homes import Home
from sheets_crm.books.database.schema import KindTable, Place
from sheets_crm.books.database.world import World
from sheets_crm.diff.cells import unlike
from sheets_crm.model.cells import Kind, RichText, Vector
from sheets_crm.model.text import Lang, Text

Fields = Mapping[str, Vector]
Beside = dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of a stored sheet: where it stands (from 1), its field, its title, and the number format of most cells."""

    place: int
    name: str
    title: str
    look: str

    @staticmethod
    def columns(facts: Sequence[Fact]) -> dict[str, list[Any]]:
        """Return facts as columns of their table."""
        return {name: [getattr(one, name) for one in facts] for name in ("place", "name", "title", "look")}


@dataclass(frozen=True)
class StoredSheet:
    """A sheet as the database knows it; `kind` is None where no table was recognised, `about` its JSON."""

    key: int
    name: str
    place: int
    kind: str | None
    header_row: int
    lang: Lang
    about: str
    columns: tuple[Fact, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields, from the left."""
        return tuple(fact.name for fact in self.columns)


@dataclass
class Records:
    """Records of one sheet, in parallel: their keys and sheet rows, what is held at each place, and what is kept beside it.

    `as_written`, `extra` (fields that the layout does not know) and `looks` (number formats that are not their column's) are
    by field; None where there is nothing.
    """

    keys: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    held: list[list[Any]] = field(default_factory=list)
    as_written: list[Beside] = field(default_factory=list)
    extra: list[Beside] = field(default_factory=list)
    looks: list[Beside] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)

    def __add__(self, other: Records) -> Records:
        """Return these and others, held at the same places."""
        if not len(self) or not len(other):
            return self if len(self) or not other.held else other
        held = [mine + theirs for mine, theirs in zip(self.held, other.held, strict=True)]
        beside = (getattr(self, name) + getattr(other, name) for name in ("as_written", "extra", "looks"))
        return Records(self.keys + other.keys, self.rows + other.rows, held, *beside)

    def pick(self, at: Sequence[int]) -> Records:
        """Return some of them, by position."""
        every = (self.keys, self.rows, *self.held, self.as_written, self.extra, self.looks)
        keys, rows, *held, as_written, extra, looks = ([one[each] for each in at] for one in every)
        return Records(keys, rows, held, as_written, extra, looks)

    def find(self, keys: Sequence[int]) -> Records:
        """Return those of these keys, in this order."""
        position = {key: at for at, key in enumerate(self.keys)}
        return self.pick([position[key] for key in keys])

    @staticmethod
    def of(keys: Sequence[int], rows: Sequence[int], places: int) -> Records:
        """Make so many records, of which nothing is held yet."""
        count = len(keys)
        nothing: list[list[Beside]] = [[None] * count for _ in range(3)]
        return Records(list(keys), list(rows), [[None] * count for _ in range(places)], *nothing)


@dataclass(frozen=True, slots=True)
class Doubted:
    """A cell of a record, by its position, that is not held: why, and what stands there."""

    at: int
    field: str
    cell: Json
    why: Text


def hold(sheet: StoredSheet, kind: KindTable, records: Records, cells: Fields, world: World) -> list[Doubted]:
    """Hold the cells of these fields in records that are parallel to them, and say which of them could not be."""
    doubted: list[Doubted] = []
    count, homeless = len(records), set(cells)
    for at_place, place in enumerate(kind.places_of(set(sheet.names))):
        if cells.keys() & set(place.home.fields):
            homeless -= set(place.home.fields)
            given = {name: cells.get(name, Vector.empty(count)) for name in place.home.fields}
            found = place.home.hold(given, world)
            records.held[at_place] = found.values
            _keep(records, place.home, cells, found.values, world, sheet.lang)
            doubted += [Doubted(at, name, pack(cells[name], at), why) for (name, at), why in found.doubts.items()]
    for name in homeless:
        stands = set(np.flatnonzero(cells[name].kinds != Kind.EMPTY).tolist()) | cells[name].formulas.keys()
        for at in stands.union(_with_beside(records.extra, name)):
            put(records.extra, at, name, pack(cells[name], at))
    return doubted


def show(sheet: StoredSheet, kind: KindTable, records: Records, world: World) -> Fields:
    """Return the cells that the records show, by field."""
    places = kind.places_of(set(sheet.names))
    shown: dict[str, Vector] = {}
    home_of: dict[str, int] = {}
    for at_place, place in enumerate(places):
        shown |= place.home.show(records.held[at_place], world, sheet.lang)
        home_of |= dict.fromkeys(place.home.fields, at_place)
    cells = {name: shown.get(name, Vector.empty(len(records))) for name in sheet.names}
    drafts: dict[str, Draft] = {}
    for name, at, cell in _kept(records, home_of):
        if name in cells:
            if name not in drafts:
                drafts[name] = Draft.of(cells[name])
            drafts[name].unpack(at, cell)
    return cells | {name: draft.cells() for name, draft in drafts.items()}


def _kept(records: Records, home_of: Mapping[str, int]) -> Iterator[tuple[str, int, Json]]:
    """Yield the cells that are kept beside what is held, by field and position: those that still stand for it, and all others."""
    for at, beside in enumerate(records.as_written):
        for name, (cell, then) in beside.items() if beside else ():
            if name in home_of and guard(records.held[home_of[name]][at]) == then:
                yield name, at, cell
    for at, beside in enumerate(records.extra):
        for name, cell in beside.items() if beside else ():
            yield name, at, cell


def guard(held: Any) -> Json:  # noqa: ANN401 - whatever a home holds
    """Return what is held as JSON, to tell whether it is still the same."""
    if isinstance(held, (date, Decimal)):
        return str(held)
    return [guard(one) for one in held] if isinstance(held, (tuple, list)) else held


def put(beside: list[Beside], at: int, name: str, value: Json) -> None:
    """Keep something beside a record, or no longer where it is None."""
    known = beside[at]
    if value is not None:
        beside[at] = {**(known or {}), name: value}
    elif known and name in known:
        beside[at] = {one: kept for one, kept in known.items() if one != name} or None


def not_the_same(cells: Vector, shown: Vector) -> NDArray[np.intp]:
    """Return where a cell is not what is shown; a formula never is, nor is text with formatted parts."""
    differ = unlike(cells, shown)
    differ[list(cells.formulas)] = True
    texts = np.flatnonzero(cells.kinds == Kind.TEXT)
    differ[texts] |= np.fromiter((type(text) is RichText for text in cells.texts[texts]), bool, len(texts))
    return np.flatnonzero(differ)


def _keep(records: Records, home: Home, cells: Fields, held: Sequence[Any], world: World, lang: Lang) -> None:
    """Keep each cell that would not be shown again as it is."""
    shown = home.show(held, world, lang)
    for name in home.fields:
        if name not in cells:
            continue
        for at in _with_beside(records.as_written, name):
            put(records.as_written, at, name, None)
        for at in not_the_same(cells[name], shown[name]).tolist():
            put(records.as_written, at, name, [pack(cells[name], at), guard(held[at])])


def _with_beside(beside: Sequence[Beside], name: str) -> Iterator[int]:
    return (at for at, known in enumerate(beside) if known and name in known)


def places_of(sheet: StoredSheet, kind: KindTable) -> tuple[Place, ...]:
    """Return the places that the records of a sheet are held at, in their order."""
    return kind.places_of(set(sheet.names))
