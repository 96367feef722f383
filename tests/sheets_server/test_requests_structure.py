"""Rows, columns and blocks go in, out and elsewhere, and everything that has a place follows."""

from typing import Any

import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from sheets_server.requests.moving import grid_range
from sheets_server.requests.references import TOKEN, translated
from sheets_server.requests_fixture import after, book, columns, rows, span, typed
from sheets_server.spreadsheet import Json

INSERT_TWO_ROWS_AT_2 = {"insertDimension": {"range": rows(2, 4)}}
DELETE_ROW_3 = {"deleteDimension": {"range": rows(2, 3)}}
DELETE_COLUMN_B = {"deleteDimension": {"range": columns(1, 2)}}
MOVE_ROW_2_TO_6 = {"moveDimension": {"source": rows(1, 2), "destinationIndex": 6}}
INSERT_CELLS_B2_DOWN = {"insertRange": {"range": span("B2:B3"), "shiftDimension": "ROWS"}}
DELETE_CELLS_A2_UP = {"deleteRange": {"range": span("A2:A2"), "shiftDimension": "ROWS"}}
CUT_B2_TO_D5 = {"cutPaste": {"source": span("B2:B3"), "destination": {"sheetId": 0, "rowIndex": 4, "columnIndex": 3}}}


@pytest.mark.parametrize(
    ("request_", "before", "afterwards"),
    [
        (INSERT_TWO_ROWS_AT_2, "=A2", "=A2"),
        (INSERT_TWO_ROWS_AT_2, "=A3+$A$3", "=A5+$A$5"),
        (INSERT_TWO_ROWS_AT_2, "=SUM(A1:A3)", "=SUM(A1:A5)"),
        (INSERT_TWO_ROWS_AT_2, "=SUM(A1:A2)", "=SUM(A1:A2)"),
        (INSERT_TWO_ROWS_AT_2, "=SUM(A:A)", "=SUM(A:A)"),
        (INSERT_TWO_ROWS_AT_2, "=SUM(A3:A)", "=SUM(A5:A)"),
        (INSERT_TWO_ROWS_AT_2, "=SUM(3:3)", "=SUM(5:5)"),
        (INSERT_TWO_ROWS_AT_2, "=One!A3&'Two, too'!A3", "=One!A5&'Two, too'!A3"),
        (INSERT_TWO_ROWS_AT_2, '="A3"&A3', '="A3"&A5'),
        (INSERT_TWO_ROWS_AT_2, "=LOG10(A3)", "=LOG10(A5)"),
        (INSERT_TWO_ROWS_AT_2, "=A3_total+A3", "=A3_total+A5"),
        (DELETE_ROW_3, "=A3", "=#REF!"),
        (DELETE_ROW_3, "=A4", "=A3"),
        (DELETE_ROW_3, "=SUM(A1:A3)", "=SUM(A1:A2)"),
        (DELETE_ROW_3, "=SUM(A3:A5)", "=SUM(A3:A4)"),
        (DELETE_ROW_3, "=SUM(A3:A)", "=SUM(A3:A)"),
        (DELETE_COLUMN_B, "=C$1+$C1", "=B$1+$B1"),
        (DELETE_COLUMN_B, "=SUM(A:C)", "=SUM(A:B)"),
        (DELETE_COLUMN_B, "=SUM(B:B)", "=SUM(#REF!)"),
        (MOVE_ROW_2_TO_6, "=A2", "=A6"),
        (MOVE_ROW_2_TO_6, "=A4", "=A3"),
        (MOVE_ROW_2_TO_6, "=SUM(A1:A10)", "=SUM(A1:A10)"),
        (MOVE_ROW_2_TO_6, "=SUM(A1:A3)", "=SUM(A1:A2)"),
        (INSERT_CELLS_B2_DOWN, "=B2+A2", "=B4+A2"),
        (INSERT_CELLS_B2_DOWN, "=SUM(B1:B2)", "=SUM(B1:B4)"),
        (INSERT_CELLS_B2_DOWN, "=SUM(A1:B2)", "=SUM(A1:B2)"),
        (DELETE_CELLS_A2_UP, "=A2+A3+B3", "=#REF!+A2+B3"),
        (CUT_B2_TO_D5, "=B2+$B$3+B4", "=D5+$D$6+B4"),
        (CUT_B2_TO_D5, "=SUM(B2:B3)+SUM(B1:B3)", "=SUM(D5:D6)+SUM(B1:B3)"),
        ({"deleteSheet": {"sheetId": 1}}, "=A1+'Two, too'!A3", "=A1+#REF!"),
        (
            {"updateSheetProperties": {"properties": {"sheetId": 1, "title": "Дом"}, "fields": "title"}},
            "='Two, too'!A3&\"'Two, too'!A3\"",
            "='Дом'!A3&\"'Two, too'!A3\"",
        ),
    ],
)
def test_formulas_follow(request_: Json, before: str, afterwards: str) -> None:
    made = after(book(**{"One": {"J1": before}, "Two, too": {"A1": 1}}), request_)
    assert list(typed(made).values()) == [afterwards]


