"""updateCells, appendCells, repeatCell, pasteData, trimWhitespace and the like: before and after."""

from typing import Any

import pytest

from sheets_server.errors import ApiError
from sheets_server.requests_fixture import after, book, reply, span, typed, value
from sheets_server.spreadsheet import Json

START = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}


def cell_rows(*lines: list[Any]) -> list[Json]:
    return [{"values": [{"userEnteredValue": value(one)} if one is not None else {} for one in line]} for line in lines]


def written(fields: str = "userEnteredValue", **where: Any) -> Json:
    return {"updateCells": {"rows": cell_rows(["a", 1], [True]), "fields": fields} | where}


@pytest.mark.parametrize(
    ("request_", "before", "afterwards"),
    [
        (written(start=START), {}, {"B2": "a", "C2": 1, "B3": True}),
        (written(start=START), {"C3": "stays"}, {"B2": "a", "C2": 1, "B3": True, "C3": "stays"}),
        (
            written(range=span("B2:C4")),
            {"C3": "goes", "C4": "goes", "D4": "stays"},
            {"B2": "a", "C2": 1, "B3": True, "D4": "stays"},
        ),
        (written(fields="note", start=START), {"B2": "stays"}, {"B2": "stays"}),
        ({"updateCells": {"range": span("A1:B2"), "fields": "userEnteredValue"}}, {"A1": 1, "B2": 2, "C3": 3}, {"C3": 3}),
        ({"updateCells": {"range": {"sheetId": 0}, "fields": "*"}}, {"A1": 1, "C3": 3}, {}),
        (written(start=START, fields="user_entered_value"), {}, {"B2": "a", "C2": 1, "B3": True}),
        (
            {"appendCells": {"sheetId": 0, "rows": cell_rows(["x"], ["y", "z"]), "fields": "userEnteredValue"}},
            {"C4": 1},
            {"C4": 1, "A5": "x", "A6": "y", "B6": "z"},
        ),
        (
            {
                "repeatCell": {
                    "range": span("B1:B3"),
                    "cell": {"userEnteredValue": value("=A1+$A$1")},
                    "fields": "userEnteredValue",
                }
            },
            {},
            {"B1": "=A1+$A$1", "B2": "=A2+$A$1", "B3": "=A3+$A$1"},
        ),
        (
            {"pasteData": {"coordinate": START, "data": "1;text\n;=A1", "delimiter": ";", "type": "PASTE_NORMAL"}},
            {"B3": "goes"},
            {"B2": 1, "C2": "text", "C3": "=A1"},
        ),
        (
            {"pasteData": {"coordinate": START, "data": "<table><tr><td>1</td><td>b</td></tr></table>", "html": True}},
            {},
            {"B2": 1, "C2": "b"},
        ),
        (
            {"autoFill": {"sourceAndDestination": {"source": span("A1:B2"), "dimension": "ROWS", "fillLength": 2}}},
            {"A1": 1, "A2": 3, "B1": "=A1", "B2": "x"},
            {"A1": 1, "B1": "=A1", "A2": 3, "B2": "x", "A3": 5, "B3": "=A3", "A4": 7, "B4": "x"},
        ),
        (
            {"textToColumns": {"source": span("A1:A2"), "delimiterType": "COMMA"}},
            {"A1": "a,b,1", "A2": "whole", "B1": "goes"},
            {"A1": "a", "B1": "b", "C1": 1, "A2": "whole"},
        ),
        ({"trimWhitespace": {"range": span("A1:A2")}}, {"A1": "  a   b ", "B1": " c "}, {"A1": "a b", "B1": " c "}),
        (
            {"deleteDuplicates": {"range": span("A1:B4")}},
            {"A1": "x", "B1": 1, "A2": "X", "B2": 1, "A3": "x", "B3": 2, "C2": "stays"},
            {"A1": "x", "B1": 1, "A2": "x", "B2": 2, "C2": "stays"},
        ),
        (
            {"copyPaste": {"source": span("A1:A1"), "destination": span("B1:B1"), "pasteType": "PASTE_FORMAT"}},
            {"A1": 1, "B1": 2},
            {"A1": 1, "B1": 2},
        ),
        ({"mergeCells": {"range": span("A1:B2"), "mergeType": "MERGE_ALL"}}, {"B1": 1, "A2": 2}, {"A1": 1}),
        ({"mergeCells": {"range": span("A1:B2"), "mergeType": "MERGE_ROWS"}}, {"B1": 1, "A2": 2, "B2": 3}, {"A1": 1, "A2": 2}),
    ],
)
def test_cells_before_and_after(request_: Json, before: dict[str, Any], afterwards: dict[str, Any]) -> None:
    assert typed(after(book(One=before), request_)) == afterwards


def test_a_smaller_grid_loses_what_lay_beyond() -> None:
    size = {"properties": {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}, "fields": "gridProperties"}
    made = after(book(One={"A1": "=SUM(A1:C9)", "B2": 2, "C1": 3, "A3": 4}), {"updateSheetProperties": size})
    assert typed(made) == {"A1": "=SUM(A1:B2)", "B2": 2}


def test_append_makes_room() -> None:
    made = book(One={"A20": "last"})
    made = after(made, {"appendCells": {"sheetId": 0, "rows": cell_rows(["x"], ["y"]), "fields": "*"}})
    assert made.sheets[0].row_count == 22
    assert typed(made) == {"A20": "last", "A21": "x", "A22": "y"}


