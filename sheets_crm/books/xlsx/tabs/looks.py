"""How the cells of report tabs look: calm, numbers aligned, colour only where it means something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import wrap

from sheets_crm.books.xlsx.cells.styles import CellStyle
from sheets_crm.model.report import ReportCell, Style
from sheets_crm.model.text import Lang

INK, GREY, LINE, RULE = "26323F", "7A8590", "E3E7EB", "8FA3B5"
SHADES = {"#,##0": INK, "#,##0.00": "263240", "0.00%": "26323E"}
"""LibreOffice drops the alignment of a cell that differs from its neighbour in its number format alone: ours differ in ink."""
DATE: Mapping[Lang, str] = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
BODY = CellStyle(color=INK, vertical="top", bottom="thin", border_color=LINE)
NUMBER = replace(BODY, horizontal="right", indent=1)
HEADER = CellStyle(bold=True, color=INK, fill="E9EEF3", bottom="thin", border_color=RULE, vertical="center", wrap=True)
TOTAL = CellStyle(bold=True, color=INK, top="thin", border_color=RULE)
TOTAL_NUMBER = replace(TOTAL, horizontal="right", indent=1)


def _format(style: CellStyle, number_format: str) -> CellStyle:
    return replace(style, number_format=number_format, color=SHADES[number_format])


PLAIN: Mapping[Style, CellStyle] = {
    "title": CellStyle(bold=True, size=16, color=INK, vertical="center"),
    "note": CellStyle(color=GREY),
    "lead": CellStyle(color=INK),
    "heading": CellStyle(bold=True, size=13, color=INK),
    "header": HEADER,
    "header_number": replace(HEADER, horizontal="right", indent=1),
    "text": BODY,
    "wrap": replace(BODY, wrap=True),
    "muted": replace(BODY, color=GREY),
    "amount": _format(NUMBER, "#,##0.00"),
    "integer": _format(NUMBER, "#,##0"),
    "percent": _format(NUMBER, "0.00%"),
    "good": replace(BODY, color="2E6B34"),
    "warning": replace(BODY, color="8A5A00", fill="FFF4D6"),
    "bad": replace(BODY, color="B3261E", fill="FDE7E4"),
    "link": replace(BODY, color="1F5F99"),
    "choice": replace(BODY, fill="FFFBE6", border="thin", border_color="E5D9A8", locked=False),
    "differs": replace(BODY, wrap=True, color="8A5A00", fill="FFF4D6"),
    "total": TOTAL,
    "total_amount": _format(TOTAL_NUMBER, "#,##0.00"),
    "total_integer": _format(TOTAL_NUMBER, "#,##0"),
    "total_percent": _format(TOTAL_NUMBER, "0.00%"),
}
HEIGHTS: Mapping[Style, float] = {"title": 30, "heading": 24, "header": 21, "header_number": 21}
WRAPPED: Mapping[Style, float] = {"wrap": 0.93, "differs": 0.93, "header": 1.15, "header_number": 1.15}
"""Styles whose text goes over several lines, and how wide their letters are, beside a digit's width."""
LINE_HEIGHT, MOST_LINES = 15.0, 20


def height(cells: Sequence[ReportCell], widths: Sequence[float]) -> float | None:
    """Return the height in points that a row needs so that no wrapped text is cut; None for the usual one."""
    tallest = max((HEIGHTS.get(cell.style, 0.0) for cell in cells), default=0.0)
    wrapped = (_lines(cell, width) for cell, width in zip(cells, widths, strict=False) if cell.style in WRAPPED)
    lines = min(max(wrapped, default=1), MOST_LINES)
    needed = max(tallest, lines * LINE_HEIGHT if lines > 1 else 0.0)
    return needed or None


def _lines(cell: ReportCell, width: float) -> int:
    if not isinstance(cell.value, str):
        return 1
    room = max(int(width / WRAPPED[cell.style]), 1)
    return sum(max(len(wrap(line, room)), 1) for line in cell.value.splitlines())


def look(style: Style, lang: Lang) -> CellStyle:
    """Return how a cell of this style looks; days as that language writes them, amounts without a currency nobody told us."""
    if style == "date":
        return replace(BODY, number_format=DATE[lang], horizontal="left")
    if style == "datetime":
        return replace(BODY, number_format=f"{DATE[lang]} hh:mm", horizontal="left")
    return PLAIN[style]
