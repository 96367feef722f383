"""Developer metadata: what finds it, where it goes, where it shows."""

from typing import Any

import pytest

from sheets_server import formulas, grid
from sheets_server.fields import parse
from sheets_server.requests.metadata import found
from sheets_server.requests_fixture import after, book, rows, typed
from sheets_server.spreadsheet import Json, Spreadsheet


def note(number: int, location: Json) -> Json:
    given = {"metadataId": number, "metadataKey": f"key{number}", "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": given}}


@pytest.fixture
def made() -> Spreadsheet:
    """Notes at row 2 (1), row 4 (2), the tab (3) and the spreadsheet (4)."""
    cells = {"A2": 30, "A3": 20, "A4": 10}
    places: list[Json] = [
        {"dimensionRange": rows(1, 2)},
        {"dimensionRange": rows(3, 4)},
        {"sheetId": 0},
        {"spreadsheet": True},
    ]
    return after(book(Sheet1=cells), *(note(number, place) for number, place in enumerate(places, start=1)))


@pytest.mark.parametrize(
    ("lookup", "numbers"),
    [
        ({}, [1, 2, 3, 4]),
        ({"metadataKey": "key2"}, [2]),
        ({"locationType": "ROW"}, [1, 2]),
        ({"locationType": "SPREADSHEET"}, [4]),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "INTERSECTING_LOCATION"}, [1, 2, 3]),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "EXACT_LOCATION"}, [3]),
        ({"metadataLocation": {"dimensionRange": rows(0, 2)}}, [1]),
        ({"metadataLocation": {"dimensionRange": rows(0, 2)}, "locationMatchingStrategy": "EXACT_LOCATION"}, []),
        ({"metadataLocation": {"dimensionRange": rows(1, 2)}, "locationMatchingStrategy": "EXACT_LOCATION"}, [1]),
        ({"metadataLocation": {"spreadsheet": True}}, [4]),
    ],
)
def test_a_lookup_finds(made: Spreadsheet, lookup: Json, numbers: list[int]) -> None:
    assert found(made, {"developerMetadataLookup": lookup}) == numbers


def test_a_range_finds_what_lies_across_it(made: Spreadsheet) -> None:
    assert found(made, {"a1Range": "A1:A2"}) == [1, 3]


def starts(made: Spreadsheet) -> list[Any]:
    return [one["location"]["dimensionRange"]["startIndex"] for one in made.metadata.values() if "metadataId" in one][:2]


def test_it_follows_its_row_through_everything(made: Spreadsheet) -> None:
    made.metadata = {number: entry for number, entry in made.metadata.items() if number < 3}
    assert starts(after(made, {"insertDimension": {"range": rows(0, 2)}})) == [3, 5]
    assert starts(after(made, {"moveDimension": {"source": rows(1, 2), "destinationIndex": 5}})) == [4, 2]
    order = {"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 4}, "sortSpecs": [{"dimensionIndex": 0}]}}
    assert starts(after(made, order)) == [3, 1]
    assert list(after(made, {"deleteDimension": {"range": rows(1, 2)}}).metadata) == [2]


def test_it_shows_at_its_row(made: Spreadsheet) -> None:
    formulas.calculate(made)
    mask = parse("sheets.data.rowMetadata.developerMetadata.metadataId")
    shown = grid.whole(made, "o", "o", [], mask, with_data=True)["sheets"][0]["data"][0]["rowMetadata"]
    assert shown[:4] == [{}, {"developerMetadata": [{"metadataId": 1}]}, {}, {"developerMetadata": [{"metadataId": 2}]}]


def test_rows_that_do_not_show_stay_where_they_are_when_others_are_sorted(made: Spreadsheet) -> None:
    hide = {"updateDimensionProperties": {"range": rows(2, 3), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}}
    order = {"sortRange": {"range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 4}, "sortSpecs": [{"dimensionIndex": 0}]}}
    assert typed(after(made, hide, order)) == {"A2": 10, "A3": 20, "A4": 30}
    made.sheets[0].put((2, 0), userEnteredValue={"numberValue": 99})
    assert typed(after(made, hide, order)) == {"A2": 10, "A3": 99, "A4": 30}
