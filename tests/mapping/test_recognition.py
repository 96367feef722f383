from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.mapping import recognise, recognise_columns
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import MappedSheet
from sheets_crm.model.snapshot import Area, Grid, ListObject, Snapshot

LAYOUT = load_layout("extended")
MakeGrid = Callable[..., Grid]
MakeBook = Callable[..., Snapshot]

PEOPLE = (
    ("Иванова Мария Петровна", "+7 916 123-45-67", "ivanova@mail.ru", "12.03.1985", "уточнить адрес"),
    ("Петров Сергей Ильич", "8 (495) 765-43-21", "petrov@yandex.ru", "01.07.1979", ""),
    ("Сидоренко Ольга Викторовна", "89035554433", "olga@bk.ru", "30.11.1990", "любит звонки утром"),
    ("Ким Анна Сергеевна", "+7 921 555 66 77", "kim@gmail.com", "17.05.2001", ""),
)
NAMES, PHONES, EMAILS, DAYS, _ = (list(column) for column in zip(*PEOPLE, strict=True))
COMPANIES = ["ООО «Ромашка»", "АО Вектор", "ИП Сидоров А.А.", "ООО Лотос"]


def columns(*values: Sequence[CellValue]) -> list[tuple[CellValue, ...]]:
    return list(zip(*values, strict=True))


def keys(mapped: MappedSheet) -> dict[str, str | None]:
    return {letter: column.key for letter, column in mapped.columns.items()}


def told(mapped: MappedSheet) -> list[str | None]:
    return [column.key for column in mapped.columns.values()]


FULL = ("ФИО", "Тел.", "Эл. почта", "Дата рожд.", "Примечание")
FULL_KEYS = ["name", "phone", "email", "birthday", "comment"]


@pytest.mark.parametrize(
    ("above", "header_row"),
    [
        ([], 1),
        ([()], 2),
        ([("Список клиентов ООО «Луч» на 2025 год",)], 2),
        ([("Клиенты",), (), ("Обновлено:", "12.03.2025"), ()], 5),
        ([("", "Клиентская база", "", "Отдел продаж")], 2),
    ],
)
def test_the_header_need_not_be_in_row_1(grid: MakeGrid, extended: Layout, above: list[Any], header_row: int) -> None:
    mapped = recognise_columns(grid([*above, FULL, *PEOPLE]), extended)
    assert (mapped.kind, mapped.header_row) == ("clients", header_row)
    assert told(mapped) == FULL_KEYS


def test_a_header_of_two_lines_with_merged_cells(grid: MakeGrid, extended: Layout) -> None:
    rows = [
        ("База клиентов",),
        ("Клиент", "Телефон", "", "Дата рождения"),
        ("", "рабочий", "мобильный", ""),
        *columns(NAMES, PHONES, PHONES[::-1], DAYS),
    ]
    merged = [Area(2, 1, 3, 1), Area(2, 2, 2, 3), Area(2, 4, 3, 4), Area(1, 1, 1, 4)]
    for areas in (merged, merged[1:2]):
        mapped = recognise_columns(grid(rows, merged=areas), extended)
        assert (mapped.kind, mapped.header_row, told(mapped)) == ("clients", 3, ["name", "phone", "phone", "birthday"])


def test_the_words_of_both_header_lines_count(grid: MakeGrid, extended: Layout) -> None:
    rows = [
        ("Клиент", "", "Контакты", "", "Заказы", "", "Менеджер", ""),
        ("Название", "ИНН", "Телефон", "Почта", "Первый", "Последний", "Первый", "Последний"),
        *columns(COMPANIES, ["7701234567"] * 4, PHONES, EMAILS, DAYS, DAYS, NAMES, NAMES),
    ]
    mapped = recognise_columns(grid(rows, merged=[Area(1, at, 1, at + 1) for at in (1, 3, 5, 7)]), extended)
    assert (mapped.kind, mapped.header_row) == ("clients", 2)
    assert told(mapped)[2:] == ["phone", "email", "first_order", "last_order", None, None]


