"""A report as one updateCells over all that the tab holds: never cleared first, so that nobody ever sees it empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, zip_longest

from sheets_crm.books.google.writing.batch import Request, Step
from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts
from sheets_crm.books.google.writing.looks import cell_format, color, pixels
from sheets_crm.books.google.writing.lookups import cell_data, grown, protection
from sheets_crm.books.starter.looks import PROGRAM_TAB
from sheets_crm.books.xlsx.tabs.looks import DATE, look
from sheets_crm.model.cells import Kind, encode
from sheets_crm.model.report import Report, ReportCell, Style

HIGHEST_ID = 2**31 - 1


def tab_steps(report: Report, snapshot: GoogleSnapshot) -> Iterator[Step]:
    """Write a report; its tab is made and protected first where it is not there."""
    there = snapshot.facts.get(report.sheet)
    tab_id = there.sheet_id if there else _fresh_id(report.sheet, snapshot)
    width = max((len(row) for row in report.rows), default=1)
    requests = grown(there, len(report.rows), width) if there else _made(report, tab_id, width, snapshot.account)
    yield from (Step(one, "other") for one in requests)
    ids = {name: facts.sheet_id for name, facts in snapshot.facts.items()}
    rows = [{"values": [cell_data(cell.value) for cell in row]} for row in report.rows]
    last_row, last_column = max(len(rows), there.rows if there else 0), max(width, there.columns if there else 0)
    area = {"sheetId": tab_id, "startRowIndex": 0, "endRowIndex": last_row, "startColumnIndex": 0, "endColumnIndex": last_column}
    yield Step(
        {"updateCells": {"range": area, "rows": rows, "fields": "userEnteredValue,userEnteredFormat"}}, "tab", tab=report.sheet
    )
    yield from (Step(one, "other") for one in _looks(report, tab_id, ids))
    yield from (Step(one, "other") for one in _around(report, tab_id, there))


def _looks(report: Report, tab_id: int, ids: dict[str, int]) -> Iterator[Request]:
    """Format the tab by runs of cells in a column that look alike, which is a tenth of saying it cell by cell."""
    columns = zip_longest(*report.rows)
    for column, cells in enumerate(columns):
        for (style, kind), run in groupby(enumerate(cells), key=lambda one: _style_of(one[1])):
            if style is not None:
                rows = [row for row, _ in run]
                span = {
                    "startRowIndex": rows[0],
                    "endRowIndex": rows[-1] + 1,
                    "startColumnIndex": column,
                    "endColumnIndex": column + 1,
                }
                formatted = cell_format(look(style, report.lang))
                if kind:
                    formatted.setdefault("numberFormat", {"type": "DATE", "pattern": DATE[report.lang]})
                body = {
                    "range": {"sheetId": tab_id, **span},
                    "cell": {"userEnteredFormat": formatted},
                    "fields": "userEnteredFormat",
                }
                yield {"repeatCell": body}
    yield from _links(report, tab_id, ids)


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


def _made(report: Report, tab_id: int, width: int, account: str) -> Iterator[Request]:
    size = {"rowCount": max(len(report.rows), 1), "columnCount": width, "frozenRowCount": 0, "hideGridlines": True}
    about = {"sheetId": tab_id, "title": report.sheet, "gridProperties": size, "tabColorStyle": color(PROGRAM_TAB)}
    yield {"addSheet": {"properties": about}}
    yield protection(tab_id, account)


def _around(report: Report, tab_id: int, there: SheetFacts | None) -> Iterator[Request]:
    """Set what stands beside the cells: frozen rows, widths, the filter."""
    if 0 < report.header_row < max(len(report.rows), there.rows if there else 0):
        size = {"frozenRowCount": report.header_row}
        about = {"sheetId": tab_id, "gridProperties": size}
        yield {"updateSheetProperties": {"properties": about, "fields": "gridProperties.frozenRowCount"}}
    for at, chars in enumerate(report.widths if there is None else ()):
        span = {"sheetId": tab_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        wide = {"pixelSize": pixels(chars)}
        if at < max((len(row) for row in report.rows), default=1):
            yield {"updateDimensionProperties": {"range": span, "properties": wide, "fields": "pixelSize"}}
    if report.filter_rows:
        first, last = report.filter_rows
        area = {"sheetId": tab_id, "startRowIndex": first - 1, "endRowIndex": last}
        width = {"startColumnIndex": 0, "endColumnIndex": len(report.rows[first - 1])}
        yield {"setBasicFilter": {"filter": {"range": area | width}}}
