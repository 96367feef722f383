"""What else people do: paste blocks, rename headers, put cells in, merge, hide, freeze, note, filter for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sheets_server.people import FIRST, grid_range, span
from sheets_server.spreadsheet import Place, Sheet

if TYPE_CHECKING:
    from chaos.person import Colleague

FILL = "_fill"
"""The key of an invisible mark on each lookup: under which title the program put it."""
WAS = "_was"
"""The key of an invisible mark on each header that somebody renamed: what it was called before."""


def pastes_block(who: Colleague, sheet: Sheet) -> str:
    """Copy some rows over others: whole ones, with their IDs and lookups, or a few columns of them."""
    start, end = who.some_rows(sheet)
    target, columns = who.random.randrange(FIRST, who.used(sheet)[0] + 1), who.used(sheet)[1]
    left = 0 if who.random.random() < 0.5 else who.random.randrange(columns)
    right = columns if left == 0 else who.random.randrange(left, columns) + 1
    if target + end - start > sheet.row_count or target in range(start, end):
        return "no room"
    places = [(row, column) for row in range(target, target + end - start) for column in range(left, right)]
    who.journal.forget(sheet, places)
    areas = (grid_range(sheet, at, at + end - start, left, right) for at in (start, target))
    who.ask({"copyPaste": dict(zip(("source", "destination"), areas, strict=True))})
    who.own(who.book.sheet(sheet.id), places)
    return f"rows {start} to {end} over {target}, columns {left} to {right}"


def renames_header(who: Colleague, sheet: Sheet) -> str:
    """Call a column something else, which may be another word for the same."""
    columns = [at for at in range(who.used(sheet)[1]) if who.shown(sheet, (0, at)) not in {"", "ID"}]
    place = 0, who.random.choice(columns)
    title = who.shown(sheet, place)
    former = sheet.cells[place].get(WAS, title)
    told = who.enter(sheet, {place: who.random.choice((f"{title} *", title.upper(), f"{title} (моё)", "Моё", former))})
    who.book.sheet(sheet.id).put(place, **{WAS: former})
    return told


def shifts_cells(who: Colleague, sheet: Sheet) -> str:
    """Put a cell in, or take one out, so that those below it in a few columns move: rows are torn apart."""
    row, column = who.some_place(sheet)
    right = min(column + who.random.choice((1, 1, 2)), sheet.column_count)
    area = {"range": grid_range(sheet, row, row + 1, column, right), "shiftDimension": "ROWS"}
    if who.random.random() < 0.5:
        who.ask({"insertRange": area})
        return f"down from {row}, columns {column} to {right}"
    gone = [(row, at) for at in range(column, right)]
    marks = who.marked(sheet, gone)
    who.ask({"deleteRange": area})
    who.lose(marks)
    return f"up to {row}, columns {column} to {right}"


def merges_cells(who: Colleague, sheet: Sheet) -> str:
    """Make one of two cells; what stood in the other is gone."""
    row, column = who.some_place(sheet)
    down = who.random.random() < 0.5
    bottom, right = (row + 2, column + 1) if down else (row + 1, column + 2)
    if bottom > sheet.row_count or right > sheet.column_count:
        return "no room"
    places: list[Place] = [(row, column), (bottom - 1, right - 1)]
    marks = who.marked(sheet, places)
    title = next((sheet.cells[place].get(FILL) for place in places if sheet.entered(place)), None)
    who.ask({"mergeCells": {"range": grid_range(sheet, row, bottom, column, right), "mergeType": "MERGE_ALL"}})
    who.lose(marks)
    who.own(who.book.sheet(sheet.id), places)
    if title:
        who.book.sheet(sheet.id).put(places[0], **{FILL: title})
    return f"{places}"


def arranges(who: Colleague, sheet: Sheet) -> str:
    """Hide a row or a column, show all, freeze some, filter for oneself alone, make a table of it."""
    rows, columns = who.used(sheet)
    row, column = who.some_place(sheet)
    whole = grid_range(sheet, 0, rows, 0, columns)
    hidden = {"properties": {"hiddenByUser": who.random.random() < 0.7}, "fields": "hiddenByUser"}
    frozen = {"frozenRowCount": who.random.choice((0, 1)), "frozenColumnCount": who.random.choice((0, 1, 2))}
    properties = {"sheetId": sheet.id, "gridProperties": frozen}
    ways = {
        "hides a row": {"updateDimensionProperties": {"range": span(sheet, "ROWS", row, row + 1), **hidden}},
        "hides a column": {"updateDimensionProperties": {"range": span(sheet, "COLUMNS", column, column + 1), **hidden}},
        "freezes": {
            "updateSheetProperties": {
                "properties": properties,
                "fields": "gridProperties.frozenRowCount,gridProperties.frozenColumnCount",
            }
        },
        "filters for oneself": {"addFilterView": {"filter": {"title": f"вид {len(sheet.filter_views)}", "range": whole}}},
        "makes a table": {"addTable": {"table": {"name": f"Таблица{sheet.id}", "range": whole}}},
    }
    way = who.random.choice(list(ways))
    heads = {(0, at): sheet.entered((0, at)) for at in range(columns)}
    who.ask(ways[way])
    now = who.book.sheet(sheet.id)
    for place, was in heads.items():
        if was != (after := now.entered(place)):  # a table takes no formula for a title
            who.journal.note(now, place, after, str(next(iter((after or {"": ""}).values()))))
    return way


def notes(who: Colleague, sheet: Sheet) -> str:
    """Put a note on a cell and colour it."""
    row, column = who.some_place(sheet)
    look = {"note": f"заметка {who.random.randrange(9)}", "userEnteredFormat": {"backgroundColor": {"green": 1}}}
    area = grid_range(sheet, row, row + 1, column, column + 1)
    who.ask({"repeatCell": {"range": area, "cell": look, "fields": "note,userEnteredFormat.backgroundColor"}})
    return f"({row}, {column})"


def trims(who: Colleague, sheet: Sheet) -> str:
    """Let Google take spaces away in a column, as its menu offers."""
    rows, _ = who.used(sheet)
    column = who.some_place(sheet)[1]
    if rows <= FIRST:
        return "nothing there"
    was = {(row, column): sheet.entered((row, column)) for row in range(FIRST, rows)}
    who.ask({"trimWhitespace": {"range": grid_range(sheet, FIRST, rows, column, column + 1)}})
    now = who.book.sheet(sheet.id)
    for place, value in was.items():
        if value != (after := now.entered(place)):
            who.journal.note(now, place, after, str(next(iter((after or {"": ""}).values()))))
    return f"column {column}"


def works_in_copy(who: Colleague, _sheet: Sheet) -> str:
    """Go on in a tab that was copied, and in the others."""
    copied = [one for one in who.book.sheets if 100 < one.id <= 100 + who.copies]
    who.sheets = tuple(dict.fromkeys((*who.sheets, *(one.id for one in copied))))
    return ", ".join(one.title for one in copied)


def unprotects(who: Colleague, _sheet: Sheet) -> str:
    """Take a protection away; the owner may."""
    found = [number for one in who.book.sheets for number in one.protected_ranges]
    if not found:
        return "none there"
    who.ask({"deleteProtectedRange": {"protectedRangeId": who.random.choice(found)}})
    return "one"


Habit = Callable[["Colleague", Sheet], str]
HABITS: tuple[Habit, ...] = (
    pastes_block,
    pastes_block,
    renames_header,
    shifts_cells,
    merges_cells,
    arranges,
    arranges,
    notes,
    trims,
    works_in_copy,
    unprotects,
)