def test_formulas_on_other_sheets_follow() -> None:
    made = after(book(One={"A5": 1}, Two={"A1": "=One!A5", "A2": "=A5"}), INSERT_TWO_ROWS_AT_2)
    assert typed(made, 1) == {"A1": "=One!A7", "A2": "=A5"}


@pytest.mark.parametrize(
    ("request_", "before", "afterwards"),
    [
        (INSERT_TWO_ROWS_AT_2, {"A2": 1, "A3": 2}, {"A2": 1, "A5": 2}),
        (DELETE_ROW_3, {"A2": 1, "A3": 2, "A4": 3}, {"A2": 1, "A3": 3}),
        (DELETE_COLUMN_B, {"A1": 1, "B1": 2, "C1": 3}, {"A1": 1, "B1": 3}),
        (MOVE_ROW_2_TO_6, {"A1": 1, "A2": 2, "A3": 3, "A6": 6, "A7": 7}, {"A1": 1, "A2": 3, "A5": 6, "A6": 2, "A7": 7}),
        (
            {"moveDimension": {"source": rows(4, 6), "destinationIndex": 1}},
            {"A1": 1, "A2": 2, "A5": 5},
            {"A1": 1, "A2": 5, "A4": 2},
        ),
        (INSERT_CELLS_B2_DOWN, {"A2": 1, "B1": 2, "B2": 3}, {"A2": 1, "B1": 2, "B4": 3}),
        (DELETE_CELLS_A2_UP, {"A2": 1, "A3": 2, "B3": 3}, {"A2": 2, "B3": 3}),
        ({"deleteRange": {"range": span("A1:A1"), "shiftDimension": "COLUMNS"}}, {"B1": 1, "B2": 2}, {"A1": 1, "B2": 2}),
        (CUT_B2_TO_D5, {"B2": 1, "B3": "=B2", "D6": 9}, {"D5": 1, "D6": "=D5"}),
        (
            {"copyPaste": {"source": span("A1:A2"), "destination": span("B1:C4")}},
            {"A1": 1, "A2": "=A1+$A$1"},
            {"A1": 1, "B1": 1, "C1": 1, "A2": "=A1+$A$1", "B2": "=B1+$A$1", "C2": "=C1+$A$1"}
            | {"B3": 1, "C3": 1, "B4": "=B3+$A$1", "C4": "=C3+$A$1"},
        ),
        (
            {"copyPaste": {"source": span("A1:A2"), "destination": span("C1:C1"), "pasteOrientation": "TRANSPOSE"}},
            {"A1": 1, "A2": 2},
            {"A1": 1, "C1": 1, "D1": 2, "A2": 2},
        ),
        (
            {"sortRange": {"range": span("A2:B6"), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}},
            {"A1": "z", "A2": "б", "A3": 2, "B3": "=A3", "A5": "А", "A6": 1},
            {"A1": "z", "A2": 1, "A3": 2, "B3": "=A3", "A4": "А", "A5": "б"},
        ),
        (
            {"sortRange": {"range": span("A1:B4"), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}},
            {"A1": 1, "B1": "=A1*2", "A3": 3, "A4": 3, "B4": "second"},
            {"A1": 3, "A2": 3, "B2": "second", "A3": 1, "B3": "=A3*2"},
        ),
        ({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}}, {"A1": 1}, {"A1": 1}),
    ],
)
def test_cells_go_where_they_belong(request_: Json, before: dict[str, Any], afterwards: dict[str, Any]) -> None:
    assert typed(after(book(One=before), request_)) == dict(sorted(afterwards.items(), key=lambda item: place_of(item[0])))


