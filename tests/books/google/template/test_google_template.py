"""What a new client book in a spreadsheet is like, before anybody has written in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from new_books import TABS, Book
from sheets_server.drive import File
from sheets_server.running import OWNER, ROBOT, Running
from sheets_server.spreadsheet import Sheet

from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.template.content import entered, own_format
from sheets_crm.books.google.template.spreadsheet import Made
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import RefusedError, UsageError
from sheets_crm.mapping import bind, recognise
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Lang

Create = Callable[..., Made]
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def texts(one: Sheet, row: int) -> list[str]:
    return [one.cells[row, at]["userEnteredValue"]["stringValue"] for at in range(one.column_count)]


def test_sheets_stand_in_the_order_of_work(book: Book) -> None:
    assert [one.title for one in book.sheets] == [
        "Как пользоваться",
        "Клиенты",
        "Заказы",
        "Касания",
        "Мои услуги",
        "Каналы привлечения",
        "Сотрудники",
        "Сводка",
        "Сейчас",
        "Неактивные",
        "Качество данных",
        "Проверка формул",
        "Дубли",
        "Архив",
        "Журнал",
    ]
    assert not any(one.properties.get("hidden") for one in book.sheets)


def test_headers_equal_the_schema(each: Book) -> None:
    for one in each.layout.sheets:
        if one.template:
            assert texts(each.sheet(one.title.in_(each.lang)), 0) == [column.title.in_(each.lang) for column in one.shown]


def test_the_program_knows_every_sheet_and_column_of_its_own_book_at_once(each: Book) -> None:
    snapshot = GoogleBook(each.file.id, each.client).read()
    bound = bind(snapshot, recognise(snapshot, each.layout), each.layout)
    found = {table.kind: tuple(field.key for field in table.fields) for table in bound.snapshot.tables}
    assert found == {one.kind: one.template for one in each.layout.sheets if one.template}
    assert all(table.ours for table in bound.snapshot.tables)
    assert bound.notes == ()


def test_one_book_speaks_one_language(each: Book) -> None:
    for one in each.sheets:
        said = [one.title, *map(str, one.cells.values()), str(one.protected_ranges), str(one.conditional_formats)]
        assert any(map(CYRILLIC.search, said)) is (each.lang == "ru"), one.title


@pytest.mark.parametrize(
    ("kind", "key", "shown_as"),
    [
        ("clients", "phone", {"type": "TEXT", "pattern": "@"}),
        ("clients", "hours", {"type": "TEXT", "pattern": "@"}),
        ("clients", "next_date", {"type": "DATE", "pattern": "dd.mm.yyyy"}),
        ("clients", "orders_total", {"type": "NUMBER", "pattern": "#,##0.00"}),
        ("clients", "number", {"type": "NUMBER", "pattern": "0"}),
        ("clients", "comment", None),
        ("clients", "id", None),
        ("orders", "client_id", None),
    ],
)
def test_formats_belong_to_whole_columns(book: Book, kind: str, key: str, shown_as: Any) -> None:
    last = book.sheet(book.layout.sheet(kind).title.ru).row_count - 1
    assert [book.cell(kind, key, row)["userEnteredFormat"].get("numberFormat") for row in (1, last)] == [shown_as] * 2


def test_no_cell_that_may_come_to_hold_a_lookup_is_plain_text(each: Book) -> None:
    for one in each.layout.sheets:
        for column in one.shown:
            if column.owner != "staff":
                shown = each.cell(one.kind, column.key)["userEnteredFormat"].get("numberFormat", {})
                assert shown.get("type") != "TEXT", (one.kind, column.key)


def test_dropdowns_are_strict_shown_and_grow_with_their_lists(book: Book) -> None:
    service, status, client = (
        book.cell(kind, key)["dataValidation"]
        for kind, key in (("clients", "service"), ("clients", "status"), ("orders", "client"))
    )
    assert service["condition"] == {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "='Мои услуги'!$A$2:$A"}]}
    assert "«Мои услуги»" in service["inputMessage"]
    assert client["condition"]["values"] == [{"userEnteredValue": "='Клиенты'!$B$2:$B"}]
    assert status["condition"]["type"] == "ONE_OF_LIST"
    assert [one["userEnteredValue"] for one in status["condition"]["values"]][:2] == ["активный", "неактивный"]
    assert all(rule["strict"] and rule["showCustomUi"] for rule in (service, status, client))


@pytest.mark.parametrize(
    ("kind", "key", "check"),
    [
        ("clients", "next_date", "DATE_IS_VALID"),
        ("clients", "birthday", "DATE_IS_VALID"),
        ("orders", "amount", "NUMBER_BETWEEN"),
        ("clients", "orders_total", ""),
        ("clients", "comment", ""),
    ],
)
def test_days_and_numbers_are_checked_where_people_type_them(book: Book, kind: str, key: str, check: str) -> None:
    assert book.cell(kind, key).get("dataValidation", {}).get("condition", {}).get("type", "") == check


def test_lists_have_names(book: Book) -> None:
    assert book.file.book is not None
    named = {one["name"]: one["range"] for one in book.file.book.named_ranges.values()}
    assert named.keys() == {"services_title", "channels_title", "clients_name", "staff_title"}
    ends = {"startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    assert named["services_title"] == {"sheetId": book.sheet("Мои услуги").id, **ends}


def test_hints_are_notes_of_the_headers(book: Book) -> None:
    assert book.cell("clients", "hours", 0)["note"] == "пн-пт 9:00-18:00"


def test_headers_stay_in_sight_ids_do_not_and_the_programs_columns_fold_away(book: Book) -> None:
    clients = book.sheet("Клиенты")
    grid = clients.properties["gridProperties"]
    assert grid == {"rowCount": 500, "columnCount": 27, "frozenRowCount": 1, "frozenColumnCount": 2}
    assert [column for column, about in clients.columns.items() if about.get("hiddenByUser")] == [26]
    assert clients.basic_filter is not None
    assert [(one["range"]["startIndex"], one["range"]["endIndex"]) for one in clients.column_groups] == [(19, 26)]


def test_the_programs_columns_warn(each: Book) -> None:
    for one in each.layout.sheets:
        if one.template:
            held = each.sheet(one.title.in_(each.lang)).protected_ranges.values()
            covered = {at for area in held for at in range(area["range"]["startColumnIndex"], area["range"]["endColumnIndex"])}
            assert covered == {at for at, column in enumerate(one.shown) if column.owner == "program"}
            assert all(area["warningOnly"] for area in held)


def test_the_programs_tabs_are_closed_to_all_but_the_owner(each: Book) -> None:
    for title, _ in TABS:
        tab = each.sheet(title.in_(each.lang))
        (closed,) = tab.protected_ranges.values()
        assert closed["range"] == {"sheetId": tab.id}
        assert closed["editors"] == {"users": [ROBOT, OWNER]}
        assert "warningOnly" not in closed


def test_rows_that_are_done_with_turn_pale_and_days_that_have_passed_red_in_every_locale(book: Book) -> None:
    rules = book.sheet("Клиенты").conditional_formats
    pale, late = (one["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for one in rules)
    status, day = (letters(book.layout.sheet("clients").template.index(key) + 1) for key in ("status", "next_date"))
    assert pale == f'=(${status}2="неактивный")+(${status}2="отказ")+(${status}2="архив")'
    assert late == f'=ISNUMBER(${day}2)*(${day}2<TODAY())*NOT((${status}2="отказ")+(${status}2="архив"))'
    assert len(book.sheet("Заказы").conditional_formats) == 1


def test_conditional_formats_do_what_they_say(create: Create, file: File, client: GoogleClient) -> None:
    past = date(2000, 1, 1)
    create({"clients": [{"name": "А", "status": "отказ", "next_date": past}, {"name": "Б", "next_date": past}]})
    fields = "sheets(data(rowData(values(effectiveFormat.textFormat.foregroundColorStyle))))"
    told = client.spreadsheet(file.id, fields, ["'Клиенты'!B2:J3"])["sheets"][0]["data"][0]["rowData"]
    refused, late = ([ink(cell) for cell in row["values"]] for row in told)
    assert set(refused) == {"9AA3AC"}
    assert (late[0], late[-1]) == ("26323F", "B3261E")


def ink(cell: Any) -> str:
    parts = cell["effectiveFormat"]["textFormat"]["foregroundColorStyle"]["rgbColor"]
    return "".join(f"{round(parts.get(name, 0) * 255):02X}" for name in ("red", "green", "blue"))


def test_the_guide_leads_to_every_sheet(book: Book) -> None:
    guide = book.sheets[0]
    led = {
        cell["userEnteredValue"]["stringValue"]: cell["userEnteredFormat"]["textFormat"]["link"]["uri"]
        for cell in guide.cells.values()
        if "link" in cell.get("userEnteredFormat", {}).get("textFormat", {})
    }
    assert led == {one.title: f"#gid={one.id}" for one in book.sheets[1:]}
    assert any(f"sheets-crm run nightly google:{book.file.id}" in str(cell) for cell in guide.cells.values())


@pytest.mark.parametrize(
    ("had", "lang", "has", "former"),
    [
        ("en_US", "ru", "ru_RU", "en_US"),
        ("ru_RU", "ru", "ru_RU", ""),
        ("en_GB", "en", "en_GB", ""),
        ("de_DE", "en", "en_US", "de_DE"),
    ],
)
def test_the_locale_is_that_of_the_books_language(
    create: Create, file: File, had: str, lang: Lang, has: str, former: str
) -> None:
    assert file.book is not None
    file.book.properties = file.book.properties | {"locale": had}
    made = create(layout="simple", lang=lang)
    assert made == Made(has, former, "Etc/GMT")
    assert file.book.properties["locale"] == has


VALUES: list[tuple[str, CellValue]] = [
    ("name", '=HYPERLINK("http://bad.example")'),
    ("name", "+7 999 123-45-67"),
    ("name", "'в кавычках'"),
    ("phone", 74951234567),
    ("phone", "8 916 123 45 67"),
    ("comment", "  пробелы\nи строки "),
    ("comment", True),
    ("birthday", date(1958, 5, 10)),
    ("birthday", date(1900, 3, 1)),
    ("comment", datetime(2026, 3, 4, 12, 30)),
    ("comment", date(2026, 3, 4)),
    ("comment", time(9, 30)),
    ("orders_total", Decimal("7685.53")),
    ("orders_count", 3),
    ("next_date", "после праздников"),
]


def test_values_come_back_as_they_were_given(create: Create, file: File, client: GoogleClient) -> None:
    create({"clients": [{"name": "А", key: value} for key, value in VALUES]})
    grid = GoogleBook(file.id, client).read().grids["Клиенты"]
    template = load_layout("extended").sheet("clients").template
    got = [grid.value(row, template.index(key) + 1) for row, (key, _) in enumerate(VALUES, 2)]
    assert got == [float(value) if isinstance(value, Decimal) else value for _, value in VALUES]
    assert file.book is not None
    assert not any("formulaValue" in cell.get("userEnteredValue", {}) for cell in file.book.sheets[1].cells.values())


def test_what_no_cell_holds_is_refused_with_its_place(create: Create, server: Running) -> None:
    with pytest.raises(RefusedError, match=r"Клиенты!K2.*50000") as told:
        create({"clients": [{"name": "А", "comment": "я" * 50_001}]})
    assert "50001" in told.value.told("ru")
    assert not any("batchUpdate" in line for line in server.world.log)


@pytest.mark.parametrize("content", [{"pets": []}, {"clients": [{"colour": "red"}]}])
def test_what_the_layout_does_not_show_is_a_wrong_usage(create: Create, content: Any) -> None:
    with pytest.raises(UsageError):
        create(content)


def test_more_cells_than_a_spreadsheet_holds_are_refused_at_once(create: Create, server: Running) -> None:
    with pytest.raises(UsageError, match="10000000"):
        create({"clients": [{}] * 400_000})
    assert not any("batchUpdate" in line for line in server.world.log)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(RefusedError):
        entered(float("nan"))


@pytest.mark.parametrize(
    ("value", "key", "code"),
    [
        (date(2026, 3, 4), "birthday", None),
        (date(2026, 3, 4), "comment", "dd.mm.yyyy"),
        (datetime(2026, 3, 4, 5), "birthday", "dd.mm.yyyy hh:mm"),
        (89161234567, "phone", "General"),
        (89161234567, "orders_total", None),
        ("8 916", "phone", None),
    ],
)
def test_a_value_that_its_column_would_not_show_has_a_format_of_its_own(value: CellValue, key: str, code: str | None) -> None:
    assert own_format(value, load_layout("extended").sheet("clients").column(key), "ru") == code