@pytest.mark.parametrize(
    ("name", "kind"), [("Заказы", "orders"), ("Заказы 2025", "orders"), ("Лист1", None), ("Расходы", None), ("Клиенты", None)]
)
def test_bare_questions_are_understood_where_the_sheet_says_of_what_they_are(
    grid: MakeGrid, extended: Layout, name: str, kind: str | None
) -> None:
    rows = [("дата", "кто", "что", "сколько"), *columns(DAYS, NAMES, ["окна"] * 4, [1000, 1001, 1002, 1003])]
    mapped = recognise_columns(grid(rows, name), extended)
    assert mapped.kind == kind
    assert not kind or told(mapped) == ["date", "client", "service", "amount"]


def test_who_is_not_the_client_where_another_column_is(grid: MakeGrid, extended: Layout) -> None:
    rows = [("Дата", "Клиент", "Кто", "Сумма"), *columns(DAYS, COMPANIES, NAMES, [5, 6, 7, 8])]
    assert told(recognise_columns(grid(rows, "Заказы"), extended)) == ["date", "client", None, "amount"]


def test_an_excel_table_in_the_middle_of_a_sheet(grid: MakeGrid, extended: Layout) -> None:
    rows = [
        (),
        (),
        ("", "Моя база"),
        ("", "Организация", "Телефон", "Почта"),
        *[("", *row) for row in columns(COMPANIES, PHONES, EMAILS)],
    ]
    mapped = recognise_columns(grid(rows, tables=[ListObject("База", Area(4, 2, 8, 4))]), extended)
    assert (mapped.header_row, keys(mapped)) == (4, {"B": "name", "C": "phone", "D": "email"})


@pytest.mark.parametrize(
    ("header", "values", "key"),
    [
        ("Телефон", DAYS, None),
        ("Телефон", EMAILS, None),
        ("Телефон", [79161234567, 74957654321, 79035554433, 79215556677], "phone"),
        ("E-mail", PHONES, None),
        ("Дата рождения", ["давно", "не знаю точно", "весной", "осенью"], None),
        ("Дата рождения", [date(1985, 3, 12), date(1979, 7, 1), date(1990, 11, 30), date(2001, 5, 17)], "birthday"),
        ("Дата рождения", ["19850312", "19790701", "19901130", "20010517"], "birthday"),
        ("Статус", ["активный", "активный", "отказ", "активный"], "status"),
        ("Статус", ["переговоры", "счёт", "договор", "думает"], "status"),
        ("Статус", ["VIP", "думает", "чёрный список", ""], "status"),
        ("Статус", DAYS, None),
        ("Статус", PHONES, None),
        ("Статус", [1, 2, 3, 4], None),
        ("Состояние", ["переговоры", "счёт", "договор", "думает"], None),
        ("Дата задачи", ["завтра", "в пятницу", "", "2.2.27"], "next_date"),
        ("Дата задачи", PHONES, None),
        ("Когда", ["завтра", "в пятницу", "", "потом"], None),
        ("Пол", ["м", "ж", "ж", "м"], "sex"),
        ("Пол", ["паркет", "ламинат", "плитка", "паркет"], None),
        ("№", [1, 2, 3, 4], "number"),
        ("№", [1045, 1101, 987, 2200], None),
        ("Номер", PHONES, "phone"),
        ("Контакты", PHONES, "phone"),
        ("Контакты", EMAILS, "email"),
        ("Контакт", ["Мария", "спросить Олю", "см. письмо", "нет"], None),
        ("ID", [17, 18, 25, 31], "id"),
        ("ID", ["K-1", "K-1", "K-2", "K-2"], None),
        ("Сайт", ["romashka.ru", "www.vektor.com", "https://lotos.ru/about", "нет"], "website"),
        ("Сайт", ["есть", "есть", "нет сайта", "есть"], None),
        ("", EMAILS, "email"),
        ("Столбец7", PHONES, "phone"),
        ("Кто создал", EMAILS, None),
        ("Логин в кабинете", EMAILS, None),
        ("Менеджер (e-mail)", EMAILS, None),
        ("", ["a", "b", "c", "d"], None),
        ("", [1, 5, 9, 12], None),
    ],
)
def test_contents_decide(grid: MakeGrid, extended: Layout, header: str, values: list[CellValue], key: str | None) -> None:
    rows = [("Клиент", "Город", header), *columns(COMPANIES, ["Москва", "Тула", "Тверь", "Псков"], values)]
    assert keys(recognise_columns(grid(rows), extended))["C"] == key