def place_of(name: str) -> tuple[int, str]:
    return int(name[1:]), name[0]


METADATA: Json = {
    "metadataId": 9,
    "metadataKey": "k",
    "visibility": "DOCUMENT",
    "location": {"dimensionRange": rows(3, 4)},
}
PLACED: list[Json] = [
    {"mergeCells": {"range": span("A4:B5"), "mergeType": "MERGE_ALL"}},
    {"addProtectedRange": {"protectedRange": {"protectedRangeId": 5, "range": span("A4:B5")}}},
    {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "Names", "range": span("A4:B5")}}},
    {"addConditionalFormatRule": {"rule": {"ranges": [span("A4:B5")], "booleanRule": {"condition": {"type": "NOT_BLANK"}}}}},
    {"setBasicFilter": {"filter": {"range": span("A4:B5")}}},
    {"addTable": {"table": {"tableId": "t", "name": "T", "range": span("A4:B5")}}},
    {"addBanding": {"bandedRange": {"bandedRangeId": 6, "range": span("A8:B9"), "rowProperties": {}}}},
    {"addFilterView": {"filter": {"filterViewId": 7, "title": "V", "range": span("A4:B5")}}},
    {
        "addChart": {
            "chart": {
                "chartId": 8,
                "spec": {
                    "basicChart": {"domains": [{"domain": {"sourceRange": {"sources": [span("A4:B5")]}}}], "chartType": "LINE"}
                },
                "position": {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 3, "columnIndex": 4}}},
            }
        }
    },
    {"createDeveloperMetadata": {"developerMetadata": METADATA}},
    {"addDimensionGroup": {"range": rows(3, 5)}},
    {"updateDimensionProperties": {"range": rows(3, 4), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}},
]


