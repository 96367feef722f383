"""What stands in a spreadsheet before a new book is made in it: nothing, or what must not be touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sheets_crm.books.google.addressing import book_name
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.reading.references import size_of
from sheets_crm.errors import RefusedError
from sheets_crm.model.addresses import address
from sheets_crm.model.text import Text

Json = Mapping[str, Any]
UNFINISHED = "_sheets_crm new "
"""What the titles of sheets begin with that are being filled: hidden, and nobody's until the book is whole."""
THINGS = {
    "charts": ("chartId", Text("диаграммы", "charts")),
    "tables": ("tableId", Text("таблицы с заголовками", "tables")),
    "protectedRanges": ("protectedRangeId", Text("защищённые диапазоны", "protected ranges")),
    "conditionalFormats": ("ranges.sheetId", Text("условное форматирование", "conditional formats")),
    "bandedRanges": ("bandedRangeId", Text("чередование цветов", "alternating colours")),
    "filterViews": ("filterViewId", Text("фильтры", "filter views")),
    "basicFilter": ("range", Text("фильтр", "a filter")),
    "slicers": ("slicerId", Text("срезы", "slicers")),
    "merges": ("endRowIndex", Text("объединённые ячейки", "merged cells")),
}
"""What may stand on a sheet beside its cells: the field that is asked for, and what people call it."""
IN_CELLS = {
    "userEnteredValue": Text("заполнены ячейки, первая из них {cell}", "cells are filled in, the first is {cell}"),
    "note": Text("примечания, первое у ячейки {cell}", "notes, the first at the cell {cell}"),
    "dataValidation": Text("проверка данных, первая в ячейке {cell}", "data validation, first in the cell {cell}"),
    "pivotTable": Text("сводная таблица в ячейке {cell}", "a pivot table in the cell {cell}"),
}
MASK = (
    "properties(locale,timeZone),namedRanges.name,sheets(properties(sheetId,title,sheetType,hidden,gridProperties.columnCount),"
    f"{','.join(f'{name}.{field}' for name, (field, _) in THINGS.items())},"
    "data(startRow,startColumn,rowData.values(userEnteredValue,note,dataValidation.condition.type,pivotTable.rows.sourceColumnOffset)))"
)
ANOTHER = Text(
    "Здесь ничего не тронуто. Создайте новую пустую таблицу (sheets.new), откройте её программе и дайте её адрес; а чтобы вести"
    " эту, запустите sheets-crm adopt",
    "Nothing here was touched. Make a new empty spreadsheet (sheets.new), share it with the program and give its address; to keep"
    " this one, run sheets-crm adopt",
)


@dataclass(frozen=True)
class Found:
    """A spreadsheet as far as a new book must know it; `troubles` say why none can be made in it.

    `blank` is the number of its only sheet and `columns` that sheet's width; `sheets` are the numbers of all, `unfinished` those
    of what an earlier attempt left.
    """

    locale: str
    time_zone: str
    blank: int
    columns: int
    sheets: frozenset[int]
    unfinished: tuple[int, ...]
    troubles: tuple[Text, ...]


def look(client: GoogleClient, identifier: str) -> Found:
    """Look into a spreadsheet, in one request."""
    return found_in(client.spreadsheet(identifier, MASK))


def found_in(book: Json) -> Found:
    """Tell what stands in a spreadsheet by its JSON."""
    every = book.get("sheets", ())
    left = [sheet for sheet in every if is_unfinished(sheet)]
    others = [sheet for sheet in every if sheet not in left]
    properties = book.get("properties", {})
    return Found(
        str(properties.get("locale", "")),
        str(properties.get("timeZone", "")),
        _id(others[0]) if others else -1,
        size_of(others[0]["properties"]).columns if others else 0,
        frozenset(map(_id, every)),
        tuple(map(_id, left)),
        tuple(_troubles(others, book.get("namedRanges", ()))),
    )


def is_unfinished(sheet: Json) -> bool:
    """Say whether a sheet is what an earlier attempt left behind: still hidden, and under the name that it had from us."""
    about = sheet["properties"]
    return bool(about.get("hidden")) and str(about.get("title", "")).startswith(UNFINISHED)


def refuse_unless_empty(found: Found, identifier: str) -> None:
    """Raise RefusedError, naming what was found, unless a new book can be made without touching anything."""
    if found.troubles:
        russian, english = ("; ".join(one.in_(lang) for one in found.troubles) for lang in ("ru", "en"))
        what = Text(f"таблица не пустая: {russian}", f"the spreadsheet is not empty: {english}")
        raise RefusedError(what, where=book_name(identifier), mend=ANOTHER)


def _id(sheet: Json) -> int:
    return int(sheet["properties"].get("sheetId", 0))


def _troubles(sheets: list[Json], names: Any) -> Iterator[Text]:  # noqa: ANN401 - JSON
    titles = [str(sheet["properties"].get("title", "")) for sheet in sheets]
    if len(sheets) > 1:
        yield Text(f"в ней листы {listed(titles, '«', '»')}", f"it has the sheets {listed(titles, '“', '”')}")
        return
    if names:
        yield Text("именованные диапазоны", "named ranges")
    for sheet, title in zip(sheets, titles, strict=True):
        for one in _on_sheet(sheet):
            yield Text(f"на листе «{title}» {one.ru}", f"on the sheet “{title}” {one.en}")


def _on_sheet(sheet: Json) -> Iterator[Text]:
    if sheet["properties"].get("sheetType", "GRID") != "GRID":
        yield Text("не ячейки, а диаграмма", "there is a chart and no cells")
    for name, words in IN_CELLS.items():
        first = next(_places(sheet, name), "")
        if first:
            yield Text(words.ru.format(cell=first), words.en.format(cell=first))
    yield from (words for name, (_, words) in THINGS.items() if sheet.get(name))


def _places(sheet: Json, field: str) -> Iterator[str]:
    for data in sheet.get("data", ()):
        for row, line in enumerate(data.get("rowData", ()), data.get("startRow", 0) + 1):
            for column, cell in enumerate(line.get("values", ()), data.get("startColumn", 0) + 1):
                if cell.get(field):
                    yield address(row, column)


def listed(names: list[str], opening: str, closing: str, most: int = 5) -> str:
    """Return names in quotes with commas between them; of many only the first."""
    shown = ", ".join(f"{opening}{name}{closing}" for name in names[:most])
    return shown + (" …" if len(names) > most else "")
