"""The program's own tabs, whatever people do to them: a run after a run still has nothing to do, and their own sheets stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.reports.registry import REPORTS

NOW = datetime(2026, 11, 20, 3)
CONTENT = {"clients": [{"name": "ооо «Ромашка»", "phone": "89161234567"}], "services": [{"title": "Стрижка"}]}


def nightly(path: Path) -> RunResult:
    return run_job(XlsxBook(path), load_job("nightly"), Config(), NOW, afresh=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "clients.xlsx"
    create_workbook(made, load_layout("extended"), "ru", CONTENT, NOW, [(one.title, one.about) for one in REPORTS])
    nightly(made)
    return made


def unprotect_and_type(book: Workbook) -> None:
    book["Сводка"].protection.sheet = False
    book["Сводка"]["D3"] = "моя пометка"


def rename(book: Workbook) -> None:
    book["Сводка"].title = "Итоги"


def delete(book: Workbook) -> None:
    del book["Сводка"]


def own_sheet(book: Workbook) -> None:
    del book["Сводка"]
    book.create_sheet("Сводка")["A1"] = "моё"


@pytest.mark.parametrize("does", [unprotect_and_type, rename, delete, own_sheet], ids=lambda does: does.__name__)
def test_one_run_puts_the_tabs_right_and_the_next_has_nothing_to_do(path: Path, does: Callable[[Workbook], None]) -> None:
    book = load_workbook(path)
    does(book)
    book.save(path)
    assert nightly(path).receipt is not None
    again = nightly(path)
    assert again.receipt is None, [one.sheet for one in again.plan.reports]


def test_a_persons_own_sheet_of_a_tabs_name_is_never_touched(path: Path) -> None:
    book = load_workbook(path)
    own_sheet(book)
    book.save(path)
    done = nightly(path)
    assert done.receipt is not None
    assert "Сводка (2)" in done.receipt.reports
    after = load_workbook(path)
    assert [cell.value for row in after["Сводка"].iter_rows() for cell in row] == ["моё"]
    assert after["Сводка (2)"]["A1"].value == "Сводка"
