"""One worksheet's part, read in one pass into a Grid."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_crm.books.xlsx.cells.areas import parse_area
from sheets_crm.books.xlsx.opc.markup import Markup, damaged, parse
from sheets_crm.books.xlsx.opc.package import Package, SheetPart
from sheets_crm.books.xlsx.opc.plain_xml import TwoHands
from sheets_crm.books.xlsx.reading.cell_bytes import CellBytes
from sheets_crm.books.xlsx.reading.cell_events import CellEvents
from sheets_crm.books.xlsx.reading.cell_values import Workings
from sheets_crm.books.xlsx.reading.gathering import Gathering
from sheets_crm.books.xlsx.reading.margins import FILTERING, Filters, Margins
from sheets_crm.books.xlsx.reading.notes import read_noted
from sheets_crm.model.grids import Grid, ListObject, SparseColumn


def read_grid(package: Package, sheet: SheetPart, workings: Workings, *, quick: bool = True) -> Grid:
    """Read one worksheet; `quick` False leaves every cell to the XML parser. UnreadableError when the part is damaged."""
    where = f"{package.path}: {sheet.part or sheet.name}"
    if not sheet.part:
        raise damaged(where, "the sheet has no part")
    reading = SheetReading(workings, where)
    hidden_rows = reading.events.hidden_rows
    TwoHands(reading.markup, reading.quick if quick else lambda _, __: False, "sheetData", "row").run(package.stream(sheet.part))
    arrays = tuple(area for area, _ in reading.gathering.arrays)
    try:
        columns = reading.columns()
    except ValueError as error:
        raise damaged(where, str(error)) from error
    margins = reading.margins
    tables = read_tables(package, sheet.part, margins.filters)
    return Grid(
        name=sheet.name,
        columns=columns,
        state=sheet.state,
        protected=margins.protected,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=margins.hidden_columns,
        merged=tuple(margins.merged),
        tables=tables,
        validations=tuple(margins.validations),
        blank_rows_hidden=margins.blank_rows_hidden,
        filtered=tuple(margins.filters.used),
        noted=read_noted(package, sheet.part),
        arrays=arrays,
    )


class SheetReading:
    """Sends each event to the cells or to the margins, by where it stands."""

    def __init__(self, workings: Workings, where: str) -> None:
        """Prepare both readers of cells."""
        self.margins, self.gathering = Margins(), Gathering(workings)
        self.events = CellEvents(self.gathering)
        self.bytes = CellBytes(self.gathering, self.events)
        self.inside = False
        self.markup = Markup(where, self.start, self.end, self.chars)

    def columns(self) -> dict[int, SparseColumn]:
        """Return all columns, and let go of what reading them took: handlers that know each other would keep it in memory."""
        columns = self.gathering.columns()
        del self.gathering, self.bytes, self.events
        return columns

    def quick(self, block: bytes, prefix: bytes) -> bool:
        """Read a block of whole rows without the parser, if it is plain."""
        return self.inside and self.bytes.read(block, prefix)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if self.markup.depth == 1 and tag != "worksheet":
            raise ValueError("the part is no worksheet")
        if self.inside:
            self.events.start(tag, attributes)
        elif tag == "sheetData":
            self.inside = True
        else:
            self.margins.start(tag, attributes)

    def chars(self, text: str) -> None:
        """Take character data."""
        if self.inside and self.events.cell is None:
            self.markup.forget_text()
        else:
            (self.events if self.inside else self.margins).chars(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag == "sheetData" and not self.events.path:
            self.inside = False
        else:
            (self.events if self.inside else self.margins).end(tag)


def read_tables(package: Package, part: str, filters: Filters) -> tuple[ListObject, ...]:
    """Read the Excel tables of a sheet, and add the filters in use on them."""
    found: list[ListObject] = []

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag in FILTERING:
            filters.start(tag, attributes)
        area = parse_area(attributes.get("ref", "")) if tag == "table" else None
        if area:
            name = attributes.get("displayName") or attributes.get("name", "")
            totals, header = int(attributes.get("totalsRowCount", 0)) > 0, int(attributes.get("headerRowCount", 1)) > 0
            found.append(ListObject(name, area, totals_row=totals, header_row=header))

    for relation in package.related(part, "table"):
        if package.find(relation.target):
            parse(package.stream(relation.target), f"{package.path}: {relation.target}", start)
    return tuple(found)
