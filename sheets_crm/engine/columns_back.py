"""Deleted columns of a book that people edit at the same time: a fresh column comes where each one stood, under its header (D35).

A workbook takes all in one run. Here the column comes first, as a run of its own, so that nobody's cells are written over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sheets_crm.engine.purge.wanted import SUFFIX
from sheets_crm.ledger.losses import place_of
from sheets_crm.model.cells import Kind
from sheets_crm.model.layout import Column, Format, Layout, Words
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.plan import NewColumn
from sheets_crm.model.snapshot import Snapshot, Table

HALF = 0.5


def columns_back(chosen: Sequence[Noticed], snapshot: Snapshot, layout: Layout) -> tuple[NewColumn, ...]:
    """Return the columns that are gone of the tables that are there, as they are to be put in again."""
    gone = defaultdict[str, dict[str, Noticed]](dict)
    for one in chosen:
        if one.what == "column gone" and place_of(one, snapshot) is None:
            gone[one.sheet][one.title] = one
    return tuple(
        new for sheet, ones in gone.items() for new in _of_sheet(snapshot.table(sheet), [*ones.values()], snapshot, layout)
    )


def _of_sheet(table: Table | None, gone: Sequence[Noticed], snapshot: Snapshot, layout: Layout) -> list[NewColumn]:
    if table is None or table.sheet not in snapshot.grids:
        return []
    last = max(snapshot.grids[table.sheet].columns, default=0)
    return [
        NewColumn(table.sheet, table.header_row, min(one.letter_index, last + nth), one.title, _column(one, table.kind, layout))
        for nth, one in enumerate(sorted(gone, key=lambda each: each.letter_index), 1)
    ]


def _column(one: Noticed, kind: str, layout: Layout) -> Column:
    """Return what the layout says of a column; of one that it does not know, what its cells held."""
    try:
        return layout.sheet(kind).column(SUFFIX.sub("", one.column))
    except KeyError:
        days = (one.before.kinds == Kind.DATE).mean() > HALF
        made: Format = "date" if days else "text"
        return Column(key="back", title=Words(ru=one.title, en=one.title), format=made)