def test_beside_a_task_its_day_may_be_loosely_written(grid: MakeGrid, extended: Layout) -> None:
    tasks, days = ["позвонить", "выслать КП", "", "встреча"], ["завтра", "в пятницу", "", "потом"]
    rows = [("Клиент", "Телефон", "Задача", "Когда"), *columns(COMPANIES, PHONES, tasks, days)]
    assert told(recognise_columns(grid(rows), extended)) == ["name", "phone", "next_task", "next_date"]


def test_a_status_of_unknown_words_makes_no_client_sheet(grid: MakeGrid, extended: Layout) -> None:
    rows = [("Название", "Статус"), ("Проверка связи", "пройдена"), ("Проверка записи", "не пройдена")]
    assert recognise_columns(grid(rows), extended).kind is None


def test_without_any_header(grid: MakeGrid, extended: Layout) -> None:
    mapped = recognise_columns(grid(columns(NAMES, PHONES, EMAILS, [3, 7, 1, 1])), extended)
    assert (mapped.kind, mapped.header_row, told(mapped)) == ("clients", 0, ["name", "phone", "email", None])


def test_with_headers_in_a_language_that_nobody_knows(grid: MakeGrid, extended: Layout) -> None:
    rows = [("Asiakas", "Puhelin", "Sähköposti"), *columns(COMPANIES, PHONES, EMAILS)]
    mapped = recognise_columns(grid(rows), extended)
    assert (mapped.kind, mapped.header_row, told(mapped)) == ("clients", 1, ["name", "phone", "email"])


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Фамилия", "Имя", "Отчество", "Телефон"), ["surname", "given_name", "middle_name", "phone"]),
        (("FirstName", "LastName", "Patrinymic", "PhoneNumber"), ["given_name", "surname", "middle_name", "phone"]),
        (("Имя", "Телефон", "Город", "Заметки"), ["name", "phone", "city", "comment"]),
        (("Компания", "ФИО", "Телефон", "Телефон 2"), ["name", "persons", "phone", "phone"]),
        (("Наименование", "Контактное лицо", "Тел.", "Факс"), ["name", "persons", "phone", None]),
        (("Имя, Фамилия", "Название компании", "Рабочий телефон", "Телефон менеджера"), ["persons", "name", "phone", None]),
        (("Клиент", "Телефон", "Дата заказа", "cluster_id"), ["name", "phone", None, None]),
    ],
)
def test_columns_go_together(grid: MakeGrid, extended: Layout, header: tuple[str, ...], expected: list[str | None]) -> None:
    mapped = recognise_columns(grid([header]), extended)
    assert (mapped.kind, told(mapped)) == ("clients", expected)


def test_a_company_column_that_is_mostly_blank_is_not_the_client(grid: MakeGrid, extended: Layout) -> None:
    rows = [("ФИО", "Компания", "Телефон"), *columns(NAMES, ["ООО «Луч»", "", "", ""], PHONES)]
    assert told(recognise_columns(grid(rows), extended)) == ["name", None, "phone"]
    rows = [
        ("First Name", "Last Name", "Company", "Phone"),
        *columns(["Ann", "Bob", "Eve", "Sue"], ["Lee"] * 4, ["IBM", "", "", ""], PHONES),
    ]
    assert told(recognise_columns(grid(rows), extended)) == ["given_name", "surname", None, "phone"]


SALES = [(day, name, "Консультация", 3500) for day, name in zip(DAYS, NAMES, strict=True)]


