"""How cells look, as Google says it: formats, colours, widths."""

from __future__ import annotations

from typing import Any

from sheets_crm.books.xlsx.cells.styles import CellStyle

PIXELS_A_DIGIT, PADDING = 7, 5
ALIGNED = {"center": "CENTER", "right": "RIGHT", "left": "LEFT", "justify": "LEFT"}
UPRIGHT = {"top": "TOP", "center": "MIDDLE", "bottom": "BOTTOM"}


def cell_format(style: CellStyle) -> dict[str, Any]:
    """Return how a cell looks, as Google says it."""
    text: dict[str, Any] = {"bold": style.bold}
    if style.size:
        text["fontSize"] = round(style.size)
    if style.color:
        text["foregroundColorStyle"] = color(style.color)
    out: dict[str, Any] = {"textFormat": text, "wrapStrategy": "WRAP" if style.wrap else "OVERFLOW_CELL"}
    if style.fill:
        out["backgroundColorStyle"] = color(style.fill)
    if style.number_format != "General":
        out["numberFormat"] = number_format(style.number_format)
    if style.horizontal:
        out["horizontalAlignment"] = ALIGNED[style.horizontal]
    if style.vertical:
        out["verticalAlignment"] = UPRIGHT[style.vertical]
    if style.indent:
        out["padding"] = padding("RIGHT" if style.horizontal == "right" else "LEFT", style.indent)
    sides = {name: line for name, line in (("top", style.top), ("bottom", style.bottom)) if line}
    if sides:
        out["borders"] = {name: {"style": "SOLID", "colorStyle": color(style.border_color)} for name in sides}
    return out


def padding(side: str, indent: int = 1) -> dict[str, int]:
    """Return the space around a cell's text, in pixels, indented on one side: Google knows no indents."""
    usual = {"top": 2, "right": 3, "bottom": 2, "left": 3}
    return {**usual, side.lower(): usual[side.lower()] + indent * PIXELS_A_DIGIT}


def number_format(code: str) -> dict[str, str]:
    """Return a number format as Google says it; `code` is that of a workbook, other than General."""
    if code == "@":
        kind = "TEXT"
    elif "%" in code:
        kind = "PERCENT"
    elif "yy" in code:
        kind = "DATE_TIME" if "hh" in code else "DATE"
    else:
        kind = "NUMBER"
    return {"type": kind, "pattern": code}


def color(code: str) -> dict[str, Any]:
    """Return a colour as Google says it; `code` is RRGGBB, or AARRGGBB whose first part is passed over."""
    plain = code[-6:]
    parts = (int(plain[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts, strict=True))}


def pixels(chars: float) -> int:
    """Return the width in pixels of a column that is so many digits wide."""
    return round(chars * PIXELS_A_DIGIT) + PADDING
