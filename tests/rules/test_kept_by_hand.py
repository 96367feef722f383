"""In a sheet that people made themselves, what they keep by hand is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from making import context, snapshot, table, values

from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Filled, Memory
from sheets_crm.model.plan import Finding
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import numbering, status, tasks, totals, touches

DAY = date(2026, 5, 4)
CLIENTS: list[Mapping[str, CellValue]] = [
    {"id": "K-00001", "name": "Иванов", "orders_total": 412000, "last_touch": date(2026, 1, 1)},
    {"id": "K-00002", "name": "Петров", "orders_total": 45000, "last_touch": None},
]


def book(*, ours: bool) -> Snapshot:
    orders = [{"date": DAY, "client": "Иванов", "client_id": "K-00001", "amount": 5000}]
    talks = [{"date": DAY, "client": "Иванов", "client_id": "K-00001"}]
    return snapshot(table("clients", CLIENTS, ours=ours), table("orders", orders), table("touches", talks))


@pytest.mark.parametrize("rule", [totals.RULE, touches.LAST_TOUCH], ids=lambda rule: rule.name)
def test_a_column_that_people_keep_gets_one_note_and_no_change(rule: object) -> None:
    (note,) = rule.check(book(ours=False), context())  # type: ignore[attr-defined]
    assert isinstance(note, Finding)
    assert note.severity == "note"


def test_in_our_own_sheet_the_program_keeps_them() -> None:
    done = applied(book(ours=True), [one for one in totals.check(book(ours=True), context()) if not isinstance(one, Finding)])
    assert values(done.tables[0], "orders_total") == [5000, None]


def test_what_the_program_once_wrote_there_it_keeps_up() -> None:
    filled = {("Клиенты", row_id, "orders_total"): Filled(1, context().now, "totals") for row_id in ("K-00001", "K-00002")}
    (batch,) = totals.check(book(ours=False), context(memory=Memory(filled=filled)))
    assert not isinstance(batch, Finding)


@pytest.mark.parametrize(("ours", "number"), [(True, 2), (False, 2), (False, 99)])
def test_a_slip_in_the_running_number(number: int, *, ours: bool) -> None:
    rows = [{"number": 1, "name": "а"}, {"number": number, "name": "б"}, {"number": 999, "name": "в"}]
    start = snapshot(table("clients", rows, ours=ours))
    changed = bool(list(numbering.check(start, context())))
    assert changed == ours


@pytest.mark.parametrize(
    ("row", "ours", "gets_one"),
    [
        ({"name": "Иванов", "phone": "1"}, False, True),
        ({"name": "МОСКВА"}, False, False),
        ({"name": "Иванов"}, True, True),
        ({"name": "Иванов", "phone": "1", "status": "чёрный список"}, False, False),
        ({"name": "Иванов", "phone": "1", "status": "чёрный список"}, True, False),
    ],
    ids=["a client", "a heading", "a new client of ours", "a status of their own", "the same in our sheet"],
)
def test_tasks_are_for_clients(row: Mapping[str, CellValue], *, ours: bool, gets_one: bool) -> None:
    start = snapshot(table("clients", [row], columns=["next_task", "next_date", "status"], ours=ours))
    assert bool(list(tasks.check(start, context()))) == gets_one


def test_a_column_of_statuses_of_their_own_is_left_alone() -> None:
    rows = [{"name": "Иванов", "status": "чёрный список"}, {"name": "Петров", "status": None}]
    assert not list(status.check(snapshot(table("clients", rows)), context()))
    known = [*rows, {"name": "Сидоров", "status": "активный"}]
    (batch,) = status.check(snapshot(table("clients", known)), context())
    assert list(batch.after) == ["активный"]
