"""A book travels: copied, renamed, moved, sent away and back. Its memory follows it, and never another one."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.history import history
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UnreadableError

NOW = datetime(2026, 11, 20, 22, 0)
DAY = timedelta(days=1)


def made(path: Path, *phones: str) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Клиенты"
    sheet.append(["Клиент", "Телефон", "ID"])
    for at, phone in enumerate(phones):
        sheet.append([f"Клиент {'АБВГД'[at]}", phone, None])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def night(path: Path, number: int = 0) -> RunResult:
    moment = NOW + number * DAY
    return run_job(XlsxBook(path), load_job("formats"), Config(), moment, clock=lambda: moment, afresh=True)


def typed(path: Path, cell: str, value: str) -> None:
    book = load_workbook(path)
    book["Клиенты"][cell] = value
    book.save(path)


def told(path: Path) -> list[tuple[int, int, int]]:
    """The number of each run, the cells that it changed, and the edits that it found."""
    return [(one.run.number, one.run.changed, one.people) for one in history(XlsxBook(path), Config(), clock=NOW).stories]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = made(tmp_path / "office" / "clients.xlsx", "8 916 123-45-67", "8 916 123-45-68")
    night(path)
    return path


def test_a_copy_starts_a_memory_of_its_own_and_leaves_the_originals_alone(book: Path) -> None:
    before = told(book)
    copy = Path(shutil.copy(book, book.with_name("copy.xlsx")))
    typed(copy, "B2", "8 916 777-45-67")
    night(copy, 1)
    assert told(copy) == [(1, 1, 0)]
    assert told(book) == before
    night(book, 1)
    assert told(book)[-1][2] == 0


def test_a_copy_in_another_folder_under_the_same_name_is_another_book(book: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    copy = Path(shutil.copy(book, tmp_path / "home" / book.name))
    typed(copy, "B2", "8 916 777-45-67")
    night(copy, 1)
    assert (told(copy), len(told(book))) == ([(1, 1, 0)], 1)


def test_a_renamed_book_takes_its_memory_with_it(book: Path) -> None:
    renamed = book.rename(book.with_name("база.xlsx"))
    night(renamed, 1)
    assert [number for number, *_ in told(renamed)] == [1, 2]
    assert not memory_folder(str(book), Config()).exists()
    assert undo(XlsxBook(renamed), 1, Config(), NOW + 2 * DAY).reversed


def test_a_moved_folder_moves_all_of_it(book: Path, tmp_path: Path) -> None:
    book.parent.rename(tmp_path / "moved")
    moved = tmp_path / "moved" / book.name
    typed(moved, "B2", "8 916 777-45-67")
    night(moved, 1)
    assert told(moved)[-1] == (2, 1, 1)
    assert restore(XlsxBook(moved), 1, Config(), NOW + 2 * DAY).restored.path.parent.is_relative_to(tmp_path / "moved")


def test_what_stood_in_a_restored_book_is_no_edit(book: Path) -> None:
    typed(book, "B2", "8 916 777-45-67")
    night(book, 1)
    restore(XlsxBook(book), 1, Config(), NOW + 2 * DAY, clock=lambda: NOW + 2 * DAY)
    night(book, 3)
    assert [people for *_, people in told(book)][2:] == [0, 0]


def test_a_book_sent_away_and_back_is_the_same_book_with_what_was_typed_there(book: Path, tmp_path: Path) -> None:
    away = Path(shutil.copy(book, tmp_path / "letter.xlsx"))
    typed(away, "B3", "8 916 777-45-68")
    night(away, 1)
    shutil.copy(away, book)
    night(book, 2)
    assert told(book)[-1][1:] == (0, 1)


def test_a_book_replaced_by_another_one_of_its_name_is_not_taken_for_edits_cell_by_cell_that_can_be_undone(book: Path) -> None:
    made(book, "8 495 000-00-01", "8 495 000-00-02", "8 495 000-00-03")
    night(book, 1)
    result = undo(XlsxBook(book), 1, Config(), NOW + 2 * DAY)
    assert not result.reversed
    assert load_workbook(book)["Клиенты"]["B2"].value == "+7 495 000-00-01"


def test_a_journal_laid_beside_another_book_writes_nothing_into_it(book: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "other" / "clients.xlsx", "8 495 000-00-01")
    shutil.copytree(memory_folder(str(book), Config()), memory_folder(str(other), Config()))
    assert not undo(XlsxBook(other), 1, Config(), NOW).reversed
    night(other, 1)
    assert load_workbook(other)["Клиенты"]["B2"].value == "+7 495 000-00-01"


@pytest.mark.parametrize("damage", ["cut", "garbled", "empty", "gone"])
def test_a_damaged_journal_never_harms_the_book_and_a_lost_one_starts_anew(book: Path, damage: str) -> None:
    journal = memory_folder(str(book), Config()) / "journal.sqlite"
    data = journal.read_bytes()
    broken = {"cut": data[: len(data) // 2], "garbled": data[:4096] + bytes(len(data) - 4096), "empty": b""}.get(damage)
    journal.unlink() if broken is None else journal.write_bytes(broken)
    before = book.read_bytes()
    typed(book, "B2", "8 916 777-45-67")
    if damage in ("empty", "gone"):
        night(book, 1)
        assert told(book) == [(1, 1, 0)]
        return
    typed_bytes = book.read_bytes()
    assert typed_bytes != before
    with pytest.raises(UnreadableError, match="journal") as told_of:
        night(book, 1)
    assert "Rename this file" in str(told_of.value)
    assert book.read_bytes() == typed_bytes
    journal.rename(journal.with_name("broken.sqlite"))
    night(book, 1)
    assert told(book) == [(1, 1, 0)]
    assert len(list_backups(str(book), Config())) == 2
