"""Columns whose header nothing is known of any more, but that hold what a known column held: they go on as that column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sheets_crm.model.addresses import address
from sheets_crm.model.difference import BookDiff, FieldDiff, SheetDiff
from sheets_crm.model.identity import row_ids
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Field, Snapshot, Table
from sheets_crm.model.text import Text

ALIKE = 0.5
RULE = "mapping"
HINT = Text(
    "Если это другой столбец, впишите его в настройки: sheets-crm adopt КНИГА",
    "If it is another column, write it into the config: sheets-crm adopt BOOK",
)


class Followed(NamedTuple):
    """A snapshot in which such columns are what they were, and what is to be said of them."""

    snapshot: Snapshot
    notes: tuple[Finding, ...]


def followed(snapshot: Snapshot, diff: BookDiff) -> Followed:
    """Give each column that lost its key the one that it had, if it holds mostly the same and no other has this key now."""
    notes: list[Finding] = []
    for sheet in diff.sheets:
        found = list(_lost(sheet))
        if found:
            snapshot = snapshot.with_table(_known(sheet.after, found))
            notes += [_note(sheet.after, one) for one in found]
    return Followed(snapshot, tuple(notes))


def _lost(sheet: SheetDiff) -> Iterator[FieldDiff]:
    taken = {one.name for one in sheet.after.fields}
    for one in sheet.fields:
        known, now = one.before, one.after
        if known.column is None or now.column is not None or known.name in taken:
            continue
        filled = int((now.cells.kinds[sheet.rows.after] != 0).sum())
        if filled and len(one.differ) <= (1 - ALIKE) * filled:
            yield one


def _known(table: Table, found: list[FieldDiff]) -> Table:
    names = {id(one.after): one.before for one in found}
    fields = tuple(_as(one, names[id(one)]) if id(one) in names else one for one in table.fields)
    ids = next((one.cells for one in fields if one.key == "id"), None)
    return replace(table, fields=fields, ids=row_ids(ids, table.rows))


def _as(now: Field, known: Field) -> Field:
    return replace(now, name=known.name, column=known.column)


def _note(table: Table, one: FieldDiff) -> Finding:
    column = one.before.column
    assert column is not None
    message = Text(
        f"По заголовку «{one.after.title}» столбец не узнать; по содержимому это «{column.title.ru}», так программа его и ведёт",
        f"The header “{one.after.title}” tells nothing; the column holds what is “{column.title.en}”, so it goes on as that",
    )
    cell = address(table.header_row, one.after.letter_index) if table.header_row else ""
    return Finding(table.sheet, "", cell, RULE, "note", message, HINT)
