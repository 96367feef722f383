"""A report as the parts of a workbook: a protected worksheet of its own, and its chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheets_crm.books.xlsx.cells.cellxml import LONGEST_TEXT, CellWriter, problem
from sheets_crm.books.xlsx.cells.styles import StyleSheet
from sheets_crm.books.xlsx.opc.partlinks import relations_part
from sheets_crm.books.xlsx.opc.xmltree import MAIN, MAIN_STRICT, attribute
from sheets_crm.books.xlsx.tabs.chart import chart_xml, sheet_reference
from sheets_crm.books.xlsx.tabs.drawing import RELATIONSHIPS, drawing_xml
from sheets_crm.books.xlsx.tabs.looks import height, look
from sheets_crm.model.addresses import address, letters
from sheets_crm.model.cells import CellValue
from sheets_crm.model.report import Report, ReportCell, Style

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TAB_COLOR = "FFB8BEC4"
DIALECT = {
    MAIN.encode(): MAIN_STRICT.encode(),
    RELATIONSHIPS.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    **{
        f"http://schemas.openxmlformats.org/drawingml/2006/{name}".encode(): f"http://purl.oclc.org/ooxml/drawingml/{name}".encode()
        for name in ("main", "chart", "spreadsheetDrawing")
    },
}
MOST_LINKS = 60_000
"""Excel opens a sheet with at most 65,530 links."""


@dataclass(frozen=True, slots=True)
class Places:
    """The names of the parts that a tab is written to; drawing and chart are used only by a report with a chart."""

    sheet: str
    drawing: str
    chart: str


@dataclass(frozen=True)
class Tab:
    """Every part of a tab by its name (relations included), and the content types of those that need one."""

    parts: Mapping[str, bytes]
    content_types: Mapping[str, str] = field(default_factory=dict)


def render_tab(report: Report, styles: StyleSheet, places: Places, *, date1904: bool = False, strict: bool = False) -> Tab:
    """Write a report as a whole worksheet, protected without a password; its cell formats are found in or added to `styles`.

    `date1904` and `strict` say which date system and which dialect of the format the book keeps to.
    """
    sheet = _Sheet(report, styles, date1904=date1904).xml()
    parts, types = {places.sheet: sheet}, {places.sheet: WORKSHEET}
    if report.chart:
        parts[relations_part(places.sheet)] = _relation("drawing", places.drawing)
        parts[places.drawing] = drawing_xml(report.chart.anchor, report.chart.title, "rId1")
        parts[relations_part(places.drawing)] = _relation("chart", places.chart)
        parts[places.chart] = chart_xml(report, report.chart)
        types |= {places.drawing: DRAWING, places.chart: CHART}
    return Tab({name: _strict(xml) for name, xml in parts.items()} if strict else parts, types)


def choosing_rows(report: Report) -> Sequence[tuple[int, int]]:
    """Return the runs of rows (first, last) in which people choose."""
    rows = [row for row, cells in enumerate(report.rows, 1) if cells and cells[0].style == "choice"]
    starts = [row for row in rows if row - 1 not in rows]
    return [(first, next(row for row in range(first, rows[-1] + 1) if row + 1 not in rows)) for first in starts]


def _relation(kind: str, target: str) -> bytes:
    to = attribute(f"/{target}").decode()
    inner = f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/{kind}" Target="{to}"/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'.encode()


def _strict(xml: bytes) -> bytes:
    """Name the same things in the strict dialect; only where names stand, before anything that people wrote."""
    head, data, rest = xml.partition(b"<sheetData>")
    for transitional, strict in DIALECT.items():
        head = head.replace(transitional, strict)
    return head + data + rest


class _Sheet:
    def __init__(self, report: Report, styles: StyleSheet, *, date1904: bool) -> None:
        self.report, self.styles, self.date1904 = report, styles, date1904
        self.writer = CellWriter(lambda: styles, date1904=date1904)
        self.width = max((len(row) for row in report.rows), default=1)
        self.xfs: dict[Style, int] = {}

    def xml(self) -> bytes:
        """Write the worksheet, its elements in the order of the schema."""
        drawing = b'<drawing r:id="rId1"/>' if self.report.chart else b""
        opening = f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{self._properties()}{self._view()}{self._columns()}'
        paper = (
            b'<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.6" header="0.3" footer="0.3"/>'
            b'<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
            b"<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
        )
        rest = (self._protection(), self._filter(), self._choices(), self._links(), paper, drawing, b"</worksheet>")
        return b"".join([opening.encode(), b"<sheetData>", *self._rows(), b"</sheetData>", *rest])

    def _properties(self) -> str:
        last = address(max(len(self.report.rows), 1), max(self.width, 1))
        color = f'<tabColor rgb="{TAB_COLOR}"/><pageSetUpPr fitToPage="1"/>'
        return f'<sheetPr>{color}</sheetPr><dimension ref="A1:{last}"/>'

    def _view(self) -> str:
        frozen = self.report.header_row
        pane = ""
        if frozen:
            first = address(frozen + 1, 1)
            pane = f'<pane ySplit="{frozen}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
            pane += f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/>'
        view = f'<sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView>'
        return f'<sheetViews>{view}</sheetViews><sheetFormatPr defaultRowHeight="15"/>'

    def _columns(self) -> str:
        widths = enumerate(self.report.widths, 1)
        columns = "".join(f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>' for at, width in widths)
        return f"<cols>{columns}</cols>" if columns else ""

    def _rows(self) -> list[bytes]:
        return [self._row(number, row) for number, row in enumerate(self.report.rows, 1) if row]

    def _row(self, number: int, row: tuple[ReportCell, ...]) -> bytes:
        points = height(row, self.report.widths)
        tall = f' ht="{points:g}" customHeight="1"' if points else ""
        cells = (
            self.writer.cell(address(number, column), self._xf(cell.style), self._value(cell.value))
            for column, cell in enumerate(row, 1)
        )
        return f'<row r="{number}"{tall}>'.encode() + b"".join(cells) + b"</row>"

    def _xf(self, style: Style) -> int:
        if style not in self.xfs:
            self.xfs[style] = self.styles.xf(look(style, self.report.lang))
        return self.xfs[style]

    def _value(self, value: CellValue) -> CellValue:
        """Make a value writable: what a cell cannot hold is shown as text, and text that is too long ends in dots."""
        if problem(value, date1904=self.date1904) is None:
            return value
        text = str(value)
        while len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_TEXT:
            text = text[: LONGEST_TEXT // 2 - 1] + "…" if len(text) < LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
        return text

    def _protection(self) -> bytes:
        return b'<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>'

    def _filter(self) -> bytes:
        if not self.report.filter_rows:
            return b""
        first, last = self.report.filter_rows
        columns = len(self.report.rows[first - 1])
        return f'<autoFilter ref="A{first}:{letters(columns)}{last}"/>'.encode()

    def _choices(self) -> bytes:
        """Write the dropdown of the column in which people choose."""
        choosing = self.report.choosing
        rows = choosing_rows(self.report) if choosing else ()
        if not choosing or not rows:
            return b""
        where = " ".join(f"{address(first, choosing.column)}:{address(last, choosing.column)}" for first, last in rows)
        words = attribute('"' + ",".join(choosing.words) + '"').decode()
        about = 'type="list" allowBlank="1" showErrorMessage="1"'
        told = f'<dataValidation {about} sqref="{where}"><formula1>{words}</formula1></dataValidation>'
        return f'<dataValidations count="1">{told}</dataValidations>'.encode()

    def _links(self) -> bytes:
        links = [
            (address(number, column), cell.link)
            for number, row in enumerate(self.report.rows, 1)
            for column, cell in enumerate(row, 1)
            if cell.link
        ]
        inner = b"".join(
            b'<hyperlink ref="%s" location="%s"/>' % (where.encode(), attribute(f"{sheet_reference(sheet)}!{cell}"))
            for where, (sheet, cell) in links[:MOST_LINKS]
        )
        return b"<hyperlinks>" + inner + b"</hyperlinks>" if inner else b""
