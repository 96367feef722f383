from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from making import context, snapshot, table
from report_reading import lines, linked

from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Table
from sheets_crm.reports import now
from sheets_crm.reports.kind import Evidence

TODAY = date(2026, 11, 20)
ANNA, BORIS = "Анна Кузнецова", "борис"


def drawn(clients: Table) -> Report | None:
    return now.build(snapshot(clients), Evidence(), context(TODAY))


@pytest.mark.parametrize(
    ("due", "task", "when"),
    [
        (date(2026, 11, 19), "звонок", "Просрочено"),
        (date(2026, 11, 20), "звонок", "Сегодня"),
        (datetime(2026, 11, 20, 9, 30), "звонок", "Сегодня"),
        (date(2026, 11, 21), None, "7 дней"),
        (date(2026, 11, 27), "звонок", "7 дней"),
        (date(2026, 11, 28), "звонок", None),
        (None, "звонок", "Без срока"),
        (None, None, "Без задачи"),
        ("скоро", None, "Без задачи"),
    ],
)
def test_when_a_task_is_due(due: date | str | None, task: str | None, when: str | None) -> None:
    made = drawn(table("clients", [{"name": "Иван", "next_date": due, "next_task": task}]))
    found = [row[2] for row in lines(made) if row and row[0] == "Иван"]
    assert found == ([when] if when else [])


@pytest.mark.parametrize("status", ["отказ", "архив", "Archived"])
def test_clients_who_are_gone_need_no_task(status: str) -> None:
    made = drawn(table("clients", [{"name": "Иван", "status": status, "next_date": date(2020, 1, 1)}]))
    assert not any(row and row[0] == "Иван" for row in lines(made))


STREAM = table(
    "clients",
    [
        {"name": "без задачи", "manager": ANNA},
        {"name": "завтра", "manager": ANNA, "next_date": date(2026, 11, 21)},
        {"name": "вчера Б", "manager": ANNA, "next_date": date(2026, 11, 19), "phone": "+7 916 123-45-67", "tier": "B"},
        {"name": "вчера А", "manager": ANNA, "next_date": date(2026, 11, 19), "tier": "B"},
        {"name": "вчера важный", "manager": ANNA, "next_date": date(2026, 11, 19), "tier": "A"},
        {"name": "давно", "manager": ANNA, "next_date": date(2026, 1, 1), "tier": "C", "next_task": "позвонить"},
        {"name": "сегодня", "manager": ANNA, "next_date": TODAY},
        {"name": "ничей", "next_date": TODAY},
        {"name": "потом", "manager": BORIS, "next_date": date(2027, 1, 1)},
    ],
)


def test_the_stream_of_a_manager() -> None:
    rows = lines(drawn(STREAM))
    start = [row[0] if row else None for row in rows].index("Клиент")
    assert [row[0] for row in rows[start + 1 : start + 8]] == [
        "давно",
        "вчера важный",
        "вчера А",
        "вчера Б",
        "сегодня",
        "завтра",
        "без задачи",
    ]
    assert rows[start + 4] == ["вчера Б", "+7 916 123-45-67", "Просрочено", date(2026, 11, 19), None, "B", None]


def test_counts_by_manager_add_up() -> None:
    rows = lines(drawn(STREAM))
    assert rows[3:8] == [
        ["Менеджер", "Просрочено", "Сегодня", "7 дней", "Без срока", "Без задачи"],
        [ANNA, 4, 1, 1, 0, 1],
        [BORIS, 0, 0, 0, 0, 0],
        ["Без менеджера", 0, 1, 0, 0, 0],
        ["Всего", 4, 2, 1, 0, 1],
    ]


def test_a_managers_name_leads_to_the_section_and_a_clients_name_to_the_row() -> None:
    made = drawn(STREAM)
    assert made
    for name in (ANNA, BORIS, "Без менеджера"):
        sheet, cell = linked(made, name)
        assert sheet == made.sheet
        assert made.rows[int(cell[1:]) - 1][0].value == name
        assert made.rows[int(cell[1:]) - 1][0].style == "heading"
    assert linked(made, "сегодня") == ("Клиенты", "A8")


def test_a_long_list_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(now, "CAP", 2)
    rows = lines(drawn(table("clients", [{"name": f"К{at}", "next_date": date(2026, 11, 1)} for at in range(5)])))
    assert [row[0] for row in rows if row][-3:] == ["К0", "К1", "Просрочено: и ещё 3"]


def test_many_managers_still_lead_to_their_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(now, "MOST_MANAGERS", 2)
    made = drawn(table("clients", [{"name": "К", "manager": f"М{at}", "next_task": "звонок"} for at in range(5)]))
    assert made
    assert made.rows[int(linked(made, "М1")[1][1:]) - 1][0].value == "М1"
    assert [row[0] for row in lines(made)[3:8]] == ["Менеджер", "М0", "М1", "… и ещё 3", "Всего"]
    assert lines(made)[7][4] == 5


def test_a_book_without_tasks_has_no_such_tab() -> None:
    assert drawn(table("clients", [{"name": "Иван"}])) is None


def test_an_empty_book_has_an_empty_stream() -> None:
    assert lines(drawn(table("clients", [], columns=["name", "next_task", "next_date"])))[4] == ["Всего", 0, 0, 0, 0, 0]


def test_in_english() -> None:
    made = now.build(
        replace(snapshot(table("clients", [{"name": "John", "next_date": TODAY}])), lang="en"), Evidence(), context(TODAY)
    )
    assert made
    assert made.sheet == "Now"
    assert lines(made)[3] == ["Manager", "Overdue", "Today", "7 days", "No date", "No task"]
    assert lines(made)[-2][:4] == ["John", None, "Today", TODAY]
