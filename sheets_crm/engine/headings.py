"""A book of which headers were sorted among the records, seen as if they stood on top (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheets_crm.diff.displaced import by_places, heading_back
from sheets_crm.mapping.binding import bind
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import MappedColumn, MappedSheet
from sheets_crm.model.mapping import Mapping as BookMapping
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot, Table
from sheets_crm.planning.apply import applied

Headings = Mapping[str, tuple[Changes, ...]]


def headings_back(last: Snapshot, snapshot: Snapshot) -> Headings:
    """Return, by sheet, what puts headers back on top that stand among the records since the last run."""
    grids = snapshot.grids
    found = ((one.sheet, heading_back(one, grids[one.sheet])) for one in last.tables if one.sheet in grids)
    return {sheet: swaps for sheet, swaps in found if swaps}


def with_headings(snapshot: Snapshot, last: Snapshot, headings: Headings, layout: Layout) -> Snapshot:
    """Return a book with these headers in their places, its sheets being what they were at the last run."""
    if not headings:
        return snapshot
    swaps = [one for each in headings.values() for one in by_places(each)]
    there = applied(without_tables(snapshot, headings), swaps)
    known = BookMapping(sheets=tuple(_mapped(one) for one in last.tables if one.sheet in headings))
    tables = bind(replace(there, grids={name: there.grids[name] for name in headings}), known, layout).snapshot.tables
    return replace(there, tables=(*there.tables, *tables))


def without_tables(snapshot: Snapshot, headings: Headings) -> Snapshot:
    """Return a book as it was read, in which nothing is known of what these sheets hold."""
    return replace(snapshot, tables=tuple(one for one in snapshot.tables if one.sheet not in headings))


def _mapped(table: Table) -> MappedSheet:
    columns = {letters(one.letter_index): MappedColumn(key=one.key, title=one.title) for one in table.fields}
    return MappedSheet(sheet=table.sheet, kind=table.kind, header_row=table.header_row, columns=columns)
