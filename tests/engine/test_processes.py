"""Real processes on a real workbook: killed at any moment, or two of them at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from small_books import NOW, SHEET, bound, run

from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.engine.history import history
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError
from sheets_crm.model.cells import CellValue

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed as on Unix")
ROWS = 300
REPAIRS = {(row, "phone"): f"+7 {row}" for row in range(2, ROWS + 2)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(["id", "phone"])
    for row in range(2, ROWS + 2):
        sheet.append([f"K-{row}", f"8 {row}"])
    workbook.save(tmp_path / "clients.xlsx")
    return tmp_path / "clients.xlsx"


def started(target: Callable[..., Any], *args: Any) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=target, args=args)
    process.start()
    return process


def job(path: Path, results: Any = None) -> None:
    try:
        told: int | str | None = run(XlsxBook(path), REPAIRS).run
    except RefusedError as error:
        told = str(error)
    if results is not None:
        results.put(told)


def phones(path: Path) -> set[str]:
    sheet = openpyxl.load_workbook(path)[SHEET]
    return {str(sheet.cell(row, 2).value).split()[0] for row in range(2, ROWS + 2)}


def cells(path: Path) -> dict[str, tuple[str, str]]:
    sheet = openpyxl.load_workbook(path, rich_text=True)[SHEET]
    return {cell.coordinate: (repr(cell.value), cell.number_format) for row in sheet.iter_rows() for cell in row}


def killed_around(name: str, *, before: bool) -> Callable[[Path], None]:
    def child(path: Path) -> None:
        real = getattr(Journal, name)

        def fatal(*args: Any, **options: Any) -> None:
            if not before:
                real(*args, **options)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(Journal, name, fatal)
        job(path)

    return child


@pytest.mark.parametrize(
    ("name", "before", "state", "shown"),
    [
        ("begin", True, None, "8"),
        ("begin", False, "interrupted", "8"),
        ("prepared", True, "interrupted", "8"),
        ("prepared", False, "interrupted", "8"),
        ("done", True, "done", "+7"),
        ("done", False, "done", "+7"),
    ],
)
def test_a_killed_run_leaves_a_whole_book_and_a_true_story(
    path: Path,
    name: str,
    before: bool,  # noqa: FBT001
    state: str | None,
    shown: str,
) -> None:
    original = path.read_bytes()
    child = started(killed_around(name, before=before), path)
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert phones(path) == {shown}
    assert (path.read_bytes() == original) is (shown == "8")
    assert [story.run.state for story in history(XlsxBook(path), Config(), clock=NOW).stories] == ([state] if state else [])
    run(XlsxBook(path), REPAIRS)
    assert phones(path) == {"+7"}


def test_killed_at_any_moment_the_book_is_the_old_or_the_new_one(path: Path) -> None:
    original = path.read_bytes()
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2):
        child = started(job, path)
        time.sleep(delay)
        child.kill()
        child.join()
        shown = phones(path)
        assert shown in ({"8"}, {"+7"})
        stories = history(XlsxBook(path), Config(), clock=NOW).stories
        assert not any(story.run.unfinished for story in stories)
        wrote = [story.run.number for story in stories if story.run.state == "done" and story.run.changed]
        assert bool(wrote) is (shown == {"+7"})
        if wrote:
            restore(XlsxBook(path), wrote[-1], Config(), NOW)
        assert path.read_bytes() == original


def test_of_two_runs_at_once_one_writes_and_the_other_finds_nothing_to_do(path: Path) -> None:
    results = multiprocessing.get_context("fork").Queue()
    children = [started(job, path, results) for _ in range(2)]
    numbers = [results.get(timeout=240) for _ in children]
    for child in children:
        child.join()
    assert sorted(numbers, key=str) == [1, None]
    assert phones(path) == {"+7"}
    assert len(list((memory_folder(str(path), Config()) / "backups").iterdir())) == 1


def test_a_run_that_waited_long_enough_refuses_and_says_why(path: Path) -> None:
    with locked(memory_folder(str(path), Config()), str(path), 0), pytest.raises(RefusedError) as raised:
        run(XlsxBook(path), REPAIRS, wait=0.1)
    assert raised.value.exit_status == 3
    assert "другой запуск" in raised.value.told("ru")
    assert phones(path) == {"8"}


def test_a_book_that_was_deleted_comes_back(path: Path) -> None:
    original = path.read_bytes()
    run(XlsxBook(path), REPAIRS)
    path.unlink()
    restored = restore(XlsxBook(path), None, Config(), NOW)
    assert path.read_bytes() == original
    assert restored.saved is None
    assert restored.restored.sha256


def test_undo_of_a_workbook_gives_back_values_formats_and_rich_text(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[SHEET]
    sheet["B2"] = CellRichText("8 916 ", TextBlock(InlineFont(b=True), "123"))
    for address, value, shown in (("B3", 46143, "General"), ("B4", date(2026, 5, 1), "mm-dd-yy"), ("B5", 3820.5, "0.00")):
        sheet[address] = value
        sheet[address].number_format = shown
    workbook.save(path)
    before, original = cells(path), path.read_bytes()
    wanted: dict[tuple[int, str], CellValue] = {
        (2, "phone"): "+7",
        (3, "phone"): date(2026, 5, 1),
        (4, "phone"): "1 мая",
        (5, "phone"): 3820,
        (6, "phone"): "=1+1",
    }
    run(XlsxBook(path), wanted)
    assert cells(path) != before
    result = undo(XlsxBook(path), None, Config(), NOW, reader=bound)
    assert (sum(map(len, result.reversed)), result.kept, result.failed) == (5, (), ())
    assert cells(path) == before
    restore(XlsxBook(path), 1, Config(), NOW)
    assert path.read_bytes() == original
