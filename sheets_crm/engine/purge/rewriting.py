"""Takes one person out of the backups: a backup that holds them is rewritten without them, or goes where that cannot be."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.erasing import erase_texts, holds
from sheets_crm.engine.files import digest
from sheets_crm.engine.home.backups import Backup
from sheets_crm.engine.home.sealing import draft_of, plain_name, put, unsealed
from sheets_crm.engine.purge.person import Person
from sheets_crm.engine.purge.wanted import text_of
from sheets_crm.engine.secrecy.door import Keys
from sheets_crm.errors import SheetsCrmError
from sheets_crm.ledger.formulas import is_ours
from sheets_crm.model.addresses import address
from sheets_crm.model.snapshot import Snapshot, Table

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
Bind = Callable[[Snapshot], Snapshot]
"""Finds the tables in what was read of a backup."""
Known = Callable[[Sequence[Table]], Person]
"""Tells who is meant, by what these tables hold as well."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a backup, or would."""

    backup: Backup
    fate: Literal["rewritten", "deleted"]


def concerned(backups: Sequence[Backup], person: Person, keys: Keys | None) -> Iterator[Backup]:
    """Yield the backups that hold anything of a person; one that cannot be read is taken to."""
    for backup in backups:
        try:
            with unsealed(backup.path, keys) as path:
                if _holds(path, person):
                    yield backup
        except (SheetsCrmError, OSError, EOFError):
            yield backup


def rewrite(backup: Backup, known: Known, bind: Bind, on_ready: Callable[[str], None], keys: Keys | None) -> Fate:
    """Rewrite a backup without a person in one step; delete it where it is no workbook, or something would be left in it.

    `on_ready` is told the SHA-256 of the new one just before it takes the place of the old one.
    """
    if Path(plain_name(backup.path)).suffix.lower() in WORKBOOKS:
        with suppress(SheetsCrmError), unsealed(backup.path, keys) as path:
            if _rewritten(path, known, bind, partial(_replace, backup.path, keys, on_ready)):
                return Fate(backup, "rewritten")
    backup.path.unlink(missing_ok=True)
    return Fate(backup, "deleted")


def _holds(path: Path, person: Person) -> bool:
    texts = [*person.wanted.texts, *person.ids]
    if path.suffix.lower() in WORKBOOKS:
        return holds(path, texts)
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    spellings = (one for text in texts for one in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]))
    return any(one.encode() in data for one in spellings)


def _replace(backup: Path, keys: Keys | None, on_ready: Callable[[str], None], made: Path) -> None:
    on_ready(digest(made))
    put(made, backup, keys)


def _rewritten(path: Path, known: Known, bind: Bind, place: Callable[[Path], None]) -> bool:
    """Make a workbook without the person, and place it; False where something of the person would be left in it."""
    snapshot = bind(XlsxBook(path).read())
    person = known(snapshot.tables)
    cells = _cells(snapshot, person)
    made = draft_of(path)
    try:
        if not erase_texts(path, made, cells, person.wanted.texts, person.wanted.telling):
            return False
        left = XlsxBook(made).read()
        if _filled(left) != _filled(snapshot) - sum(map(len, cells.values())) or any(_told(left, person)):
            return False
        place(made)
    finally:
        made.unlink(missing_ok=True)
    return True


def _cells(snapshot: Snapshot, person: Person) -> Mapping[str, set[str]]:
    """Return the filled cells of the person's records, and all that hold nothing but what is the person's, or quote it."""
    cells = defaultdict[str, set[str]](set)
    for table in snapshot.tables:
        grid = snapshot.grids[table.sheet]
        for at in person.positions(table).tolist():
            row = int(table.rows[at])
            there = (field.letter_index for field in table.fields if grid.value(row, field.letter_index) is not None)
            cells[table.sheet].update(address(row, column) for column in there)
    ours = {name for name, grid in snapshot.grids.items() if is_ours(grid)}
    for sheet, place, text in _texts(snapshot):
        if person.wanted.is_whole(text) or (sheet in ours and person.wanted.is_quoted(text)):
            cells[sheet].add(place)
    return cells


def _texts(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    for grid in snapshot.grids.values():
        for letter, column in grid.columns.items():
            for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True):
                if value is not None:
                    yield grid.name, address(row, letter), text_of(value)


def _told(snapshot: Snapshot, person: Person) -> Iterator[str]:
    return (text for _, _, text in _texts(snapshot) if person.wanted.tells(text))


def _filled(snapshot: Snapshot) -> int:
    return sum(1 for _ in _texts(snapshot))
