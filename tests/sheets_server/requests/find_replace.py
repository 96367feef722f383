"""findReplace: what is found in the text that people see is replaced, and the cell then holds what typing that text gives."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache

from sheets_server.errors import invalid
from sheets_server.ranges import Area
from sheets_server.rendering import formatted
from sheets_server.requests.pasting import type_in
from sheets_server.requests.protections import guard
from sheets_server.requests.work import Work
from sheets_server.spreadsheet import Json, Place, Sheet

FEW = 1000
"""Cells up to which each is looked at: an index of the tab is not worth it."""
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
    size = (bottom - top) * (right - left)
    if size > FEW and is_plain(ask):
        held: Collection[Place] = indexed(work, area.sheet).get(ask["find"].casefold(), set())
    else:
        held = area.sheet.cells
    if size < len(held):
        return [place for place in area.places() if place in held]
    return sorted(place for place in held if top <= place[0] < bottom and left <= place[1] < right)


def is_plain(ask: Json) -> bool:
    """Whether whole cells that show one text are looked for, and no formulas."""
    return bool(ask.get("matchEntireCell")) and not ask.get("searchByRegex") and not ask.get("includeFormulas")


def indexed(work: Work, sheet: Sheet) -> dict[str, set[Place]]:
    """Which cells of a tab show which of the texts that the batch looks for, formulas left out."""
    if sheet.id not in work.texts:
        found = work.texts[sheet.id] = defaultdict(set)
        for place, cell in sheet.cells.items():
            value = cell.get("userEnteredValue")
            if value and "formulaValue" not in value and (text := displayed(work, cell, value).casefold()) in work.sought:
                found[text].add(place)
    return work.texts[sheet.id]


def reindex(work: Work, sheet: Sheet, place: Place, before: str) -> None:
    """Keep the index right after a cell has changed."""
    known = work.texts.get(sheet.id)
    if known is None:
        return
    known.get(before.casefold(), set()).discard(place)
    cell = sheet.cells.get(place, {})
    value = cell.get("userEnteredValue")
    if value and "formulaValue" not in value and (text := displayed(work, cell, value).casefold()) in work.sought:
        known.setdefault(text, set()).add(place)


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
    shown = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    locale = work.spreadsheet.properties.get("locale", "en_US")
    if "numberValue" in value:
        return number_text(value["numberValue"], shown.get("type", ""), shown.get("pattern", ""), locale)
    return formatted(value, shown, locale)


@lru_cache(maxsize=1 << 18)
def number_text(number: float, kind: str, pattern: str, locale: str) -> str:
    """What people see of a number."""
    return formatted({"numberValue": number}, {"type": kind, "pattern": pattern}, locale)
