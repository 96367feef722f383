"""A report's chart, native: drawn once, drawn anew in its place, and taken away with the report's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheets_crm.books.google.writing.batch import Request
from sheets_crm.books.google.writing.looks import color
from sheets_crm.books.xlsx.tabs.chart import BARS, GREY, INK
from sheets_crm.books.xlsx.tabs.drawing import HEIGHT, WIDTH
from sheets_crm.model.addresses import parse_address
from sheets_crm.model.report import FILLED_BY, Chart, Report

COLUMNS, ROWS = 8, 17
"""How many usual columns and rows a chart covers."""


def chart_requests(report: Report, tab_id: int, there: tuple[int, ...]) -> Iterator[Request]:
    """Draw a report's chart; `there` are the numbers of the program's charts that stand on the tab already."""
    kept = there[:1] if report.chart else ()
    yield from ({"deleteEmbeddedObject": {"objectId": number}} for number in there if number not in kept)
    if report.chart:
        spec = chart_spec(report.chart, tab_id, FILLED_BY.in_(report.lang))
        if kept:
            yield {"updateChartSpec": {"chartId": kept[0], "spec": spec}}
        else:
            yield {"addChart": {"chart": {"spec": spec, "position": {"overlayPosition": _position(report.chart, tab_id)}}}}


def reach(chart: Chart) -> tuple[int, int]:
    """Return how many rows and columns a tab must have for all of a chart to be seen."""
    row, column = parse_address(chart.anchor)
    return row + ROWS, column + COLUMNS


def chart_spec(chart: Chart, tab_id: int, filled_by: str) -> dict[str, Any]:
    """Return a chart as Google says it; by its description the program knows it for its own."""
    words = {"fontSize": 9, "foregroundColorStyle": color(GREY)}
    title = {"bold": True, "fontSize": 12, "foregroundColorStyle": color(INK)}
    basic = {
        "chartType": "COLUMN",
        "legendPosition": "NO_LEGEND",
        "axis": [{"position": "BOTTOM_AXIS", "format": words}, {"position": "LEFT_AXIS", "format": words}],
        "domains": [{"domain": _source(chart, tab_id, chart.names_column)}],
        "series": [{"series": _source(chart, tab_id, chart.values_column), "targetAxis": "LEFT_AXIS", "colorStyle": color(BARS)}],
        "headerCount": 0,
    }
    about = {"title": chart.title, "titleTextFormat": title, "altText": f"{filled_by}. {chart.title}"}
    return {**about, "hiddenDimensionStrategy": "SHOW_ALL", "basicChart": basic}


def _source(chart: Chart, tab_id: int, column: int) -> dict[str, Any]:
    rows = {"startRowIndex": chart.first_row - 1, "endRowIndex": chart.last_row}
    area = {"sheetId": tab_id, **rows, "startColumnIndex": column - 1, "endColumnIndex": column}
    return {"sourceRange": {"sources": [area]}}


def _position(chart: Chart, tab_id: int) -> dict[str, Any]:
    row, column = parse_address(chart.anchor)
    cell = {"sheetId": tab_id, "rowIndex": row - 1, "columnIndex": column - 1}
    return {"anchorCell": cell, "widthPixels": WIDTH, "heightPixels": HEIGHT}
