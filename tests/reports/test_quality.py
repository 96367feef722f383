from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import context, snapshot, table
from report_reading import lines, linked, section

from sheets_crm.model.plan import Finding
from sheets_crm.model.report import Report
from sheets_crm.model.severity import Severity
from sheets_crm.model.snapshot import Table
from sheets_crm.model.text import Text
from sheets_crm.reports import quality
from sheets_crm.reports.kind import Evidence

CLIENTS = table(
    "clients",
    [
        {"id": "K-1", "name": "Иван", "phone": "+7 916 123-45-67", "email": None, "comment": " "},
        {"id": "K-2", "name": "Анна", "phone": None, "email": None, "comment": None},
        {"id": "K-3", "name": None, "phone": "1", "email": None, "comment": None},
    ],
)
TITLES = {"phones": Text("Телефоны", "Phones")}


def finding(cell: str, rule: str = "phones", severity: Severity = "warning", sheet: str = "Клиенты") -> Finding:
    return Finding(sheet, "#2", cell, rule, severity, Text("номер короток", "too short"), Text("уточните", "ask"))


def drawn(findings: Sequence[Finding], *tables: Table) -> Report | None:
    return quality.build(snapshot(*(tables or (CLIENTS,))), Evidence(tuple(findings), titles=TITLES), context())


def found(made: Report | None) -> list[list[object]]:
    rows = lines(made)
    return [list(row) for row in rows[5 : rows.index([], 5)]]


def test_the_gravest_first_then_by_rule_and_by_row() -> None:
    made = drawn(
        [
            finding("C10", "phones"),
            finding("C9", "phones"),
            finding("D9", "emails"),
            finding("D2", "emails", "note"),
            finding("A4", "required", "error"),
            finding("B2", "orders", "error", "Заказы"),
        ]
    )
    assert [row[:4] for row in found(made)] == [
        ["Ошибка", "required", "Клиенты", "A4"],
        ["Ошибка", "orders", "Заказы", "B2"],
        ["Внимание", "Телефоны", "Клиенты", "C9"],
        ["Внимание", "Телефоны", "Клиенты", "C10"],
        ["Внимание", "emails", "Клиенты", "D9"],
        ["Заметка", "emails", "Клиенты", "D2"],
    ]
    assert lines(made)[2][0] == "6 замечаний: 2 ошибки, 3 предупреждения, 1 заметка."


def test_a_finding_names_its_record_and_leads_to_its_cell() -> None:
    made = drawn([finding("C3"), finding(""), finding("C2:C4"), finding("C99")])
    assert [(row[3], row[4]) for row in found(made)] == [("Клиенты", None), ("C2:C4", "Иван"), ("C3", "Анна"), ("C99", None)]
    assert linked(made, "C3") == ("Клиенты", "C3")
    assert linked(made, "Клиенты") == ("Клиенты", "A1")
    assert linked(made, "C2:C4") == ("Клиенты", "C2")
    assert found(made)[2][5:] == ["номер короток", "уточните"]


def test_the_links_above_lead_to_the_sections_below() -> None:
    made = drawn([finding("C3")])
    assert made
    for heading in ("Замечания по видам", "Заполненность столбцов"):
        sheet, cell = linked(made, f"{heading} ↓")
        assert sheet == made.sheet
        assert made.rows[int(cell[1:]) - 1][0].value == heading


def test_counts_by_kind_add_up() -> None:
    made = drawn([finding("C2"), finding("C3"), finding("A4", "required", "error")])
    assert section(made, "Замечания по видам") == [
        ["Ошибка", "required", "Клиенты", 1],
        ["Внимание", "Телефоны", "Клиенты", 2],
        ["Всего", None, None, 3],
    ]


def test_fill_rates_match_a_hand_count() -> None:
    empty = "Пустой столбец: если он не нужен, скройте его, таблица станет легче"
    assert section(drawn([]), "Заполненность столбцов") == [
        ["Клиенты", "всего записей", 3, Decimal(1), None],
        ["Клиенты", "ID", 3, Decimal(1), "Заполняет программа"],
        ["Клиенты", "Клиент", 2, Decimal(2) / 3, "Обязательный столбец: заполните пропуски"],
        ["Клиенты", "Телефон", 2, Decimal(2) / 3, None],
        ["Клиенты", "E-mail", 0, Decimal(0), empty],
        ["Клиенты", "Комментарий", 0, Decimal(0), empty],
    ]


def test_an_empty_sheet_has_no_fill_rate() -> None:
    rows = section(drawn([], table("clients", [], columns=["name"])), "Заполненность столбцов")
    assert rows[1] == ["Клиенты", "Клиент", 0, "нет данных", None]


def test_a_clean_book_says_so() -> None:
    made = drawn([])
    assert lines(made)[2][0] == "Замечаний нет."
    assert found(made) == []


def test_many_findings_are_cut_fairly_and_openly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "CAP", 4)
    made = drawn([*(finding(f"C{row}") for row in range(2, 12)), finding("D2", "emails", "note")])
    rows = found(made)
    assert [row[3] for row in rows] == ["C2", "C3", "C4", None, "D2"]
    assert rows[3] == ["Внимание", "Телефоны", None, None, None, "… и ещё 7 таких же"]
    assert section(made, "Замечания по видам")[-1][3] == 11


@given(st.lists(st.integers(0, 50), max_size=8), st.integers(0, 100))
def test_a_fair_cut_wastes_no_room(counts: list[int], cap: int) -> None:
    shown = quality.fair(counts, cap)
    assert all(0 <= few <= count for few, count in zip(shown, counts, strict=True))
    assert sum(shown) == min(cap, sum(counts))
    cut = [few for few, count in zip(shown, counts, strict=True) if few < count]
    assert not cut or max(shown) - min(cut) <= 1


def test_without_clients_there_is_no_such_tab() -> None:
    assert drawn([finding("C3")], table("orders", [{"client": "Иван"}])) is None
