from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import ConfigError
from sheets_crm.mapping import bind, program_columns_missing, recognise
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import MappedColumn, MappedSheet, Mapping
from sheets_crm.model.snapshot import Area, Grid, ListObject, Snapshot, SparseColumn, Table

MakeGrid = Callable[..., Grid]
MakeBook = Callable[..., Snapshot]
LAYOUT = load_layout("extended")

HEADER = ("Клиент", "Телефон", "Любимый цвет", "Доп. телефон")
ROWS = [
    ("ООО «Ромашка»", "+7 916 123-45-67", "красный", ""),
    ("АО Вектор", "8 (495) 765-43-21", "", "8 (495) 765-43-22"),
    ("ИП Сидоров А.А.", "89035554433", "синий", ""),
]
MAPPED = MappedSheet(
    sheet="База",
    kind="clients",
    header_row=1,
    columns={
        "A": MappedColumn(key="name", title="Клиент"),
        "B": MappedColumn(key="phone", title="Телефон"),
        "C": MappedColumn(key=None, title="Любимый цвет"),
        "D": MappedColumn(key="phone", title="Доп. телефон"),
    },
)
CONFIG = Mapping(sheets=(MAPPED,))


def bound(snapshot: Snapshot, mapping: Mapping = CONFIG) -> Table:
    snapshot, notes = bind(snapshot, mapping, LAYOUT)
    assert not notes
    return snapshot.tables[0]


def names(table: Table) -> dict[int, str]:
    return {one.letter_index: one.name for one in table.fields}


def test_a_table_has_every_row_and_column_with_content(grid: MakeGrid, book: MakeBook) -> None:
    table = bound(book(grid([HEADER, *ROWS, (), ("", "", "", "   "), ("", "", "зелёный", "")], "База")))
    assert names(table) == {1: "name", 2: "phone", 3: "col_C", 4: "phone_2"}
    assert (table.kind, table.lang, table.rows.tolist(), list(table.ids)) == (
        "clients",
        "ru",
        [2, 3, 4, 7],
        ["#2", "#3", "#4", "#7"],
    )
    unknown = table.field("col_C")
    assert unknown is not None
    assert (unknown.column, unknown.title, unknown.cells.values()) == (
        None,
        "Любимый цвет",
        ["красный", None, "синий", "зелёный"],
    )


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        (("Итого", 2, "", ""), 3),
        (("ИТОГО:", "", 17.5, ""), 3),
        (("Всего за 2024 год", 3, "", ""), 3),
        (("Total", 3, "", ""), 3),
        (("Итого", "", "", ""), 4),
        (("ООО «Итого»", 2, "", ""), 4),
        (("Итого сервис", 2, "", ""), 4),
        (("Итого", 2, "постоянный клиент", ""), 4),
        (("Total", "89161234567", "", ""), 4),
        (("Total", 79161234567, "", ""), 4),
        (("ВСЕГО клиентов: 3", "", "", ""), 3),
        (("Всего клиентов:", 3, "", 5000), 3),
        (("Итого за март: 12 500 руб.", "", "", ""), 3),
        (("Всего", "3 клиента", "", ""), 3),
        (("Итого", "", "", "12 500 руб."), 3),
        (("Количество записей", "", 3, ""), 3),
        (("Всего хорошего", "", "", ""), 4),
    ],
)
def test_a_row_of_sums_at_the_end_is_no_record(grid: MakeGrid, book: MakeBook, last: tuple[CellValue, ...], rows: int) -> None:
    assert len(bound(book(grid([HEADER, *ROWS, last], "База")))) == rows
    assert len(bound(book(grid([HEADER, *ROWS, last, (), ("Составил: Петров",)], "База")))) == (rows)


AMOUNTS = [(*HEADER, "Сумма"), *[(*row, 1000 * at) for at, row in enumerate(ROWS, 1)]]


def with_formula(made: Grid, row: int, column: int, formula: str) -> Grid:
    """Put a formula into an empty cell that nobody has worked out yet, as openpyxl writes it."""
    old = made.columns[column]
    rows = np.append(old.rows, np.int32(row))
    cells = Vector.of([*old.cells.values(), None], {**old.cells.formulas, len(old.cells): formula})
    return replace(made, columns={**made.columns, column: SparseColumn(rows, cells)})


