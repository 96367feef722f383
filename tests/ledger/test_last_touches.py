"""The last talk with each client."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from making import snapshot, table

from sheets_crm.ledger.clients import clients_of
from sheets_crm.ledger.touches import Touch, last_touches
from sheets_crm.model.snapshot import Table

TODAY = date(2026, 11, 20)
MAY, JUNE = date(2026, 5, 4), date(2026, 6, 8)
CLIENTS = table("clients", [{"id": "K-1", "name": "Анна"}, {"id": "K-2", "name": "Борис"}])


def touched(*touches: Table) -> list[Touch | None]:
    book = snapshot(CLIENTS, *touches)
    clients = clients_of(book)
    assert clients is not None
    last = last_touches(book, clients, TODAY)
    return [last.of(at) for at in range(len(clients))]


def test_each_client_has_the_last_touch_of_its_own() -> None:
    rows = [
        {"date": JUNE, "client": "Борис", "result": "отложил", "term": date(2026, 12, 10)},
        {"date": datetime(2026, 6, 8, 18), "client": "Анна", "result": "интерес"},
        {"date": MAY, "client_id": "K-2", "result": "отказ"},
    ]
    assert touched(table("touches", rows)) == [Touch(JUNE, "interest", None), Touch(JUNE, "deferred", date(2026, 12, 10))]


def test_of_several_on_one_day_the_lowest_counts() -> None:
    rows = [{"date": JUNE, "client": "Анна", "result": said} for said in ("интерес", "отказ", None)]
    assert touched(table("touches", rows))[0] == Touch(JUNE, "", None)
    assert touched(table("touches", rows[:2]))[0] == Touch(JUNE, "refused", None)


@pytest.mark.parametrize(
    "row", [{"date": date(2026, 11, 21), "client": "Анна"}, {"date": None, "client": "Анна"}, {"date": MAY, "client": "Никто"}]
)
def test_touches_to_come_undated_and_with_others_are_none(row: dict[str, date | str | None]) -> None:
    assert touched(table("touches", [row])) == [None, None]


def test_without_a_sheet_of_touches_nobody_was_touched() -> None:
    assert touched() == [None, None]
