"""A memory that an older version wrote is read and brought up to date: a sort of some columns since then is noticed (G5)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.journal.schema import UPGRADES
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.engine.unscrambling import unscramble

NOW = datetime(2026, 11, 23, 3)
SHEET = "Клиенты"
MEMORIES = sorted(Path(__file__).with_name("memories").glob("*.zip"))
"""A workbook and its journal, each as the version of the program left them that first had the schema of this number."""


@pytest.fixture(params=MEMORIES, ids=lambda path: f"schema {path.stem}")
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    ZipFile(request.param).extractall(tmp_path)
    return tmp_path / "clients.xlsx"


def night(book: Path) -> RunResult:
    return run_job(XlsxBook(book), load_job("nightly"), Config(), NOW)


def clients(book: Path) -> dict[object, tuple[object, ...]]:
    rows = list(load_workbook(book)[SHEET].iter_rows(values_only=True))
    at = rows[0].index("ID")
    return {row[at]: row[:at] for row in rows[1:]}


def sort_phones(book: Path) -> None:
    workbook = load_workbook(book)
    page = workbook[SHEET]
    pairs = sorted(
        ((page.cell(row, 2).value, page.cell(row, 3).value) for row in range(2, page.max_row + 1)), key=lambda one: one[1]
    )
    for row, pair in enumerate(pairs, 2):
        page.cell(row, 2).value, page.cell(row, 3).value = pair
    workbook.save(book)


def version(book: Path) -> int:
    with closing(sqlite3.connect(book.with_suffix(".crm") / "journal.sqlite")) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_what_stood_there_is_known(book: Path) -> None:
    before = clients(book)
    assert version(book) < len(UPGRADES)
    sort_phones(book)
    found = night(book).plan.findings
    assert [(one.rule, one.severity) for one in found[:1]] == [("partial_sort", "error")]
    assert version(book) == len(UPGRADES)
    unscramble(XlsxBook(book), Config(), NOW, apply=True)
    assert clients(book) == before


def test_its_runs_can_be_taken_back(book: Path) -> None:
    before = clients(book)
    result = undo(XlsxBook(book), 1, Config(), NOW)
    assert result.receipt
    assert clients(book) != before


def test_a_night_with_nothing_to_do_is_a_quiet_one(book: Path) -> None:
    before = clients(book)
    assert not [one for one in night(book).plan.findings if one.severity == "error"]
    assert clients(book) == before
