"""The same phone or e-mail at two clients."""

from __future__ import annotations

import pytest
from making import Rows, context, snapshot, table

from sheets_crm.rules import duplicates

PHONE, MAIL = "+7 916 123-45-67", "a@example.ru"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([{"name": "Иванов", "phone": PHONE}, {"name": "Петров", "phone": PHONE}], ["B3"]),
        ([{"name": "Иванов", "email": MAIL}, {"name": "Петров", "email": MAIL.upper()}], ["B3"]),
        ([{"name": "Иванов", "phone": PHONE}, {"name": "Петров", "phone": f"+7 495 111-11-11; {PHONE}"}], ["B3"]),
        ([{"name": "Иванов", "phone": "+7 916 000-00-00"}, {"name": "Петров", "phone": PHONE}], []),
        ([{"name": "Иванов", "phone": f"{PHONE}; {PHONE}"}], []),
        ([{"name": f"Клиент {n}", "phone": PHONE} for n in range(4)], ["B2"]),
        ([{"name": name, "phone": PHONE} for name in ("А", "Б", "В", "А", "Г")], ["B2", "B5"]),
    ],
    ids=["phone", "e-mail", "one of two phones", "different", "one row", "a switchboard", "the same name at a switchboard"],
)
def test_who_may_stand_twice(rows: Rows, cells: list[str]) -> None:
    assert [one.cell for one in duplicates.check(snapshot(table("clients", rows)), context())] == cells


def test_a_client_of_both_years_is_no_duplicate_and_is_told_once() -> None:
    years = [
        table("clients", [{"name": name, "phone": f"{PHONE}{n}"} for n, name in enumerate(("Иванов", "Петров"))], sheet_name=year)
        for year in ("Клиенты 2025", "Клиенты 2026")
    ]
    (note,) = duplicates.check(snapshot(*years), context())
    assert (note.sheet, note.cell, note.severity) == ("Клиенты 2026", "", "note")
    assert "2" in note.message.ru
