"""No client without a next task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import FRIDAY, context, snapshot, table, values

from sheets_crm.model.calendar import deferred_contact, is_working
from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Filled, Memory
from sheets_crm.model.settings import CalendarSettings, TaskSettings
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import tasks

MONDAY = date(2026, 11, 23)
Row = Mapping[str, CellValue]


def book(client: Row, touches: Sequence[Row] = ()) -> Snapshot:
    row: dict[str, CellValue] = {"id": "K-00001", "name": "Иванов", "next_task": None, "next_date": None, **client}
    made = [{"client_id": "K-00001", "client": "Иванов", **one} for one in touches]
    return snapshot(table("clients", [row]), table("touches", made, columns=["client", "client_id"]))


def settled(start: Snapshot, memory: Memory | None = None) -> list[CellValue]:
    end = applied(start, tasks.check(start, context(memory=memory)))
    return [values(end.tables[0], name)[0] for name in ("next_task", "next_date")]


@pytest.mark.parametrize(
    ("touch", "term", "call"),
    [
        (date(2026, 11, 20), date(2026, 12, 10), date(2026, 12, 3)),
        (date(2026, 11, 18), date(2026, 12, 10), date(2026, 12, 2)),
        (date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 21)),
        (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)),
        (date(2026, 11, 20), date(2026, 11, 5), date(2026, 11, 21)),
        (date(2026, 11, 19), date(2026, 11, 24), date(2026, 11, 20)),
    ],
    ids=["the article's case", "two days earlier", "a day", "the same day", "a term that has passed", "back over a weekend"],
)
def test_deferred_demand_is_called_at_two_thirds_of_the_term(touch: date, term: date, call: date) -> None:
    assert deferred_contact(touch, term, TaskSettings().deferred_share, CalendarSettings()) == call


@pytest.mark.parametrize(
    ("client", "touch", "words", "day"),
    [
        ({}, None, "Позвонить и познакомиться", FRIDAY),
        ({"last_order": date(2026, 11, 2)}, None, "Плановый звонок", date(2026, 12, 2)),
        ({"status": "неактивный"}, None, "Напомнить о себе: давно не заказывал", FRIDAY),
        ({}, {"date": FRIDAY, "result": "недозвон"}, "Перезвонить: в прошлый раз не дозвонились", MONDAY),
        ({}, {"date": FRIDAY, "result": "заказ"}, "Спросить, всё ли хорошо после заказа", date(2026, 11, 27)),
        (
            {},
            {"date": FRIDAY, "result": "отложил", "term": date(2026, 12, 10)},
            "Вернуться к разговору: клиент просил подождать до 10.12.2026",
            date(2026, 12, 3),
        ),
        ({}, {"date": date(2026, 9, 1), "result": "интерес"}, "Позвонить: клиент проявил интерес", FRIDAY),
        ({"next_task": "отправить образцы"}, None, "отправить образцы", FRIDAY),
        ({"next_date": date(2026, 12, 1)}, None, "Связаться с клиентом", date(2026, 12, 1)),
        ({"next_task": "позвонить", "next_date": date(2026, 1, 5)}, None, "позвонить", date(2026, 1, 5)),
        ({"status": "отказ"}, None, None, None),
        ({"status": "архив"}, None, None, None),
    ],
    ids=[
        "never talked",
        "after an order",
        "silent",
        "no answer",
        "ordered",
        "deferred",
        "long past",
        "a task without a day",
        "a day without a task",
        "overdue stays overdue",
        "refused",
        "archived",
    ],
)
def test_the_next_task(client: Row, touch: Row | None, words: CellValue, day: CellValue) -> None:
    assert settled(book(client, [touch] if touch else [])) == [words, day]


def filled(task: str, day: date, at: date) -> Memory:
    moment = datetime.combine(at, datetime.min.time())
    place = ("Клиенты", "K-00001")
    return Memory(
        filled={(*place, "next_task"): Filled(task, moment, "tasks"), (*place, "next_date"): Filled(day, moment, "tasks")}
    )


def test_a_task_of_the_programs_own_is_renewed_after_a_touch_and_a_persons_is_not() -> None:
    had = {"next_task": "Позвонить и познакомиться", "next_date": date(2026, 11, 10)}
    start = book(had, [{"date": FRIDAY, "result": "заказ"}])
    own = filled("Позвонить и познакомиться", date(2026, 11, 10), date(2026, 11, 9))
    assert settled(start, own) == ["Спросить, всё ли хорошо после заказа", date(2026, 11, 27)]
    assert settled(start) == list(had.values())


def test_a_task_of_the_programs_own_does_not_slip_from_day_to_day() -> None:
    had = {"next_task": "Позвонить и познакомиться", "next_date": date(2026, 11, 10)}
    start = book(had, [{"date": date(2026, 11, 8), "result": "интерес"}])
    own = filled("Позвонить и познакомиться", date(2026, 11, 10), date(2026, 11, 9))
    assert settled(start, own) == list(had.values())


@given(st.integers(1, 60), st.integers(1, 7))
def test_no_manager_gets_more_new_tasks_a_day_than_the_setting_and_all_on_working_days(count: int, limit: int) -> None:
    rows = [{"id": f"K-{n:05}", "name": f"Клиент {n}", "next_task": None, "next_date": None} for n in range(count)]
    start = snapshot(table("clients", rows, columns=["manager"]))
    end = applied(start, tasks.check(start, context(tasks={"per_day": limit})))
    days = [day for day in values(end.tables[0], "next_date") if isinstance(day, date)]
    assert len(days) == count
    assert max(days.count(day) for day in days) <= limit
    assert all(is_working(day, CalendarSettings()) for day in days)
    assert max(days) < FRIDAY + timedelta(days=7 * (count // (5 * limit) + 2))
    assert not list(tasks.check(end, context(tasks={"per_day": limit})))
