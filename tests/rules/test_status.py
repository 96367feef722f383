"""Active, inactive, refused, archived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from making import context, snapshot, table, values

from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import status

TODAY = date(2026, 11, 20)
OLD, RECENT = date(2026, 1, 15), date(2026, 10, 1)
Row = Mapping[str, CellValue]


def book(client: Row, touches: Sequence[Row] = ()) -> Snapshot:
    row: dict[str, CellValue] = {"id": "K-00001", "name": "Иванов", "tier": None, "last_order": None}
    empty: dict[str, CellValue] = {"status": None, "status_reason": None, "status_date": None}
    made = [{"client_id": "K-00001", "client": "Иванов", **one} for one in touches]
    return snapshot(table("clients", [{**row, **empty, **client}]), table("touches", made, columns=["client", "client_id"]))


def settled(start: Snapshot, today: date = TODAY) -> list[CellValue]:
    end = applied(start, status.check(start, context(today)))
    assert not list(status.check(end, context(today)))
    return [values(end.tables[0], name)[0] for name in ("status", "status_reason", "status_date")]


@pytest.mark.parametrize(
    ("last", "today", "inactive"),
    [
        (date(2026, 5, 20), TODAY, False),
        (date(2026, 5, 19), TODAY, True),
        (date(2026, 2, 28), date(2026, 8, 31), False),
        (date(2026, 2, 27), date(2026, 8, 31), True),
        (date(2024, 2, 29), date(2024, 8, 31), False),
        (date(2024, 2, 28), date(2024, 8, 31), True),
    ],
    ids=["six months to the day", "a day more", "31 August", "31 August, a day more", "leap year", "leap year, a day more"],
)
def test_silent_for_more_than_six_calendar_months_is_inactive(last: date, today: date, *, inactive: bool) -> None:
    assert settled(book({"last_order": last}), today)[0] == ("неактивный" if inactive else "активный")


@pytest.mark.parametrize(("tier", "expected"), [("A", "неактивный"), ("B", "активный"), (None, "активный")])
def test_important_clients_are_missed_sooner(tier: str | None, expected: str) -> None:
    assert settled(book({"tier": tier, "last_order": date(2026, 8, 1)}))[0] == expected


@pytest.mark.parametrize(
    ("client", "touches", "expected"),
    [
        ({}, [], ["активный", None, None]),
        ({"last_order": OLD}, [], ["неактивный", "нет заказов дольше 6 мес.", TODAY]),
        ({"status": "Архив", "last_order": OLD}, [], ["Архив", None, None]),
        ({"status": "вип", "last_order": OLD}, [], ["вип", None, None]),
        ({"status": "отказ", "last_order": OLD}, [], ["отказ", None, None]),
        ({"status": "отказ", "status_date": OLD, "last_order": RECENT}, [], ["активный", "новый заказ", TODAY]),
        (
            {"status": "неактивный", "status_reason": "нет заказов дольше 6 мес.", "last_order": RECENT},
            [],
            ["активный", "новый заказ", TODAY],
        ),
        ({"status": "неактивный", "status_reason": "уехал", "last_order": OLD}, [], ["неактивный", "уехал", None]),
        ({"status_reason": "своя пометка", "last_order": OLD}, [], ["неактивный", "своя пометка", TODAY]),
        ({"last_order": RECENT}, [{"date": TODAY, "result": "нет реакции"}], ["неактивный", "нет реакции", TODAY]),
        ({"last_order": RECENT}, [{"date": TODAY, "result": "отказался"}], ["отказ", "отказ в разговоре", TODAY]),
        ({"last_order": TODAY}, [{"date": RECENT, "result": "отказ"}], ["активный", None, None]),
        (
            {"last_order": RECENT},
            [{"date": OLD, "result": "отказ"}, {"date": TODAY, "result": "интерес"}],
            ["активный", None, None],
        ),
        ({"last_order": RECENT}, [{"date": date(2026, 11, 21), "result": "отказ"}], ["активный", None, None]),
        ({"status": "  "}, [], ["активный", None, None]),
    ],
    ids=[
        "active by default",
        "silent",
        "archive stays",
        "an unknown word stays",
        "a person's refusal stays",
        "an order after the refusal",
        "an order after the silence",
        "a person's reason stays",
        "a person's remark stays",
        "no reaction",
        "refused in a talk",
        "ordered after refusing",
        "only the last touch counts",
        "a talk to come has not refused yet",
        "blank is empty",
    ],
)
def test_status_with_its_reason_and_day(client: Row, touches: Sequence[Row], expected: list[CellValue]) -> None:
    assert settled(book(client, touches)) == expected
