"""A night searches for duplicates where the last one ended, if the program is the same, and finds what a whole search finds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from small_books import NOW

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.ledger import compared
from sheets_crm.matching.nights import find_again
from sheets_crm.model.plan import Finding

NIGHTLY = load_job("nightly")
HEADER = ("Клиент", "Телефон", "E-mail", "ID")
ROWS = [
    ("ООО «Ромашка»", "+7 495 123-45-67", "office@romashka.ru", "К-00001"),
    ("Ромашка ООО", "+7 495 123-45-67", None, "К-00002"),
    ("Громов Олег Петрович", "+7 916 777-88-99", "gromov@bk.ru", "К-00003"),
]


@pytest.fixture(autouse=True)
def searches(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, bytes]]:
    """Note what each search is given and what it keeps."""
    seen: list[tuple[bytes, bytes]] = []

    def noted(contacts: object, kept: bytes) -> object:
        found, keeps = find_again(contacts, kept)  # type: ignore[arg-type]
        seen.append((kept, keeps))
        return found, keeps

    monkeypatch.setattr(compared, "find_again", noted)
    return seen


def night(path: Path, *rows: tuple[str | None, ...]) -> tuple[Finding, ...]:
    book = MemoryBook.of(str(path / "clients.xlsx"), {"Клиенты": [HEADER, *ROWS, *rows]})
    found = run_job(book, NIGHTLY, Config(), NOW, afresh=True).plan.findings
    return tuple(one for one in found if one.rule == "duplicates")


NEW = ("Олег Громов", "8 916 777 88 99", None, "К-00004")


def test_a_night_begins_where_the_last_one_ended(tmp_path: Path, searches: list[tuple[bytes, bytes]]) -> None:
    night(tmp_path)
    night(tmp_path, NEW)
    (first, kept), *_, (last, _) = searches
    assert (first, last) == (b"", kept)
    assert kept


def test_what_is_found_is_what_a_first_night_finds(tmp_path: Path) -> None:
    night(tmp_path)
    (tmp_path / "other").mkdir()
    assert night(tmp_path, NEW) == night(tmp_path / "other", NEW)
    assert len(night(tmp_path, NEW)) == 2


def test_another_version_of_the_program_begins_anew(tmp_path: Path, searches: list[tuple[bytes, bytes]]) -> None:
    night(tmp_path)
    with sqlite3.connect(tmp_path / "clients.crm" / "journal.sqlite") as db:
        db.execute("UPDATE searched SET program = 'another'")
    night(tmp_path, NEW)
    assert searches[-1][0] == b""


def test_a_damaged_memory_is_no_hindrance(tmp_path: Path) -> None:
    night(tmp_path)
    with sqlite3.connect(tmp_path / "clients.crm" / "journal.sqlite") as db:
        db.execute("UPDATE searched SET kept = x'0102030405'")
    assert len(night(tmp_path, NEW)) == 2


def test_a_check_keeps_nothing(tmp_path: Path) -> None:
    night(tmp_path)
    book = MemoryBook.of(str(tmp_path / "clients.xlsx"), {"Клиенты": [HEADER, *ROWS, NEW]})
    with sqlite3.connect(tmp_path / "clients.crm" / "journal.sqlite") as db:
        before = db.execute("SELECT * FROM searched").fetchall()
        run_job(book, NIGHTLY, Config(), NOW, dry_run=True)
        assert db.execute("SELECT * FROM searched").fetchall() == before