@pytest.mark.parametrize(
    ("name", "rows", "kind", "expected"),
    [
        ("Лист2", [("Дата", "Клиент", "Услуга", "Сумма, руб."), *SALES], "orders", ["date", "client", "service", "amount"]),
        (
            "Лист3",
            [("Клиент", "Начало оказания услуги", "Услуга"), *columns(NAMES, DAYS, ["Урок"] * 4)],
            "orders",
            ["client", "date", "service"],
        ),
        ("Звонки", [("Дата", "Кто", "Клиент", "Комментарий"), *columns(DAYS, ["Оля"] * 4, NAMES, ["ок"] * 4)], "touches", None),
        (
            "Лист4",
            [("Дата", "Клиент", "Результат"), *columns(DAYS, NAMES, ["заказ", "отказ", "недозвон", "думает"])],
            "touches",
            None,
        ),
        ("Прайс", [("Наименование", "Цена"), ("Стрижка", "1 500 руб."), ("Окраска", 4000)], "services", ["title", "price"]),
        ("Лист5", [("Наименование услуги", "Стоимость", "Длительность"), ("Стрижка", 1500, "60 мин.")], "services", None),
        ("Каналы", [("Канал", "Комментарий"), ("Сайт", ""), ("Звонок", "")], "channels", ["title", "comment"]),
        ("Менеджеры", [("ФИО", "Должность", "Телефон"), (NAMES[0], "директор", PHONES[0])], "staff", ["title", "post", "phone"]),
        (
            "export",
            [("customer_id", "order_date", "revenue", "email"), *columns(NAMES[:2] * 2, DAYS, [5, 6, 7, 8], EMAILS[:2] * 2)],
            "orders",
            ["client", "date", "amount", None],
        ),
        ("Клиенты 2024", [("Клиент", "Телефон"), *columns(NAMES, PHONES)], "clients", ["name", "phone"]),
        ("Клиенты 2025", [("Клиент",), (NAMES[0],)], "clients", ["name"]),
    ],
)
def test_kinds(grid: MakeGrid, extended: Layout, name: str, rows: list[Any], kind: str, expected: list[str] | None) -> None:
    mapped = recognise_columns(grid(rows, name), extended)
    assert mapped.kind == kind
    assert expected is None or told(mapped) == expected


def test_orders_that_tell_of_their_clients_are_orders(grid: MakeGrid, extended: Layout) -> None:
    header = ("Дата создания", "Основной контакт", "Рабочий телефон", "Рабочий email", "Бюджет", "Этап сделки")
    rows = [header, *columns(DAYS, [NAMES[0]] * 4, [PHONES[0]] * 4, [EMAILS[0]] * 4, [100, 200, 300, 400], ["новый"] * 4)]
    assert recognise_columns(grid(rows), extended).kind == "orders"


@pytest.mark.parametrize(
    "rows",
    [
        [("Date", "Product", "Region", "Amount"), *columns(DAYS, ["Grain", "Oil"] * 2, ["North"] * 4, [1, 2, 3, 4])],
        [("x", "y"), (1, 2), (2, 4), (3, 9)],
        [("Месяц", "Янв", "Фев", "Мар"), ("Доход", 100, 200, 300), ("Расход", 50, 60, 70)],
        [("Товар", "Количество", "Дата и время продажи"), ("Тетрадь", 2, "13.10.2019 18:32")],
        [("Название производителя", "Дата начала работы"), ("Кнорус", "2017-08-18"), ("Яуза", "22.10.2015")],
        [("First Name", ""), ("Address", ""), ("City", ""), ("Phone", "")],
        [("Название", "Описание"), ("Sheet1", "a test of charts"), ("Sheet2", "merged cells")],
        [("Name", "Value"), ("alpha", 1), ("beta", 2)],
        [(None,)],
        [],
    ],
)
def test_what_is_no_client_data_is_left_alone(grid: MakeGrid, extended: Layout, rows: list[Any]) -> None:
    mapped = recognise_columns(grid(rows), extended)
    assert mapped.kind is None
    assert set(told(mapped)) <= {None}


def test_own_tabs_are_never_taken_for_data(grid: MakeGrid, book: MakeBook, extended: Layout) -> None:
    rows = [("Клиент", "Телефон"), *columns(NAMES, PHONES)]
    made = recognise(book(grid(rows, "Неактивные"), grid(rows, "неактивные (2)")), extended, frozenset({"Неактивные"}))
    assert [(sheet.kind, dict(sheet.columns)) for sheet in made.sheets] == [(None, {}), (None, {})]


NOTE = "Заполняет программа. По состоянию на 20.11.2026. Правки здесь не сохраняются."


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ([("Неактивные",), (NOTE,), ()], None),
        ([("Inactive",), ("Filled in by the program. As of 20 Nov 2026. Edits made here are not kept.",)], None),
        ([("Итоги ноября",), ("Неактивные",), (NOTE,)], None),
        ([(NOTE,)], None),
        ([("Неактивные",), ("Заполняет Оля",)], "clients"),
        ([("Неактивные",), ("", NOTE)], "clients"),
    ],
)
def test_an_own_tab_is_known_though_it_was_renamed_or_copied(
    grid: MakeGrid, book: MakeBook, extended: Layout, above: list[Any], kind: str | None
) -> None:
    made = book(grid([*above, ("Клиент", "Телефон"), *columns(NAMES, PHONES)], "Неактивные ноябрь"))
    assert [sheet.kind for sheet in recognise(made, extended).sheets] == [kind]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("which", ["extended", "simple"])
