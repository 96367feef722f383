"""Texts, days, and keys of fixed choices."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from making import table

from sheets_crm.ledger.columns import OTHER, choice_keys, day_of, days, said
from sheets_crm.ledger.names import label
from sheets_crm.model.cells import CellError, CellValue, Kind, Vector


def test_texts() -> None:
    cells = Vector.of([" да ", None, 5.0, 1.5, True, date(2026, 1, 31), CellError("#N/A"), "  "])
    assert said(cells).tolist() == ["да", "", "5", "1.5", "True", "2026-01-31", "", ""]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2026, 1, 31), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 59), date(2026, 1, 31)),
        (date(1900, 1, 1), date(1900, 1, 1)),
        (time(12), None),
        ("31.01.2026", None),
        (46053, None),
        (None, None),
    ],
)
def test_days(value: CellValue, day: date | None) -> None:
    assert day_of(days(Vector.of([value]))[0]) == day


def test_a_date_beyond_the_calendar_is_none() -> None:
    cells = Vector.of([date(2026, 1, 31)])
    cells.numbers[0] = 1e9
    assert cells.kinds[0] == Kind.DATE
    assert day_of(days(cells)[0]) is None


def test_keys_of_choices() -> None:
    rows: list[CellValue] = ["активный", " Архив", "archived", "вип", 5, CellError("#N/A"), "  ", None]
    clients = table("clients", [{"status": said} for said in rows])
    assert choice_keys(clients, "status").tolist() == ["active", "archived", "archived", OTHER, OTHER, OTHER, "", ""]
    assert choice_keys(clients, "tier").tolist() == [""] * len(rows)


def test_what_people_call_a_record() -> None:
    assert label(table("clients", [{"surname": "Белова ", "given_name": "Анна"}]), 0) == "Белова Анна"
    assert label(table("orders", [{"client": "ООО «Ромашка»", "amount": 5}]), 0) == "ООО «Ромашка»"
    assert label(table("services", [{"title": None}]), 0) == ""
