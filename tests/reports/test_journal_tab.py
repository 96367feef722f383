from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from making import context, snapshot, table
from report_reading import lines, linked

from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Memory, Past
from sheets_crm.model.plan import Changes
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.planning.apply import applied
from sheets_crm.reports import journal
from sheets_crm.reports.compare import report_equals_grid
from sheets_crm.reports.kind import Evidence
from sheets_crm.reports.words import shown

BEFORE = snapshot(
    table(
        "clients",
        [
            {"id": "K-1", "name": "Иван", "phone": "89161234567", "next_date": None},
            {"id": None, "name": "Анна", "phone": "89160000000", "next_date": date(2026, 1, 2)},
        ],
    )
)
TABLE = BEFORE.tables[0]
WHY = Text("номер записан единообразно", "written in one style")
CHANGES = (
    Changes.at(TABLE, "phone", "phones", [0, 1], ["+7 916 123-45-67", "+7 916 000-00-00"], WHY),
    Changes.at(TABLE, "id", "ids", [1], ["K-2"], Text("новый номер", "a new number")),
    Changes.at(TABLE, "next_date", "tasks", [0], [date(2026, 11, 23)], Text("не было задачи", "there was no task")),
)
AFTER = applied(BEFORE, CHANGES)
OLD = Past(datetime(2026, 11, 19, 3, 0), 1, "Клиенты", "K-1", "email", "A@MAIL.RU ", "a@mail.ru", "emails", "лишний пробел")


def drawn(state: Snapshot = AFTER, changes: tuple[Changes, ...] = CHANGES, history: tuple[Past, ...] = (OLD,)) -> Report | None:
    return journal.build(state, Evidence(changes=changes), context(memory=Memory(history=history)))


def remembered(changes: tuple[Changes, ...], at: datetime) -> tuple[Past, ...]:
    """Turn a run's changes into what the memory gives of it afterwards: the last change first."""
    told = [
        Past(at, 2, one.sheet, one.row_id, one.column, one.before, one.after, one.rule, one.reason.ru)
        for batch in changes
        for one in batch
    ]
    return tuple(reversed(told))


def test_the_newest_change_first_with_what_stood_there_and_why() -> None:
    now, old = datetime(2026, 11, 20, 12, 0), datetime(2026, 11, 19, 3, 0)
    assert lines(drawn())[5:] == [
        [now, "Клиенты", "D2", "Иван", "Дата задачи", "пусто", "23.11.2026", "не было задачи"],
        [now, "Клиенты", "A3", "Анна", "ID", "пусто", "K-2", "новый номер"],
        [now, "Клиенты", "C3", "Анна", "Телефон", "89160000000", "+7 916 000-00-00", WHY.ru],
        [now, "Клиенты", "C2", "Иван", "Телефон", "89161234567", "+7 916 123-45-67", WHY.ru],
        [old, "Клиенты", None, "Иван", "email", "A@MAIL.RU ", "a@mail.ru", "лишний пробел"],
    ]
    assert linked(drawn(), "C3") == ("Клиенты", "C3")


@pytest.mark.parametrize("cap", [1000, 3, 1])
def test_a_second_run_without_changes_draws_the_same_lines(monkeypatch: pytest.MonkeyPatch, cap: int) -> None:
    monkeypatch.setattr(journal, "CAP", cap)
    first = drawn()
    history = (*remembered(CHANGES, context().now), OLD)[:cap]
    assert drawn(AFTER, (), history) == first
    assert len(lines(first)) == 5 + min(cap, 5)


def test_a_row_without_an_id_is_named_only_while_it_still_shows_the_change() -> None:
    entry = Past(datetime(2026, 11, 19, 3, 0), 1, "Клиенты", "#3", "phone", "1", "+7 916 000-00-00", "phones", "так")
    assert lines(drawn(AFTER, (), (entry,)))[5][2:4] == ["C3", "Анна"]
    moved = replace(entry, row_id="#2")
    assert lines(drawn(AFTER, (), (moved,)))[5][2:4] == [None, "строка 2"]


def test_changes_of_a_sheet_that_is_gone_are_still_told() -> None:
    gone = Past(datetime(2026, 11, 19, 3, 0), 1, "Прошлый год", "K-9", "phone", "1", "2", "phones", "так")
    row = [datetime(2026, 11, 19, 3, 0), "Прошлый год", None, "K-9", "phone", "1", "2", "так"]
    assert lines(drawn(AFTER, (), (gone,)))[5] == row


def test_nothing_changed_yet() -> None:
    made = drawn(AFTER, (), ())
    assert lines(made)[2] == ["Ничего ещё не менялось."]
    assert made
    assert not report_equals_grid(made, AFTER.grids["Клиенты"])


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (None, "", ""),
        (Decimal("5.00"), "5", "5"),
        (5.0, "5", "5"),
        (5, "5", "5"),
        (3820.5, "3820,5", "3820.5"),
        (Decimal(100), "100", "100"),
        (1e21, "1000000000000000000000", "1000000000000000000000"),
        (True, "да", "yes"),
        (date(2026, 1, 2), "02.01.2026", "2026-01-02"),
        (datetime(2026, 1, 2), "02.01.2026", "2026-01-02"),
        (datetime(2026, 1, 2, 9, 30), "02.01.2026 09:30", "2026-01-02 09:30"),
        (time(9, 5), "09:05", "09:05"),
        ("=1+1", "=1+1", "=1+1"),
    ],
)
def test_values_are_told_the_same_however_they_are_held(value: CellValue, ru: str, en: str) -> None:
    assert (shown(value, "ru"), shown(value, "en")) == (ru, en)
