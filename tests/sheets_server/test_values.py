"""Reading and writing values at the edges: beyond the grid, under merged cells, where several writes go together."""

from collections.abc import Iterator
from typing import Any

import pytest

from sheets_server.auth import Accounts
from sheets_server.drive import World
from sheets_server.errors import ApiError
from sheets_server.ranges import Area, resolve
from sheets_server.requests_fixture import OWNER as CALLER
from sheets_server.requests_fixture import after, book, span, typed
from sheets_server.running import OWNER, Running, serve
from sheets_server.values_api import update

requests = pytest.importorskip("requests")


@pytest.fixture
def server() -> Iterator[Running]:
    with serve(World(), Accounts(anybody=OWNER)) as running:
        yield running


@pytest.mark.parametrize(
    ("verb", "path", "body", "refusal"),
    [
        (
            "POST",
            "/values:batchUpdate",
            {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [["x"]]}, {"range": "No!A1", "values": [["x"]]}]},
            "Invalid data[1]: Unable to parse range: No!A1",
        ),
        (
            "POST",
            "/values:batchClear",
            {"ranges": ["A221:ZZ", "A1001:B"]},
            "Invalid range[1]: Range (Sheet1!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            "PUT",
            "/values/A1?valueInputOption=RAW",
            {"range": "Sheet1!A1", "values": [["x"]]},
            "Request range[A1] does not match value's range[Sheet1!A1]",
        ),
        (
            "PUT",
            "/values/A999?valueInputOption=RAW",
            {"values": [["x"]] * 3},
            "Requested writing within range [A999], but tried writing to row [1001]",
        ),
        ("GET", "/values/Table1", None, "Unable to parse range: Table1"),
        (
            "POST",
            ":getByDataFilter",
            {"dataFilters": [{"gridRange": {"startRowIndex": 2000}}]},
            "Range (Sheet1!2001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            "POST",
            "/:batchUpdate",
            {"requests": [{"repeatCell": {"range": {"startColumnIndex": 26, "endRowIndex": 2}, "cell": {}, "fields": "note"}}]},
            "Invalid requests[0].repeatCell: Range (Sheet1!AA:2) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_refusals_are_googles(server: Running, verb: str, path: str, body: Any, refusal: str) -> None:
    address = f"{server.base}/v4/spreadsheets/{server.spreadsheet().id}{path}"
    answer = requests.request(verb, address, json=body, headers={"Authorization": "Bearer x"}, timeout=60)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, refusal)


@pytest.mark.parametrize(
    ("area", "name"),
    [
        ((1000, 0, None, 2), "Sheet1!A1001:B"),
        ((1000, 0, 1001, 2), "Sheet1!A1001:B1001"),
        ((0, 26, 2, 27), "Sheet1!AA1:AA2"),
        ((0, 26, 2, None), "Sheet1!AA1:2"),
        ((1000, 0, 1001, 1), "Sheet1!A1001"),
        ((None, None, None, None), "Sheet1"),
    ],
)
def test_refusals_name_a_range_as_it_was_asked_for(area: tuple[int | None, ...], name: str) -> None:
    assert Area(book().sheets[0], *area).asked() == name


def test_repeat_cell_goes_as_far_as_the_grid_and_does_nothing_where_there_is_no_cell() -> None:
    cell = {"cell": {"userEnteredValue": {"numberValue": 1}}, "fields": "userEnteredValue"}
    made = after(book(), {"repeatCell": {"range": span("A19:A19") | {"endRowIndex": 30}} | cell})
    assert typed(made) == {"A19": 1, "A20": 1}
    empty = {"sheetId": 0, "startRowIndex": 3, "endRowIndex": 3}
    assert typed(after(book(), {"repeatCell": {"range": empty} | cell})) == {}
    with pytest.raises(ApiError, match="exceeds grid limits"):
        after(book(), {"repeatCell": {"range": empty | {"startRowIndex": 20, "endRowIndex": 21}} | cell})


def test_values_for_cells_under_a_merged_one_are_passed_over() -> None:
    made = after(book(), {"mergeCells": {"range": span("A1:B1")}})
    answer = update(made, CALLER, {"values": [["x", "y", "z"]]}, {"valueInputOption": "RAW"}, "A1")
    assert typed(made) == {"A1": "x", "C1": "z"}
    assert answer["updatedCells"] == 2


def test_a_name_without_a_tab_is_a_named_range_first() -> None:
    named = {"addNamedRange": {"namedRange": {"name": "Sheet1", "range": span("B2:C3")}}}
    made = after(book(), named)
    assert [resolve(made, text).a1() for text in ("Sheet1", "'Sheet1'", "Sheet1!A1")] == [
        "Sheet1!B2:C3",
        "Sheet1!A1:J20",
        "Sheet1!A1",
    ]
