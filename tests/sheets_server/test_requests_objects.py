"""Tabs, names, rules, filters, tables, colours, charts, borders and metadata: what is kept, answered and refused."""

from typing import Any

import pytest

from sheets_server import discovery
from sheets_server.errors import ApiError
from sheets_server.requests import batch_update
from sheets_server.requests.bandings import TAKEN
from sheets_server.requests_fixture import OWNER, after, book, columns, reply, rows, span, typed
from sheets_server.spreadsheet import Json

NOT_BLANK = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}}
BANDS = {"headerColor": {"red": 1}, "firstBandColor": {"green": 1}, "secondBandColor": {}}
METADATA = {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
CHART = {
    "spec": {"title": "Sales", "basicChart": {"chartType": "COLUMN", "series": [{"targetAxis": "LEFT_AXIS"}]}},
    "position": {"overlayPosition": {"anchorCell": {"rowIndex": 1}}},
}


def tab(**properties: Any) -> Json:
    return {"updateSheetProperties": {"properties": {"sheetId": 0} | properties, "fields": ",".join(properties)}}


def rule(*ranges: str, **kind: Any) -> Json:
    return {"addConditionalFormatRule": {"rule": {"ranges": [span(one) for one in ranges]} | kind}}


def table(a1: str, **more: Any) -> Json:
    return {"addTable": {"table": {"range": span(a1)} | more}}


def banding(a1: str) -> Json:
    return {"addBanding": {"bandedRange": {"range": span(a1), "rowProperties": BANDS}}}


def name(text: str, a1: str = "A1:A2") -> Json:
    return {"addNamedRange": {"namedRange": {"name": text, "range": span(a1)}}}


@pytest.mark.parametrize(
    ("requests", "refusal"),
    [
        (
            [{"addSheet": {"properties": {"title": "one"}}}],
            'A sheet with the name "one" already exists. Please enter another name.',
        ),
        ([tab(title="TWO")], 'A sheet with the name "TWO" already exists. Please enter another name.'),
        ([tab(title="")], "The sheet name cannot be empty."),
        ([{"deleteSheet": {"sheetId": 5}}], "No sheet with id: 5"),
        ([{"deleteSheet": {"sheetId": 1}}, {"deleteSheet": {"sheetId": 0}}], "You can't remove all the sheets in a document."),
        ([{"deleteDimension": {"range": rows(0, 20)}}], "You can't delete all the rows on the sheet."),
        (
            [{"deleteDimension": {"range": rows(20, 21)}}],
            "Cannot delete a row that doesn't exist. Tried to delete row index 20 but there are only 20 rows.",
        ),
        (
            [
                tab(gridProperties={"rowCount": 20, "columnCount": 10, "frozenRowCount": 1}),
                {"deleteDimension": {"range": rows(1, 20)}},
            ],
            "Sorry, it is not possible to delete all non-frozen rows.",
        ),
        (
            [{"insertDimension": {"range": rows(20, 21)}}],
            "range.startIndex must be less than the grid size (20) if inheritFromBefore is false.",
        ),
        ([{"insertDimension": {"range": rows(1, 2, 9)}}], "No grid with id: 9"),
        (
            [{"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 2_000_000}}],
            "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
        ([name("Any"), name("any")], "Cannot add named range with name any, a named range with that name already exists."),
        ([name("A1")], "The name given to this range is invalid."),
        ([banding("A1:B5"), banding("B5:C6")], TAKEN),
        ([banding("A1:B5"), table("A1:B3")], TAKEN),
        ([table("A1:B3", columnProperties=[{"columnType": "DROPDOWN"}])], "Condition must be set for dropdown column type."),
        (
            [
                table(
                    "A1:B3",
                    columnProperties=[{"columnType": "DOUBLE", "dataValidationRule": {"condition": {"type": "ONE_OF_LIST"}}}],
                )
            ],
            "Cannot set condition for non-dropdown column type.",
        ),
        (
            [
                table("A1:B3", tableId="t"),
                {"updateTable": {"table": {"tableId": "t", "columnProperties": [{}]}, "fields": "columnProperties"}},
            ],
            "Table header row cell must have a value.",
        ),
        ([rule("A:A", gradientRule={"minpoint": {"type": "MIN"}})], "No interpolationPointType specified."),
        (
            [rule("A:A", gradientRule={"minpoint": {"type": "NUMBER"}, "maxpoint": {"type": "MAX"}})],
            "InterpolationPoint.value is required.",
        ),
        ([{"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}}], "No conditional format on sheet: 0 at index: 0"),
        (
            [{"updateCells": {"range": span("A1:A1"), "fields": ""}}],
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            [{"mergeCells": {"range": span("A1:B2")}}, {"mergeCells": {"range": span("B2:C3")}}],
            "You must select all cells in a merged range to merge or unmerge them.",
        ),
        (
            [
                tab(gridProperties={"rowCount": 9, "columnCount": 9, "frozenRowCount": 1}),
                {"mergeCells": {"range": span("A1:B2")}},
            ],
            "You can't merge frozen and non-frozen rows.",
        ),
        (
            [
                {"mergeCells": {"range": span("C2:C3")}},
                {"sortRange": {"range": span("A1:C5"), "sortSpecs": [{"dimensionIndex": 0}]}},
            ],
            "You can't sort a range containing vertical merges. There is a vertical merge at C2:C3",
        ),
        (
            [
                table("A1:B3", columnProperties=[{"columnType": "DOUBLE"}]),
                {"setDataValidation": {"range": span("A2:A3"), "rule": {"condition": {"type": "NOT_BLANK"}}}},
            ],
            "This operation is not allowed on cells in typed columns.",
        ),
        (
            [{"addChart": {"chart": {"spec": {"title": "x"}}}}],
            "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec",
        ),
        (
            [{"addFilterView": {"filter": {"range": span("A1:B3"), "criteria": {"0": {"condition": {"type": "BOOLEAN"}}}}}}],
            "ConditionType 'BOOLEAN' is not supported in filters.",
        ),
        (
            [rule("A:A", gradientRule={"minpoint": {"type": "NUMBER", "value": "1,5"}, "maxpoint": {"type": "MAX"}})],
            "Invalid InterpolationPoint.value: 1,5",
        ),
        ([{"addSheet": {"properties": {"sheetId": 0}}}], "Sheet with id 0 already exists"),
    ],
)
def test_refusals_are_googles(requests: list[Json], refusal: str) -> None:
    with pytest.raises(ApiError) as caught:
        after(book(One={}, Two={}), *requests)
    at = len(requests) - 1
    assert caught.value.message == f"Invalid requests[{at}].{next(iter(requests[at]))}: {refusal}"


def test_a_batch_needs_requests() -> None:
    with pytest.raises(ApiError, match="Must specify at least one request"):
        batch_update(book(), {"requests": []}, OWNER)


@pytest.mark.parametrize(
    ("order", "index", "title"),
    [(["Two", "Three", "One"], 3, "One"), (["Two", "One", "Three"], 2, "One"), (["One", "Two", "Three"], 1, "One")],
)
def test_tabs_move_by_places_before_the_move(order: list[str], index: int, title: str) -> None:
    made = after(book(One={}, Two={}, Three={}), tab(index=index))
    assert title == "One"
    assert [sheet.title for sheet in made.sheets] == order


REPLIES: list[tuple[Json, Json]] = [
    (
        {"addSheet": {"properties": {"title": "New", "sheetId": 9, "index": 0}}},
        {"properties": {"sheetId": 9, "title": "New", "index": 0, "sheetType": "GRID"}
         | {"gridProperties": {"rowCount": 1000, "columnCount": 26}}},
    ),
    (
        {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "Any", "range": span("A1:B2")}}},
        {"namedRange": {"namedRangeId": "n", "name": "Any", "range": {k: v for k, v in span("A1:B2").items() if k != "sheetId"}}},
    ),
    (
        {"addFilterView": {"filter": {"filterViewId": 3, "range": span("A1:B2")}}},
        {"filter": {"filterViewId": 3, "title": "Filter 1", "range": {k: v for k, v in span("A1:B2").items() if k != "sheetId"}}},
    ),
    ({"findReplace": {"find": "none", "replacement": "", "allSheets": True}}, {}),
    (
        {"addDimensionGroup": {"range": columns(1, 3)}},
        {"dimensionGroups": [{"range": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 3}, "depth": 1}]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "answer"), REPLIES)
def test_replies(request_: Json, answer: Json) -> None:
    assert reply(book(), request_) == answer


def test_every_reply_is_one_that_google_sends() -> None:
    pytest.importorskip("jsonschema")
    requests = [one for one, _ in REPLIES] + [
        table("D1:E3"), banding("G1:H3"), {"addChart": {"chart": CHART}}, rule("A:A", booleanRule=NOT_BLANK),
        {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 0}},
        {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}},
        {"addProtectedRange": {"protectedRange": {"range": span("A1:A1"), "description": "d"}}},
        {"duplicateSheet": {"sourceSheetId": 0}}, {"trimWhitespace": {"range": span("A1:A1")}},
        {"deleteDuplicates": {"range": span("A5:A6")}},
        {"createDeveloperMetadata": {"developerMetadata": METADATA}},
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataKey": "k"}}}},
    ]  # fmt: skip
    _, answer = batch_update(book(), {"requests": requests}, OWNER)
    assert not discovery.faults("sheets", "BatchUpdateSpreadsheetResponse", answer)


@pytest.mark.parametrize(
    ("ranges", "groups"),
    [
        ([(2, 4), (1, 5)], [(1, 5, 1), (2, 4, 2)]),
        ([(1, 5), (2, 4)], [(1, 5, 1), (2, 4, 2)]),
        ([(1, 4), (2, 5)], [(1, 5, 1), (2, 4, 2)]),
        ([(1, 3), (5, 6)], [(1, 3, 1), (5, 6, 1)]),
    ],
)
def test_groups_nest_as_documented(ranges: list[tuple[int, int]], groups: list[tuple[int, int, int]]) -> None:
    made = after(book(), *({"addDimensionGroup": {"range": columns(*one)}} for one in ranges))
    held = [(one["range"]["startIndex"], one["range"]["endIndex"], one["depth"]) for one in made.sheets[0].column_groups]
    assert held == groups
    cut = after(made, {"deleteDimensionGroup": {"range": columns(1, 2)}})
    assert len(cut.sheets[0].column_groups) <= len(groups)


def test_a_filter_hides_rows_and_clearing_it_shows_them() -> None:
    cells = {"A1": "City", "A2": "Омск", "A3": "Тверь", "A4": 5}
    criteria = {"filterSpecs": [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["Омск", "5"]}}]}
    made = after(book(One=cells), {"setBasicFilter": {"filter": {"range": span("A1:A4")} | criteria}})
    assert made.sheets[0].rows == {1: {"hiddenByFilter": True}, 3: {"hiddenByFilter": True}}
    assert made.sheets[0].basic_filter is not None
    assert made.sheets[0].basic_filter["criteria"] == {"0": {"hiddenValues": ["Омск", "5"]}}
    cleared = after(made, {"clearBasicFilter": {"sheetId": 0}}).sheets[0]
    assert (cleared.rows, cleared.basic_filter) == ({}, None)


def test_a_table_names_its_columns_by_its_header_and_its_header_by_its_columns() -> None:
    made = after(
        book(One={"A1": "Имя"}), table("A1:C3", tableId="t", columnProperties=[{"columnIndex": 2, "columnName": "Сумма"}])
    )
    assert typed(made) == {"A1": "Имя", "B1": "Column 2", "C1": "Сумма"}
    made.sheets[0].put((0, 1), userEnteredValue={"stringValue": "Город"})
    made.sheets[0].put((0, 2), userEnteredValue={"formulaValue": "=1"})
    changed = after(made, tab(hidden=False))
    assert [one["columnName"] for one in changed.sheets[0].tables["t"]["columnProperties"]] == ["Имя", "Город", "Column 3"]
    grown = after(changed, {"insertDimension": {"range": columns(1, 2)}})
    assert [one["columnName"] for one in grown.sheets[0].tables["t"]["columnProperties"]] == [
        "Имя",
        "Column 2",
        "Город",
        "Column 3",
    ]


def test_cells_appended_to_a_table_go_after_its_last_row() -> None:
    made = after(book(One={"A1": "H", "A2": "x", "A9": "below"}), table("A1:A5", tableId="t"))
    line = [{"values": [{"userEnteredValue": {"stringValue": "y"}}]}]
    made = after(made, {"appendCells": {"tableId": "t", "rows": line, "fields": "userEnteredValue"}})
    assert typed(made)["A3"] == "y"


def test_conditional_formats_keep_their_order() -> None:
    made = after(book(), rule("A:A", booleanRule=NOT_BLANK), rule("B:B", booleanRule=NOT_BLANK))
    moved = after(made, {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})
    lefts = [[one["ranges"][0]["startColumnIndex"] for one in state.sheets[0].conditional_formats] for state in (made, moved)]
    assert lefts == [[1, 0], [0, 1]]


def test_charts_move_change_and_go() -> None:
    made = after(book(), {"addChart": {"chart": CHART | {"chartId": 4}}})
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 7}}}
    moved = {"updateEmbeddedObjectPosition": {"objectId": 4, "newPosition": place, "fields": "anchorCell"}}
    respec = {"updateChartSpec": {"chartId": 4, "spec": {"title": "Other", "pieChart": {}}}}
    chart = after(made, moved, respec).sheets[0].charts[4]
    assert chart["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 7
    assert chart["position"]["overlayPosition"]["widthPixels"] == 600
    assert chart["spec"] == {
        "hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS",
        "title": "Other",
        "pieChart": {},
        "titleTextFormat": {"fontFamily": "Roboto"},
        "fontName": "Roboto",
    }
    assert not after(made, {"deleteEmbeddedObject": {"objectId": 4}}).sheets[0].charts


def test_borders_go_around_and_between() -> None:
    line = {"style": "SOLID"}
    made = after(book(), {"updateBorders": {"range": span("A1:B2"), "top": line, "innerVertical": line}})
    sides = {place: set(cell["userEnteredFormat"]["borders"]) for place, cell in made.sheets[0].cells.items()}
    assert sides == {(0, 0): {"top", "right"}, (0, 1): {"top", "left"}, (1, 0): {"right"}, (1, 1): {"left"}}
    none = {"style": "NONE"}
    cleared = after(made, {"updateBorders": {"range": span("A1:B2"), "top": none, "innerVertical": none}})
    assert not cleared.sheets[0].cells


def test_lines_written_with_a_format_are_full_ones() -> None:
    style = {"borders": {"top": {"style": "DOUBLE"}, "left": {"style": "NONE"}}}
    cell = {"range": span("A1:A1"), "cell": {"userEnteredFormat": style}, "fields": "userEnteredFormat.borders"}
    held = after(book(), {"repeatCell": cell}).sheets[0].cells[0, 0]["userEnteredFormat"]["borders"]
    assert held == {"top": {"style": "DOUBLE", "width": 3, "color": {}, "colorStyle": {"rgbColor": {}}}}


def test_metadata_is_found_changed_and_kept_within_its_room() -> None:
    new = {"metadataId": 1, "metadataKey": "row", "visibility": "DOCUMENT", "location": {"dimensionRange": rows(3, 4)}}
    made = after(book(), {"createDeveloperMetadata": {"developerMetadata": new}})
    find = {"developerMetadataLookup": {"metadataKey": "row", "locationType": "ROW"}}
    change = {"dataFilters": [find], "developerMetadata": {"metadataValue": "v"}, "fields": "metadataValue"}
    changed = after(made, {"updateDeveloperMetadata": change})
    assert changed.metadata[1]["metadataValue"] == "v"
    assert not after(changed, {"deleteDeveloperMetadata": {"dataFilter": find}}).metadata
    big = new | {"metadataId": 2, "metadataValue": "x" * 30_000}
    with pytest.raises(ApiError, match="30000"):
        after(made, {"createDeveloperMetadata": {"developerMetadata": big}})