@pytest.mark.parametrize("label", [("Итого",), ("", "", "", "Итого"), ("",)])
def test_sums_need_not_be_worked_out_yet(grid: MakeGrid, book: MakeBook, label: tuple[str, ...]) -> None:
    made = with_formula(grid([*AMOUNTS, label], "База"), 5, 5, "=SUM(E2:E4)")
    assert bound(book(made)).rows.tolist() == [2, 3, 4]


@pytest.mark.parametrize(("total", "last"), [(6000, 4), (6001, 5)])
def test_sums_need_no_label_when_they_add_up(grid: MakeGrid, book: MakeBook, total: int, last: int) -> None:
    made = grid([*AMOUNTS, ("", "", "", "", total)], "База")
    assert bound(book(made)).rows.tolist() == list(range(2, last + 1))


def test_rows_that_formulas_alone_fill_with_numbers_are_no_records(grid: MakeGrid, book: MakeBook) -> None:
    made = grid([*AMOUNTS, *[("", "", "", "", 0)] * 40], "База")
    cells = replace(made.columns[5].cells, formulas=dict.fromkeys(range(1, 44), "=B1*2"))
    made = replace(made, columns={**made.columns, 5: SparseColumn(made.columns[5].rows, cells)})
    assert bound(book(made)).rows.tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    ("line", "record"),
    [
        ("* цены без НДС", False),
        ("** Цены указаны в рублях", False),
        ("Примечание: цены без НДС", False),
        ("Составил: Петров", False),
        ("*Петров", True),
        ("* Петров Иван", True),
        ("* ООО «Ромашка и Ко»", True),
        ("Петров Иван", True),
        ("ПЕТРОВ", True),
    ],
)
def test_a_footnote_is_no_record_but_a_lone_name_is(grid: MakeGrid, book: MakeBook, line: str, *, record: bool) -> None:
    for between in ([], [()]):
        table = bound(book(grid([*ALL, *between, (line,)], "База")))
        assert (line in table.cells("name").values()) is record
        assert len(table) == 3 + record


MOSCOW, TULA = ROWS[:2], ROWS[2:]


@pytest.mark.parametrize(
    ("rows", "records"),
    [
        ([("МОСКВА",), *MOSCOW, ("ТУЛА",), *TULA, *TULA], 4),
        ([("Постоянные",), *MOSCOW, ("Новые",), *TULA, *TULA], 6),
        ([*MOSCOW, ("МОСКВА",), *MOSCOW, ("ТУЛА",), *TULA], 7),
        ([("МОСКВА",), *MOSCOW, *TULA], 4),
        ([("МОСКВА",), *MOSCOW, ("ТУЛА",), *TULA, *TULA, ("Петров",)], 7),
        ([("МОСКВА",), *MOSCOW, *TULA, *TULA, ("ТУЛА",)], 6),
        ([("МОСКВА",), ("ТУЛА",), *MOSCOW, *TULA, *TULA], 6),
        ([("ООО «ЛУЧ»",), *MOSCOW, ("АО «МИР»",), *TULA, *TULA], 6),
        ([("РОМАШКА",), *[(row[0].upper(), *row[1:]) for row in ROWS], ("ВЕКТОР",), *TULA], 6),
    ],
    ids=[
        "headings of cities",
        "without capitals nobody can be sure",
        "the first section has no heading",
        "only one",
        "a client of whom only the name is known",
        "nothing below the last",
        "nothing below the first",
        "companies",
        "all names are in capitals",
    ],
)
def test_headings_of_sections_are_no_records_where_that_is_certain(
    grid: MakeGrid, book: MakeBook, rows: list[Any], records: int
) -> None:
    assert len(bound(book(grid([HEADER, *rows], "База")))) == records


def test_a_row_merged_across_the_sheet_is_a_heading(grid: MakeGrid, book: MakeBook) -> None:
    rows = [HEADER, *MOSCOW, ("Постоянные клиенты",), *TULA]
    assert len(bound(book(grid(rows, "База", merged=[Area(4, 1, 4, 4)])))) == 3
    assert len(bound(book(grid([HEADER, *ROWS, ROWS[0]], "База", merged=[Area(5, 1, 5, 4)])))) == 4


def test_sums_in_the_middle_end_nothing(grid: MakeGrid, book: MakeBook) -> None:
    assert bound(book(grid([HEADER, *ROWS, ("Итого", 3, "", ""), *ROWS], "База"))).rows.tolist() == [2, 3, 4, 5, 6, 7, 8]


