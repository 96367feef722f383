"""The methods of Google Sheets v4."""

from collections.abc import Callable
from typing import Any

from sheets_server import discovery, fields, formulas, grid, values_api
from sheets_server.calls import Call
from sheets_server.drive import File
from sheets_server.errors import ApiError, invalid
from sheets_server.ranges import Area, resolve
from sheets_server.requests import Caller, batch_update
from sheets_server.requests.metadata import found
from sheets_server.selections import selection
from sheets_server.spreadsheet import Json, Sheet, Spreadsheet, new_sheet
from sheets_server.spreadsheet import shown as spelled

DERIVED = {"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"}
Write = Callable[[Spreadsheet, Caller, Json], Json]


def opened(call: Call, least: str = "reader", *, calculated: bool = True) -> tuple[File, Spreadsheet]:
    """The spreadsheet of the path, with its formulas calculated unless nobody is going to look at what they come to."""
    file, book = call.world.open(call.names["id"], call.user, least)
    if file.stale and calculated:
        formulas.calculate(book)
        file.stale = False
    return file, book


def changed(call: Call, message: str, write: Write, at: str = "") -> Json:
    """Run a write on a copy of the spreadsheet and keep it only if nothing was refused."""
    given = discovery.read_request("sheets", message, call.json(), at)
    file, book = opened(call, "writer")
    work = book.copy()
    answer = write(work, Caller(call.user, file.owner), given)
    keep(call, file, work)
    return answer


def keep(call: Call, file: File, book: Spreadsheet) -> None:
    """Put a new state in the place of the old one; the title is the file's name as well."""
    file.book = book
    file.fields = file.fields | {"name": book.properties["title"]}
    call.world.touch(file, call.user)


def create(call: Call) -> Json:
    """spreadsheets.create."""
    given = discovery.read_request("sheets", "Spreadsheet", call.json())
    asked = given.get("properties", {})
    file = call.world.create(call.user, asked.get("title", "Untitled spreadsheet"))
    book = file.book
    assert book is not None
    book.properties = book.properties | asked
    if given.get("sheets"):
        book.sheets = []
        for number, one in enumerate(given["sheets"], start=1):
            book.sheets.append(created_sheet(book, one, number))
    file.stale = True
    return shown(call, file, book, [], with_data=False)


def created_sheet(book: Spreadsheet, given: Json, number: int) -> Sheet:
    """A tab of a spreadsheet that is being made, with the cells sent along."""
    asked = given.get("properties", {})
    size = {"rowCount": 1000, "columnCount": 26} | asked.get("gridProperties", {})
    sheet = new_sheet(asked.get("sheetId", book.fresh_id()), asked.get("title", f"Sheet{number}"))
    kept = {key: value for key, value in asked.items() if key != "index"}
    sheet.properties = sheet.properties | kept | {"gridProperties": size}
    for block in given.get("data", []):
        for row, line in enumerate(block.get("rowData", []), start=block.get("startRow", 0)):
            for column, cell in enumerate(line.get("values", []), start=block.get("startColumn", 0)):
                sheet.put((row, column), **{key: value for key, value in cell.items() if key not in DERIVED})
    return sheet


def get(call: Call) -> Json:
    """spreadsheets.get."""
    file, book = opened(call)
    areas = [resolve(book, text).on_grid() for text in call.query.get("ranges", [])]
    return shown(call, file, book, areas, with_data=call.flag("includeGridData"))


def get_by_filter(call: Call) -> Json:
    """spreadsheets.getByDataFilter."""
    given = discovery.read_request("sheets", "GetSpreadsheetByDataFilterRequest", call.json())
    file, book = opened(call)
    areas = [area.on_grid() for one in given.get("dataFilters", []) for area in values_api.filter_areas(book, one)]
    return shown(call, file, book, areas, with_data=bool(given.get("includeGridData")))


def shown(call: Call, file: File, book: Spreadsheet, areas: list[Area], *, with_data: bool) -> Json:
    """The Spreadsheet resource as asked for; a fields mask outweighs includeGridData."""
    mask = selection("sheets", "Spreadsheet", call.selected())
    with_data = with_data if not mask else fields.wanted(mask, "sheets", "data")
    return grid.whole(book, call.user, file.owner, areas, mask, with_data=with_data)