def test_formats_merge_by_mask_and_keep_both_names_of_a_colour() -> None:
    red: Json = {"backgroundColor": {"red": 1}, "textFormat": {"bold": True, "italic": True}}
    style = {"repeatCell": {"range": span("A1:A1"), "cell": {"userEnteredFormat": red}, "fields": "userEnteredFormat"}}
    blue: Json = {"backgroundColorStyle": {"rgbColor": {"blue": 0.5}}, "textFormat": {"bold": False}}
    mask = "userEnteredFormat(backgroundColorStyle,textFormat.bold)"
    restyle = {"repeatCell": {"range": span("A1:A1"), "cell": {"userEnteredFormat": blue}, "fields": mask}}
    held = after(book(), style, restyle).sheets[0].cells[0, 0]["userEnteredFormat"]
    half = {"blue": 0.49803922}
    assert held["backgroundColor"] == half
    assert held["backgroundColorStyle"] == {"rgbColor": half}
    assert held["textFormat"] == {"bold": False, "italic": True}


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        (written(start=START, fields=""), "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"),
        (written(start=START, fields="values"), "Invalid field: values"),
        (written(range=span("B2:B3")), "Attempting to write column: 2, beyond the last requested column of: 1"),
        (written(range=span("B2:C2")), "Attempting to write row: 2, beyond the last requested row of: 1"),
        (
            written(start={"sheetId": 0, "rowIndex": 0, "columnIndex": 9}),
            "Attempting to write column: 10, beyond the last requested column of: 9",
        ),
        (written(start={"sheetId": 44}), "No grid with id: 44"),
    ],
)
def test_writing_where_nothing_can_be_written_is_refused(request_: Json, refusal: str) -> None:
    with pytest.raises(ApiError) as caught:
        after(book(), request_)
    assert caught.value.message == f"Invalid requests[0].updateCells: {refusal}"


@pytest.mark.parametrize(
    ("ask", "before", "afterwards", "counts"),
    [
        ({"find": "a"}, {"A1": "banana", "B1": "Tea"}, {"A1": "bXnXnX", "B1": "TeX"}, (2, 0, 1, 4)),
        ({"find": "A", "matchCase": True}, {"A1": "aA"}, {"A1": "aX"}, (1, 0, 1, 1)),
        (
            {"find": "ab", "matchEntireCell": True},
            {"A1": "ab", "A2": "abc", "A3": "AB"},
            {"A1": "X", "A2": "abc", "A3": "X"},
            (2, 0, 2, 2),
        ),
        (
            {"find": "ab", "matchEntireCell": True, "matchCase": True},
            {"A1": "ab ", "A2": "ab"},
            {"A1": "ab ", "A2": "X"},
            (1, 0, 1, 1),
        ),
        ({"find": "A1"}, {"B1": "=A1"}, {"B1": "=A1"}, (0, 0, 0, 0)),
        ({"find": "A1", "includeFormulas": True, "replacement": "C1"}, {"B1": "=A1+A1"}, {"B1": "=C1+C1"}, (0, 1, 1, 2)),
        ({"find": "(\\d+)-(\\d+)", "searchByRegex": True, "replacement": "$2:$1z"}, {"A1": "1-2"}, {"A1": "2:1z"}, (1, 0, 1, 1)),
        ({"find": "."}, {"A1": "a.b", "A2": "ab"}, {"A1": "aXb", "A2": "ab"}, (1, 0, 1, 1)),
        ({"find": "5", "replacement": "6"}, {"A1": 15.5}, {"A1": 16.6}, (1, 0, 1, 2)),
        ({"find": "N", "replacement": "1", "matchEntireCell": True}, {"A1": "n"}, {"A1": 1}, (1, 0, 1, 1)),
        ({"find": "#", "replacement": "="}, {"A1": "#B1"}, {"A1": "=B1"}, (1, 0, 1, 1)),
        ({"find": "x", "replacement": "", "matchEntireCell": True}, {"A1": "x", "A2": "y"}, {"A2": "y"}, (1, 0, 1, 1)),
        ({"find": "x", "range": span("A1:A2")}, {"A1": "x", "A3": "x"}, {"A1": "X", "A3": "x"}, (1, 0, 1, 1)),
    ],
)
def test_find_and_replace(
    ask: Json, before: dict[str, Any], afterwards: dict[str, Any], counts: tuple[int, int, int, int]
) -> None:
    where = {} if "range" in ask else {"sheetId": 0}
    request = {"findReplace": {"replacement": "X"} | ask | where}
    assert typed(after(book(One=before), request)) == afterwards
    names = ("valuesChanged", "formulasChanged", "rowsChanged", "occurrencesChanged")
    expected = {name: count for name, count in zip(names, counts, strict=True) if count}
    assert reply(book(One=before), request) == expected | ({"sheetsChanged": 1} if expected else {})


def test_find_and_replace_over_all_sheets_leaves_other_sheets_alone_unless_asked() -> None:
    made = book(One={"A1": "x"}, Two={"A1": "x"})
    everywhere = {"findReplace": {"find": "x", "replacement": "y", "allSheets": True}}
    assert typed(after(made, everywhere), 1) == {"A1": "y"}
    assert reply(made, everywhere)["sheetsChanged"] == 2
    assert typed(after(made, {"findReplace": {"find": "x", "replacement": "y", "sheetId": 0}}), 1) == {"A1": "x"}


def test_what_is_replaced_in_cells_formatted_as_text_stays_text() -> None:
    style = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    plain = {"repeatCell": {"range": span("A:A"), "cell": style, "fields": "userEnteredFormat.numberFormat"}}
    replace = {"findReplace": {"find": "8", "replacement": "+7", "sheetId": 0, "matchCase": True}}
    made = book(One={"A1": "8 999", "B1": "8 999"})
    changed = after(made, plain, replace)
    assert changed.sheets[0].entered((0, 0)) == {"stringValue": "+7 999"}
    assert changed.sheets[0].entered((0, 1)) != {"stringValue": "+7 999"}
