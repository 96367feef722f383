"""A second run answers from what the first one left, in the very words of a run that looks at everything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from commands_run import Run
from openpyxl import Workbook

from sheets_crm.books.xlsx import XlsxBook

TODAY = ("--today", "2026-11-22")
ASKED = (
    ("run", "nightly", "clients.xlsx"),
    ("run", "nightly", "clients.xlsx", "--json"),
    ("run", "nightly", "clients.xlsx", "--dry-run"),
    ("check", "clients.xlsx"),
    ("check", "clients.xlsx", "--all", "--lang", "en"),
    ("check", "clients.xlsx", "--json"),
)


def forget() -> None:
    with closing(sqlite3.connect("clients.crm/journal.sqlite", isolation_level=None)) as db:
        assert db.execute("DELETE FROM settled").rowcount == 1


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_it_says_the_same_as_a_whole_run(run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    run("new", "clients.xlsx", "--demo", 20, "--seed", 3, *TODAY)
    first = run("run", "nightly", "clients.xlsx", *TODAY)
    assert "sheets-crm undo" in first.out
    with monkeypatch.context() as unreadable:
        unreadable.setattr(XlsxBook, "read", lambda _: pytest.fail("the book was read"))
        quick = run(*words, *TODAY)
    forget()
    whole = run(*words, *TODAY)
    assert quick == whole
    assert quick.out


def test_a_book_in_which_nothing_is_known_is_told_of_each_time(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["яблоки", 3])
    book.save(tmp_path / "clients.xlsx")
    first, second = run("run", "nightly", "clients.xlsx", *TODAY), run("run", "nightly", "clients.xlsx", *TODAY)
    assert (second.status, second.out) == (first.status, first.out)
    assert second.status == 1


def test_a_changed_byte_of_the_config_counts(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("new", "clients.xlsx", "--demo", 20, "--seed", 3, *TODAY)
    run("run", "nightly", "clients.xlsx", *TODAY)
    Path("sheets-crm.yaml").write_text("settings: {silence: {months: 5}}\n", encoding="utf-8")
    read, reads = XlsxBook.read, []
    monkeypatch.setattr(XlsxBook, "read", lambda book: reads.append(book) or read(book))
    run("run", "nightly", "clients.xlsx", *TODAY)
    assert len(reads) == 1