def batch(call: Call) -> Json:
    """spreadsheets.batchUpdate."""
    asked = call.json()
    file, book = opened(call, "writer", calculated=False)  # requests that look at results work them out
    mask = grid.inside(selection("sheets", "BatchUpdateSpreadsheetResponse", call.selected()), "updatedSpreadsheet")

    def show(state: Spreadsheet, texts: list[str], with_data: bool) -> Json:  # noqa: FBT001 - batch_update calls it so
        formulas.calculate(state)
        return grid.whole(state, call.user, file.owner, [resolve(state, text) for text in texts], mask, with_data=with_data)

    state, answer = batch_update(book, asked, Caller(call.user, file.owner), show)
    keep(call, file, state)
    return answer


def copy_sheet(call: Call) -> Json:
    """spreadsheets.sheets.copyTo."""
    given = discovery.read_request("sheets", "CopySheetToAnotherSpreadsheetRequest", call.json())
    _, book = opened(call)
    target = given.get("destinationSpreadsheetId", "")
    file, there = call.world.open(target, call.user, "writer")
    source = book.sheet(int(call.names["sheet"]))
    there = there.copy()
    twin = source.copy()
    title = f"Copy of {source.title}"
    count = 2
    while there.titled(title):
        title, count = f"Copy of {source.title} {count}", count + 1
    twin.properties = source.properties | {"sheetId": there.fresh_id(), "title": title}
    there.sheets.append(twin)
    keep(call, file, there)
    return grid.properties(there, twin)


def value_get(call: Call) -> Json:
    """values.get."""
    _, book = opened(call)
    return values_api.get(book, resolve(book, call.names["range"]).on_grid(), call.options())


def value_batch_get(call: Call) -> Json:
    """values.batchGet."""
    _, book = opened(call)
    areas = [resolve(book, text).on_grid() for text in call.query.get("ranges", [])]
    read = [values_api.get(book, area, call.options()) for area in areas]
    return {"spreadsheetId": book.id} | ({"valueRanges": read} if read else {})


def value_batch_get_by_filter(call: Call) -> Json:
    """values.batchGetByDataFilter."""
    given = discovery.read_request("sheets", "BatchGetValuesByDataFilterRequest", call.json())
    _, book = opened(call)
    shown_ranges = [
        {"valueRange": values_api.get(book, area.on_grid(), given), "dataFilters": [one]}
        for one in given.get("dataFilters", [])
        for area in values_api.filter_areas(book, one)
    ]
    return {"spreadsheetId": book.id} | ({"valueRanges": shown_ranges} if shown_ranges else {})


def value_update(call: Call) -> Json:
    """values.update."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        text = call.names["range"]
        check_range(given, text)
        answer = values_api.update(book, caller, given, call.options(), text)
        return values_api.with_values(book, answer, call.options(), given.get("majorDimension", "ROWS"))

    return changed(call, "ValueRange", write, "data")


def check_range(given: Json, text: str) -> None:
    """Refuse a body whose range is not written as the one in the path."""
    if given.get("range", text) != text:
        raise invalid(f"Request range[{text}] does not match value's range[{given['range']}]")


def numbered(name: str, index: int, work: Callable[[], Any]) -> Any:
    """The result of one of several writes; its refusal names its place among them."""
    try:
        return work()
    except ApiError as error:
        raise ApiError(error.code, error.status, f"Invalid {name}[{index}]: {error.message}", error.details) from error


def value_append(call: Call) -> Json:
    """values.append."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        check_range(given, call.names["range"])
        answer = values_api.append(book, caller, given, call.options(), call.names["range"])
        updates = values_api.with_values(book, answer["updates"], call.options(), given.get("majorDimension", "ROWS"))
        return answer | {"updates": updates}

    return changed(call, "ValueRange", write, "data")


def value_batch_update(call: Call) -> Json:
    """values.batchUpdate."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        written = [
            (one, numbered("data", index, lambda one=one: values_api.update(book, caller, one, given, one.get("range", ""))))
            for index, one in enumerate(given.get("data", []))
        ]
        answers = [values_api.with_values(book, answer, given, one.get("majorDimension", "ROWS")) for one, answer in written]
        return {"spreadsheetId": book.id} | totals(book, answers) | {"responses": answers}

    return changed(call, "BatchUpdateValuesRequest", write)


def value_batch_update_by_filter(call: Call) -> Json:
    """values.batchUpdateByDataFilter."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        answers = []
        for one in given.get("data", []):
            for area in values_api.filter_areas(book, one.get("dataFilter", {})):
                answer = values_api.update(book, caller, one, given, area.a1())
                answer.pop("spreadsheetId")
                answers.append(answer | {"dataFilter": one["dataFilter"]})
        return {"spreadsheetId": book.id} | totals(book, answers) | {"responses": answers}

    return changed(call, "BatchUpdateValuesByDataFilterRequest", write)


