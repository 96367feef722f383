"""What the API says of a spreadsheet, and what a snapshot then holds: the same as the xlsx reader gives for the same book."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.books.google.reading.richtext import run_xml
from sheets_crm.books.google.reading.snapshot import Reading, to_reading
from sheets_crm.model.cells import CellError, CellValue, Kind, RichText
from sheets_crm.model.snapshot import Area, Chart, Grid, ListObject, PivotTable, Series, Validation
from sheets_crm.model.witness import Saved

Json = dict[str, Any]
DATE, DATE_TIME, TIME = ({"type": kind} for kind in ("DATE", "DATE_TIME", "TIME"))


def typed(value: Any, shown: Json | None = None, **more: Any) -> Json:
    """A cell in which a person entered a value."""
    told = value_of(value)
    return formatted({"userEnteredValue": told, "effectiveValue": told, **more}, shown)


def formula(text: str, value: Any = None, shown: Json | None = None) -> Json:
    told = {} if value is None else {"effectiveValue": value if isinstance(value, dict) else value_of(value)}
    return formatted({"userEnteredValue": {"formulaValue": text}, **told}, shown)


def spilled(value: Any) -> Json:
    return {"effectiveValue": value_of(value)}


def formatted(cell: Json, shown: Json | None) -> Json:
    return cell | ({"effectiveFormat": {"numberFormat": shown}} if shown else {})


def value_of(value: Any) -> Json:
    name = "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    return {name: value}


def sheet(rows: list[list[Json]] = [], title: str = "Лист", sheet_id: int = 0, **more: Any) -> Json:  # noqa: B006 - never changed
    size = {"rowCount": 1000, "columnCount": 26}
    properties = {"sheetId": sheet_id, "title": title, "gridProperties": size, **more.pop("properties", {})}
    data = {"rowData": [{"values": row} if row else {} for row in rows], **more.pop("data", {})}
    return {"properties": properties, "data": [data], **more}


def read(*sheets: Json, **more: Any) -> Reading:
    properties = {"title": "Клиенты", "locale": "ru_RU", "timeZone": "Europe/Moscow"} | more.pop("properties", {})
    saved = Saved(datetime(2026, 3, 4, 9, 30), "Анна")
    return to_reading({"properties": properties, "sheets": list(sheets), **more}, "version 7", saved)


def grid(*rows: list[Json], **more: Any) -> Grid:
    return read(sheet(list(rows), **more)).snapshot.grids["Лист"]


TICKED, UNTICKED = typed(value=True), typed(value=False)


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        (typed("Анна"), Kind.TEXT, "Анна"),
        (typed("007", {"type": "TEXT"}), Kind.TEXT, "007"),
        (typed(1.5), Kind.NUMBER, 1.5),
        (typed(12), Kind.NUMBER, 12),
        (typed(0.25, {"type": "PERCENT", "pattern": "0%"}), Kind.NUMBER, 0.25),
        (typed(46000, {"type": "NUMBER", "pattern": "0"}), Kind.NUMBER, 46000),
        (TICKED, Kind.BOOL, True),
        (UNTICKED, Kind.BOOL, False),
        (typed(46085, DATE), Kind.DATE, date(2026, 3, 4)),
        (typed(46085.5, DATE_TIME | {"pattern": "dd.mm.yyyy hh:mm"}), Kind.DATE, datetime(2026, 3, 4, 12)),
        (typed(0.5, TIME), Kind.DATE, time(12)),
        (typed(1.5, TIME | {"pattern": "[h]:mm:ss"}), Kind.NUMBER, 1.5),
        (typed(61, DATE), Kind.DATE, date(1900, 3, 1)),
        (typed(60, DATE), Kind.NUMBER, 60),
        (typed(2, DATE), Kind.NUMBER, 2),
        (typed("text", DATE), Kind.TEXT, "text"),
        (formula("=1/0", {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "…"}}), Kind.ERROR, CellError("#DIV/0!")),
        (formula("=x", {"errorValue": {"type": "NAME"}}), Kind.ERROR, CellError("#NAME?")),
        (formula("=x", {"errorValue": {"type": "N_A"}}), Kind.ERROR, CellError("#N/A")),
        (formula("=x", {"errorValue": {"type": "LOADING"}}), Kind.ERROR, CellError("Loading...")),
        (formula("=x", {"errorValue": {"type": "NEW_KIND"}}), Kind.ERROR, CellError("#ERROR!")),
        (formula("=A1", "Анна"), Kind.TEXT, "Анна"),
        (formula('=""', ""), Kind.EMPTY, None),
        (formula("=A9"), Kind.EMPTY, None),
        (formula("=TODAY()", 46085, DATE), Kind.DATE, date(2026, 3, 4)),
        ({"userEnteredValue": {"stringValue": "x"}}, Kind.TEXT, "x"),
    ],
)
def test_a_cell_is_what_it_shows(cell: Json, kind: Kind, value: CellValue) -> None:
    column = grid([cell]).columns[1]
    assert column.cells.kinds.tolist() == [kind]
    assert column.cells[0] == value
    assert type(column.cells[0]) is type(value)
    told = cell["userEnteredValue"].get("formulaValue")
    assert column.cells.formulas == ({0: told} if told else {})


def test_cells_stand_in_their_rows_and_columns() -> None:
    found = grid([typed("a"), {}, typed("c")], [], [{}, typed(2)], [typed("d")])
    assert {at: (column.rows.tolist(), column.cells.values()) for at, column in found.columns.items()} == {
        1: ([1, 4], ["a", "d"]),
        2: ([3], [2]),
        3: ([1], ["c"]),
    }
    assert found.last_row == 4


def test_cells_that_hold_nothing_are_no_cells() -> None:
    empty = typed("")
    styled = {"effectiveFormat": {"numberFormat": DATE}, "dataValidation": {"condition": {"type": "DATE_IS_VALID"}}}
    assert not grid([{}, styled, empty, {"userEnteredValue": {}}]).columns


def test_parts_of_a_sheet_are_put_together() -> None:
    one = sheet([[typed("a")]])
    one["data"] += [
        {
            "startRow": 10,
            "startColumn": 2,
            "rowData": [{"values": [typed("b"), typed("c")]}],
            "rowMetadata": [{"hiddenByUser": True}],
        },
        {"startRow": 5, "rowData": [{"values": [typed("d")]}]},
    ]
    found = read(one).snapshot.grids["Лист"]
    assert found.value(1, 1) == "a"
    assert (found.value(11, 3), found.value(11, 4)) == ("b", "c")
    assert found.columns[1].rows.tolist() == [1, 6]
    assert found.hidden_rows == {11}


def test_formats_are_known_by_their_codes() -> None:
    shown = {"type": "DATE", "pattern": "dd.mm.yyyy"}
    reading = read(sheet([[typed(1, shown), typed(2)], [typed(3, DATE), typed(4, {"type": "CURRENCY", "pattern": "#,##0 ₽"})]]))
    codes, columns = reading.snapshot.number_formats, reading.snapshot.grids["Лист"].columns
    assert {at: [codes[place] for place in column.formats] for at, column in columns.items() if column.formats is not None} == {
        1: ["dd.mm.yyyy", "dd.mm.yyyy"],
        2: ["General", "#,##0 ₽"],
    }


def test_what_a_formula_spills_is_told_from_what_is_typed() -> None:
    spill = formula("=ARRAYFORMULA(A2:A9)", "x")
    found = grid(
        [typed("Имя"), typed("Тип"), formula('={"Сумма","Доля"}', "Сумма"), spilled("Доля")],
        [typed("Анна"), spill, spilled(1), spilled(2)],
        [typed("Олег"), spilled("y"), typed(5), spilled(3)],
        [typed("Яна"), typed("своё"), typed(6)],
        [typed("Ян"), spilled("за ним")],
    )
    assert found.columns[2].cells.formulas == {1: "=ARRAYFORMULA(A2:A9)", 2: "=ARRAYFORMULA(A2:A9)"}
    assert found.columns[3].cells.formulas == {0: '={"Сумма","Доля"}', 1: '={"Сумма","Доля"}'}
    assert found.columns[4].cells.formulas == {0: '={"Сумма","Доля"}', 1: '={"Сумма","Доля"}'}
    assert not found.columns[1].cells.formulas


def test_what_spills_below_a_row_for_which_it_comes_to_nothing_is_the_formulas_still() -> None:
    """And an empty text is something, too: whatever is typed there breaks the formula."""
    text = '=ARRAYFORMULA(IF(A2:A="";"";LEN(A2:A)))'
    found = grid([typed("Имя"), typed("Длина")], [typed("Анна"), formula(text, 4)], [{}, spilled("")], [typed("Ян"), spilled(2)])
    assert found.columns[2].cells.formulas == {1: text, 2: text, 3: text}
    assert found.value(3, 2) is None


BOLD = {"startIndex": 5, "format": {"bold": True, "foregroundColorStyle": {"rgbColor": {"red": 1}}, "fontSize": 12}}


@pytest.mark.parametrize(
    ("text", "runs", "expected"),
    [
        ("Анна Иванова", [BOLD], [("Анна ", ""), ("Иванова", '<b/><color rgb="FFFF0000"/><sz val="12"/>')]),
        (
            "🙂ана Иванова",
            [{**BOLD, "startIndex": 6}],
            [("🙂ана ", ""), ("Иванова", '<b/><color rgb="FFFF0000"/><sz val="12"/>')],
        ),
        ("a<b & c", [{"format": {"italic": True}}, {"startIndex": 3}], [("a<b", "<i/>"), (" & c", "")]),
        (
            "link",
            [{"startIndex": 2, "format": {"underline": True, "fontFamily": 'A"b'}}],
            [("li", ""), ("nk", "<u/><rFont val='A\"b'/>")],
        ),
    ],
)
def test_text_of_several_formats_keeps_its_runs(text: str, runs: list[Json], expected: list[tuple[str, str]]) -> None:
    value = grid([typed(text, textFormatRuns=runs)]).columns[1].cells[0]
    assert isinstance(value, RichText)
    assert value == text
    parts = [part.partition("</rPr>") for part in value.runs.split("</r>")[:-1]]
    assert len(parts) == len(expected)
    assert value.runs.count("<b/>") == sum("<b/>" in shown for _, shown in expected)
    assert all(f"<rPr>{shown}</rPr>" in value.runs for _, shown in expected if shown)


@pytest.mark.parametrize(
    "runs",
    [
        [{"format": {"bold": True}}],
        [{"format": {}}, {"startIndex": 2, "format": {}}],
        [{"startIndex": 4, "format": {"bold": True}}],
    ],
)
def test_text_of_one_format_is_plain(runs: list[Json]) -> None:
    value = grid([typed("Анна", textFormatRuns=runs)]).columns[1].cells[0]
    assert type(value) is str


def test_a_chip_is_read_as_what_it_stands_for() -> None:
    chips = [{"startIndex": 6, "chip": {"personProperties": {"email": "anna@example.com"}}}, {"startIndex": 7}]
    value = grid([typed("ведёт @!", chipRuns=chips)]).columns[1].cells[0]
    assert value == "ведёт anna@example.com!"
    assert isinstance(value, RichText)
    assert value.runs == run_xml("ведёт anna@example.com!", {})


def rule(kind: str, *values: str) -> Json:
    return {
        "dataValidation": {"condition": {"type": kind, "values": [{"userEnteredValue": one} for one in values]}, "strict": True}
    }


@pytest.mark.parametrize(
    ("told", "kind", "first", "second"),
    [
        (rule("ONE_OF_RANGE", "=Списки!$A$2:$A$9"), "list", "Списки!$A$2:$A$9", ""),
        (rule("ONE_OF_LIST", "да", "нет"), "list", '"да,нет"', ""),
        (rule("BOOLEAN"), "list", '"TRUE,FALSE"', ""),
        (rule("DATE_BETWEEN", "2026-01-01", "2026-12-31"), "date", "2026-01-01", "2026-12-31"),
        (rule("DATE_IS_VALID"), "date", "", ""),
        (rule("NUMBER_GREATER_THAN_EQ", "0"), "decimal", "0", ""),
        (rule("CUSTOM_FORMULA", "=ISEMAIL(A1)"), "custom", "ISEMAIL(A1)", ""),
        (rule("TEXT_IS_EMAIL"), "custom", "", ""),
    ],
)
def test_rules_are_named_as_in_workbooks(told: Json, kind: str, first: str, second: str) -> None:
    assert grid([told]).validations == (Validation((Area(1, 1, 1, 1),), kind, first, second),)


def test_rules_of_neighbouring_cells_make_areas() -> None:
    dates, yes = rule("DATE_IS_VALID"), rule("BOOLEAN")
    rows = [[{}, dates, dates, yes], [{}, dates, dates, dates], [{}, {}, {}, {}], [dates]]
    first, second = grid(*rows).validations
    assert set(first.areas) == {Area(1, 2, 2, 3), Area(2, 4, 2, 4), Area(4, 1, 4, 1)}
    assert second.areas == (Area(1, 4, 1, 4),)


def test_hidden_rows_and_columns_are_told_whoever_hid_them() -> None:
    rows = [{}, {"hiddenByUser": True}, {"hiddenByFilter": True}, {"hiddenByUser": False}]
    found = grid(data={"rowMetadata": rows, "columnMetadata": [{"hiddenByUser": True}, {}]})
    assert found.hidden_rows == {2, 3}
    assert found.hidden_columns == {1}


def test_sheets_keep_their_order_and_state() -> None:
    chart_sheet = {"properties": {"sheetId": 9, "title": "График", "sheetType": "OBJECT"}}
    hidden = sheet(title="Служебный", sheet_id=5, properties={"hidden": True})
    reading = read(sheet(title="Б"), chart_sheet, hidden, sheet(title="А", sheet_id=6))
    assert list(reading.snapshot.grids) == ["Б", "Служебный", "А"]
    assert [one.state for one in reading.snapshot.grids.values()] == ["visible", "hidden", "visible"]
    assert reading.sheets["Служебный"].sheet_id == 5


WHOLE, PART = {"sheetId": 0}, {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}


@pytest.mark.parametrize(
    ("protection", "protected"),
    [
        ({"range": WHOLE}, True),
        ({"range": {}}, True),
        ({"range": WHOLE, "requestingUserCanEdit": True}, False),
        ({"range": WHOLE, "warningOnly": True}, False),
        ({"range": PART}, False),
        ({"namedRangeId": "x"}, False),
    ],
)
def test_a_sheet_is_protected_when_we_are_kept_out_of_all_of_it(protection: Json, protected: bool) -> None:  # noqa: FBT001
    assert grid(protectedRanges=[protection]).protected is protected


BOX = {"sheetId": 0, "startRowIndex": 3, "endRowIndex": 9, "startColumnIndex": 1, "endColumnIndex": 4}


def test_merged_areas_and_tables_are_told() -> None:
    tables = [
        {"tableId": "t", "name": "Клиенты", "range": BOX, "rowsProperties": {"footerColorStyle": {}}},
        {"name": "Б", "range": BOX},
    ]
    found = grid(merges=[BOX, {"sheetId": 0, "startRowIndex": 10, "endRowIndex": 11}], tables=tables)
    assert found.merged == (Area(4, 2, 9, 4), Area(11, 1, 11, 26))
    assert found.tables == (ListObject("Клиенты", Area(4, 2, 9, 4), totals_row=True), ListObject("Б", Area(4, 2, 9, 4)))


def test_named_ranges_are_references() -> None:
    second = sheet(title="Мои 'списки'", sheet_id=4)
    names = [
        {"name": "Услуги", "range": {**BOX, "sheetId": 4}},
        {"name": "Один", "range": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}},
        {"name": "Столбец", "range": {"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}},
        {"name": "Пропал", "range": {"sheetId": 77}},
    ]
    assert read(sheet(), second, namedRanges=names).snapshot.defined_names == {
        "Услуги": "'Мои ''списки'''!$B$4:$D$9",
        "Один": "Лист!$A$1",
        "Столбец": "Лист!$C$1:$C$1000",
    }


def ranged(column: int, sheet_id: int = 0) -> Json:
    bounds = {"startRowIndex": 1, "endRowIndex": 5, "startColumnIndex": column, "endColumnIndex": column + 1}
    return {"sourceRange": {"sources": [{"sheetId": sheet_id, **bounds}]}}


def test_charts_name_what_they_show() -> None:
    bars = {
        "title": "Заказы",
        "basicChart": {"domains": [{"domain": ranged(0)}], "series": [{"series": ranged(1)}, {"series": ranged(2)}]},
    }
    pie = {"pieChart": {"domain": ranged(0), "series": ranged(1)}}
    card = {"title": "Итог", "scorecardChart": {"keyValueData": ranged(3)}}
    charts = [{"chartId": at, "spec": spec} for at, spec in enumerate((bars, pie, card))]
    assert read(sheet(charts=charts)).snapshot.charts == (
        Chart("Заказы", "Лист", (Series("Лист!$B$2:$B$5", "Лист!$A$2:$A$5"), Series("Лист!$C$2:$C$5", "Лист!$A$2:$A$5"))),
        Chart("", "Лист", (Series("Лист!$B$2:$B$5", "Лист!$A$2:$A$5"),)),
        Chart("Итог", "Лист", (Series("Лист!$D$2:$D$5"),)),
    )


def test_pivot_tables_name_their_source() -> None:
    pivot = {**spilled("Город"), "pivotTable": {"source": BOX}}
    foreign = {"pivotTable": {"dataSourceId": "x"}}
    snapshot = read(sheet([[], [{}, pivot], [foreign, spilled(3)]])).snapshot
    assert snapshot.pivots == (
        PivotTable("", "Лист", Area(2, 2, 2, 2), source_sheet="Лист", source_area=Area(4, 2, 9, 4)),
        PivotTable("", "Лист", Area(3, 1, 3, 1), external=True),
    )
    assert not snapshot.grids["Лист"].columns[2].cells.formulas


def test_the_book_is_told_by_its_title_and_version() -> None:
    reading = read(sheet(), properties={"iterativeCalculationSettings": {}})
    snapshot = reading.snapshot
    assert (snapshot.book, snapshot.identity, snapshot.last_modified_by) == ("Клиенты", "version 7", "Анна")
    assert snapshot.last_modified_at == datetime(2026, 3, 4, 9, 30)
    assert snapshot.calculation.iterative
    assert not read(sheet()).snapshot.calculation.iterative
    assert (reading.locale, reading.time_zone) == ("ru_RU", "Europe/Moscow")
    assert "data" not in reading.sheets["Лист"].about


def test_an_empty_book_is_read() -> None:
    reading = read({"properties": {"title": "Лист", "sheetId": 3}})
    assert reading.snapshot.grids["Лист"].last_row == 0


CELLS = st.sampled_from(
    [
        {},
        {},
        typed("a"),
        typed(1.5),
        typed(46085, DATE),
        spilled("s"),
        formula("=A1", 2),
        rule("BOOLEAN"),
        typed("b", **rule("BLANK")),
    ]
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_every_cell_is_read_once_in_whatever_parts_it_comes(rows: list[list[Json]], cut: int) -> None:
    whole = grid(*rows)
    lines = [{"values": row} for row in rows]
    parts = [{"startRow": cut, "rowData": lines[cut:]}, {"rowData": lines[:cut]}]
    split = read(sheet() | {"data": parts}).snapshot.grids["Лист"]
    assert split.validations == whole.validations
    for down, row in enumerate(rows, 1):
        for right, cell in enumerate(row, 1):
            assert split.value(down, right) == whole.value(down, right)
            assert (whole.value(down, right) is None) is ("effectiveValue" not in cell)
            ruled = [one.kind for one in whole.validations for area in one.areas if inside(area, down, right)]
            assert len(ruled) == ("dataValidation" in cell)


def inside(area: Area, row: int, column: int) -> bool:
    return area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column


def test_recorded_spreadsheets_are_read(shared_data: Callable[[str], Path]) -> None:
    count = 0
    for path in sorted((shared_data("google") / "cassettes").glob("*.json")):
        for one in json.loads(path.read_text(encoding="utf-8"))["interactions"]:
            text = one["response"]["body"].get("string", "")
            book = json.loads(text) if '"spreadsheetUrl"' in text else {}
            if book.get("sheets"):
                count += 1
                assert list(to_reading(book, "1").sheets) == [tab["properties"]["title"] for tab in book["sheets"]]
    assert count
