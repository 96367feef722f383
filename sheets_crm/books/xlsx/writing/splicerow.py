"""One row of a sheet with some of its cells replaced or inserted; the bytes of the others stay."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, time

from sheets_crm.books.xlsx.cells.cellxml import CellEdit, CellWriter
from sheets_crm.books.xlsx.opc.xmltree import Edit, apply, retag
from sheets_crm.books.xlsx.writing.rowshape import CUSTOM, SPANS, STYLE, RowTag, Shape, Shapes
from sheets_crm.books.xlsx.writing.sharedhome import SHARED, SharedHeadError, SharedHome
from sheets_crm.books.xlsx.writing.sheethead import Head, UnsafeSheetError
from sheets_crm.model.addresses import column_number, letters
from sheets_crm.model.text import Text

Cell = tuple[int, int, int]
"""A cell's column, and where its bytes start and end in the row."""


class RowSplicer:
    """Splices rows of one sheet; collects conflicts, the number formats replaced, and whether a formula went."""

    def __init__(
        self, head: Head, writer: CellWriter, conflicts: dict[tuple[int, int], Text], heads: frozenset[tuple[int, int]] | None
    ) -> None:
        """Take what the sheet's head says, and which heads of shared formulas may be written over (None: nobody has looked)."""
        self.heads = heads
        p = head.prefix
        self.head, self.writer, self.conflicts = head, writer, conflicts
        self.former: dict[tuple[int, int], str] = {}
        self.same: set[tuple[int, int]] = set()
        self.formula_gone = False
        self.cell_tag = re.compile(b"<" + p + rb"""c(?=[\s/>])(?:[^>]*?\sr\s*=\s*["']\$?([A-Za-z]+)\$?(\d+)["'])?[^>]*>""")
        self.cell_end = re.compile(b"</" + p + rb"c\s*>")
        self.formula = re.compile(b"<" + p + rb"f(?=[\s/>])[^>]*>")
        self.shared = re.compile(rb"""\st\s*=\s*["']shared["']""")
        self.closing = b"</" + p + b"row>"
        self.opening = b"<" + p + b"row"
        self.cell_opening, self.formula_start = b"<" + p + b"c ", b"<" + p + b"f"
        self.cell_closing = b"</" + p + b"c>"
        self.plain_cell = re.compile(rb"""r="[A-Z]+[0-9]+"( s="[0-9]+")?(?: t="[A-Za-z]+")?/?>""")
        self.addresses: dict[int, bytes] = {}
        self.shapes = Shapes(p)

    def new(self, row: int, edits: Mapping[int, CellEdit]) -> bytes:
        """Write a row that was not there; nothing when no edit leaves a trace."""
        cells = [self._fresh(row, column, edits[column], self.head.column_format(column)) for column in sorted(edits)]
        inner = b"".join(cells)
        return self.opening + b' r="%d">' % row + inner + self.closing if inner else b""

    def splice(self, xml: bytes, row: int, edits: Mapping[int, CellEdit]) -> bytes:
        """Return the bytes of a row after its edits."""
        quick = self._quickly(xml, row, edits)
        if quick is not None:
            return quick
        tag_end = xml.index(b">") + 1
        tag = xml[:tag_end]
        if tag.count(b'"') % 2 or tag.count(b"'") % 2:
            raise UnsafeSheetError(f"row {row} has an attribute with a bracket in it")
        cells = self._cells(xml, row, tag_end)
        columns = [cell[0] for cell in cells]
        changes: list[Edit] = []
        for column in sorted(edits):
            at = bisect_left(columns, column)
            if at < len(cells) and columns[at] == column:
                start, end = cells[at][1:]
                changes.append((start, end, self._replaced(xml[start:end], row, column, edits[column])))
            else:
                stand = cells[at][1] if at < len(cells) else cells[-1][2] if cells else tag_end
                left = xml[slice(*cells[at - 1][1:])] if at and edits[column].like_left else b""
                xf = style_of(left) if left else self._format(tag, column)
                changes.append((stand, stand, self._fresh(row, column, edits[column], xf)))
        return self._joined(xml, tag_end, changes, edits)

    def _quickly(self, xml: bytes, row: int, edits: Mapping[int, CellEdit]) -> bytes | None:
        """Splice a row that is written plainly and has no formulas where the plan writes; None when that is not so."""
        if not xml.endswith(self.closing):
            return None
        cells = xml[: -len(self.closing)].split(self.cell_opening)
        shape, tag = self.shapes.shape(xml, row), self.shapes.tag(cells[0], row)
        if not shape or not tag or len(cells) != len(shape.columns) + 1:
            return None
        wide = False
        for column in sorted(edits) if len(edits) > 1 else edits:
            at, edit = shape.places.get(column), edits[column]
            if not (self._exchanged(cells, at, row, column, edit) if at else self._put(cells, shape, tag, row, column, edit)):
                return None
            wide = wide or not (at or edit.value is None or tag.first <= column <= tag.last)
        if wide:
            cells[0] = self._spanning(xml[: xml.index(b">") + 1], edits) + cells[0][xml.index(b">") + 1 :]
        return self.cell_opening.join(cells) + self.closing

    def _exchanged(self, cells: list[bytes], at: int, row: int, column: int, edit: CellEdit) -> bool:
        """Write over a cell that is there; False when it is not written plainly."""
        old = cells[at]
        told = self.plain_cell.match(old)
        if not told or not self._ends(old) or self.formula_start in old:
            return False
        new = cells[at] = (
            self._address(column) + b'%d"' % row + self._style(row, column, edit, told[1]) + self.writer.rest(edit.value)
        )
        if new == old:
            self.same.add((row, column))
        return True

    def _put(self, cells: list[bytes], shape: Shape, tag: RowTag, row: int, column: int, edit: CellEdit) -> bool:
        """Put a cell in behind the one at its left, or behind the row's tag; False when something else may stand there."""
        left = bisect_left(shape.columns, column)
        if edit.like_left or (left and not self._ends(cells[left])):
            return False
        xf = tag.xf if tag.xf is not None else self.head.column_format(column)
        cells[left] += self._fresh(row, column, edit, xf)
        return True

    def _ends(self, cell: bytes) -> bool:
        """Whether nothing stands behind a cell."""
        return cell.endswith(self.cell_closing) or (cell.endswith(b"/>") and b"<" not in cell)

    def _style(self, row: int, column: int, edit: CellEdit, told: bytes | None) -> bytes:
        """Return the format attribute of a cell that has this one (` s="3"`, None without)."""
        if edit.xf is None and edit.number_format is None and not isinstance(edit.value, (date, time)):
            return told or b""
        style, former = self.writer.style(int(told[4:-1]) if told else 0, edit)
        if former is not None:
            self.former[row, column] = former
        return b' s="%d"' % style if style else b""

    def _address(self, column: int) -> bytes:
        """Return how the address of a cell begins, `r="B`."""
        if column not in self.addresses:
            self.addresses[column] = b'r="' + letters(column).encode()
        return self.addresses[column]

    def _joined(self, xml: bytes, tag_end: int, changes: list[Edit], edits: Mapping[int, CellEdit]) -> bytes:
        wide = self._spanning(xml[:tag_end], edits)
        if xml[tag_end - 2 : tag_end] != b"/>":
            return wide + apply(xml, [(0, tag_end, b""), *changes])
        inner = b"".join(new for _, _, new in changes)
        return wide[:-2] + b">" + inner + self.closing if inner else xml

    def _spanning(self, tag: bytes, edits: Mapping[int, CellEdit]) -> bytes:
        spans = SPANS.search(tag)
        filled = [column for column, edit in edits.items() if edit.value is not None]
        if not spans or not filled:
            return tag
        first, last = min(int(spans[1]), *filled), max(int(spans[2]), *filled)
        return retag(tag, b"spans", f"{first}:{last}") if (first, last) != (int(spans[1]), int(spans[2])) else tag

    def _cells(self, xml: bytes, row: int, at: int) -> list[Cell]:
        """Find every cell of a row; UnsafeSheetError when they are out of order."""
        cells: list[Cell] = []
        column = 0
        while tag := self.cell_tag.search(xml, at):
            number = column_number(tag[1].decode()) if tag[1] else column + 1
            if number <= column or (tag[2] and int(tag[2]) != row):
                raise UnsafeSheetError(f"the cells of row {row} are out of order")
            column, at = number, tag.end()
            if not tag[0].endswith(b"/>"):
                end = self.cell_end.search(xml, at)
                if not end:
                    raise UnsafeSheetError(f"a cell of row {row} does not end")
                at = end.end()
            cells.append((column, tag.start(), at))
        return cells

    def _replaced(self, old: bytes, row: int, column: int, edit: CellEdit) -> bytes:
        formula = self.formula.search(old)
        if formula and isinstance(edit.value, SharedHome):
            return edit.value.put(old, formula, self.formula_start[1:])
        if formula:
            self.formula_gone = True
            if self._leads(old, formula):
                self._write_over_head((row, column))
        new = self._written(row, column, edit, style_of(old))
        if new == old:
            self.same.add((row, column))
        return new

    def _leads(self, cell: bytes, formula: re.Match[bytes]) -> bool:
        """Whether a formula is one that others may be derived from."""
        has_text = not formula[0].endswith(b"/>") and not cell.startswith(b"</", formula.end())
        return self.shared.search(formula[0]) is not None and (has_text or b"ref" in formula[0])

    def _write_over_head(self, place: tuple[int, int]) -> None:
        if self.heads is None:
            raise SharedHeadError
        if place not in self.heads:
            self.conflicts[place] = SHARED

    def _fresh(self, row: int, column: int, edit: CellEdit, xf: int) -> bytes:
        """Write a cell that was not there, which an empty value without a format of its own needs not be."""
        if edit.value is None and edit.number_format is None and edit.xf is None:
            return b""
        return self._written(row, column, edit, xf)

    def _written(self, row: int, column: int, edit: CellEdit, xf: int) -> bytes:
        style, former = self.writer.style(xf, edit)
        if former is not None:
            self.former[row, column] = former
        return self.writer.cell(f"{letters(column)}{row}", style, edit.value)

    def _format(self, tag: bytes, column: int) -> int:
        style = STYLE.search(tag)
        return int(style[1]) if style and CUSTOM.search(tag) else self.head.column_format(column)


def style_of(cell: bytes) -> int:
    """Return the cell format of a cell's XML."""
    style = STYLE.search(cell[: cell.index(b">") + 1])
    return int(style[1]) if style else 0