def totals(book: Spreadsheet, answers: list[Json]) -> Json:
    """What several writes come to together."""
    areas = [resolve(book, answer["updatedRange"]) for answer in answers if answer.get("updatedCells")]
    rows = {(area.sheet.id, row) for area in areas for row in range(area.top or 0, area.bottom or 0)}
    columns = {(area.sheet.id, column) for area in areas for column in range(area.left or 0, area.right or 0)}
    counts = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(answer.get("updatedCells", 0) for answer in answers),
        "totalUpdatedSheets": len({area.sheet.id for area in areas}),
    }
    return {name: count for name, count in counts.items() if count}


def value_clear(call: Call) -> Json:
    """values.clear."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        cleared = values_api.clear(book, caller, resolve(book, call.names["range"]).on_grid())
        return {"spreadsheetId": book.id, "clearedRange": cleared}

    return changed(call, "ClearValuesRequest", write)


def value_batch_clear(call: Call) -> Json:
    """values.batchClear."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        cleared = [
            numbered("range", index, lambda text=text: values_api.clear(book, caller, resolve(book, text).on_grid()))
            for index, text in enumerate(given.get("ranges", []))
        ]
        return {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {})

    return changed(call, "BatchClearValuesRequest", write)


def value_batch_clear_by_filter(call: Call) -> Json:
    """values.batchClearByDataFilter."""

    def write(book: Spreadsheet, caller: Caller, given: Json) -> Json:
        areas = [area for one in given.get("dataFilters", []) for area in values_api.filter_areas(book, one)]
        cleared = [values_api.clear(book, caller, area.on_grid()) for area in areas]
        return {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {})

    return changed(call, "BatchClearValuesByDataFilterRequest", write)


def metadata_get(call: Call) -> Json:
    """developerMetadata.get."""
    _, book = opened(call)
    entry = book.metadata.get(int(call.names["metadata"])) if call.names["metadata"].isdigit() else None
    if entry is None:
        raise invalid(f"No developer metadata with id: {call.names['metadata']}")
    return dict(spelled(entry))


def metadata_search(call: Call) -> Json:
    """developerMetadata.search."""
    given = discovery.read_request("sheets", "SearchDeveloperMetadataRequest", call.json())
    _, book = opened(call)
    held = [(one, set(found(book, one))) for one in given.get("dataFilters", [])]
    matched = [
        {"developerMetadata": spelled(entry), "dataFilters": filters}
        for number, entry in book.metadata.items()
        if (filters := [one for one, numbers in held if number in numbers])
    ]
    return {"matchedDeveloperMetadata": matched} if matched else {}


BOOK = r"/v4/spreadsheets/(?P<id>[^/:]+)"
RANGE = BOOK + r"/values/(?P<range>[^/]+?)"
ROUTES: list[tuple[str, str, Callable[[Call], Any]]] = [
    ("POST", "/v4/spreadsheets", create),
    ("GET", BOOK, get),
    ("POST", BOOK + ":getByDataFilter", get_by_filter),
    ("POST", BOOK + ":batchUpdate", batch),
    ("POST", BOOK + r"/sheets/(?P<sheet>-?\d+):copyTo", copy_sheet),
    ("GET", BOOK + "/values:batchGet", value_batch_get),
    ("POST", BOOK + "/values:batchGetByDataFilter", value_batch_get_by_filter),
    ("POST", BOOK + "/values:batchUpdate", value_batch_update),
    ("POST", BOOK + "/values:batchUpdateByDataFilter", value_batch_update_by_filter),
    ("POST", BOOK + "/values:batchClear", value_batch_clear),
    ("POST", BOOK + "/values:batchClearByDataFilter", value_batch_clear_by_filter),
    ("POST", RANGE + ":append", value_append),
    ("POST", RANGE + ":clear", value_clear),
    ("GET", RANGE, value_get),
    ("PUT", RANGE, value_update),
    ("GET", BOOK + r"/developerMetadata/(?P<metadata>[^/:]+)", metadata_get),
    ("POST", BOOK + "/developerMetadata:search", metadata_search),
]
