"""Protections hold for everybody but the owner and the editors named; a batch that is refused changes nothing."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_server.errors import ApiError
from sheets_server.requests import Caller
from sheets_server.requests.protections import REFUSAL
from sheets_server.requests_fixture import EDITOR, OWNER, after, book, columns, reply, rows, span, value
from sheets_server.spreadsheet import Json, Spreadsheet

COLUMN_A = {"protectedRangeId": 1, "range": {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 1}}
CORNER = {"protectedRangeId": 1, "range": span("A1:B2")}
SHEET_BUT_D = {"protectedRangeId": 1, "range": {"sheetId": 0}, "unprotectedRanges": [span("D:D")]}


def put(a1: str) -> Json:
    rows_ = [{"values": [{"userEnteredValue": value("x")}]}]
    return {"updateCells": {"range": span(a1), "rows": rows_, "fields": "userEnteredValue"}}


@pytest.mark.parametrize(
    ("protection", "request_"),
    [
        (COLUMN_A, put("A5:A5")),
        (COLUMN_A, put("A1:C3")),
        (COLUMN_A, {"deleteDimension": {"range": rows(3, 4)}}),
        (COLUMN_A, {"insertDimension": {"range": rows(3, 4)}}),
        (COLUMN_A, {"deleteDimension": {"range": columns(0, 1)}}),
        (COLUMN_A, {"moveDimension": {"source": columns(0, 1), "destinationIndex": 3}}),
        (COLUMN_A, {"sortRange": {"range": span("A1:C5"), "sortSpecs": [{"dimensionIndex": 1}]}}),
        (COLUMN_A, {"findReplace": {"find": "old", "replacement": "new", "allSheets": True}}),
        (COLUMN_A, {"appendCells": {"sheetId": 0, "rows": [{"values": [{"userEnteredValue": value(1)}]}], "fields": "*"}}),
        (COLUMN_A, {"deleteProtectedRange": {"protectedRangeId": 1}}),
        (COLUMN_A, {"updateProtectedRange": {"protectedRange": {"protectedRangeId": 1}, "fields": "editors"}}),
        (COLUMN_A, {"deleteSheet": {"sheetId": 0}}),
        (CORNER, {"insertDimension": {"range": rows(1, 2)}}),
        (CORNER, {"mergeCells": {"range": span("B2:C3"), "mergeType": "MERGE_ALL"}}),
        (CORNER, {"cutPaste": {"source": span("B2:B2"), "destination": {"sheetId": 0, "rowIndex": 9}}}),
        (CORNER, {"copyPaste": {"source": span("D1:D1"), "destination": span("B2:B2")}}),
        (CORNER, {"setDataValidation": {"range": span("A1:A9")}}),
        (CORNER, {"updateBorders": {"range": span("A1:A1"), "top": {"style": "SOLID"}}}),
        (SHEET_BUT_D, put("C3:C3")),
        (SHEET_BUT_D, put("C3:D3")),
    ],
)
def test_an_edit_of_protected_cells_is_refused_but_not_the_owners(protection: Json, request_: Json) -> None:
    made = after(book(One={"A1": "old", "D1": 1}, Two={}), {"addProtectedRange": {"protectedRange": protection}})
    with pytest.raises(ApiError) as caught:
        after(made, request_, who=EDITOR)
    kind = next(iter(request_))
    assert (caught.value.code, caught.value.message) == (400, f"Invalid requests[0].{kind}: {REFUSAL}")
    after(made, request_, who=OWNER)
    named = {"editors": {"users": [EDITOR.email]}, "protectedRangeId": 1}
    let_in = {"updateProtectedRange": {"protectedRange": named, "fields": "editors"}}
    after(after(made, let_in), request_, who=EDITOR)


@pytest.mark.parametrize(
    ("protection", "request_"),
    [
        (COLUMN_A, put("B5:C5")),
        (COLUMN_A, {"findReplace": {"find": "x", "replacement": "new", "allSheets": True}}),
        (COLUMN_A, {"sortRange": {"range": span("B1:C5"), "sortSpecs": [{"dimensionIndex": 1}]}}),
        (COLUMN_A, {"insertDimension": {"range": columns(1, 2)}}),
        (COLUMN_A, {"addSheet": {"properties": {"title": "Mine"}}}),
        (COLUMN_A | {"warningOnly": True}, put("A5:A5")),
        (CORNER, {"insertDimension": {"range": rows(0, 1)}}),
        (CORNER, {"insertDimension": {"range": rows(2, 3)}}),
        (SHEET_BUT_D, put("D3:D3")),
    ],
)
def test_an_edit_beside_protected_cells_goes_through(protection: Json, request_: Json) -> None:
    made = after(book(One={"A1": "old", "D1": "x"}), {"addProtectedRange": {"protectedRange": protection}})
    after(made, request_, who=EDITOR)


def test_a_protection_moves_with_its_cells() -> None:
    made = after(book(), {"addProtectedRange": {"protectedRange": CORNER}}, {"insertDimension": {"range": rows(0, 5)}})
    after(made, put("A1:A1"), who=EDITOR)
    with pytest.raises(ApiError):
        after(made, put("A6:A6"), who=EDITOR)


def test_whoever_protects_is_an_editor_and_so_is_the_owner() -> None:
    answer = reply(book(), {"addProtectedRange": {"protectedRange": CORNER}}, EDITOR)["protectedRange"]
    assert answer["editors"]["users"] == [EDITOR.email, OWNER.email]
    assert answer["requestingUserCanEdit"]
    warning = reply(book(), {"addProtectedRange": {"protectedRange": CORNER | {"warningOnly": True, "editors": None}}})
    assert warning["protectedRange"]["editors"] == {}


CELLS = st.builds(
    lambda row, column: {"sheetId": 0, "rowIndex": row, "columnIndex": column}, st.integers(0, 8), st.integers(0, 4)
)
SPANS = st.sampled_from(["A1:B2", "B2:D5", "A:A", "2:3", "C3:C3"]).map(span)
LINES = st.tuples(st.integers(0, 6), st.integers(1, 4)).map(lambda one: (one[0], one[0] + one[1]))
REQUESTS: st.SearchStrategy[Any] = st.one_of(
    CELLS.map(
        lambda at: {
            "updateCells": {"start": at, "rows": [{"values": [{"userEnteredValue": {"stringValue": "n"}}]}], "fields": "*"}
        }
    ),
    SPANS.map(lambda where: {"updateCells": {"range": where, "fields": "userEnteredValue"}}),
    LINES.map(lambda ends: {"insertDimension": {"range": rows(*ends)}}),
    LINES.map(lambda ends: {"deleteDimension": {"range": rows(*ends)}}),
    LINES.map(lambda ends: {"deleteDimension": {"range": columns(*ends)}}),
    st.tuples(LINES, st.integers(0, 9)).map(lambda one: {"moveDimension": {"source": rows(*one[0]), "destinationIndex": one[1]}}),
    SPANS.map(lambda where: {"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": 0}]}}),
    SPANS.map(lambda where: {"mergeCells": {"range": where, "mergeType": "MERGE_ALL"}}),
    SPANS.map(lambda where: {"addNamedRange": {"namedRange": {"name": "Any", "range": where}}}),
    SPANS.map(lambda where: {"addTable": {"table": {"name": "T", "range": where}}}),
    SPANS.map(lambda where: {"addProtectedRange": {"protectedRange": {"range": where}}}),
    st.tuples(SPANS, CELLS).map(lambda one: {"cutPaste": {"source": one[0], "destination": one[1]}}),
    st.just({"findReplace": {"find": "x", "replacement": "=A1", "allSheets": True}}),
    st.just({"addSheet": {"properties": {"title": "Two"}}}),
    st.just({"deleteSheet": {"sheetId": 0}}),
    st.just({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Other"}, "fields": "title"}}),
    st.just({"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}}),
)


def refused(made: Spreadsheet, requests: list[Json], who: Caller) -> None:
    """Send a batch; if it is refused, then as Google refuses."""
    with suppress(ApiError):
        after(made, *requests, who=who)
        return
    with pytest.raises(ApiError, match=r"^Invalid requests\["):
        after(made, *requests, who=who)


@settings(max_examples=120, deadline=None)
@given(st.lists(REQUESTS, min_size=1, max_size=6), st.sampled_from([OWNER, EDITOR]))
def test_a_batch_that_is_refused_changes_nothing(requests: list[Json], who: Any) -> None:
    cells = {"A1": "x", "A2": 2, "B1": "=A1&A2", "B3": "=SUM(A:A)+Two!A1", "C3": True, "D4": "=B3"}
    made = after(
        book(One=cells, Two={"A1": "=One!A2"}),
        {"addProtectedRange": {"protectedRange": {"range": span("D4:D4")}}},
        {"mergeCells": {"range": span("E1:F2"), "mergeType": "MERGE_ALL"}},
    )
    before = repr(made)
    for broken in (requests, [*requests, {"deleteSheet": {"sheetId": 404}}]):
        refused(made, broken, who)
        assert repr(made) == before