def test_the_totals_row_of_an_excel_table_is_no_record(grid: MakeGrid, book: MakeBook) -> None:
    made = grid([HEADER, *ROWS, ("сумма", 3)], "База", tables=[ListObject("База", Area(1, 1, 5, 4), totals_row=True)])
    assert bound(book(made)).rows.tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["K-1", "K-2", "K-3"], ["K-1", "K-2", "K-3"]),
        ([1, 2, 3], ["1", "2", "3"]),
        (["K-1", "", "K-3"], ["K-1", "#3", "K-3"]),
        (["K-1", "K-1", "K-3"], ["#2", "#3", "K-3"]),
        (["#3", "K-2", " K-3 "], ["#2", "K-2", "K-3"]),
    ],
)
def test_rows_are_known_by_their_id_or_else_by_their_place(
    grid: MakeGrid, book: MakeBook, ids: list[CellValue], expected: list[str]
) -> None:
    rows = [(*HEADER, "ID"), *[(*row, one) for row, one in zip(ROWS, ids, strict=True)]]
    assert list(bound(book(grid(rows, "База"))).ids) == expected


def moved(rows: list[tuple[Any, ...]], *order: int) -> list[tuple[Any, ...]]:
    return [tuple(row[at] if at >= 0 else "" for at in order) for row in rows]


ALL = [HEADER, *ROWS]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (moved(ALL, -1, 0, 1, 2, 3), {2: "name", 3: "phone", 4: "col_D", 5: "phone_2"}),
        (moved(ALL, 3, 2, 1, 0), {1: "phone", 2: "col_B", 3: "phone_2", 4: "name"}),
        ([("Наша база",), (), *ALL], {1: "name", 2: "phone", 3: "col_C", 4: "phone_2"}),
        ([("КЛИЕНТ ", "телефон:", "", "Доп.\nтелефон"), *ROWS], {1: "name", 2: "phone", 3: "col_C", 4: "phone_2"}),
    ],
)
def test_columns_are_found_by_their_headers_where_they_stand_now(
    grid: MakeGrid, book: MakeBook, rows: list[Any], expected: dict[int, str]
) -> None:
    assert names(bound(book(grid(rows, "База")))) == expected


def test_a_renamed_column_is_found_by_its_letter_and_said(grid: MakeGrid, book: MakeBook) -> None:
    snapshot, notes = bind(book(grid([("Клиент", "Как связаться", *HEADER[2:]), *ROWS], "База")), CONFIG, LAYOUT)
    assert names(snapshot.tables[0]) == {1: "name", 2: "phone", 3: "col_C", 4: "phone_2"}
    assert [(note.cell, note.severity) for note in notes] == [("B1", "note")]
    assert "«Как связаться»" in notes[0].message.ru


def test_a_column_that_is_gone_is_said_and_nothing_takes_its_place(grid: MakeGrid, book: MakeBook) -> None:
    snapshot, notes = bind(book(grid(moved(ALL, 0, 2, 3), "База")), CONFIG, LAYOUT)
    assert names(snapshot.tables[0]) == {1: "name", 2: "col_B", 3: "phone"}
    assert ["«Телефон»" in note.message.ru for note in notes] == [True]


def test_another_column_in_the_place_of_a_mapped_one_is_not_taken_for_it(grid: MakeGrid, book: MakeBook) -> None:
    rows = [("Клиент", "Дата договора", *HEADER[2:]), *[(row[0], "12.03.2024", *row[2:]) for row in ROWS]]
    snapshot, notes = bind(book(grid(rows, "База")), CONFIG, LAYOUT)
    assert names(snapshot.tables[0])[2] == "col_B"
    assert [note.severity for note in notes] == ["warning"]


def test_a_sheet_that_is_gone_is_said(grid: MakeGrid, book: MakeBook) -> None:
    snapshot, notes = bind(book(grid(ALL, "Архив 2023")), CONFIG, LAYOUT)
    assert (snapshot.tables, [note.sheet for note in notes]) == ((), ["База"])
    assert bind(book(grid(ALL, "база ")), CONFIG, LAYOUT).notes == ()


def test_two_columns_of_one_name_are_told_apart_by_their_letters(grid: MakeGrid, book: MakeBook) -> None:
    columns = {
        letter: MappedColumn(key=key, title="Контакт") for letter, key in zip("ABC", ("name", "phone", "email"), strict=True)
    }
    mapping = Mapping(sheets=(replace_columns(columns),))
    rows = [("Контакт",) * 3, ("ООО «Ромашка»", "89161234567", "a@b.ru")]
    assert names(bound(book(grid(rows, "База")), mapping)) == {1: "name", 2: "phone", 3: "email"}


