"""Books of one sheet with a header in row 1, and jobs that change the cells that a test names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from sheets_crm.books.base import Book
from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.cells import CellValue
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.context import Context
from sheets_crm.model.identity import row_ids
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Column, Layout, Words
from sheets_crm.model.plan import Changes, Plan
from sheets_crm.model.settings import Settings
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

SHEET = "Клиенты"
NOW = datetime(2026, 11, 22, 3, 0)
JOB = Job(name="nightly", title=Words(ru="Ночная", en="Nightly"), steps=())
OWNERS = {"id": "program", "status": "either"}
REASON = Text("телефон приведён к одному виду", "a phone in one style")

Wanted = Mapping[tuple[int, str], CellValue]
"""What a job is to write, by sheet row and column."""
Planner = Callable[[Snapshot, Job, Context, Mapping[str, Rule]], Plan]


def book_of(folder: Path, header: Sequence[str], *rows: Sequence[CellValue]) -> MemoryBook:
    return MemoryBook.of(str(folder / "clients.xlsx"), {SHEET: [list(header), *rows]})


def config_of(**settings: object) -> Config:
    return Config(None, ConfigFile(settings=Settings.model_validate(settings)))


def bound(book: Book, _config: Config, _layout: Layout) -> Bound:
    snapshot = book.read()
    tables = tuple(_table(grid) for grid in snapshot.grids.values() if grid.value(1, 1) in ("id", "name"))
    return Bound(replace(snapshot, tables=tables), ())


def writing(wanted: Wanted, rule: str = "phones", sheet: str = SHEET) -> Planner:
    """Make a planner that wants these values, and nothing where they stand already."""

    def plan(snapshot: Snapshot, _job: Job, _context: Context, _own: Mapping[str, Rule]) -> Plan:
        table = snapshot.table(sheet)
        assert table is not None
        batches = []
        for name in sorted({name for _, name in wanted}):
            after = {row: value for (row, column), value in wanted.items() if column == name}
            at = [at for at, row in enumerate(table.rows.tolist()) if row in after and table.cells(name)[at] != after[row]]
            if at:
                values = [after[int(table.rows[one])] for one in at]
                batches.append(Changes.at(table, name, rule, at, values, REASON))
        return Plan(snapshot.identity, tuple(batches))

    return plan


def run(book: Book, wanted: Wanted, config: Config | None = None, sheet: str = SHEET, **options: Any) -> RunResult:
    return run_job(book, JOB, config or Config(), NOW, reader=bound, planner=writing(wanted, sheet=sheet), **options)


def values(book: MemoryBook) -> list[list[CellValue]]:
    cells = book.sheets[SHEET]
    last_row, last_column = max(row for row, _ in cells), max(column for _, column in cells)
    return [[book.value(SHEET, row, column) for column in range(1, last_column + 1)] for row in range(1, last_row + 1)]


def _table(grid: Grid) -> Table:
    names = {column: str(grid.value(1, column)) for column in grid.columns if grid.value(1, column) is not None}
    used = {int(row) for column in grid.columns.values() for row in column.rows.tolist()}
    rows = np.array(sorted(used - {1}), np.int32)
    fields = tuple(
        Field(name, column, name.upper(), grid.dense(column, rows), _column(name)) for column, name in sorted(names.items())
    )
    ids = next((one.cells for one in fields if one.name == "id"), None)
    return Table("clients", grid.name, 1, rows, fields, row_ids(ids, rows))


def _column(name: str) -> Column:
    return Column.model_validate(
        {"key": name, "title": {"ru": name, "en": name}, "owner": OWNERS.get(name, "staff"), "required": name == "name"}
    )
