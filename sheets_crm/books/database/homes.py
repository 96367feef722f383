"""Where in a database the cells of a layout's column live: what is held of a cell, and what cell that shows again.

What is held is typed: a cell that has not the type of its column is held as None, with a doubt that says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from sheets_crm.books.database.cells import of_days, of_numbers, of_texts, storable
from sheets_crm.books.database.typed import as_day, as_text, no_number, unknown
from sheets_crm.books.database.world import NOBODY, World
from sheets_crm.formats.clean import display
from sheets_crm.ledger.money import kopecks, readable, roubles
from sheets_crm.ledger.names import folded
from sheets_crm.model.cells import CellError, CellValue, Kind, Vector, decode
from sheets_crm.model.identity import own_id
from sheets_crm.model.layout import Column
from sheets_crm.model.text import Lang, Text

WORDY = (Kind.TEXT, Kind.ERROR)
Doubts = dict[tuple[str, int], Text]
"""By field and position."""


@dataclass(frozen=True)
class Held:
    """What is held of some cells, and why some of them are not."""

    values: list[Any]
    doubts: Doubts = field(default_factory=dict)


class Home(Protocol):
    """How one or two fields of a record are held."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the sheet, by their names."""
        ...

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:
        """Return what is held of these cells, by field; the columns are parallel."""
        ...

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:
        """Return the cells that show what is held."""
        ...


def each(name: str, cells: Vector, read: Callable[[CellValue], Any]) -> Held:
    """Hold each cell as `read` says, which returns a Text to doubt it; values that come again are read once."""
    held = Held([None] * len(cells))
    for kind in (Kind.TEXT, Kind.NUMBER, Kind.BOOL, Kind.ERROR, Kind.DATE):
        at = np.flatnonzero(cells.filled & (cells.kinds == kind))
        said = (cells.texts if kind in WORDY else cells.numbers)[at].tolist()
        known = {one: read(decode(kind, one, one)) for one in dict.fromkeys(said)}
        for position, one in zip(at.tolist(), said, strict=True):
            found = known[one]
            if isinstance(found, Text):
                held.doubts[name, position] = found
            else:
                held.values[position] = found
    return held


@dataclass(frozen=True)
class Plain:
    """A column of its own whose value is what the cell shows: a text, a day, a number, by `read`."""

    name: str
    read: Callable[[CellValue], Any]
    cells_of: Callable[[Sequence[Any]], Vector]

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.name,)

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:  # noqa: ARG002
        """Hold each cell as its type."""
        return each(self.name, cells[self.name], self.read)

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the value."""
        return {self.name: self.cells_of(values)}


@dataclass(frozen=True)
class Amount:
    """Money, to the kopeck: rounded half up, as every report counts it; the rest of a cell's digits are kept as written."""

    name: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.name,)

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:  # noqa: ARG002
        """Hold numbers alone: what a text may mean is for a rule to say."""
        column = cells[self.name]
        fine, counted = readable(column).tolist(), kopecks(column).tolist()
        amounts = {amount: roubles(amount) for amount in set(counted)}
        held = Held([amounts[amount] if good else None for good, amount in zip(fine, counted, strict=True)])
        for at in (column.kinds != Kind.EMPTY).nonzero()[0].tolist():
            if not fine[at]:
                held.doubts[self.name, at] = no_number(column[at])
        return held

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the number."""
        return {self.name: of_numbers(values)}


@dataclass(frozen=True)
class Chosen:
    """A fixed list: its key is held, and shown in the language of the sheet."""

    column: Column

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.column.key,)

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:  # noqa: ARG002
        """Hold the key of the choice that a cell names."""
        return each(self.column.key, cells[self.column.key], self._key)

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the choice's title."""
        titles = {one.key: one.title.in_(lang) for one in self.column.choices}
        return {self.column.key: of_texts([titles.get(value) for value in values])}

    def _key(self, value: CellValue) -> str | Text:
        found = self.column.choice_key(value) if not isinstance(value, CellError) else None
        shown = display(value)
        return found or Text(f"«{shown}» нет в списке допустимых значений", f"“{shown}” is not in the list of choices")


@dataclass(frozen=True)
class Listed:
    """An entry of one of the short lists, by its key there."""

    name: str
    kind: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.name,)

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:
        """Hold the key of the entry that a cell names."""
        names = world.get(self.kind, NOBODY)

        def read(value: CellValue) -> int | Text:
            said = folded(display(value))
            found = names.by_name.get(said)
            return found if found is not None else unknown(display(value), several=said in names.several)

        return each(self.name, cells[self.name], read)

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the entry's title."""
        told = world.get(self.kind, NOBODY).told
        return {self.name: of_texts([told[key][0] if key in told else None for key in values])}


