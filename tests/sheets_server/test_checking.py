"""The quick check of everything that passes, against the slow one by JSON Schema."""

from typing import Any

import pytest

pytest.importorskip("jsonschema")

from sheets_server import checking, discovery

LONG = [{"values": [{"note": "x"}]}] * 100


@pytest.mark.parametrize(
    ("message", "given", "fits"),
    [
        ("CellData", {"note": "x", "userEnteredValue": {"numberValue": 1}}, True),
        ("CellData", {"note": 5}, False),
        ("CellData", {"remark": "x"}, False),
        ("GridRange", {"sheetId": True}, False),
        ("GridRange", {"sheetId": 1.5}, False),
        ("Sheet", {"merges": {}}, False),
        ("Sheet", {"data": [{"rowData": LONG}]}, True),
        ("Sheet", {"data": [{"rowData": [*LONG, {"cells": []}]}]}, False),
        ("ValueRange", {"values": [["x", 1, True, None]], "majorDimension": "ROWS"}, True),
        ("ValueRange", {"majorDimension": "LINES"}, False),
        ("BasicFilter", {"criteria": {"0": {"hiddenValues": ["x"]}}}, True),
        ("BasicFilter", {"criteria": {"0": {"hiddenValue": ["x"]}}}, False),
    ],
)
def test_it_says_the_same_as_json_schema(message: str, given: Any, fits: bool) -> None:  # noqa: FBT001
    assert bool(checking.faults("sheets", message, given)) is not fits
    assert bool(discovery.faults("sheets", message, given)) is not fits


def test_it_says_where_the_fault_is() -> None:
    assert checking.faults("sheets", "Sheet", {"data": [{"rowData": [{"values": [{"color": 1}]}]}]}) == [
        "Sheet.data[0].rowData[0].values[0]: CellData has no field 'color'"
    ]
