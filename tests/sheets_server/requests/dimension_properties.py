"""updateDimensionProperties, autoResizeDimensions: hiding and sizes of rows and columns."""

from sheets_server import fields
from sheets_server.requests.dimensions import stretch_of
from sheets_server.requests.sheets import without_empty
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json

SIZE, MARGIN, LINE, USUAL_WIDTH = 12.72, 3, 21, 100
"""Pixels: letters of 10 points, what a cell has beside its text, the height of a line, a column nobody resized."""
NARROW, WIDE = "iljtfrI.,:;'!|()[] -", "mwMWШЩЮЖФшщюжф%@"


def text_width(text: str) -> float:
    """Roughly the pixels of a text in Arial."""
    return SIZE * sum(0.28 if one in NARROW else 0.83 if one in WIDE else 0.667 if one.isupper() else 0.556 for one in text)


def update_dimension_properties(work: Work, ask: Json) -> Json:
    """The masked properties of each of these rows or columns."""
    mask = mask_of(ask, "DimensionProperties")
    stretch = stretch_of(work, ask.get("range", {}))
    held = stretch.sheet.rows if stretch.rows else stretch.sheet.columns
    for index in range(stretch.start, min(stretch.end, stretch.size)):
        new = without_empty(fields.updated(held.get(index, {}), ask.get("properties", {}), mask))
        if new:
            held[index] = new
        else:
            held.pop(index, None)
    return {}


def auto_resize_dimensions(work: Work, ask: Json) -> Json:
    """Columns as wide as their longest text, rows one line high."""
    stretch = stretch_of(work, ask.get("dimensions", {}))
    held = stretch.sheet.rows if stretch.rows else stretch.sheet.columns
    for index in range(stretch.start, min(stretch.end, stretch.size)):
        axis = 0 if stretch.rows else 1
        texts = [text_of(cell) for place, cell in stretch.sheet.cells.items() if place[axis] == index]
        widest = max((text_width(text) for text in texts), default=0)
        size = LINE if stretch.rows else round(widest + MARGIN) if widest else USUAL_WIDTH
        held[index] = held.get(index, {}) | {"pixelSize": size}
    return {}


def text_of(cell: Json) -> str:
    """Roughly what a cell shows."""
    return next((str(value) for value in cell.get("userEnteredValue", {}).values()), "")
