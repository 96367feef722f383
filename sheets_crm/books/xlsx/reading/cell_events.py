"""Cells from the events of an XML parser: any sheet, however it is written."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.books.xlsx.cells.areas import LAST_ROW
from sheets_crm.books.xlsx.cells.strings import RichItem
from sheets_crm.books.xlsx.reading.cell_values import EMPTY, Meaning
from sheets_crm.books.xlsx.reading.gathering import Gathering
from sheets_crm.model.addresses import parse_address
from sheets_crm.model.cells import Kind

IN_CELL = 3  # row, c, and what stands in the cell


class CellEvents:
    """Handlers for what stands inside `<sheetData>`; rows and cells without `r` follow those before them."""

    def __init__(self, gathering: Gathering) -> None:
        """Start before the first row."""
        self.gathering = gathering
        self.hidden_rows: set[int] = set()
        self.row = self.column = 0
        self.cell: Mapping[str, str] | None = None
        self.formula: Mapping[str, str] | None = None
        self.item: RichItem | None = None
        self.path: list[str] = []
        self.pieces: dict[str, list[str]] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self.item:
            self.item.start(tag, attributes)
            return
        self.path.append(tag)
        if self.cell is not None:
            self._inside_cell(tag, attributes)
        elif tag == "c":
            self.cell, self.formula, self.pieces = attributes, None, {}
            self.row, self.column = parse_address(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if attributes.get("hidden") in {"1", "true"} and 1 <= self.row <= LAST_ROW:
                self.hidden_rows.add(self.row)

    def _inside_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "f" and len(self.path) == IN_CELL:
            self.formula = attributes
        elif tag == "is" and len(self.path) == IN_CELL:
            self.item = RichItem()

    def chars(self, text: str) -> None:
        """Take character data."""
        if self.item:
            self.item.chars(text)
        elif len(self.path) == IN_CELL and self.path[-1] in {"v", "f"}:
            self.pieces.setdefault(self.path[-1], []).append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self.item:
            if tag != "is" or self.item.depth:
                self.item.end(tag)
                return
            self.pieces["is"] = [self.item.value()]
            self.item = None
        self.path.pop()
        if tag == "c" and self.cell is not None:
            self._finish(self.cell)
            self.cell = None

    def _finish(self, cell: Mapping[str, str]) -> None:
        if self.formula is not None:
            self.gathering.formula(self.row, self.column, self.formula, "".join(self.pieces.get("f", ())))
        style = int(cell.get("s") or 0)
        self.gathering.cell(self.row, self.column, self._meaning(cell, style), style, has_formula=self.formula is not None)

    def _meaning(self, cell: Mapping[str, str], style: int) -> Meaning:
        if "is" in self.pieces:
            text = self.pieces["is"][0]
            return Meaning(Kind.TEXT, text=text) if text else EMPTY
        return self.gathering.workings.meaning(cell.get("t", ""), style, "".join(self.pieces.get("v", ())))
