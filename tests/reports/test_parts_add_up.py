"""What a tab shows adds up as it is shown: a reader with a pocket calculator finds each total, to the kopeck."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import FRIDAY, context, snapshot, table

from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.plan import Finding
from sheets_crm.model.report import Report, ReportCell
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.reports import formulas, inactive, now
from sheets_crm.reports.kind import Evidence, ReportKind
from sheets_crm.reports.registry import REPORTS
from sheets_crm.reports.sales import AVERAGE

SHOWN = {"amount": Decimal("0.01"), "integer": Decimal(1), "percent": Decimal("0.0001")}
NOT_PARTS = {AVERAGE.ru}
"""The titles of columns whose last row is no sum."""


def as_shown(cell: ReportCell) -> Decimal:
    style = cell.style.removeprefix("total_")
    value = cell.value if isinstance(cell.value, Decimal) else Decimal(str(cell.value))
    return value.quantize(SHOWN[style], ROUND_HALF_UP)


def sums(report: Report) -> list[tuple[str, Decimal, Decimal]]:
    """Every total of a tab beside what the numbers above it make, as both are shown."""
    found = []
    for at, row in enumerate(report.rows):
        for column, cell in enumerate(row):
            if not cell.style.startswith("total_") or cell.value is None:
                continue
            parts, up = [], at - 1
            while not report.rows[up][column].style.startswith("header"):
                above = report.rows[up]
                if column < len(above) and above[column].style in SHOWN and above[column].value is not None:
                    parts.append(as_shown(above[column]))
                up -= 1
            title = str(report.rows[up][column].value)
            if title not in NOT_PARTS:
                found.append((title, as_shown(cell), sum(parts, Decimal(0))))
    return found


MONEY = st.one_of(
    st.none(), st.decimals(0, 99999, places=2), st.decimals(-500, 0, places=2), st.floats(0, 1000).map(lambda one: one / 3)
)
DAYS = st.one_of(st.none(), st.integers(-700, 3).map(lambda days: FRIDAY + timedelta(days=days)))
ORDERS = st.fixed_dictionaries(
    {
        "date": DAYS,
        "client_id": st.sampled_from(["K-1", "K-2", "K-3", None]),
        "service": st.sampled_from([*(f"Услуга {n}" for n in range(14)), None]),
        "amount": MONEY,
        "paid": MONEY,
    }
)
CLIENT = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Иван", "Анна", "ООО «Ромашка»", None]),
        "status": st.sampled_from(["активный", "неактивный", "отказ", "думает", "невесть что", None]),
        "tier": st.sampled_from(["A", "B", "C", None]),
        "manager": st.sampled_from(["Петрова", "Сидоров", None]),
        "last_order": DAYS,
        "next_date": DAYS,
        "next_task": st.sampled_from(["звонок", None]),
    }
)


@st.composite
def books(draw: st.DrawFn) -> Snapshot:
    clients: list[dict[str, CellValue]] = draw(st.lists(CLIENT, min_size=1, max_size=7))
    numbered = [{"id": f"K-{at}", **one} for at, one in enumerate(clients, 1)]
    return snapshot(table("clients", numbered), table("orders", draw(st.lists(ORDERS, max_size=40))))


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.key)
@settings(deadline=None, max_examples=25)
@given(book=books(), findings=st.integers(0, 5))
def test_parts_make_their_whole(kind: ReportKind, book: Snapshot, findings: int) -> None:
    told = tuple(Finding("Клиенты", "K-1", "A2", "phones", "warning", Text("а", "a"), Text("б", "b")) for _ in range(findings))
    report = kind.build(book, Evidence(told), context())
    for title, whole, parts in sums(report) if report else []:
        assert whole == parts, title


@pytest.mark.parametrize("kind", [inactive.KIND, now.KIND], ids=lambda kind: kind.key)
@settings(deadline=None, max_examples=25)
@given(book=books())
def test_those_left_out_of_a_long_list_count(kind: ReportKind, book: Snapshot) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inactive, "CAP", 1)
        patch.setattr(now, "MOST_MANAGERS", 1)
        report = kind.build(book, Evidence(), context())
    for title, whole, parts in sums(report) if report else []:
        assert whole == parts, title


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.key)
@settings(deadline=None, max_examples=15)
@given(book=books())
def test_tabs_hold_values_exact_to_what_they_show(kind: ReportKind, book: Snapshot) -> None:
    report = kind.build(book, Evidence(), context())
    for cell in (cell for row in report.rows for cell in row) if report else ():
        assert not isinstance(cell.value, Formula)
        if "amount" in cell.style and cell.value is not None:
            assert isinstance(cell.value, Decimal)
            assert cell.value == as_shown(cell)
        if cell.style == "total_percent" and cell.value is not None:
            assert cell.value == 1


@pytest.mark.parametrize("cap", [3, 100])
def test_the_money_of_formulas_adds_up(monkeypatch: pytest.MonkeyPatch, cap: int) -> None:
    one = formulas.Finding("inconsistent", "other", "error", "Лист", ((1, 1),), Text("а", "a"), Text("б", "b"), Decimal("0.10"))
    made = [replace(one, money=Decimal(n) / 100, message=Text(f"{n}", f"{n}")) for n in range(1, 9)]
    monkeypatch.setattr(formulas, "audited", lambda *_: made)
    monkeypatch.setattr(formulas, "CAP", cap)
    told = tuple(Finding("Лист", "", "A1", "formulas", "error", each.message, each.hint) for each in made)
    report = formulas.build(snapshot(table("clients", [{"name": "Иван"}])), Evidence(told), context())
    assert report
    assert [(whole, parts) for _, whole, parts in sums(report)] == [(Decimal("0.36"), Decimal("0.36"))]
