"""A report as one updateCells over all that the tab holds: never cleared first, so that nobody ever sees it empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest

from sheets_crm.books.google.writing.batch import Request, Step
from sheets_crm.books.google.writing.charts import chart_requests, reach
from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts
from sheets_crm.books.google.writing.keeping import Kept, choices
from sheets_crm.books.google.writing.looks import cell_format, color, pixels
from sheets_crm.books.google.writing.lookups import cell_data, grown, protection
from sheets_crm.books.starter.looks import PROGRAM_TAB
from sheets_crm.books.xlsx.tabs.looks import DATE, look
from sheets_crm.books.xlsx.tabs.render import choosing_rows
from sheets_crm.model.cells import CellValue, Kind, encode
from sheets_crm.model.report import Report, ReportCell, Style

HIGHEST_ID = 2**31 - 1
LONGEST_TEXT = 50_000
Span = tuple[int, int]


def tab_steps(report: Report, snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Write a report; its tab is made where it is not there, and protected where it is not, or no longer."""
    there = snapshot.facts.get(report.sheet)
    tab_id = there.sheet_id if there else _fresh_id(report.sheet, snapshot)
    rows, columns = _size(report)
    open_column = report.choosing.column if report.choosing else 0
    kept = Kept(report, snapshot.grids[report.sheet], there) if there and report.keeps_rows else None
    if kept and kept.possible and kept.grid.last_row:
        yield from _others(grown(there, 1, columns) if there else ())
        yield from (Step(one, "tab", tab=report.sheet) for one in kept.requests())
    else:
        yield from _others(grown(there, rows, columns) if there else _made(report, tab_id, rows, columns))
        yield from _whole(report, tab_id, there, (rows, columns))
    if not (there and (open_column in there.open_columns if open_column else there.guarded)):
        yield Step(protection(tab_id, snapshot.account, open_column, report.header_row), "other")
    yield from _others(_looks(report, tab_id, {name: facts.sheet_id for name, facts in snapshot.facts.items()}))
    yield from _others(choices(report, tab_id, choosing_rows(report)))
    yield from _others(_around(report, tab_id, there, columns))
    yield from _others(chart_requests(report, tab_id, there.charts if there else ()))


def _whole(report: Report, tab_id: int, there: SheetFacts | None, size: tuple[int, int]) -> Iterator[Step]:
    """Write all that a tab holds at once."""
    rows, columns = size
    last_row, last_column = max(rows, there.rows if there else 0), max(columns, there.columns if there else 0)
    area = {"sheetId": tab_id, "startRowIndex": 0, "endRowIndex": last_row, "startColumnIndex": 0, "endColumnIndex": last_column}
    lines = [{"values": [cell_data(_fitting(cell.value)) for cell in row]} for row in report.rows]
    body = {"range": area, "rows": lines, "fields": "userEnteredValue,userEnteredFormat"}
    yield Step({"updateCells": body}, "tab", tab=report.sheet)


def _others(requests: Iterable[Request]) -> Iterator[Step]:
    return (Step(one, "other") for one in requests)


def _size(report: Report) -> tuple[int, int]:
    """Return how many rows and columns a report needs, its chart included."""
    rows, columns = reach(report.chart) if report.chart else (1, 1)
    spare = 1 if report.keeps_rows else 0
    return max(rows, len(report.rows) + spare, report.header_row + 1), max(columns, *(len(row) for row in report.rows), 1)


def _fitting(value: CellValue) -> CellValue:
    """Cut a text that is longer than what a cell holds."""
    return f"{value[: LONGEST_TEXT - 1]}…" if isinstance(value, str) and len(value) > LONGEST_TEXT else value


def _looks(report: Report, tab_id: int, ids: dict[str, int]) -> Iterator[Request]:
    """Format the tab by rectangles of cells that look alike: a third of what saying it column by column takes."""
    for (rows, (style, dated)), (first, last) in _rectangles(report):
        formatted = cell_format(look(style, report.lang))
        if dated:
            formatted.setdefault("numberFormat", {"type": "DATE", "pattern": DATE[report.lang]})
        span = {"startRowIndex": rows[0], "endRowIndex": rows[1], "startColumnIndex": first, "endColumnIndex": last + 1}
        body = {"range": {"sheetId": tab_id, **span}, "cell": {"userEnteredFormat": formatted}, "fields": "userEnteredFormat"}
        yield {"repeatCell": body}
    yield from _links(report, tab_id, ids)


