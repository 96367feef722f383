"""Weaker ways to write, each of which the oracle must catch: what the protocol is for, one means after the other taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np

from chaos import person
from sheets_crm.books.google import book as google_book
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.failures import MayHaveLandedError
from sheets_crm.books.google.writing import batch, lookups, marks, newcolumns, protocol, repairs, standing
from sheets_crm.books.google.writing.batch import BLANK, Batch, Step, column_range, find_replace
from sheets_crm.books.google.writing.entering import typed
from sheets_crm.books.google.writing.lookups import cell_data
from sheets_crm.model.plan import Changes, Plan, Receipt
from sheets_crm.model.snapshot import Snapshot

Ready = Callable[[str], None]
Mutant = AbstractContextManager[Any]


def by_position(book: GoogleBook, plan: Plan, snapshot: Any, on_ready: Ready) -> Receipt:
    """Write each value into the row and column in which its cell was read."""
    ids = {name: facts.sheet_id for name, facts in snapshot.facts.items()}
    requests = []
    for change in (one for changes in plan.changes for one in changes):
        area = column_range(ids[change.sheet], change.letter_index, (change.row, change.row))["range"]
        rows = [{"values": [cell_data(change.after)]}]
        requests.append(Step({"updateCells": {"range": area, "rows": rows, "fields": "userEnteredValue"}}, "other"))
    on_ready("another")
    if requests:
        google_book.GoogleBook._send(book, Batch(tuple(requests)))  # noqa: SLF001 - a weaker writer sends as the book does
    return Receipt("another", plan.changes)


def read_again_and_by_position(book: GoogleBook, plan: Plan, snapshot: Any, on_ready: Ready) -> Receipt:
    """Look up the row of each ID right before writing by position."""
    now = book._read()  # noqa: SLF001 - the same
    return by_position(book, replace(plan, changes=tuple(_moved(one, snapshot, now) for one in plan.changes)), now, on_ready)


def _moved(changes: Changes, was: Any, now: Snapshot) -> Changes:
    table, grid = was.table(changes.sheet), now.grids.get(changes.sheet)
    known = table.field("id") if table else None
    column = grid.columns.get(known.letter_index) if grid and known else None
    if column is None:
        return changes
    rows = {str(value): int(row) for row, value in zip(column.rows.tolist(), column.cells.values(), strict=True)}
    kept = [at for at, known in enumerate(changes.ids) if known in rows or changes.before[at] is None]
    found = changes.pick(kept)
    moved = [rows.get(known, row) for known, row in zip(found.ids, found.rows.tolist(), strict=True)]
    return replace(found, rows=np.array(moved, np.int32))


def constants_by_row(hidden: Any, table: Any, targets: Any) -> Iterator[Step]:
    """Fill with the values themselves, into cells that are empty in the rows in which they were read."""
    for target in targets:
        change = target.change
        scope = column_range(hidden.sheet_id, change.letter_index, (change.row, change.row))
        yield Step(find_replace(BLANK, typed(change.after, "ru_RU") or "", scope, regex=True), "fill", (target,), 1)


def loosely(**how: bool) -> Mutant:
    """Let every replacement be looser than it must be."""
    strict = batch.find_replace

    def loose(*told: Any, **more: Any) -> dict[str, Any]:
        request = strict(*told, **more)
        return request if more.get("regex") else {"findReplace": request["findReplace"] | how}

    return everywhere("find_replace", loose, batch, lookups, marks, newcolumns, protocol, repairs, standing)


@contextmanager
def shouting(within: Mutant | None = None) -> Iterator[None]:
    """Let people do nothing but type in capitals what stands elsewhere in small letters."""
    with patch.multiple(person, SHARE=1.0, DEEDS=(person.Colleague.shouts,)), within or nullcontext():
        yield


@contextmanager
def sent_again() -> Iterator[None]:
    """Let a write whose answer is lost be sent once more, as if it had not landed."""

    def blindly(book: GoogleBook, piece: Batch, sending: Any) -> Any:
        sending.next()
        with suppress(MayHaveLandedError):
            return book._send(piece)  # noqa: SLF001 - a weaker writer sends as the book does
        return book._send(piece)  # noqa: SLF001 - the same

    with patch.object(GoogleBook, "_first", blindly):
        yield


@contextmanager
def everywhere(name: str, instead: Any, *modules: Any) -> Iterator[None]:
    """Put something in the place of a function in every module that knows it by name."""
    patches = [patch.object(module, name, instead) for module in modules if hasattr(module, name)]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


MUTANTS: dict[str, tuple[Callable[[], Mutant], Any]] = {
    "by position": (nullcontext, by_position),
    "read again, then by position": (nullcontext, read_again_and_by_position),
    "fills by row, not by ID": (lambda: everywhere("fill_steps", constants_by_row, protocol), None),
    "part of a cell is enough": (lambda: loosely(matchEntireCell=False), None),
    "great and small letters are the same": (lambda: shouting(loosely(matchCase=False)), None),
    "marks resolved without looking": (lambda: patch.object(standing.Standing, "is_record", lambda *_: True), None),
    "one replacement, whoever else shows that text": (
        lambda: patch.object(repairs, "where_shown", lambda _grid, keys, _snapshot: _All(keys)),
        None,
    ),
    "marks of a run that died are left": (lambda: patch.object(google_book, "leftovers", lambda _snapshot: Batch()), None),
}
"""What is taken away: by another writer, or by something else in the place of a part of the protocol."""


class _All(dict[str, Any]):
    """Says of every text that it stands just where it is to be repaired."""

    def __init__(self, _keys: Any) -> None:
        super().__init__()

    def __missing__(self, _key: str) -> Any:
        return _Same()


class _Same:
    def __eq__(self, _other: object) -> bool:
        return True

    def __ne__(self, _other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]
