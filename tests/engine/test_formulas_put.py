"""A formula over what a person typed is told, and what was typed can come back (G3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.recovering import Choice, recover
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job

NOW = datetime(2026, 11, 20, 3, 0)
TYPED = 1500.5


class BesidePeople(XlsxBook):
    """A workbook in which the program may not touch formulas, as in a shared spreadsheet."""

    beside_people = True


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of orders that has seen a night; since then one sum was typed over by a formula."""
    path, made = tmp_path / "clients.xlsx", Workbook()
    page = made.worksheets[0]
    page.title = "Заказы"
    lines = [[f"Z-{day:05}", "Яковлев Олег", TYPED, datetime(2026, 10, day)] for day in range(1, 9)]
    for line in [["ID", "Клиент", "Сумма", "Дата"], *lines]:
        page.append(line)
    made.save(path)
    warnings(path, 0)
    edited = load_workbook(path)
    edited["Заказы"]["C4"] = "=C3*2"
    edited.save(path)
    return path


def warnings(path: Path, days: int) -> list[str]:
    found = run_job(XlsxBook(path), load_job("nightly"), Config(), NOW + timedelta(days)).plan.findings
    return [one.message.en for one in found if one.rule == "formula_changes"]


def test_it_is_told_until_what_was_typed_stands_there_again(book: Path) -> None:
    assert warnings(book, 1) == ["“Сумма”: formulas in place of what was typed (C4): =C3*2; noticed on 21.11.2026"]
    recover(XlsxBook(book), Choice(everything=True), Config(), NOW + timedelta(1), apply=True)
    assert load_workbook(book)["Заказы"]["C4"].value == TYPED
    assert not warnings(book, 2)


def test_beside_people_it_is_left_to_them_with_what_stood_there(book: Path) -> None:
    warnings(book, 1)
    plan = recover(BesidePeople(book), Choice(everything=True), Config(), NOW + timedelta(1), apply=False).result.plan
    assert [one.message.ru for one in plan.findings] == ["«Сумма»: стояло 1500,5"]
    assert not plan.changes
