"""Finds the duplicates of a book: reads it, says which columns are compared, and where in it the found rows stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sheets_crm.books.base import Book
from sheets_crm.engine.fingerprint import program
from sheets_crm.engine.home.home import home_of
from sheets_crm.engine.journal.reader import JournalReader
from sheets_crm.engine.reading import NAMED_TABS
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.spreading import in_processes
from sheets_crm.errors import UsageError
from sheets_crm.ledger.compared import TELLING, stacked, texts_of
from sheets_crm.mapping.binding import bind
from sheets_crm.mapping.comparable import comparable, header_with
from sheets_crm.mapping.recognition import recognise, recognise_columns
from sheets_crm.matching.duplicates import Cluster, Duplicates, find_duplicates
from sheets_crm.matching.find import Link
from sheets_crm.matching.nights import find_again
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import Mapping as BookMapping
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

Side = Literal["book", "file"]
Named = Sequence[tuple[str, str]]
"""What a person said of the columns: key and title (or letter) of each."""


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of one sheet that are compared: sheet rows from 1, their IDs, and the columns as (key, title, texts).

    `side` says whether it is a sheet of the book, or of the file that is held against it.
    """

    sheet: str
    header_row: int
    rows: Sequence[int]
    ids: Sequence[str]
    columns: tuple[tuple[str, str, list[str]], ...]
    side: Side = "book"


@dataclass(frozen=True, eq=False)
class Compared:
    """What was found in a book, in which parts of it. A row of the result is one of all parts together, in order."""

    parts: tuple[Part, ...]
    found: Duplicates

    def place(self, row: int) -> tuple[Part, int]:
        """Return the part in which a row (from 0) stands, and its place there."""
        for part in self.parts:
            if row < len(part.rows):
                return part, row
            row -= len(part.rows)
        raise IndexError(row)

    def number(self, row: int) -> int:
        """Return the number of a row as people count: from 1, headers not counted, one sheet of its side after the other."""
        part, at = self.place(row)
        sheets = [one for one in self.parts[: self.parts.index(part)] if one.side == part.side and len(one.rows)]
        return sum(one.rows[-1] - one.header_row for one in sheets) + part.rows[at] - part.header_row


def duplicates_of(
    book: Book, config: Config, named: Named = (), link: Link | None = None, against: Book | None = None
) -> Compared:
    """Find the duplicates of all clients of a book, by another engine if `link` is one.

    With a file `against` it, find instead which rows of the file are in the book already. UsageError when nobody knows which
    columns to compare.
    """
    parts = _parts(book, config, named)
    if against:
        parts += tuple(_of_file(part, parts[0]) for part in _parts(against, config, named))
    contacts = stacked([(len(part.rows), part.columns) for part in parts])
    found = find_duplicates(contacts, in_processes, link) if link else find_again(contacts, _kept(book, config), in_processes)[0]
    compared = Compared(parts, found)
    return replace(compared, found=_across(compared)) if against else compared


def _kept(book: Book, config: Config) -> bytes:
    """Return what the nightly job kept of its last search, so that only what is new since is read and compared."""
    journal = JournalReader.open_to_read(home_of(book, config, move=False).folder, config)
    if journal is None:
        return b""
    with journal:
        return journal.searched(program())


def _of_file(part: Part, book: Part) -> Part:
    """Mark a sheet as the file's; columns of one kind are called as in the book, so that they are shown under each other."""
    titles: dict[str, list[str]] = defaultdict(list)
    for key, title, _ in book.columns:
        titles[key].append(title)
    names = [titles[key].pop(0) if titles[key] and key != "other" else title for key, title, _ in part.columns]
    columns = tuple((key, name, texts) for (key, _, texts), name in zip(part.columns, names, strict=True))
    return replace(part, columns=columns, side="file")


def _across(compared: Compared) -> Duplicates:
    """Leave out what is found within the book, or within the file."""
    first = sum(len(part.rows) for part in compared.parts if part.side == "book")
    found = compared.found

    def both(one: Cluster) -> bool:
        return one.rows[0] < first <= one.rows[-1]

    return replace(found, clusters=tuple(filter(both, found.clusters)), doubtful=tuple(filter(both, found.doubtful)))


def _parts(book: Book, config: Config, named: Named) -> tuple[Part, ...]:
    snapshot = book.read()
    layout = load_layout(config.layout(book.name))
    parts = _as_named(snapshot, named) if named else _as_recognised(snapshot, config.mapping(book.name), layout)
    if not parts:
        raise UsageError(
            Text("не видно, где здесь клиенты", "it is not clear where the clients are"),
            where=book.name,
            mend=Text(
                "Назовите столбцы: --map name=Клиент --map phone=Телефон", "Name the columns: --map name=Client --map phone=Phone"
            ),
        )
    return parts


def _as_named(snapshot: Snapshot, named: Named) -> tuple[Part, ...]:
    """Take the sheets that have all the named columns."""
    titles = tuple(dict.fromkeys(title for _, title in named))
    parts = []
    for grid in snapshot.grids.values():
        found = header_with(grid, titles)
        if found:
            header_row, places = found
            rows = np.arange(header_row + 1, grid.last_row + 1, dtype=np.int32)
            columns = tuple((key, title, texts_of(grid.dense(places[title], rows))) for key, title in named)
            parts.append(Part(grid.name, header_row, rows.tolist(), [f"#{row}" for row in rows.tolist()], columns))
    if not parts:
        raise UsageError(
            Text("нет листа, где есть все названные столбцы", "no sheet has all the columns that were named"),
            where=", ".join(titles),
            mend=Text("Напишите их так, как в строке заголовков", "Write them as in the header row"),
        )
    return tuple(parts)


def _as_recognised(snapshot: Snapshot, mapping: BookMapping | None, layout: Layout) -> tuple[Part, ...]:
    """Take the sheets of clients; where none is known for one, every sheet whose columns tell of people or companies."""
    bound = bind(snapshot, mapping or recognise(snapshot, layout, NAMED_TABS), layout).snapshot
    if not bound.of_kind("clients"):
        taken = tuple(recognise_columns(grid, layout, "clients") for grid in snapshot.grids.values() if grid.last_row)
        bound = bind(replace(snapshot, tables=()), BookMapping(sheets=taken), layout).snapshot
    parts = []
    for table in bound.of_kind("clients"):
        columns = tuple((key, one.title, texts_of(one.cells)) for key, one in comparable(table))
        if any(key in TELLING for key, *_ in columns):
            parts.append(Part(table.sheet, table.header_row, table.rows.tolist(), table.ids, columns))
    return tuple(parts)
