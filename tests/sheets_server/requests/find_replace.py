"""findReplace: what is found in the text that people see is replaced, and the cell then holds what typing that text gives."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sheets_server.errors import invalid
from sheets_server.ranges import Area
from sheets_server.rendering import formatted
from sheets_server.requests.pasting import type_in
from sheets_server.requests.protections import guard
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Place, Sheet

COUNTS = ("valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged")


def find_replace(work: Work, ask: Json) -> Json:
    """Replace in a range, a sheet or all sheets; the reply counts what changed, and leaves out what is zero."""
    if not ask.get("find"):
        raise invalid("The find string must not be empty.")
    pattern, replacement = pattern_of(ask), ask.get("replacement", "")
    counts = dict.fromkeys(COUNTS, 0)
    for area in scope(work, ask):
        rows = set()
        for place in places(work, area, pattern, ask):
            found = replaced(work, area.sheet, place, pattern, replacement if ask.get("searchByRegex") else None, ask)
            if found:
                kind, times = found
                counts[kind] += 1
                counts["occurrencesChanged"] += times
                rows.add(place[0])
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {key: count for key, count in counts.items() if count}


def places(work: Work, area: Area, pattern: re.Pattern[str], ask: Json) -> list[Place]:
    """Where to look: empty cells, too, when a regular expression of a range finds nothing, which is how people fill blanks."""
    top, left, bottom, right = area.bounded()
    if ask.get("searchByRegex") and "range" in ask and pattern.fullmatch(""):
        return area.places()
    if ask.get("matchEntireCell") and not ask.get("searchByRegex") and not ask.get("includeFormulas"):
        held = indexed(work, area.sheet).get(ask["find"].casefold(), set())
    elif (bottom - top) * (right - left) < len(area.sheet.cells):
        return [place for place in area.places() if place in area.sheet.cells]
    else:
        held = set(area.sheet.cells)
    return sorted(place for place in held if top <= place[0] < bottom and left <= place[1] < right)


def indexed(work: Work, sheet: Sheet) -> dict[str, set[Place]]:
    """Which cells of a tab show which text, formulas left out."""
    if sheet.id not in work.texts:
        found = work.texts[sheet.id] = defaultdict(set)
        for place, cell in sheet.cells.items():
            value = cell.get("userEnteredValue")
            if value and "formulaValue" not in value:
                found[displayed(work, cell, value).casefold()].add(place)
    return work.texts[sheet.id]


def reindex(work: Work, sheet: Sheet, place: Place, before: str) -> None:
    """Keep the index right after a cell has changed."""
    known = work.texts.get(sheet.id)
    if known is None:
        return
    known.get(before.casefold(), set()).discard(place)
    cell = sheet.cells.get(place, {})
    value = cell.get("userEnteredValue")
    if value and "formulaValue" not in value:
        known.setdefault(displayed(work, cell, value).casefold(), set()).add(place)


def scope(work: Work, ask: Json) -> Iterator[Area]:
    """Where to look."""
    if "range" in ask:
        yield work.area(ask["range"])
    elif "sheetId" in ask:
        yield Area(work.spreadsheet.sheet(ask["sheetId"]))
    elif ask.get("allSheets"):
        yield from (Area(sheet) for sheet in work.spreadsheet.sheets)
    else:
        raise invalid("Must specify a scope to search: one of range, sheetId or allSheets.")


def pattern_of(ask: Json) -> re.Pattern[str]:
    """What to look for, as a regular expression."""
    text = ask["find"] if ask.get("searchByRegex") else re.escape(ask["find"])
    if ask.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if ask.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise invalid(f"Invalid regular expression: {ask['find']}") from error


def replaced(
    work: Work, sheet: Sheet, place: Place, pattern: re.Pattern[str], template: str | None, ask: Json
) -> tuple[str, int] | None:
    """One cell done: which count it adds to and how many places in it changed; None if nothing was found in it."""
    cell = sheet.cells.get(place, {})
    value = cell.get("userEnteredValue") or {"stringValue": ""}
    if "formulaValue" in value and not ask.get("includeFormulas"):
        return None
    before = value["formulaValue"] if "formulaValue" in value else displayed(work, cell, value)
    java = re.sub(r"\$(\d)", r"\\g<\1>", template) if template is not None else None
    after, times = pattern.subn(java if java is not None else lambda _: ask.get("replacement", ""), before)
    if not times:
        return None
    guard(work.spreadsheet, work.caller, Area(sheet, place[0], place[1], place[0] + 1, place[1] + 1))
    kind = "formulasChanged" if "formulaValue" in value else "valuesChanged"
    type_in(work, sheet, place, after)
    reindex(work, sheet, place, before)
    return kind, times


def displayed(work: Work, cell: Json, value: Json) -> str:
    """The text that people see of what was entered."""
    if "stringValue" in value:
        return str(value["stringValue"])
    number_format = cell.get("userEnteredFormat", {}).get("numberFormat")
    return formatted(value, number_format, work.spreadsheet.properties.get("locale", "en_US"))
