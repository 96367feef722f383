"""Records without an ID are led from run to run: what went missing of them comes back into their own row (D35)."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.following import follow_only
from sheets_crm.engine.journal.schema import open_journal
from sheets_crm.engine.recovering import Choice, recover
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.cells import CellValue

NOW = datetime(2026, 11, 20, 3)
SHEET, PHONE, COUNT = "Клиенты", 2, 20
HEADER: tuple[CellValue, ...] = ("Клиент", "Телефон", "E-mail")
PEOPLE = [(f"Яковлев{chr(1072 + at)} Олег", f"+7 916 {at * 37 + 100}-45-{at + 10}", f"box{at}@example.ru") for at in range(COUNT)]
EVERYTHING = Choice(everything=True)


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    made = MemoryBook.of(str(tmp_path / "clients.xlsx"), {SHEET: [HEADER, *PEOPLE]})
    assert not lost(made, 0)
    return made


def lost(book: MemoryBook, day: int) -> bool:
    found = run_job(book, load_job("nightly"), Config(), NOW + timedelta(day)).plan.findings
    return any(one.rule == "lost" for one in found)


def shown(book: MemoryBook) -> list[tuple[CellValue, ...]]:
    return [tuple(book.value(SHEET, row, column) for column in (1, 2, 3)) for row in range(2, COUNT + 2)]


def put(book: MemoryBook, rows: list[tuple[CellValue, ...]]) -> None:
    for row in range(2, COUNT + 2):
        line = rows[row - 2] if row - 2 < len(rows) else (None, None, None)
        for column, value in enumerate(line, 1):
            book.put(SHEET, row, column, value)


def journal_of(book: MemoryBook) -> Path:
    return memory_folder(book.name, Config())


def test_emptied_cells_come_back_after_nights_and_sorts(book: MemoryBook) -> None:
    put(book, [(name, None, email) for name, _, email in PEOPLE])
    assert lost(book, 1)
    for day in range(2, 6):
        put(book, Random(day).sample(shown(book), COUNT))
        assert lost(book, day)
    put(book, Random(7).sample(shown(book), COUNT))
    recover(book, EVERYTHING, Config(), NOW + timedelta(6), apply=True)
    assert sorted(shown(book), key=str) == sorted(PEOPLE, key=str)
    assert not lost(book, 7)


def test_rows_deleted_on_different_days_are_not_taken_for_each_other(book: MemoryBook) -> None:
    for day in (1, 2):
        rows = [row for row in shown(book) if row[0]]
        put(book, [*rows[:4], *rows[5:]])
        assert lost(book, day)
    shows = recover(book, EVERYTHING, Config(), NOW + timedelta(3), apply=False)
    assert {row_id for one in shows.missing for row_id in one.ids} == {"#6@2", "#6@3"}
    recover(book, Choice(rows=frozenset({"6@3"})), Config(), NOW + timedelta(3), apply=True)
    assert PEOPLE[5] in shown(book)
    assert PEOPLE[4] not in shown(book)
    recover(book, EVERYTHING, Config(), NOW + timedelta(3), apply=True)
    assert sorted(shown(book), key=str) == sorted(PEOPLE, key=str)


def test_what_nobody_followed_is_not_put_anywhere(book: MemoryBook) -> None:
    put(book, [(name, None, email) for name, _, email in PEOPLE])
    assert lost(book, 1)
    with closing(open_journal(journal_of(book))) as db:
        db.execute("DELETE FROM followed")
    assert not recover(book, EVERYTHING, Config(), NOW + timedelta(2), apply=False).missing


def test_the_others_are_followed_when_one_is_erased(book: MemoryBook) -> None:
    put(book, [(name, None, email) for name, _, email in PEOPLE])
    assert lost(book, 1)
    with closing(open_journal(journal_of(book))) as db:
        ((edit, before),) = db.execute("SELECT edit, length(rows) FROM followed").fetchall()
        follow_only(db, edit, np.arange(1, COUNT))
        assert db.execute("SELECT COUNT(*) FROM followed WHERE length(rows) <= ?", (before,)).fetchone() == (1,)
        follow_only(db, edit, np.arange(0))
        assert db.execute("SELECT COUNT(*) FROM followed").fetchone() == (0,)
