"""trimWhitespace, deleteDuplicates."""

import re

from sheets_server.errors import invalid
from sheets_server.number_formats import number_format
from sheets_server.ranges import Area
from sheets_server.rendering import formatted
from sheets_server.requests.pasting import type_in
from sheets_server.requests.protections import guard
from sheets_server.requests.sorting import check_movable, reorder
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json


def trim_whitespace(work: Work, ask: Json) -> Json:
    """No blanks around text, and only one at a time inside; the reply counts the cells that changed."""
    area = work.area(ask.get("range", {}))
    guard(work.spreadsheet, work.caller, area)
    count = 0
    for place in [place for place in area.sheet.cells if area.has(place)]:
        text = (area.sheet.entered(place) or {}).get("stringValue")
        if text is not None and (trimmed := re.sub(r"[ \t\r\n\xa0]+", " ", text).strip()) != text:
            type_in(work, area.sheet, place, trimmed)
            count += 1
    return {"cellsChangedCount": count} if count else {}


def delete_duplicates(work: Work, ask: Json) -> Json:
    """Rows of a range whose compared columns say what an earlier row says are taken out of it; the reply counts them."""
    area = work.area(ask.get("range", {}))
    check_movable(work, area)
    work.calculate()
    top, left, bottom, right = area.bounded()
    columns = compared(ask, left, right)
    seen: set[tuple[str, ...]] = set()
    kept, gone = [], []
    for row in range(top, bottom):
        key = tuple(shown(work, area, row, column) for column in columns)
        (gone if key in seen and any(key) else kept).append(row)
        seen.add(key)
    for place in [place for place in area.sheet.cells if area.has(place) and place[0] in set(gone)]:
        area.sheet.cells.pop(place)
        area.sheet.results.pop(place, None)
    reorder(area, kept + gone)
    return {"duplicatesRemovedCount": len(gone)} if gone else {}


def compared(ask: Json, left: int, right: int) -> list[int]:
    """The columns that are compared: those named, or all."""
    spans = ask.get("comparisonColumns")
    if not spans:
        return list(range(left, right))
    if any(span.get("dimension") != "COLUMNS" for span in spans):
        raise invalid("comparisonColumns must be columns.")
    return sorted({at for span in spans for at in range(span.get("startIndex", left), span.get("endIndex", right))})


def shown(work: Work, area: Area, row: int, column: int) -> str:
    """What a cell shows, whatever the case of its letters."""
    style = number_format(work.spreadsheet, area.sheet, (row, column))
    locale = work.spreadsheet.properties.get("locale", "en_US")
    return formatted(area.sheet.effective((row, column)), style or None, locale).casefold()
