"""A book in memory, with the promises of any book; tests make people and accidents happen to it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import numpy as np

from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import CellValue, RichText, Vector, encode
from sheets_crm.model.plan import Changes, Plan, Receipt
from sheets_crm.model.snapshot import Grid, Snapshot, SparseColumn
from sheets_crm.model.text import Text

GENERAL, DAY = "General", "dd.mm.yyyy"


@dataclass(frozen=True, slots=True)
class StoredCell:
    """One cell: its value and its number format."""

    value: CellValue
    format: str = GENERAL


Sheets = dict[str, dict[tuple[int, int], StoredCell]]


@dataclass
class MemoryBook:
    """Sheets of cells by (row, column) from 1.

    `happens` is called with the name of each step of a write ("asked", "verified", "ready", "visible"): a test may edit the
    book there as a person would, or raise as a machine would.
    """

    beside_people = False
    name: str
    sheets: Sheets = field(default_factory=dict)
    happens: Callable[[str], None] = lambda _: None
    copies: dict[str, Sheets] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, rows: Mapping[str, Sequence[Sequence[CellValue]]]) -> MemoryBook:
        """Make a book of rows of values, sheet by sheet."""
        book = cls(name)
        for sheet, lines in rows.items():
            book.sheets[sheet] = {}
            for row, line in enumerate(lines, 1):
                for column, value in enumerate(line, 1):
                    book.put(sheet, row, column, value)
        return book

    def put(self, sheet: str, row: int, column: int, value: CellValue, shown_as: str | None = None) -> None:
        """Set one cell, as a person would; its format stays unless another is given, or it is a date without one."""
        former = self.sheets[sheet].get((row, column), StoredCell(None))
        format_ = shown_as or former.format
        if format_ == GENERAL and isinstance(value, (date, datetime, time)):
            format_ = DAY
        self.sheets[sheet][row, column] = StoredCell(None if value == "" else value, format_)

    def value(self, sheet: str, row: int, column: int) -> CellValue:
        """Return one cell's value; None where nothing stands."""
        return self.sheets[sheet].get((row, column), StoredCell(None)).value

    def identity(self) -> str:
        """Return a hash of all that stands in the book."""
        return _identity(self.sheets)

    def read(self) -> Snapshot:
        """Return all sheets as they are."""
        grids = {name: Grid(name, _columns(cells)) for name, cells in self.sheets.items()}
        return Snapshot(self.name, self.identity(), grids)

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:
        """Make the changes of a plan, all or none of them; RefusedError when the book changed since the snapshot."""
        self.happens("asked")
        if self.identity() != snapshot.identity or plan.identity != snapshot.identity:
            what = Text("книга изменилась после чтения", "the book changed after it was read")
            raise RefusedError(what, where=self.name, mend=Text("Запустите ещё раз", "Run it again"))
        draft = MemoryBook(self.name, {name: dict(cells) for name, cells in self.sheets.items()})
        former = {place: shown for batch in plan.changes for place, shown in draft._apply(batch).items()}
        for report in plan.reports:
            draft.sheets[report.sheet] = {
                (row, column): StoredCell(cell.value)
                for row, line in enumerate(report.rows, 1)
                for column, cell in enumerate(line, 1)
            }
        for new in plan.new_columns:
            draft.put(new.sheet, new.header_row, new.letter_index, new.title)
        identity = draft.identity()
        self.happens("verified")
        on_ready(identity)
        self.happens("ready")
        self.sheets = draft.sheets
        self.happens("visible")
        return Receipt(identity, plan.changes, reports=tuple(report.sheet for report in plan.reports), former_formats=former)

    def backup(self, folder: Path, name: str) -> Path:
        """Keep a copy, and a file that stands for it."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.memory"
        path.write_text(self.identity(), encoding="utf-8")
        self.copies[self.identity()] = {sheet: dict(cells) for sheet, cells in self.sheets.items()}
        return path

    def restore(self, backup: Path) -> None:
        """Bring a copy back; UnreadableError when there is none such."""
        token = backup.read_text(encoding="utf-8")
        if token not in self.copies:
            what = Text("такой копии нет", "there is no such copy")
            raise UnreadableError(what, where=str(backup), mend=Text("Выберите другую копию", "Choose another copy"))
        self.happens("asked")
        self.sheets = {sheet: dict(cells) for sheet, cells in self.copies[token].items()}
        self.happens("visible")

    def _apply(self, batch: Changes) -> dict[tuple[str, str], str]:
        former = {}
        formats = batch.formats or [None] * len(batch)
        for change, shown_as in zip(batch, formats, strict=True):
            place = change.row, change.letter_index
            had = self.sheets[change.sheet].get(place, StoredCell(None)).format
            self.put(change.sheet, *place, change.after, shown_as)
            if self.sheets[change.sheet][place].format != had:
                former[change.sheet, address(*place)] = had
        return former


def _columns(cells: Mapping[tuple[int, int], StoredCell]) -> dict[int, SparseColumn]:
    by_column: dict[int, list[tuple[int, CellValue]]] = defaultdict(list)
    for (row, column), cell in sorted(cells.items()):
        if cell.value is not None:
            by_column[column].append((row, cell.value))
    return {
        column: SparseColumn(np.array([row for row, _ in used], np.int32), Vector.of(value for _, value in used))
        for column, used in by_column.items()
    }


def _identity(sheets: Sheets) -> str:
    made = hashlib.sha256()
    for name, cells in sheets.items():
        made.update(repr(name).encode())
        for place, cell in sorted(cells.items()):
            if cell.value is not None or cell.format != GENERAL:
                runs = cell.value.runs if isinstance(cell.value, RichText) else ""
                made.update(repr((place, encode(cell.value), runs, cell.format)).encode("utf-8", "surrogatepass"))
    return made.hexdigest()
