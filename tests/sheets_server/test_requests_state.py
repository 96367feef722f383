"""Whatever is asked of a spreadsheet, what it then shows is what Google could show."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_server import discovery, formulas, grid
from sheets_server.errors import ApiError
from sheets_server.requests_fixture import OWNER, after, book
from sheets_server.spreadsheet import Json, shown
from sheets_server.test_requests_protections import REQUESTS
from sheets_server.test_requests_structure import PLACED

pytest.importorskip("jsonschema")
CELLS = {"A5": "x", "B1": "=A5", "C1": 2.5, "D1": True, "E7": "=SUM(A1:B9)"}


@settings(max_examples=60, deadline=None)
@given(st.lists(REQUESTS, min_size=1, max_size=6))
def test_any_requests_leave_a_spreadsheet_as_the_api_describes_it(requests: list[Json]) -> None:
    made = after(book(One=CELLS, Two={"A1": "=One!A5"}), *PLACED)
    for one in requests:
        with contextlib.suppress(ApiError):
            made = after(made, one)
    formulas.calculate(made)
    answer = shown(grid.whole(made, OWNER.email, OWNER.owner, [], {}, with_data=True))
    assert not discovery.faults("sheets", "Spreadsheet", answer)
    for sheet in made.sheets:
        assert all(row < sheet.row_count and column < sheet.column_count for row, column in sheet.cells)
        ends = [(one["endRowIndex"], one["endColumnIndex"]) for one in sheet.merges]
        assert all(row <= sheet.row_count and column <= sheet.column_count for row, column in ends)
