"""From columns of text to lists of words: each distinct value is read once, in as many processes as the caller wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sheets_crm.matching.arrays import Ids, Lists, Words, coded, table_of
from sheets_crm.matching.normal.addresses import address, place
from sheets_crm.matching.normal.companies import client
from sheets_crm.matching.normal.emails import emails
from sheets_crm.matching.normal.identifiers import identifiers, tax_ids
from sheets_crm.matching.normal.people import MOST_PEOPLE, people, person
from sheets_crm.matching.normal.phones import phones
from sheets_crm.matching.normal.websites import domains

LONGEST = 300
"""What stands behind this many characters of a cell is not looked at: no name, phone or address is longer."""
CHUNK = 20_000

Task = tuple[str, list[str]]
Part = tuple[tuple[Lists, ...], NDArray[np.uint8]]
Spread = Callable[[Sequence[Task]], Iterable[Part]]
"""Read tasks, in order: in this process, or spread over several."""


def _clients(values: list[str]) -> Part:
    read = [client(value) for value in values]
    parts = [one.company for one in read], [("".join(one.company),) if one.company else () for one in read]
    people = [one.person for one in read]
    return (*(Lists.of(part) for part in parts), Lists.of(people)), np.array([one.form for one in read], np.uint8)


def _addresses(values: list[str]) -> Part:
    read = [address(value) for value in values]
    return (Lists.of(words for words, _ in read), Lists.of(numbers for _, numbers in read)), np.zeros(0, np.uint8)


def _people(values: list[str]) -> Part:
    read = [people(value) for value in values]
    return tuple(Lists.of(one[at] if at < len(one) else () for one in read) for at in range(MOST_PEOPLE)), np.zeros(0, np.uint8)


def _place(value: str) -> tuple[str, ...]:
    said = place(value)
    return (said,) if said else ()


LISTED: dict[str, Callable[[str], Iterable[str]]] = {
    "person": person,
    "phone": phones,
    "email": emails,
    "website": domains,
    "tax_id": tax_ids,
    "id_number": identifiers,
    "place": _place,
}


def read_values(task: Task) -> Part:
    """Read distinct values of one kind."""
    kind, values = task
    short = [value if len(value) <= LONGEST else value[:LONGEST] for value in values]
    if kind == "client":
        return _clients(short)
    if kind == "people":
        return _people(short)
    if kind == "address":
        return _addresses(short)
    return (Lists.of(map(LISTED[kind], short)),), np.zeros(0, np.uint8)


def one_by_one(tasks: Sequence[Task]) -> Iterator[Part]:
    """Spread tasks over nothing but this process."""
    return map(read_values, tasks)


@dataclass(frozen=True, eq=False)
class Column:
    """A column that was read: lists of words (one or several kinds) by distinct value, and which value each row has."""

    lists: tuple[Lists, ...]
    marks: NDArray[np.uint8]
    codes: NDArray[np.int32]

    def table(self, at: int, words: Words, most: int) -> Ids:
        """Lay one kind of words out by rows."""
        return table_of(self.lists[at], words, self.codes, most)


@dataclass(eq=False)
class Reading:
    """Columns that wait to be read, all at once, so that every process has work."""

    tasks: list[Task] = field(default_factory=list)
    spans: list[tuple[int, int, NDArray[np.int32]]] = field(default_factory=list)

    def add(self, kind: str, texts: Sequence[str]) -> int:
        """Ask for a column; return its number."""
        values, codes = coded(texts)
        first = len(self.tasks)
        self.tasks += [(kind, values[at : at + CHUNK]) for at in range(0, max(len(values), 1), CHUNK)]
        self.spans.append((first, len(self.tasks), codes))
        return len(self.spans) - 1

    def done(self, spread: Spread) -> list[Column]:
        """Read all columns."""
        parts: list[Any] = list(spread(self.tasks))
        return [_column(parts[first:end], codes) for first, end, codes in self.spans]


def _column(parts: Sequence[Part], codes: NDArray[np.int32]) -> Column:
    lists = tuple(Lists.chained(kind) for kind in zip(*(part[0] for part in parts), strict=True))
    return Column(lists, np.concatenate([part[1] for part in parts]), codes)
