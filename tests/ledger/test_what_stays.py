"""Which value stays when two clients become one: field by field, the rules of docs/merging.md as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import making
import pytest

from sheets_crm.ledger.merging import Merged, Side, merged
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.snapshot import Field, Table

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 10, 5)
LISTED = {"Стрижка", "Окраска"}


def known(one: Field, value: CellValue) -> bool:
    assert one.column
    return one.column.choice_key(value) is not None if one.column.choices else value in LISTED


def side(table: Table, at: int, fresh: float = 0.0, used: int = 0) -> Side:
    return Side(table, at, used, fresh)


def stays(one: Merged, name: str) -> CellValue:
    """Say what the cell of the row that stays holds in the end."""
    return one.values[name][0] if name in one.values else one.keeper.table.cells(name)[one.keeper.at]


CASES: list[tuple[str, CellValue, CellValue, CellValue]] = [
    ("name", "Сухова А. Л.", "Сухова Анна Львовна", "Сухова Анна Львовна"),
    ("name", "СУХОВА АННА", "Сухова Анна", "Сухова Анна"),
    ("name", "Сухова Анна Львовна", "ООО «Ромашка»", "ООО «Ромашка»"),
    ("surname", "Сухов", "Сухова-Ким", "Сухова-Ким"),
    ("phone", "+7 916 123-45-67", "8 916 123-45-67; +7 495 111-22-33", "+7 916 123-45-67; +7 495 111-22-33"),
    ("phone", "+7 495 111-22-33 доб. 5", "+7 495 111-22-33 доб. 7", "+7 495 111-22-33 доб. 5; +7 495 111-22-33 доб. 7"),
    ("phone", None, "+7 916 123-45-67", "+7 916 123-45-67"),
    ("email", "anna@example.ru", "ANNA@example.ru; kim@work.ru", "anna@example.ru; kim@work.ru"),
    ("comment", "любит чай", "Любит  чай; код 12", "любит чай; код 12"),
    ("comment", None, "код 12", "код 12"),
    ("persons", "Ким Олег, директор", "Ли Анна", "Ким Олег, директор; Ли Анна"),
    ("next_task", "позвонить", "прислать смету", "позвонить; прислать смету"),
    ("first_order", SPRING, AUTUMN, SPRING),
    ("first_order", AUTUMN, SPRING, SPRING),
    ("first_order", "весной", AUTUMN, AUTUMN),
    ("last_order", SPRING, AUTUMN, AUTUMN),
    ("last_order", None, SPRING, SPRING),
    ("registered", AUTUMN, SPRING, SPRING),
    ("next_date", AUTUMN, SPRING, SPRING),
    ("tax_id", "7707083894", "7707083893", "7707083893"),
    ("tax_id", "7707083893", "7707083894", "7707083893"),
    ("service", "Стришка", "Окраска", "Окраска"),
    ("service", "Стрижка", "Акраска", "Стрижка"),
    ("birthday", "май", SPRING, SPRING),
    ("tier", "A", "важный", "A"),
    ("city", None, "Тула", "Тула"),
]


@pytest.mark.parametrize("newer", [0, 1], ids=["the one that stays is newer", "the one that goes is newer"])
@pytest.mark.parametrize(("key", "one", "other", "wanted"), CASES)
def test_the_better_value_stays(key: str, one: CellValue, other: CellValue, wanted: CellValue, newer: int) -> None:
    table = making.table("clients", [{key: one, "id": "K-1"}, {key: other, "id": "K-2"}])
    done = merged([side(table, 0, 10.0 - 10 * newer, 1), side(table, 1, 10.0 * newer)], known)
    assert (done.keeper.at, stays(done, key)) == (0, wanted)


@pytest.mark.parametrize(("fresh", "wanted"), [((5.0, 9.0), "Тула"), ((9.0, 5.0), "Орёл"), ((5.0, 5.0), "Орёл")])
def test_of_valid_values_the_newer_one_stays(fresh: tuple[float, float], wanted: str) -> None:
    table = making.table("clients", [{"city": "Орёл", "id": "K-1"}, {"city": "Тула", "id": "K-2"}])
    done = merged([side(table, 0, fresh[0], 1), side(table, 1, fresh[1])], known)
    assert stays(done, "city") == wanted


def test_status_reason_and_day_come_from_one_row() -> None:
    rows = [
        {"status": "отказ", "status_reason": "дорого", "status_date": SPRING, "id": "K-1"},
        {"status": "активный", "status_reason": None, "status_date": AUTUMN, "id": "K-2"},
    ]
    table = making.table("clients", rows)
    done = merged([side(table, 0, used=1), side(table, 1)], known)
    assert [stays(done, key) for key in ("status", "status_reason", "status_date")] == ["активный", None, AUTUMN]


def test_of_three_rows_all_is_joined_and_the_chosen_one_stays() -> None:
    rows = [{"name": "Сухова А.", "phone": f"+7 916 000-00-0{at}", "id": f"K-{at}"} for at in (1, 2, 3)]
    table = making.table("clients", rows)
    done = merged([side(table, 0, used=9), side(table, 1), side(table, 2)], known, keeper=2)
    assert done.keeper.row_id == "K-3"
    assert stays(done, "phone") == "+7 916 000-00-03; +7 916 000-00-01; +7 916 000-00-02"


def test_another_sheet_of_clients_may_lack_columns() -> None:
    old = making.table("clients", [{"name": "Сухова А.", "id": "K-1", "comment": "чай"}], sheet_name="2025")
    new = making.table("clients", [{"name": "Сухова Анна", "email": "a@b.ru", "phone": "+7 916 000-00-01", "id": "K-2"}])
    done = merged([side(old, 0, used=1), side(new, 0)], known)
    assert stays(done, "name") == "Сухова Анна"
    assert stays(done, "comment") == "чай; E-mail: a@b.ru; Телефон: +7 916 000-00-01", "what has no column goes to the comment"


def owned(table: Table, title: str, cells: list[CellValue], letter_index: int = 30) -> Table:
    field = Field(f"col_{letter_index}", letter_index, title, Vector.of(cells))
    return replace(table, fields=(*table.fields, field))


@pytest.mark.parametrize(
    ("one", "other", "wanted"), [(None, "синий", "синий"), ("красный", "синий", "красный"), ("красный", None, "красный")]
)
def test_columns_of_peoples_own_are_filled_and_never_replaced(one: CellValue, other: CellValue, wanted: CellValue) -> None:
    table = owned(making.table("clients", [{"id": "K-1"}, {"id": "K-2"}]), "Любимый цвет", [one, other])
    done = merged([side(table, 0, used=1), side(table, 1)], known)
    assert stays(done, "col_30") == wanted


def test_columns_of_peoples_own_are_known_by_title_in_another_sheet() -> None:
    old = owned(making.table("clients", [{"id": "K-1"}], sheet_name="2025"), "Любимый цвет", [None])
    new = owned(making.table("clients", [{"id": "K-2"}]), "любимый цвет", ["синий"], 40)
    done = merged([side(old, 0, used=1), side(new, 0)], known)
    assert stays(done, "col_30") == "синий"
