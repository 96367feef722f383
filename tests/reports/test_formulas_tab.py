"""The tab «Проверка формул», and the rule that tells what stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from making import context, snapshot, table
from report_reading import lines, linked

from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.model.cells import CellValue, Vector
from sheets_crm.model.grids import Grid, SparseColumn
from sheets_crm.model.job import Step
from sheets_crm.model.plan import Finding
from sheets_crm.model.report import Report
from sheets_crm.model.settings import FormulaSettings, Settings
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.reports import formulas
from sheets_crm.reports.kind import Evidence
from sheets_crm.rules.formulas import RULE

NOW = datetime(2026, 11, 20, 3)
CLIENTS = table("clients", [{"id": "K-1", "name": "Иван"}])


def sheet(name: str, **columns: tuple[list[CellValue], dict[int, str]]) -> Grid:
    made = {
        ord(letter) - 64: SparseColumn(np.arange(1, len(values) + 1, dtype=np.int32), Vector.of(values, written))
        for letter, (values, written) in columns.items()
    }
    return Grid(name, made)


def budget(typed: float = 70.0) -> Grid:
    """Ten rows of a price and twice the price; in row 7 the double is typed."""
    prices: list[CellValue] = [float(one) for one in (11, 13, 17, 19, 23, 29, 35, 37, 41, 43)]
    doubles: list[CellValue] = [float(str(one)) * 2 for one in prices]
    doubles[6] = typed
    return sheet("Смета", A=(prices, {}), B=(doubles, {at: f"=A{at + 1}*2" for at in range(10) if at != 6}))


def book(*grids: Grid) -> Snapshot:
    return replace(snapshot(CLIENTS), grids={grid.name: grid for grid in grids})


def drawn(of: Snapshot, *, notes: bool = False) -> Report | None:
    settings = Settings(formulas=FormulaSettings(notes=notes))
    found = tuple(one for one in RULE.check(of, replace(context(), settings=settings)))
    return formulas.build(of, Evidence(found), context())  # type: ignore[arg-type]


def test_each_thing_stands_once_with_its_place_its_mend_and_its_money() -> None:
    made = drawn(book(budget(typed=65.5)))
    top, line = lines(made)[5], lines(made)[6]
    assert top == ["Важность", "Что не так", "Лист", "Где", "Что именно и почему это важно", "Как исправить", "На сколько"]
    assert line[:4] == ["Внимание", "Число вместо формулы", "Смета", "B7"]
    assert "=A7*2" in str(line[5])
    assert line[6] == Decimal("4.50")
    assert linked(made, "B7") == ("Смета", "B7")


def test_nothing_to_tell_is_no_tab_until_there_is_one() -> None:
    fine = book(budget(typed=70.0).__class__("Смета", {1: budget().columns[1]}))
    assert drawn(fine) is None
    tab = sheet("Проверка формул", A=(["Проверка формул", "Заполняет программа. По состоянию на 01.01.2026."], {}))
    assert [row[0] for row in lines(drawn(book(tab)))[2:]] == ["Формулы в порядке: ничего подозрительного не нашлось."]


def test_notes_wait_until_they_are_asked_for() -> None:
    numbers: list[CellValue] = ["Год", 2.0, 3.0, None, 5.0]
    of = book(sheet("Итог", A=(numbers, {4: "=SUM(A2:A4)"})))
    assert drawn(of) is None
    made = drawn(of, notes=True)
    assert lines(made)[6][0] == "Заметка"


def test_the_programs_own_tabs_are_not_looked_at() -> None:
    grid = budget()
    first = grid.columns[1]
    note: list[CellValue] = ["Сводка", "Заполняет программа. По состоянию на 01.01.2026.", *first.cells.values()[2:]]
    ours = replace(grid, columns={**grid.columns, 1: SparseColumn(first.rows, Vector.of(note))})
    assert drawn(book(ours)) is None


def test_sheets_of_clients_at_which_no_formula_looks_are_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []
    monkeypatch.setattr("sheets_crm.ledger.formulas.audit", lambda pages: seen.append(set(pages.grids)) or [])
    linking = sheet("Итог", A=([4.0], {0: "=SUM('Наши ''лучшие'''!A1:A9)"}))
    list(RULE.check(book(sheet("Клиенты", A=([1.0], {})), sheet("Наши 'лучшие'", A=([4.0], {})), linking), context()))
    assert seen == [{"Итог", "Наши 'лучшие'"}]


def test_of_a_large_table_only_the_columns_that_calculate_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, list[int]]] = []
    looked = lambda pages: seen.append({name: list(grid.columns) for name, grid in pages.grids.items()}) or []  # noqa: E731
    monkeypatch.setattr("sheets_crm.ledger.formulas.audit", looked)
    rows: list[CellValue] = [float(at) for at in range(1, 1202)]
    wide = {letter: (rows, {}) for letter in "ABCDEFG"} | {
        "H": (rows, {at: f"=SUM(C{at + 1}:D{at + 1})*$F$1" for at in range(1, 1201)})
    }
    large = table("clients", [{"name": f"Клиент {at}"} for at in range(1200)])
    of = replace(snapshot(large), grids={large.sheet: sheet(large.sheet, **wide)})
    list(RULE.check(of, context()))
    assert seen == [{large.sheet: [3, 4, 6, 8]}]


def nightly(path: Path, *options: Step) -> RunResult:
    job = load_job("nightly")
    steps = [next((one for one in options if one.rule == step.rule), step) for step in job.steps]
    return run_job(XlsxBook(path), job.model_copy(update={"steps": tuple(steps)}), Config(), NOW, afresh=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A client book in which people keep a sheet that adds up the orders: one of their amounts is text that the job mends."""
    made = tmp_path / "clients.xlsx"
    amounts = (100, "1 200,50", 300)
    orders: list[dict[str, CellValue]] = [{"date": NOW.date(), "client_id": "K-1", "amount": one} for one in amounts]
    content = {"clients": [{"id": "K-1", "name": "Иван"}], "orders": orders}
    create_workbook(made, load_layout("extended"), "ru", content, NOW)
    file = openpyxl.load_workbook(made)
    amount = next(cell.column_letter for cell in next(file["Заказы"].iter_rows(max_row=1)) if cell.value == "Сумма")
    mine = file.create_sheet("Моё")
    file["Заказы"]["Z2"] = f"=SUM({amount}2:{amount}4)"
    for row in range(2, 9):
        mine[f"A{row}"] = row * 11
        mine[f"B{row}"] = f"=A{row}*2+1" if row != 5 else "=A5*2+7"
    file.save(made)
    return made


def test_a_second_run_writes_nothing(path: Path) -> None:
    first = nightly(path)
    assert first.receipt is not None
    assert "Проверка формул" in first.receipt.reports
    assert [one.cell for one in first.plan.findings if one.rule == "formulas"] == ["B5"]
    second = nightly(path)
    assert second.plan.empty
    assert [one.cell for one in second.plan.findings if one.rule == "formulas"] == ["B5"]


def test_what_the_job_mends_itself_is_not_told(path: Path) -> None:
    before = [one.message.ru for one in RULE.check(read_snapshot(path), context()) if isinstance(one, Finding)]
    assert any("записано текстом" in one for one in before)
    told = [one.message.ru for one in nightly(path).plan.findings if one.rule == "formulas"]
    assert not any("записано текстом" in one for one in told)


def test_once_all_is_mended_the_tab_says_so(path: Path) -> None:
    nightly(path)
    file = openpyxl.load_workbook(path)
    file["Моё"]["B5"] = "=A5*2+1"
    file.save(path)
    nightly(path)
    assert openpyxl.load_workbook(path)["Проверка формул"]["A3"].value == formulas.FINE.ru