def _rectangles(report: Report) -> Iterator[tuple[tuple[Span, tuple[Style, bool]], Span]]:
    """Yield the rows (from 0, the end left out) and looks of cells that look alike, with their first and last column."""
    open_ones: dict[tuple[Span, tuple[Style, bool]], int] = {}
    for column, cells in enumerate([*zip_longest(*report.rows), ()]):
        found = []
        for (style, dated), run in groupby(enumerate(cells), key=lambda one: _style_of(one[1])):
            if style is not None:
                rows = [row for row, _ in run]
                found.append(((rows[0], rows[-1] + 1), (style, dated)))
        going_on = set(found)
        for ended in [one for one in open_ones if one not in going_on]:
            yield ended, (open_ones.pop(ended), column - 1)
        for one in found:
            open_ones.setdefault(one, column)


def _links(report: Report, tab_id: int, ids: dict[str, int]) -> Iterator[Request]:
    """Set the links of neighbouring cells of a column together."""
    for column, cells in enumerate(zip_longest(*report.rows)):
        uris = [_uri(cell, ids) for cell in cells]
        for linked, run in groupby(enumerate(uris), key=lambda one: bool(one[1])):
            if linked:
                found = list(run)
                start = {"sheetId": tab_id, "rowIndex": found[0][0], "columnIndex": column}
                values = [{"values": [{"userEnteredFormat": {"textFormat": {"link": {"uri": uri}}}}]} for _, uri in found]
                yield {"updateCells": {"start": start, "rows": values, "fields": "userEnteredFormat.textFormat.link"}}


def _uri(cell: ReportCell | None, ids: dict[str, int]) -> str:
    if cell is None or cell.link is None or cell.link[0] not in ids:
        return ""
    sheet, place = cell.link
    return f"#gid={ids[sheet]}&range={place}"


def _style_of(cell: ReportCell | None) -> tuple[Style | None, bool]:
    return (None, False) if cell is None else (cell.style, encode(cell.value)[0] == Kind.DATE)


def _fresh_id(name: str, snapshot: GoogleSnapshot) -> int:
    taken = {facts.sheet_id for facts in snapshot.facts.values()}
    number = sum((at + 1) * ord(letter) * 7919 for at, letter in enumerate(name)) % HIGHEST_ID
    while number in taken:
        number = (number + 1) % HIGHEST_ID
    return number


def _made(report: Report, tab_id: int, rows: int, columns: int) -> Iterator[Request]:
    size = {"rowCount": rows, "columnCount": columns, "hideGridlines": True}
    about = {"sheetId": tab_id, "title": report.sheet, "gridProperties": size, "tabColorStyle": color(PROGRAM_TAB)}
    yield {"addSheet": {"properties": about}}


def _around(report: Report, tab_id: int, there: SheetFacts | None, columns: int) -> Iterator[Request]:
    """Set what stands beside the cells: frozen rows, widths, the filter."""
    if report.header_row != (there.frozen if there else 0):
        about = {"sheetId": tab_id, "gridProperties": {"frozenRowCount": report.header_row}}
        yield {"updateSheetProperties": {"properties": about, "fields": "gridProperties.frozenRowCount"}}
    for at, chars in enumerate(report.widths[:columns]):
        span = {"sheetId": tab_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        wide = {"pixelSize": pixels(chars)}
        yield {"updateDimensionProperties": {"range": span, "properties": wide, "fields": "pixelSize"}}
    if report.filter_rows:
        first, last = report.filter_rows
        area = {"sheetId": tab_id, "startRowIndex": first - 1, "endRowIndex": last}
        width = {"startColumnIndex": 0, "endColumnIndex": len(report.rows[first - 1])}
        yield {"setBasicFilter": {"filter": {"range": area | width}}}
    elif there and there.filtered:
        yield {"clearBasicFilter": {"sheetId": tab_id}}
