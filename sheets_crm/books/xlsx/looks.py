"""How the cells of report tabs look: calm, numbers aligned, colour only where it means something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheets_crm.books.xlsx.styles import CellStyle
from sheets_crm.model.report import Style
from sheets_crm.model.text import Lang

INK, GREY, LINE, RULE = "26323F", "7A8590", "E3E7EB", "8FA3B5"
DATE: Mapping[Lang, str] = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
BODY = CellStyle(color=INK, vertical="top", bottom="thin", border_color=LINE)
HEADER = CellStyle(bold=True, color=INK, fill="E9EEF3", bottom="thin", border_color=RULE, vertical="center", wrap=True)
TOTAL = CellStyle(bold=True, color=INK, top="thin", border_color=RULE)
PLAIN: Mapping[Style, CellStyle] = {
    "title": CellStyle(bold=True, size=16, color=INK, vertical="center"),
    "note": CellStyle(color=GREY),
    "lead": CellStyle(color=INK),
    "heading": CellStyle(bold=True, size=13, color=INK),
    "header": HEADER,
    "header_number": replace(HEADER, horizontal="right"),
    "text": BODY,
    "wrap": replace(BODY, wrap=True),
    "muted": replace(BODY, color=GREY),
    "amount": replace(BODY, number_format="#,##0.00"),
    "integer": replace(BODY, number_format="#,##0"),
    "percent": replace(BODY, number_format="0.00%"),
    "good": replace(BODY, color="2E6B34"),
    "warning": replace(BODY, color="8A5A00", fill="FFF4D6"),
    "bad": replace(BODY, color="B3261E", fill="FDE7E4"),
    "link": replace(BODY, color="1F5F99"),
    "total": TOTAL,
    "total_amount": replace(TOTAL, number_format="#,##0.00"),
    "total_integer": replace(TOTAL, number_format="#,##0"),
    "total_percent": replace(TOTAL, number_format="0.00%"),
}
ROW_HEIGHTS: Mapping[Style, float] = {"title": 30, "heading": 24}


def look(style: Style, lang: Lang) -> CellStyle:
    """Return how a cell of this style looks; days as that language writes them, amounts without a currency nobody told us."""
    if style == "date":
        return replace(BODY, number_format=DATE[lang])
    if style == "datetime":
        return replace(BODY, number_format=f"{DATE[lang]} hh:mm")
    return PLAIN[style]