def test_our_own_workbook_is_known_for_certain(grid: MakeGrid, request: pytest.FixtureRequest, which: str, lang: Any) -> None:
    layout: Layout = request.getfixturevalue(which)
    for sheet in layout.sheets:
        header = [column.title.in_(lang) for column in sheet.shown]
        odd = [("?",) * len(header)] * 3
        mapped = recognise_columns(grid([header, *odd], sheet.title.in_(lang)), layout)
        if header:
            assert mapped.kind == sheet.kind
            assert told(mapped) == list(sheet.template)
            assert {column.confidence for column in mapped.columns.values()} == {1.0}


def test_a_column_that_people_add_to_our_own_workbook_is_recognised_or_left_alone(grid: MakeGrid, extended: Layout) -> None:
    header = ["Клиент", "Телефон", "ID", "Доп. телефон", "Любимый цвет"]
    rows = [header, *columns(NAMES, PHONES, ["K-1", "K-2", "K-3", "K-4"], PHONES[::-1], ["красный"] * 4)]
    assert told(recognise_columns(grid(rows, "Клиенты"), extended)) == ["name", "phone", "id", "phone", None]


def test_the_kind_may_be_told(grid: MakeGrid, extended: Layout) -> None:
    rows = [("name", "addr", "type"), ("chez michel", "804 northpoint", "french"), ("darbar", "44 w. 56th st.", "indian")]
    mapped = recognise_columns(grid(rows), extended, kind="clients")
    assert (mapped.kind, told(mapped)) == ("clients", ["name", "address", None])


VALUES = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from([*FULL, *PHONES, *EMAILS, *NAMES, "Итого", "=1", "ID", "№", "\u00a0", "-"]),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
    st.datetimes(datetime(1900, 3, 1)),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=Decimal(10**9), min_value=Decimal(-(10**9))),
    st.just(CellError("#DIV/0!")),
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(VALUES, max_size=6), max_size=12),
    name=st.sampled_from(["Лист1", "Клиенты", "Заказы", "Sales", "Прайс", " "]),
)
def test_any_sheet_at_all_gets_an_answer(grid: MakeGrid, rows: list[list[CellValue]], name: str) -> None:
    made = grid(rows, name)
    mapped = recognise_columns(made, LAYOUT)
    given_out = [key for key in told(mapped) if key]
    assert {letters(column) for column in made.columns} <= set(mapped.columns) or not made.columns
    assert all(given_out.count(key) == 1 for key in given_out if key not in {"phone", "email", "address", "comment", "persons"})
    assert mapped.kind or not given_out


def test_a_hundred_thousand_rows_are_only_sampled(grid: MakeGrid, extended: Layout) -> None:
    rows = [
        FULL,
        *[
            (f"Иванов Пётр Ильич {n}", f"+7 9{n:09d}", f"a{n}@mail.ru", date(1980, 1, 1) + timedelta(n % 9000), "")
            for n in range(100_000)
        ],
    ]
    mapped = recognise_columns(grid(rows), extended)
    assert told(mapped) == FULL_KEYS
    assert not [title for title in mapped.columns.values() if re.search(r"\d", title.title)]


@pytest.mark.parametrize(("repeated", "expected"), [(0, "id"), (1, "id"), (2, None)])
def test_a_row_that_was_copied_does_not_make_another_column_of_the_ids(
    grid: MakeGrid, extended: Layout, repeated: int, expected: str | None
) -> None:
    """In a small sheet, one of them is much."""
    ids = [f"K-{at:05d}" for at in range(1, 13 - repeated)] + ["K-00001", "K-00002"][:repeated]
    rows = columns(ids, NAMES * 3, PHONES * 3, EMAILS * 3)
    mapped = recognise_columns(grid([("ID", "Клиент", "Телефон", "E-mail"), *rows]), extended)
    assert keys(mapped)["A"] == expected
