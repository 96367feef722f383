"""The program's tabs in a database: rows of cells, as of any sheet of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from sheets_crm.books.database import about
from sheets_crm.books.database.cells import Json, pack_value
from sheets_crm.books.database.loading import load_rows
from sheets_crm.books.database.reading import GENERAL
from sheets_crm.books.database.schema import Schema
from sheets_crm.model.cells import Kind
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Grid

DAY = "dd.mm.yyyy"


def draw(db: sa.Connection, schema: Schema, report: Report, read: Grid | None) -> bool:
    """Draw a tab anew, and say whether that was done; `read` is how the tab looked when it was read.

    One that is just so already is left, and so is one in which somebody wrote since, and a sheet of people's own.
    """
    sheets, table = schema["sheets"], schema["other_rows"]
    known = db.execute(sa.select(sheets.c.key, sheets.c.kind).where(sheets.c.name == report.sheet)).one_or_none()
    if known is not None and (known.kind is not None or (report.choosing and _written_in(db, schema, known.key, read))):
        return False
    rows = dict(_report_rows(report))
    asked = sa.select(table.c.row, table.c.cells)
    if known is not None and {one.row: one.cells for one in db.execute(asked.where(table.c.sheet_key == known.key))} == rows:
        return False
    place = db.execute(sa.select(sa.func.max(sheets.c.place))).scalar() or 0
    if known is None:
        key = (db.execute(sa.select(sa.func.max(sheets.c.key))).scalar() or 0) + 1
        row = {"key": key, "name": report.sheet, "place": max(place, 0) + 1, "kind": None, "header_row": 0}
        nothing = about.of_sheet(Grid(report.sheet, {}))
        db.execute(sa.insert(sheets), {**row, "lang": report.lang, "about": nothing})
    else:
        key = known.key
        db.execute(sa.delete(table).where(table.c.sheet_key == key))
        revived = sa.update(sheets).where(sheets.c.key == key, sheets.c.place < 0)
        db.execute(revived.values(place=max(place, 0) + 1))
    load_rows(db, table, ["sheet_key", "row", "cells"], ((key, row, cells) for row, cells in rows.items()))
    return True


def _written_in(db: sa.Connection, schema: Schema, key: int, read: Grid | None) -> bool:
    """Say whether somebody wrote into a tab since it was read."""
    table = schema["other_rows"]
    now = dict[tuple[int, int], Json]()
    for row, cells in db.execute(sa.select(table.c.row, table.c.cells).where(table.c.sheet_key == key)):
        now |= {(row, int(column)): cell for column, (cell, _) in cells.items() if cell is not None}
    then = {
        (row, column): pack_value(cells.cells.entered(at))
        for column, cells in (read.columns.items() if read else ())
        for at, row in enumerate(cells.rows.tolist())
        if cells.cells.kinds[at] != Kind.EMPTY
    }
    return now != then


def _report_rows(report: Report) -> Iterator[tuple[int, dict[str, Json]]]:
    for row, line in enumerate(report.rows, 1):
        cells = {
            str(column): [pack_value(cell.value), DAY if cell.style == "date" else GENERAL]
            for column, cell in enumerate(line, 1)
            if cell.value not in (None, "")
        }
        if cells:
            yield row, cells
