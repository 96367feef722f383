"""A book read from anywhere as a new workbook: every cell with its value, formula and number format; and dropdowns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, cast
from zipfile import ZipFile

import numpy as np
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.numbers import is_date_format
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from sheets_crm.books.xlsx.template.fill import escaped, text_tail
from sheets_crm.books.xlsx.template.workbook import publish
from sheets_crm.model.addresses import address, letters
from sheets_crm.model.cells import BOOL, DATE, EMPTY, ERROR, NUMBER, TEXT
from sheets_crm.model.grids import Area, Grid, SparseColumn
from sheets_crm.model.snapshot import Snapshot, Table

GENERAL, DAY, MOMENT, CLOCK = "General", "dd.mm.yyyy", "dd.mm.yyyy hh:mm", "hh:mm"
NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
ROWS_AT_ONCE = 2000
HIDDEN = ' hidden="1"'
TABLE = "["
"""Names that refer to a table by its name are left out: the tables themselves are not made anew."""


def create_copy(path: Path, snapshot: Snapshot, created: datetime, verify: Callable[[Path], None]) -> None:
    """Write a new workbook of all sheets of a bound snapshot, whole or not at all.

    `verify` looks at what was written before it is there. RefusedError when the path exists, UnreadableError when its folder
    cannot be written to.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    looks = _Looks(book)
    fillers = {}
    for number, grid in enumerate(snapshot.grids.values(), 1):
        page = book.create_sheet(grid.name)
        _lay_out(page, grid, snapshot.table(grid.name))
        fillers[f"xl/worksheets/sheet{number}.xml"] = partial(_filled, rows=_Rows(snapshot, grid, looks))
    for name, refers in snapshot.defined_names.items():
        if TABLE not in refers and not name.startswith("_"):
            book.defined_names[name] = DefinedName(name, attr_text=refers.removeprefix("="))
    looks.register(snapshot.number_formats)
    draft = BytesIO()
    with ZipFile(draft, "w") as archive:
        ExcelWriter(book, archive).write_data()
    publish(path, draft, fillers, created.replace(tzinfo=None, microsecond=0), verify)


class _Looks:
    """The style numbers of number formats; a header's is bold."""

    def __init__(self, book: Workbook) -> None:
        self.page = book.create_sheet("looks")
        book.remove(self.page)
        self.known: dict[tuple[str, bool], int] = {}

    def register(self, codes: tuple[str, ...]) -> None:
        """Make the styles of all formats before the workbook is drafted."""
        for code in (*codes, GENERAL, DAY, MOMENT, CLOCK):
            for header in (False, True):
                cell = Cell(self.page, 1, 1)
                cell.number_format = code
                if header:
                    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
                self.known[code, header] = cell.style_id

    def of(self, code: str, kind: int, number: float, *, header: bool) -> int:
        """Return the style of a cell: a day always looks like one, and a number never does."""
        if kind == DATE and not is_date_format(code):
            code = CLOCK if number < 1 else DAY if number.is_integer() else MOMENT
        elif kind == NUMBER and is_date_format(code):
            code = GENERAL
        return self.known[code, header]


def _lay_out(page: Worksheet, grid: Grid, table: Table | None) -> None:
    """Set what stands around the cells."""
    page.sheet_state = cast("Literal['visible', 'hidden', 'veryHidden']", grid.state)
    if table is not None:
        page.freeze_panes = f"A{table.header_row + 1}"
        for one in table.fields:
            page.column_dimensions[letters(one.letter_index)].width = one.column.width if one.column else 16
    for column in grid.hidden_columns:
        page.column_dimensions[letters(column)].hidden = True
    for area in grid.merged:
        page.merged_cells.add(_area(area))
    for rule in grid.validations:
        validation = DataValidation(
            cast("Any", rule.kind), formula1=rule.formula1, formula2=rule.formula2 or None, allow_blank=True
        )
        for area in rule.areas:
            validation.add(_area(area))
        page.add_data_validation(validation)


def _area(area: Area) -> str:
    return f"{address(area.first_row, area.first_column)}:{address(area.last_row, area.last_column)}"


def _filled(part: bytes, rows: _Rows) -> Iterator[bytes]:
    head, tail = NO_ROWS.split(part)
    yield head + b"<sheetData>"
    yield from rows.chunks()
    yield b"</sheetData>" + tail


class _Rows:
    """The rows of a sheet as XML."""

    def __init__(self, snapshot: Snapshot, grid: Grid, looks: _Looks) -> None:
        self.grid, self.looks, self.codes = grid, looks, snapshot.number_formats
        table = snapshot.table(grid.name)
        self.header = table.header_row if table else 0
        self.arrays = {(area.first_row, area.first_column): _area(area) for area in grid.arrays}

    def chunks(self) -> Iterator[bytes]:
        """Yield the rows, a few thousand at once."""
        hidden = self.grid.hidden_rows
        for first in range(1, self.grid.last_row + 1, ROWS_AT_ONCE):
            rows: dict[int, list[str]] = {row: [] for row in hidden if first <= row < first + ROWS_AT_ONCE}
            for place, column in sorted(self.grid.columns.items()):
                start, end = np.searchsorted(column.rows, [first, first + ROWS_AT_ONCE]).tolist()
                for row, cell in self._cells(place, column, start, end):
                    rows.setdefault(row, []).append(cell)
            made = (
                f'<row r="{row}"{HIDDEN if row in hidden else ""}>{"".join(cells)}</row>' for row, cells in sorted(rows.items())
            )
            yield "".join(made).encode("utf-8", "surrogatepass")

    def _cells(self, place: int, column: SparseColumn, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield some of a column's cells, by row."""
        cells, letter = column.cells.cut(start, end), letters(place)
        looks = [0] * len(cells) if column.formats is None else column.formats[start:end].tolist()
        every = zip(
            column.rows[start:end].tolist(), looks, cells.kinds.tolist(), cells.numbers.tolist(), cells.texts, strict=True
        )
        for at, (row, look, kind, number, text) in enumerate(every):
            code = GENERAL if column.formats is None else self.codes[look]
            style = self.looks.of(code, kind, number, header=row == self.header)
            if at in cells.formulas:
                array = self.arrays.get((row, place), "")
                yield row, f'<c r="{letter}{row}' + _formula_tail(cells.formulas[at], kind, number, text, style, array)
            elif kind != EMPTY:
                yield row, f'<c r="{letter}{row}' + _tail(kind, number, text, style)


def _tail(kind: int, number: float, text: str, style: int) -> str:
    if kind == TEXT:
        return text_tail(text, style)
    shown, value = _value(kind, number, text)
    return f'" s="{style}"{shown}><v>{value}</v></c>'


def _formula_tail(formula: str, kind: int, number: float, text: str, style: int, array: str) -> str:
    shown, value = _value(kind, number, text)
    spread = f' t="array" ref="{array}"' if array else ""
    result = f"<v>{value}</v>" if value else ""
    return f'" s="{style}"{shown}><f{spread}>{escaped(formula.removeprefix("="))}</f>{result}</c>'


def _value(kind: int, number: float, text: str) -> tuple[str, str]:
    """Return the attribute that tells a value's type, and the value."""
    if kind == EMPTY:
        return "", ""
    if kind in (TEXT, ERROR):
        return ' t="str"' if kind == TEXT else ' t="e"', escaped(text)
    if kind == BOOL:
        return ' t="b"', str(int(number))
    return "", str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)  # noqa: PLR2004
