"""What cells look like once formulas, links and conditional formats have had their say."""

from typing import Any

import pytest

from sheets_server import formulas, grid
from sheets_server.fields import parse
from sheets_server.ranges import resolve
from sheets_server.requests_fixture import OWNER, after, book, span
from sheets_server.spreadsheet import Json, Spreadsheet
from sheets_server.values_api import get, update

DAY = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
MONEY = {"numberFormat": {"type": "CURRENCY", "pattern": '"$"#,##0.00'}}


def styled(made: Spreadsheet, a1: str, style: Json) -> Spreadsheet:
    cell = {"cell": {"userEnteredFormat": style}, "fields": "userEnteredFormat"}
    return after(made, {"repeatCell": {"range": span(a1)} | cell})


def cell(made: Spreadsheet, a1: str, field: str) -> Any:
    formulas.calculate(made)
    mask = parse(f"sheets.data.rowData.values.{field}")
    shown = grid.whole(made, "owner@example.com", "owner@example.com", [resolve(made, a1)], mask, with_data=True)
    return shown["sheets"][0]["data"][0]["rowData"][0]["values"][0].get(field)


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=A1", "2026-03-05"),
        ("=A1+1", "2026-03-06"),
        ("=A2-A1", "3"),
        ("=MAX(A1:A2)", "2026-03-08"),
        ("=IF(TRUE, A1, 0)", "2026-03-05"),
        ('=IFERROR(VLOOKUP("x", C1:D2, 2, FALSE), "")', "2026-03-05"),
        ("=YEAR(A1)", "2026"),
        ("=COUNT(A1:A2)", "2"),
        ("=EDATE(A1, 1)", "4/5/2026"),
        ("=DATE(2026, 1, 2)", "1/2/2026"),
        ("=SUM(B1:B2)", "$30.00"),
        ("=B1*3", "$30.00"),
        ('=A1&""', "46086"),
    ],
)
def test_a_formula_shows_like_what_it_is_made_of(formula: str, shown: str) -> None:
    made = book(Sheet1={"A1": 46086, "A2": 46089, "B1": 10, "B2": 20, "C1": "x", "D1": 46086, "E1": formula})
    made = styled(styled(styled(made, "A1:A2", DAY), "B1:B2", MONEY), "D1", DAY)
    assert cell(made, "E1", "formattedValue") == shown


def test_effective_format_says_which_number_format_a_formula_came_to() -> None:
    made = styled(book(Sheet1={"A1": 46086, "B1": "=A1"}), "A1", DAY)
    assert cell(made, "B1", "effectiveFormat")["numberFormat"] == DAY["numberFormat"]
    assert cell(made, "B1", "userEnteredFormat") is None


def rule(a1: str, condition: Json, style: Json) -> Json:
    given = {"ranges": [span(a1)], "booleanRule": {"condition": condition, "format": style}}
    return {"addConditionalFormatRule": {"rule": given, "index": 0}}


@pytest.mark.parametrize(
    ("condition", "bold"),
    [
        ({"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "15"}]}, [False, True, False]),
        (
            {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}, {"userEnteredValue": "=5+5"}]},
            [True, False, False],
        ),
        ({"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "OR"}]}, [False, False, True]),
        ({"type": "NOT_BLANK"}, [True, True, True]),
        ({"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2>15"}]}, [True, True, False]),
    ],
)
def test_conditional_formats_are_part_of_effective_format(condition: Json, bold: list[bool]) -> None:
    made = book(Sheet1={"A1": 10, "A2": 20, "A3": "word"})
    made = after(made, rule("A1:A3", condition, {"textFormat": {"bold": True}}))
    assert [cell(made, name, "effectiveFormat")["textFormat"]["bold"] for name in ("A1", "A2", "A3")] == bold


def test_of_two_conditional_formats_the_first_decides() -> None:
    red, blue = {"backgroundColor": {"red": 1}}, {"backgroundColor": {"blue": 1}, "textFormat": {"italic": True}}
    made = after(book(Sheet1={"A1": 1}), rule("A1", {"type": "NOT_BLANK"}, blue), rule("A1", {"type": "NOT_BLANK"}, red))
    shown = cell(made, "A1", "effectiveFormat")
    assert (shown["backgroundColor"], shown["textFormat"]["italic"]) == ({"red": 1}, True)


def test_a_colour_scale_colours_by_the_number() -> None:
    white, red = {"red": 1, "green": 1, "blue": 1}, {"red": 1}
    ends = {"minpoint": {"type": "MIN", "color": white}, "maxpoint": {"type": "MAX", "color": red}}
    scale = {"addConditionalFormatRule": {"rule": {"ranges": [span("A1:A3")], "gradientRule": ends}, "index": 0}}
    made = after(book(Sheet1={"A1": 0, "A2": 5, "A3": 10}), scale)
    assert cell(made, "A1", "effectiveFormat")["backgroundColor"] == white
    assert cell(made, "A2", "effectiveFormat")["backgroundColor"] == {"red": 1, "green": 0.49803922, "blue": 0.49803922}
    assert cell(made, "A3", "effectiveFormat")["backgroundColor"] == red


def test_a_link_is_told_and_looks_like_one() -> None:
    made = book(Sheet1={"A1": '=HYPERLINK("https://example.com/b", "label")', "B1": "label", "C1": '=HYPERLINK(D1, "x")'})
    made = after(made, {"updateCells": {"start": {"columnIndex": 3}, "rows": [], "fields": "note"}})
    made.sheets[0].put((0, 3), userEnteredValue={"stringValue": "https://example.com/d"})
    made = styled(made, "B1", {"textFormat": {"link": {"uri": "https://example.com/a"}}})
    assert [cell(made, name, "hyperlink") for name in ("A1", "B1", "C1", "D1")] == [
        "https://example.com/b",
        "https://example.com/a",
        "https://example.com/d",
        None,
    ]
    shown = cell(made, "A1", "effectiveFormat")
    assert shown["hyperlinkDisplayType"] == "LINKED"
    assert shown["textFormat"]["underline"] is True
    assert shown["textFormat"]["link"] == {"uri": "https://example.com/b"}
    assert cell(made, "A1", "formattedValue") == "label"


def test_an_address_typed_becomes_a_link_one_written_raw_does_not() -> None:
    made = book()
    update(made, OWNER, {"values": [["https://example.com/x"]]}, {"valueInputOption": "USER_ENTERED"}, "A1")
    update(made, OWNER, {"values": [["https://example.com/x"]]}, {"valueInputOption": "RAW"}, "A2")
    assert [cell(made, name, "hyperlink") for name in ("A1", "A2")] == ["https://example.com/x", None]


def test_dates_among_formulas_come_as_asked_for() -> None:
    made = styled(book(Sheet1={"A1": 46086, "B1": "=A1"}), "A1", DAY)
    formulas.calculate(made)
    asked = {"valueRenderOption": "FORMULA"}
    assert get(made, resolve(made, "A1:B1"), asked)["values"] == [[46086, "=A1"]]
    assert get(made, resolve(made, "A1:B1"), asked | {"dateTimeRenderOption": "FORMATTED_STRING"})["values"] == [
        ["2026-03-05", "=A1"]
    ]
