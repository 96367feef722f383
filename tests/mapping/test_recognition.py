from __future__ import annotations

from collections.abc import Callable

from sheets_crm.mapping import recognise, recognise_columns
from sheets_crm.model.layout import Layout
from sheets_crm.model.mapping import MappedSheet
from sheets_crm.model.snapshot import Grid, Snapshot

MakeGrid = Callable[..., Grid]
MakeBook = Callable[..., Snapshot]

PEOPLE = (
    ("Иванова Мария Петровна", "+7 916 123-45-67", "ivanova@mail.ru", "12.03.1985", "уточнить адрес"),
    ("Петров Сергей Ильич", "8 (495) 765-43-21", "petrov@yandex.ru", "01.07.1979", ""),
    ("Сидоренко Ольга Викторовна", "89035554433", "olga@bk.ru", "30.11.1990", "любит звонки утром"),
    ("Ким Анна Сергеевна", "+7 921 555 66 77", "kim@gmail.com", "17.05.2001", ""),
)


def keys(mapped: MappedSheet) -> dict[str, str | None]:
    return {letter: column.key for letter, column in mapped.columns.items()}


def test_headers_in_the_first_row(grid: MakeGrid, extended: Layout) -> None:
    mapped = recognise_columns(grid([("ФИО", "Тел.", "Эл. почта", "Дата рожд.", "Примечание"), *PEOPLE]), extended)
    assert (mapped.kind, mapped.header_row) == ("clients", 1)
    assert keys(mapped) == {"A": "name", "B": "phone", "C": "email", "D": "birthday", "E": "comment"}


def test_own_tabs_are_never_taken_for_data(grid: MakeGrid, book: MakeBook, extended: Layout) -> None:
    rows = [("Клиент", "Телефон"), *[person[:2] for person in PEOPLE]]
    made = recognise(book(grid(rows, "Неактивные"), grid(rows, "Неактивные (2)")), extended, frozenset({"Неактивные"}))
    assert [(sheet.kind, dict(sheet.columns)) for sheet in made.sheets] == [(None, {}), (None, {})]