def replace_columns(columns: dict[str, MappedColumn]) -> MappedSheet:
    return MAPPED.model_copy(update={"columns": columns})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "client"}, "clients"),
        ({"columns": {"A": MappedColumn(key="fone")}}, "phone"),
        ({"columns": {"Б1": MappedColumn(key="phone")}}, "A, B, AA"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_advice(
    grid: MakeGrid, book: MakeBook, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        bind(book(grid(ALL, "База")), Mapping(sheets=(MAPPED.model_copy(update=change),)), LAYOUT)
    assert said in refused.value.told("ru")
    assert "База" in refused.value.where


def test_a_sheet_without_a_header(grid: MakeGrid, book: MakeBook) -> None:
    columns = {"A": MappedColumn(key="name"), "B": MappedColumn(key="phone")}
    mapping = Mapping(sheets=(MAPPED.model_copy(update={"columns": columns, "header_row": 0}),))
    table = bound(book(grid(ROWS, "База")), mapping)
    assert (names(table), table.rows.tolist()) == ({1: "name", 2: "phone", 3: "col_C", 4: "col_D"}, [1, 2, 3])
    assert program_columns_missing(replace(book(grid(ROWS, "База")), tables=(table,)), LAYOUT) == ()


def test_language_follows_the_headers_of_our_books_and_else_what_people_write(
    grid: MakeGrid, book: MakeBook, extended: Layout
) -> None:
    english = [("Name", "Phone", "City"), ("Acme Ltd", "+1 212 555 0100", "Boston"), ("Globex Inc", "+1 212 555 0101", "Salem")]
    russian_under_english = [("Name", "Phone"), *[row[:2] for row in ROWS]]
    for rows, lang in ((english, "en"), (russian_under_english, "ru"), (ALL, "ru")):
        snapshot = book(grid(rows, "Sheet1"))
        assert bind(snapshot, recognise(snapshot, extended), extended).snapshot.lang == lang
    ours = book(
        grid([[column.title.en for column in extended.sheet("clients").shown], *[("", *row[:1]) for row in ROWS]], "Clients")
    )
    assert bind(ours, recognise(ours, extended), extended).snapshot.lang == "en"


def test_a_tab_of_ours_that_a_person_names_in_the_config_is_theirs(grid: MakeGrid, book: MakeBook) -> None:
    rows = [("Журнал",), ("Заполняет программа. По состоянию на 20.11.2026.",), *ALL]
    assert bound(book(grid(rows, "База"))).rows.tolist() == [4, 5, 6]


OURS = tuple(column.title.ru for column in LAYOUT.sheet("clients").shown)
COUNTED = ("Последнее касание", "Заказов", "Сумма заказов")


@pytest.mark.parametrize(
    ("name", "header", "ours"),
    [
        ("Клиенты", OURS, True),
        ("Clients", tuple(column.title.en for column in LAYOUT.sheet("clients").shown), True),
        ("Клиенты", ("Клиент", "Телефон", "ID"), True),
        ("Клиенты", ("Клиент", "Телефон", *COUNTED, "ID"), True),
        ("Мои клиенты", OURS, False),
        ("Клиенты", ("Клиент", "Телефон"), False),
        ("Клиенты", ("Клиент", "Телефон", "Код клиента"), False),
        ("Клиенты", ("Клиент", "Сумма заказов", "ID"), False),
        ("Клиенты", ("Клиент", "Последнее касание", "ID"), False),
        ("Клиенты", ("Клиент", "Последний контакт", *COUNTED[1:], "ID"), False),
    ],
)
def test_a_sheet_of_ours_is_told_from_one_where_people_keep_such_columns_by_hand(
    grid: MakeGrid, book: MakeBook, name: str, header: tuple[str, ...], *, ours: bool
) -> None:
    made = book(grid([header, ("ООО «Ромашка»",)], name))
    assert bind(made, recognise(made, LAYOUT), LAYOUT).snapshot.tables[0].ours is ours


def missing(snapshot: Snapshot) -> list[tuple[str, int, str]]:
    snapshot = bind(snapshot, recognise(snapshot, LAYOUT), LAYOUT).snapshot
    return [(new.sheet, new.letter_index, new.title) for new in program_columns_missing(snapshot, LAYOUT)]


def test_program_columns_go_right_of_the_last_used_one(grid: MakeGrid, book: MakeBook) -> None:
    rows = [("Клиент", "Телефон", "Статус"), *[(*row[:2], "активный", "", "", "пометка") for row in ROWS]]
    assert missing(book(grid(rows, "База"))) == [
        ("База", 7, "ID"),
        ("База", 8, "Причина статуса"),
        ("База", 9, "Статус с"),
        ("База", 10, "Следующая задача"),
        ("База", 11, "Дата задачи"),
        ("База", 12, "Последнее касание"),
    ]


def test_order_dates_are_kept_only_where_there_are_orders(grid: MakeGrid, book: MakeBook) -> None:
    clients = grid([("Клиент", "Телефон"), *[row[:2] for row in ROWS]], "База")
    orders = grid([("Дата", "Клиент", "Сумма"), ("12.03.2025", "АО Вектор", 500)], "Продажи")
    told = missing(book(clients, orders))
    assert told[-4:] == [
        ("База", 10, "Первый заказ"),
        ("База", 11, "Последний заказ"),
        ("Продажи", 4, "ID"),
        ("Продажи", 5, "ID клиента"),
    ]


def test_a_title_that_is_taken_by_something_else_is_not_given_twice(grid: MakeGrid, book: MakeBook) -> None:
    rows = [
        ("Клиент", "Телефон", "Статус"),
        *[(*row[:2], number) for row, number in zip(ROWS, (3, 1, 2), strict=True)],
    ]
    assert ("База", 5, "Статус (программа)") in missing(book(grid(rows, "База")))


def test_columns_that_the_program_appended_are_known_though_the_config_is_older(grid: MakeGrid, book: MakeBook) -> None:
    rows = [(*HEADER, "ID", "Статус (программа)"), *[(*row, f"K-{at}", "активный") for at, row in enumerate(ROWS)]]
    table = bound(book(grid(rows, "База")))
    assert (names(table)[5], names(table)[6], list(table.ids)) == ("id", "status", ["K-0", "K-1", "K-2"])


def test_everything_missing_is_found_once_it_has_been_added(grid: MakeGrid, book: MakeBook) -> None:
    header = [*HEADER]
    snapshot = bind(book(grid([header, *ROWS], "База")), CONFIG, LAYOUT).snapshot
    header += [new.title for new in program_columns_missing(snapshot, LAYOUT)]
    again = bind(book(grid([header, *ROWS], "База")), CONFIG, LAYOUT).snapshot
    assert program_columns_missing(again, LAYOUT) == ()


CELLS = st.one_of(
    st.none(), st.text(max_size=5), st.integers(-5, 5), st.sampled_from(["Клиент", "Телефон", "Итого", "ID", "K-1", "#3"])
)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, max_size=5), max_size=10),
    header_row=st.integers(0, 12),
    columns=st.dictionaries(
        st.sampled_from("ABCDEFZ"),
        st.builds(
            MappedColumn,
            key=st.sampled_from([None, "name", "phone", "id", "status"]),
            title=st.sampled_from(["", "Клиент", "ID"]),
        ),
    ),
)
def test_no_row_and_no_column_is_ever_lost(
    grid: MakeGrid, book: MakeBook, rows: list[list[CellValue]], header_row: int, columns: dict[str, MappedColumn]
) -> None:
    made = grid(rows, "База")
    mapping = Mapping(sheets=(MAPPED.model_copy(update={"columns": columns, "header_row": header_row}),))
    table = bind(book(made), mapping, LAYOUT).snapshot.tables[0]
    standing = {
        (int(row), number): made.value(int(row), number)
        for number, column in made.columns.items()
        for row in column.rows
        if row > table.header_row and str(made.value(int(row), number)).strip()
    }
    held = {
        (int(row), one.letter_index): one.cells[at]
        for one in table.fields
        for at, row in enumerate(table.rows)
        if one.cells.filled[at]
    }
    totals = {row for row, _ in standing if row not in table.rows}
    lost = {row: [value for place, value in standing.items() if place[0] == row] for row in totals}
    assert {place: value for place, value in standing.items() if place[0] not in totals} == held
    assert all(
        "Итого" in said or row > min(totals) or all(isinstance(value, int) for value in said) for row, said in lost.items()
    )
    assert len(set(table.ids)) == len(table.ids) == len(table.rows)
    assert len({one.name for one in table.fields}) == len(table.fields)
    assert np.all(np.diff(table.rows) > 0)