@pytest.mark.parametrize(
    ("request_", "by", "extra"),
    [
        ({"insertDimension": {"range": rows(0, 2)}}, 2, 0),
        ({"insertDimension": {"range": rows(4, 5), "inheritFromBefore": True}}, 0, 1),
        ({"deleteDimension": {"range": rows(0, 2)}}, -2, 0),
        ({"moveDimension": {"source": rows(3, 5), "destinationIndex": 15}}, 10, 0),
    ],
)
def test_all_that_has_a_place_moves(request_: Json, by: int, extra: int) -> None:
    made = after(book(One={"A5": "x"}), *PLACED)
    sheet = after(made, request_).sheets[0]
    expected = grid_range(0, (3 + by, 0, 5 + by + extra, 2))
    assert sheet.merges == [expected]
    assert sheet.protected_ranges[5]["range"] == expected
    assert sheet.conditional_formats[0]["ranges"] == [expected]
    assert sheet.basic_filter is not None
    assert sheet.basic_filter["range"] == expected
    assert sheet.tables["t"]["range"] == expected
    assert sheet.filter_views[7]["range"] == expected
    chart = sheet.charts[8]
    assert chart["spec"]["basicChart"]["domains"][0]["domain"]["sourceRange"]["sources"] == [expected]
    assert chart["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 3 + by
    changed = after(made, request_)
    assert changed.named_ranges["n"]["range"] == expected
    assert changed.metadata[9]["location"]["dimensionRange"]["startIndex"] == 3 + by
    assert sheet.row_groups[0]["range"] == rows(3 + by, 5 + by + extra)
    assert sheet.rows[3 + by] == {"hiddenByUser": True}


def test_what_stood_on_rows_that_go_goes_with_them() -> None:
    made = after(book(One={"A5": "x"}), *PLACED)
    changed = after(made, {"deleteDimension": {"range": rows(3, 5)}})
    sheet = changed.sheets[0]
    gone = [sheet.merges, sheet.protected_ranges, sheet.conditional_formats, sheet.tables, sheet.filter_views, sheet.row_groups]
    assert not any(gone)
    assert sheet.basic_filter is None
    assert not changed.named_ranges
    assert not changed.metadata


def test_validation_follows_its_cells_and_its_source() -> None:
    rule = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Lists!$A$1:$A$5"}]}, "strict": True}
    made = after(book(One={}, Lists={"A1": 1}), {"setDataValidation": {"range": span("B2:B3"), "rule": rule}})
    made = after(made, {"insertDimension": {"range": rows(0, 1)}}, {"insertDimension": {"range": rows(1, 2, 1)}})
    held = {place: cell["dataValidation"]["condition"]["values"] for place, cell in made.sheets[0].cells.items()}
    assert held == {place: [{"userEnteredValue": "=Lists!$A$1:$A$6"}] for place in [(2, 1), (3, 1)]}


def test_new_rows_look_like_their_neighbour() -> None:
    bold = {"repeatCell": {"range": span("A2:A2"), "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}}, "fields": "*"}}
    made = after(book(One={"A1": "x"}), bold)
    assert (2, 0) in after(made, {"insertDimension": {"range": rows(2, 3), "inheritFromBefore": True}}).sheets[0].cells
    assert (2, 0) not in after(made, {"insertDimension": {"range": rows(2, 3)}}).sheets[0].cells


def test_frozen_rows_grow_and_shrink() -> None:
    freeze = {"properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}, "fields": "gridProperties.frozenRowCount"}
    made = after(book(), {"updateSheetProperties": freeze})
    grown = after(made, {"insertDimension": {"range": rows(0, 2)}})
    assert grown.sheets[0].properties["gridProperties"] == {"rowCount": 22, "columnCount": 10, "frozenRowCount": 3}
    shrunk = after(grown, {"deleteDimension": {"range": rows(0, 3)}})
    assert shrunk.sheets[0].properties["gridProperties"] == {"rowCount": 19, "columnCount": 10}


def test_a_duplicate_stands_alone() -> None:
    made = after(book(One={"A1": 1, "B1": "=A1"}), *PLACED, {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 77}})
    assert [sheet.title for sheet in made.sheets] == ["Copy of One", "One"]
    twin, source = made.sheets
    assert twin.merges[0]["sheetId"] == 77
    assert typed(made, 0) == typed(made, 1)
    assert not set(twin.protected_ranges) & set(source.protected_ranges)
    changed = after(made, {"deleteDimension": {"range": rows(0, 1, 77)}})
    assert typed(changed, 1)["B1"] == "=A1"


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM($A$1:B2,'It''s'!C3)*D4&\"E5\"",
        '=IFERROR(VLOOKUP(A2,Лист2!$A:$C,3,FALSE),"")',
        '=ARRAYFORMULA(IF(A2:A="",,A2:A&B2:B))',
        "=AA10+ZZ$99-LOG10(5)+TRUE",
        "=QUERY('Все клиенты'!A1:Z;\"select A where B=1\")",
    ],
)
def test_references_are_those_that_openpyxl_finds(formula: str) -> None:
    mine = [found[0] for found in TOKEN.finditer(formula) if found["ref"]]
    theirs = [one.value for one in Tokenizer(formula).items if one.type == Token.OPERAND and one.subtype == Token.RANGE]
    assert mine == theirs


@pytest.mark.parametrize(
    ("formula", "down", "right", "copied"),
    [
        ("=A1+$A1+A$1+$A$1", 2, 1, "=B3+$A3+B$1+$A$1"),
        ("=SUM(A2:A)+SUM(B:B)", 1, 1, "=SUM(B3:B)+SUM(C:C)"),
        ("=A1", -1, 0, "=#REF!"),
        ('=Two!A1&"A1"', 1, 0, '=Two!A2&"A1"'),
    ],
)
def test_copies_of_formulas_go_along(formula: str, down: int, right: int, copied: str) -> None:
    assert translated(formula, down, right) == copied