@dataclass(frozen=True)
class Client:
    """The client of an order or a touch, by the key: known by the ID in the row, else by a name that only one has."""

    name: str
    id_name: str
    kind: str = "clients"

    @property
    def fields(self) -> tuple[str, ...]:
        """The name and the ID as the sheet shows them."""
        return self.name, self.id_name

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:
        """Hold the client's key."""
        names = world.get(self.kind, NOBODY)
        held = Held([])
        both = zip(cells[self.name].values(), cells[self.id_name].values(), strict=True)
        for at, (name, known) in enumerate(both):
            row_id = own_id(known)
            found = names.by_id.get(row_id)
            if found is None:
                shown = display(name)
                found = names.by_name.get(folded(shown))
                if row_id:
                    held.doubts[self.id_name, at] = unknown(display(known), several=False)
                if found is None and (said := folded(shown)):
                    held.doubts[self.name, at] = unknown(shown, several=said in names.several)
            held.values.append(found)
        return held

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the client's name and ID."""
        told = world.get(self.kind, NOBODY).told
        both = [told.get(key, ("", "")) for key in values]
        return {self.name: of_texts([name for name, _ in both]), self.id_name: of_texts([known for _, known in both])}


def shared_ids(cells: Vector) -> frozenset[str]:
    """Return the IDs that more than one of these cells holds."""
    said = [row_id for value in cells.values() if (row_id := own_id(value))]
    return frozenset(one for one, times in Counter(said).items() if times > 1) if len(set(said)) < len(said) else frozenset()


@dataclass(frozen=True)
class OwnId:
    """The ID that the workbook gave a record: one that two records share is nobody's."""

    kind: str
    name: str = "id"

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.name,)

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:
        """Hold the IDs that stand there once: among these cells, and on the sheet that they are of."""
        twice = world.get(self.kind, NOBODY).twice | shared_ids(cells[self.name])

        def read(value: CellValue) -> str | Text:
            row_id = own_id(value)
            if row_id and row_id not in twice and storable(row_id) and not isinstance(value, CellError):
                return row_id
            shown = display(value)
            if row_id in twice:
                return Text(f"ID «{shown}» стоит и у другой записи", f"the ID “{shown}” is another record's, too")
            return Text(f"«{shown}» не может быть ID", f"“{shown}” cannot be an ID")

        return each(self.name, cells[self.name], read)

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the ID."""
        return {self.name: of_texts(values)}


@dataclass(frozen=True)
class Many:
    """Several values in one cell, a semicolon between them, each in a row of its own: phones, e-mails, contact persons."""

    name: str
    doubt: Callable[[CellValue], Text | None]

    @property
    def fields(self) -> tuple[str, ...]:
        """The one field."""
        return (self.name,)

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:  # noqa: ARG002
        """Hold the values of a cell in which nothing is doubtful."""
        return each(self.name, cells[self.name], self._parts)

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show the values in one cell."""
        return {self.name: of_texts(["; ".join(parts) if parts else None for parts in values])}

    def _parts(self, value: CellValue) -> list[str] | Text:
        text = as_text(value)
        if isinstance(text, Text):
            return text
        parts = [part for one in text.split(";") if (part := one.strip())]
        return self.doubt(value) or parts or Text(f"«{text}» ничего не называет", f"“{text}” names nothing")


@dataclass(frozen=True)
class Task:
    """The next task of a client: what is to be done, and by which day, in a row of its own."""

    title: str
    due: str

    @property
    def fields(self) -> tuple[str, ...]:
        """What, and when."""
        return self.title, self.due

    def hold(self, cells: Mapping[str, Vector], world: World) -> Held:  # noqa: ARG002
        """Hold both, or None where there is no task."""
        what, when = each(self.title, cells[self.title], as_text), each(self.due, cells[self.due], as_day)
        both = zip(what.values, when.values, strict=True)
        return Held([None if pair == (None, None) else pair for pair in both], {**what.doubts, **when.doubts})

    def show(self, values: Sequence[Any], world: World, lang: Lang) -> Mapping[str, Vector]:  # noqa: ARG002
        """Show both."""
        both = [pair or (None, None) for pair in values]
        return {self.title: of_texts([what for what, _ in both]), self.due: of_days([when for _, when in both])}
