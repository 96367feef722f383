"""The first tab of a new spreadsheet: one screen that says how to use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheets_crm.books.google.template.pages import header_format, text_cell
from sheets_crm.books.google.writing.batch import Request
from sheets_crm.books.google.writing.looks import color, padding, pixels
from sheets_crm.books.starter.looks import GUIDE_TAB, HEADERS, INK, LINK
from sheets_crm.model.layout import Owner
from sheets_crm.model.text import Text

RUNNING = Text(
    ru="Ночью по расписанию или когда захотите. Работать в таблице можно и в это время: вписанное людьми не пропадёт.",
    en="At night on schedule, or whenever you like. Go on working meanwhile: nothing that people type is lost.",
)
WIDTHS = (2, 26, 104)
PIXELS_A_POINT = 4 / 3


class Guide:
    """Gathers the rows of the first tab; `ids` are the numbers of the sheets that it leads to, by their names."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        """Begin with no rows."""
        self.ids = ids
        self.rows: list[tuple[float, dict[str, Any], dict[str, Any]]] = []

    def requests(self, sheet_id: int, title: str, columns: int) -> Iterator[Request]:
        """Write the guide into rows put in at the top of a sheet, so that nothing can stand where they come to stand.

        `columns` is how many the sheet has.
        """
        if columns < len(WIDTHS):
            yield {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": len(WIDTHS) - columns}}
        about = {
            "sheetId": sheet_id,
            "title": title,
            "gridProperties": {"hideGridlines": True},
            "tabColorStyle": color(GUIDE_TAB),
        }
        yield {"updateSheetProperties": {"properties": about, "fields": "title,gridProperties.hideGridlines,tabColorStyle"}}
        fresh = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 0, "endIndex": len(self.rows)}
        yield {"insertDimension": {"range": fresh, "inheritFromBefore": False}}
        lines = [{"values": [{}, left, right]} for _, left, right in self.rows]
        start = {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0}
        yield {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue,userEnteredFormat"}}
        for dimension, sizes in (
            ("COLUMNS", map(pixels, WIDTHS)),
            ("ROWS", (round(tall * PIXELS_A_POINT) for tall, *_ in self.rows)),
        ):
            for at, size in enumerate(sizes):
                span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
                yield {"updateDimensionProperties": {"range": span, "properties": {"pixelSize": size}, "fields": "pixelSize"}}

    def headline(self, text: str) -> None:
        """Write the name of the tab, large."""
        self._line(text_cell(text, INK, size=18, bold=True), height=34)

    def lead(self, text: str) -> None:
        """Write what all of it is about."""
        self._line(text_cell(text, INK), height=20)

    def section(self, title: str) -> None:
        """Begin a new part of the guide."""
        self._line(text_cell(title, HEADERS["staff"][1], size=12, bold=True), height=26)

    def sheet(self, title: str, says: str) -> None:
        """Write one line with a link to a sheet."""
        cell = text_cell(title, LINK)
        cell["userEnteredFormat"]["textFormat"] |= {"underline": True, "link": {"uri": f"#gid={self.ids[title]}"}}
        self._line(cell, text_cell(says, INK))

    def owner(self, owner: Owner, title: str, says: str) -> None:
        """Show what one header colour means, on a header like those of the sheets."""
        cell = {"userEnteredValue": {"stringValue": title}, "userEnteredFormat": header_format(owner)}
        told = text_cell(says, INK)
        told["userEnteredFormat"]["padding"] = padding("LEFT")
        self._line(cell, told, height=20)

    def command(self, title: str, command: str, says: str) -> None:
        """Write what a command does, and below it, as its name is long, what to type."""
        self._line(text_cell(title, INK), text_cell(says, INK))
        typed = text_cell(command, HEADERS["staff"][1], bold=True)
        typed["userEnteredFormat"]["textFormat"]["fontFamily"] = "Consolas"
        self._line({}, typed)

    def _line(self, left: dict[str, Any], right: dict[str, Any] | None = None, *, height: float = 18) -> None:
        self.rows.append((height, left, right or {}))
