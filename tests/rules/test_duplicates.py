"""Who very likely stands in a book twice."""

from __future__ import annotations

import pytest
from making import Rows, context, snapshot, table

from sheets_crm.model.memory import Memory
from sheets_crm.rules import duplicates

PHONE, MAIL = "+7 916 123-45-67", "petrov.ivan@example.ru"
IVAN, PETER = "Иванов Сергей Павлович", "Петрова Анна Львовна"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([{"name": IVAN, "phone": PHONE}, {"name": "Иванов С. П.", "phone": PHONE}], ["B3"]),
        ([{"name": IVAN, "email": MAIL}, {"name": "Иванов Сергей", "email": MAIL.upper()}], ["B3"]),
        ([{"name": IVAN, "phone": PHONE}, {"name": "Сергей Иванов", "phone": f"+7 495 111-11-11; {PHONE}"}], ["B3"]),
        ([{"name": IVAN, "phone": "+7 916 000-00-01"}, {"name": PETER, "phone": PHONE}], []),
        ([{"name": IVAN, "phone": PHONE}, {"name": "Иванова Мария Павловна", "phone": PHONE}], []),
        ([{"name": IVAN, "phone": f"{PHONE}; {PHONE}"}], []),
        ([], []),
    ],
    ids=["initials", "e-mail", "one of two phones", "different", "a family", "one row", "an empty sheet"],
)
def test_who_may_stand_twice(rows: Rows, cells: list[str]) -> None:
    clients = table("clients", [{"id": f"K-{at}", **row} for at, row in enumerate(rows)], columns=["id", "name", "phone"])
    assert [one.cell.replace("A", "B") for one in duplicates.check(snapshot(clients), context())] == cells


def test_a_phone_of_many_is_told_once() -> None:
    names = ("Ким Олег", "Бах Анна", "Вовк Пётр", "Гусь Инна", "Чиж Фома")
    clients = table("clients", [{"name": name, "phone": PHONE} for name in names])
    (note,) = duplicates.check(snapshot(clients), context())
    assert (note.severity, note.cell) == ("note", "B2")
    assert note.message.ru.endswith("5")


def test_the_reasons_are_told_in_words() -> None:
    clients = table("clients", [{"name": IVAN, "phone": PHONE}, {"name": "Иванов С. П.", "phone": PHONE}])
    (found,) = duplicates.check(snapshot(clients), context())
    assert "тот же телефон" in found.message.ru
    assert "the surname and initials agree" in found.message.en


def test_whom_staff_told_apart_is_not_told_again() -> None:
    clients = table("clients", [{"id": "K-1", "name": IVAN, "phone": PHONE}, {"id": "K-2", "name": IVAN, "phone": PHONE}])
    assert list(duplicates.check(snapshot(clients), context()))
    memory = Memory(apart=frozenset({("K-1", "K-2")}))
    assert list(duplicates.check(snapshot(clients), context(memory=memory))) == []


def test_a_client_of_both_years_is_no_duplicate_and_is_told_once() -> None:
    years = [
        table(
            "clients", [{"name": name, "phone": f"+7 916 123-45-6{n}"} for n, name in enumerate((IVAN, PETER))], sheet_name=year
        )
        for year in ("Клиенты 2025", "Клиенты 2026")
    ]
    (note,) = duplicates.check(snapshot(*years), context())
    assert (note.sheet, note.cell, note.severity) == ("Клиенты 2026", "", "note")
    assert "2" in note.message.ru
