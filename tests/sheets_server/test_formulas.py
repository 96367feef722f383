"""What formulas come to: the ones that the program writes, the ones that people write, and Google's own grammar and errors."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_server import formulas
from sheets_server.formulas import calculate
from sheets_server.spreadsheet import Json, Place, Spreadsheet, new_sheet, new_spreadsheet

pytest.importorskip("formualizer")
PARTS = (
    *(
        "A1",
        "A2:A",
        "$B$3",
        "C:C",
        "1:2",
        "Нет!A1",
        "'Клиенты и заказы'!A1:B",
        '"x"',
        "1",
        "2.5",
        "TRUE",
        "NA()",
        "#REF!",
        "x",
        "{",
        "}",
    ),
    *(
        "(",
        ")",
        ",",
        ";",
        "+",
        "-",
        "&",
        "=",
        "<>",
        "%",
        "@",
        "!",
        "~",
        "SUM(",
        "IF(",
        "IFERROR(",
        "ARRAYFORMULA(",
        "VLOOKUP(",
        "FILTER(",
    ),
    *(
        "SORT(",
        "UNIQUE(",
        "ROW(",
        "INDEX(",
        "LET(",
        "QUERY(",
        "LEN(",
        "TRANSPOSE(",
        "SEQUENCE(",
        "OFFSET(",
        "INDIRECT(",
        "TODAY()",
    ),
)
OTHER = "'Клиенты и заказы'!"
FILLS = [("K0", 0, "a"), ("K1", 10, "b"), ("K2", None, "a"), ("K3", 30, "b"), ("K4", 40, "a")]


def put(book: Spreadsheet, sheet: int, place: Place, value: object) -> None:
    kind = "formulaValue" if isinstance(value, str) and value.startswith("=") else "stringValue"
    kind = kind if isinstance(value, str) else "boolValue" if isinstance(value, bool) else "numberValue"
    book.sheets[sheet].put(place, userEnteredValue=None if value is None else {kind: value})


@pytest.fixture
def book() -> Spreadsheet:
    """IDs in A2:A4 of the first sheet, what they stand for in the second."""
    made = new_spreadsheet("formulas", "Книга")
    made.sheets[0].resize(10, 8)
    made.sheets.append(new_sheet(7, "Клиенты и заказы", 10, 5))
    for row, name in enumerate(("ID", "K3", "K1", "zz")):
        put(made, 0, (row, 0), name)
    for row, record in enumerate(FILLS):
        for column, value in enumerate(record):
            put(made, 1, (row, column), value)
    formulas.LAST.clear()
    return made


def results(book: Spreadsheet, formula: str, place: Place = (0, 2), locale: str = "en_US") -> dict[Place, Any]:
    book.properties = book.properties | {"locale": locale}
    put(book, 0, place, formula)
    calculate(book)
    return {place: plain(value) for place, value in book.sheets[0].results.items()}


def plain(value: Json) -> Any:
    return value["errorValue"]["type"] if "errorValue" in value else next(iter(value.values()))


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("= 1 / 1024", 0.0009765625),
        ("=4/2", 2),
        ("=1=1", True),
        ('="a"&"b"', "ab"),
        ("=50%", 0.5),
        (f'=IFERROR(VLOOKUP(A2,{OTHER}A:C,2,FALSE),"")', 30),
        (f'=IFERROR(VLOOKUP(A4,{OTHER}A:C,2,FALSE),"")', ""),
        (f'=IFERROR(VLOOKUP("K2",{OTHER}A:C,2,FALSE),"нет")', ""),
        (f"=INDEX({OTHER}B:B,MATCH(A2,{OTHER}A:A,0))", 30),
        (f'=XLOOKUP(A3,{OTHER}A1:A,{OTHER}B1:B,"нет")', 10),
        (f'=XLOOKUP("?",{OTHER}A1:A,{OTHER}B1:B,"нет")', "нет"),
        (f'=SUMIFS({OTHER}B:B,{OTHER}C:C,"b")', 40),
        (f'=COUNTIFS({OTHER}C:C;"a")', 3),
        (f'=SUMPRODUCT(({OTHER}C1:C5="a")*1)', 3),
        ('=COUNTIF(A2:A,"<>")', 3),
        ("=IFERROR(1/0)", ""),
        ("=A9", ""),
        ("=A9+1", 1),
        ("=ROW()", 1),
        ('=REGEXMATCH(A2,"^K\\d$")', True),
        ('=REGEXREPLACE("8 903","\\D","")', "8903"),
        ('=UPPER("иван")', "ИВАН"),
        ("=CONCATENATE(A2:A4)", "K3K1zz"),
        ('=TEXT(45000,"dd.mm.yyyy")', "15.03.2023"),
        ("=LET(x,1,x+1)", 2),
        ("=SUM({1,2;3,4})", 10),
    ],
)
def test_one_value(book: Spreadsheet, formula: str, result: object) -> None:
    assert results(book, formula) == {(0, 2): result}


@pytest.mark.parametrize(
    ("formula", "column"),
    [
        (f'=ARRAYFORMULA(IFERROR(VLOOKUP(A2:A4,{OTHER}A:C,2,FALSE),"нет"))', [30, 10, "нет"]),
        (f'={{"Долг";ARRAYFORMULA(IFERROR(VLOOKUP(A2:A4,{OTHER}A:C,2,FALSE),"нет"))}}', ["Долг", 30, 10, "нет"]),
        (f'=ARRAYFORMULA({{"Долг";IFERROR(VLOOKUP(A2:A4,{OTHER}A:C,2,FALSE),"нет")}})', ["Долг", 30, 10, "нет"]),
        (f'=ARRAYFORMULA(XLOOKUP(A2:A4,{OTHER}A:A,{OTHER}B:B,"нет"))', [30, 10, "нет"]),
        ('=ARRAYFORMULA(IF(ROW(C1:C3)=1,"Долг",A1:A3))', ["Долг", "K3", "K1"]),
        ("=ARRAYFORMULA(LEN(A2:A4))", [2, 2, 2]),
        ('=ARRAYFORMULA(A2:A4&"!")', ["K3!", "K1!", "zz!"]),
        ("={A2:A4}", ["K3", "K1", "zz"]),
        (f'=FILTER({OTHER}A:A,{OTHER}C:C="b")', ["K1", "K3"]),
        ('=UNIQUE(FILTER(A2:A,A2:A<>""))', ["K3", "K1", "zz"]),
        ("=SORT(A2:A4,1,FALSE)", ["zz", "K3", "K1"]),
        ("=SORT(A2:A4)", ["K1", "K3", "zz"]),
    ],
)
def test_several_values_spill_downward(book: Spreadsheet, formula: str, column: list[object]) -> None:
    assert results(book, formula) == {(row, 2): value for row, value in enumerate(column)}


def test_an_open_range_goes_to_the_end_of_the_sheet(book: Spreadsheet) -> None:
    found = results(book, f'={{"Долг";ARRAYFORMULA(IFERROR(VLOOKUP(A2:A,{OTHER}A:C,2,FALSE),""))}}')
    assert [found[row, 2] for row in range(10)] == ["Долг", 30, 10, *[""] * 7]


def test_an_array_needs_room_below(book: Spreadsheet) -> None:
    assert results(book, "=ARRAYFORMULA(A:A)", (1, 2)) == {(1, 2): "REF"}
    message = book.sheets[0].results[1, 2]["errorValue"]["message"]
    assert message == "Result was not automatically expanded, please insert more rows (1)."


def test_an_array_never_covers_what_somebody_typed(book: Spreadsheet) -> None:
    put(book, 0, (2, 2), "моё")
    assert results(book, "=ARRAYFORMULA(A1:A4)") == {(0, 2): "REF"}
    assert "would overwrite data in C3" in book.sheets[0].results[0, 2]["errorValue"]["message"]


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("=1/0", "DIVIDE_BY_ZERO"),
        ("=NA()", "N_A"),
        ('=VLOOKUP("?",A:B,2,FALSE)', "N_A"),
        ("=FOO(1)", "NAME"),
        ("=НЕТ", "NAME"),
        ("=Нет!A1", "REF"),
        ("=#REF!+1", "REF"),
        ("=C1", "REF"),
        ("=C1:C3", "REF"),
        ("=IFERROR(C1,1)", "REF"),
        ('="x"+1', "VALUE"),
        ("=SQRT(-1)", "NUM"),
        ("=1E400", "NUM"),
        ("=A2:A4", "VALUE"),
        ("=1+", "ERROR"),
        ("=SUM(A1", "ERROR"),
        ("=+7 (999) 123-45-67", "ERROR"),
    ],
)
def test_errors_have_googles_types(book: Spreadsheet, formula: str, kind: str) -> None:
    assert results(book, formula) == {(0, 2): kind}


@pytest.mark.parametrize("row", [False, True])
def test_a_sheet_that_is_not_there_is_named(book: Spreadsheet, *, row: bool) -> None:
    results(book, "=SUM(ROW(Нет!A1:A5))" if row else "=SUM(Нет!A1:A5)")
    assert book.sheets[0].results[0, 2]["errorValue"] == {"type": "REF", "message": "Unresolved sheet name 'Нет'."}


def test_a_range_in_the_place_of_a_value_is_the_one_in_the_same_row(book: Spreadsheet) -> None:
    assert results(book, "=A2:A4", (2, 2)) == {(2, 2): "K1"}


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=SUM(1,5;2)", {(0, 2): 3.5}),
        (f'=IFERROR(VLOOKUP(A2;{OTHER}A:C;2;FALSE);"")', {(0, 2): 30}),
        ("={1\\2;3\\4}", {(0, 2): 1, (0, 3): 2, (1, 2): 3, (1, 3): 4}),
        ("=IF(1>2,A1,A2)", {(0, 2): "ERROR"}),
    ],
)
def test_russian_separators(book: Spreadsheet, formula: str, result: dict[Place, object]) -> None:
    assert results(book, formula, locale="ru_RU") == result


def test_results_follow_every_change(book: Spreadsheet) -> None:
    formula = f'=IFERROR(VLOOKUP(A2,{OTHER}A:C,2,FALSE),"")'
    assert results(book, formula)[0, 2] == 30
    put(book, 0, (1, 0), "K4")
    calculate(book)
    assert plain(book.sheets[0].results[0, 2]) == 40
    book.sheets[1].properties = book.sheets[1].properties | {"title": "Иначе"}
    calculate(book)
    assert plain(book.sheets[0].results[0, 2]) == ""
    put(book, 0, (0, 2), None)
    calculate(book)
    assert book.sheets[0].results == {}


def test_the_same_spreadsheet_is_not_calculated_twice(book: Spreadsheet, monkeypatch: pytest.MonkeyPatch) -> None:
    first = results(book, "=A2")
    monkeypatch.setattr(formulas, "calculated", lambda *_: pytest.fail("calculated again"))
    copy = book.copy()
    calculate(copy)
    assert {place: plain(value) for place, value in copy.sheets[0].results.items()} == first


def test_today_is_the_spreadsheets_day(book: Spreadsheet) -> None:
    book.properties = book.properties | {"timeZone": "Asia/Vladivostok"}
    put(book, 0, (0, 2), "=TODAY()")
    calculate(book, datetime(2026, 11, 21, 20, tzinfo=UTC))
    assert book.sheets[0].results[0, 2] == {"numberValue": 46348}


def test_named_ranges_stand_for_their_cells(book: Spreadsheet) -> None:
    area = {"sheetId": 7, "startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 1, "endColumnIndex": 2}
    book.named_ranges = {"1": {"namedRangeId": "1", "name": "Долги", "range": area}}
    assert results(book, "=SUM(Долги)") == {(0, 2): 80}


@given(st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map("".join), min_size=1, max_size=4), st.booleans())
@settings(max_examples=300, deadline=None)
def test_whatever_people_type_as_a_formula_comes_to_something(texts: list[str], closed: bool) -> None:  # noqa: FBT001
    made = new_spreadsheet("any", "Книга")
    made.sheets[0].resize(8, 6)
    made.sheets.append(new_sheet(7, "Клиенты и заказы", 6, 4))
    put(made, 0, (5, 0), "a")
    for column, text in enumerate(texts):
        put(made, 0, (column, column), "=" + text + ")" * (text.count("(") - text.count(")")) * closed)
    calculate(made)
    for column in range(len(texts)):
        assert plain(made.sheets[0].results[column, column]) is not None


def test_an_array_that_spills_into_what_it_asks_for_is_circular(book: Spreadsheet) -> None:
    assert results(book, "=TRANSPOSE(C:C)", (3, 1))[3, 1] == "REF"


def test_what_asks_for_a_formula_that_cannot_be_read_is_an_error_too(book: Spreadsheet) -> None:
    put(book, 0, (0, 3), "=C1+1")
    assert results(book, "=1+")[0, 3] == "ERROR"
