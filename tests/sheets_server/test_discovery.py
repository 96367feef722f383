import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sheets_server.errors import ApiError

pytest.importorskip("googleapiclient")
pytest.importorskip("jsonschema")

from sheets_server import discovery

UNKNOWN = "Invalid JSON payload received. Unknown name \"{}\" at '{}': Cannot find field."
TYPES = "type.googleapis.com/google.apps.sheets.v4."
NOT_REPEATING = "Proto field is not repeating, cannot start list"
BATCH = "BatchUpdateSpreadsheetRequest"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            {"requests": [{"DeleteRange": {}}]},
            "Invalid JSON payload received. Unknown name \"DeleteRange\" at 'requests[0]': Cannot find field.",
        ),
        (
            {"requests": [{"updateSheetProperties": {"properties": {"headerValues": []}}}]},
            UNKNOWN.format("headerValues", "requests[0].update_sheet_properties.properties"),
        ),
        ({"requets": []}, 'Invalid JSON payload received. Unknown name "requets": Cannot find field.'),
        (
            {"requests": [{"deleteSheet": {"sheetId": "first"}}]},
            "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"first\"",
        ),
        (
            {"requests": [{"mergeCells": {"mergeType": "MERGE"}}]},
            f"Invalid value at 'requests[0].merge_cells.merge_type' ({TYPES}MergeCellsRequest.MergeType), \"MERGE\"",
        ),
        (
            {"requests": [{"addSheet": {}, "deleteSheet": {"sheetId": 1}}]},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
        (
            {"requests": [{"addSheet": {"properties": {"title": 5}}}]},
            "Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 5",
        ),
        (
            {"requests": [{"addSheet": []}]},
            UNKNOWN.format("addSheet", "requests[0]").replace(
                "Cannot find field", "Proto field is not repeating, cannot start list"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_googles_words(body: Any, refusal: str) -> None:
    with pytest.raises(ApiError) as caught:
        discovery.read_request("sheets", BATCH, body)
    assert (caught.value.code, caught.value.message) == (400, refusal)
    assert caught.value.details is not None
    assert caught.value.details[0]["fieldViolations"][0]["description"] == refusal


def test_every_slip_is_told_at_once() -> None:
    with pytest.raises(ApiError) as caught:
        discovery.read_request("sheets", BATCH, {"requests": [{"x": 1}, {"y": 1}]})
    assert caught.value.message.count("Cannot find field.") == 2


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"delete_sheet": {"sheet_id": 7}}, {"deleteSheet": {"sheetId": 7}}),
        ({"deleteSheet": {"sheetId": "7"}}, {"deleteSheet": {"sheetId": 7}}),
        ({"deleteSheet": {"sheetId": 7.0}}, {"deleteSheet": {"sheetId": 7}}),
        ({"deleteSheet": {"sheetId": None}}, {"deleteSheet": {}}),
        ({"findReplace": {"allSheets": "true"}}, {"findReplace": {"allSheets": True}}),
    ],
)
def test_requests_are_read_as_leniently_as_google_does(given: Any, read: Any) -> None:
    assert discovery.read_request("sheets", BATCH, {"requests": [given]}) == {"requests": [read]}


@pytest.mark.parametrize(
    ("verb", "path", "method"),
    [
        ("GET", "/v4/spreadsheets/abc?fields=x", "sheets.spreadsheets.get"),
        ("POST", "/v4/spreadsheets/abc:batchUpdate", "sheets.spreadsheets.batchUpdate"),
        ("POST", "/v4/spreadsheets/abc/values/A1:append", "sheets.spreadsheets.values.append"),
        ("PUT", "/v4/spreadsheets/abc/values/%27a%2Fb%27%21A1", "sheets.spreadsheets.values.update"),
        ("GET", "/drive/v3/files/abc/export?mimeType=x", "drive.files.export"),
        ("POST", "/upload/drive/v3/files", "drive.files.create"),
    ],
)
def test_an_address_leads_to_its_method(verb: str, path: str, method: str) -> None:
    found = discovery.method_for(verb, path)
    assert found is not None
    assert found.id == method


def test_lists_inside_the_list_of_requests_are_opened() -> None:
    given = {"requests": [[{"deleteSheet": {"sheetId": 1}}]]}
    assert discovery.read_request("sheets", BATCH, given) == {"requests": [{"deleteSheet": {"sheetId": 1}}]}


def test_an_answer_with_something_google_never_sends_is_found_out() -> None:
    body = {"spreadsheetId": "abc", "replies": [{"addSheet": {"properties": {"titel": "x"}}}]}
    assert discovery.answer_faults("POST", "/v4/spreadsheets/abc:batchUpdate", 200, body)
    body["replies"] = [{"addSheet": {"properties": {"title": "x"}}}]
    assert not discovery.answer_faults("POST", "/v4/spreadsheets/abc:batchUpdate", 200, body)


def test_recorded_traffic_fits(shared_data: Callable[[str], Path]) -> None:
    answers = 0
    for cassette in sorted((shared_data("google") / "cassettes").glob("*.json")):
        for turn in json.loads(cassette.read_text(encoding="utf-8"))["interactions"]:
            request, response = turn["request"], turn["response"]
            path, status = "/" + request["uri"].split("/", 3)[3], response["status"]["code"]
            answers += 1
            assert not discovery.answer_faults(request["method"], path, status, parsed(response["body"].get("string", "")))
            method = discovery.method_for(request["method"], path)
            sent = parsed(request["body"] or "")
            if method and method.request and sent is not None and status < 400:
                at = "data" if method.id.endswith(("values.update", "values.append")) else ""
                discovery.read_request(method.api, method.request, sent, at)
    assert answers


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
