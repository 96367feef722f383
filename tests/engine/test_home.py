"""A book that was renamed keeps its history; a copy has none; a book that is not there leaves no trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from small_books import NOW, SHEET, bound, config_of, run

from sheets_crm.books.xlsx import XlsxBook
from sheets_crm.engine.history import changes_of, history
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.lock import locked
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UnreadableError

REPAIR = {(2, "phone"): "+7 8"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(["id", "phone"])
    sheet.append(["K-1", "8"])
    workbook.save(tmp_path / "old.xlsx")
    return tmp_path / "old.xlsx"


def runs(path: Path, config: Config | None = None) -> int:
    return len(history(XlsxBook(path), config or Config(), clock=NOW).stories)


def shown(path: Path) -> str:
    return str(openpyxl.load_workbook(path)[SHEET]["B2"].value)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_renamed_book_keeps_its_history_its_undo_and_its_backups(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    new = path.rename(path.with_name("new.xlsx"))
    past = history(XlsxBook(new), Config(), clock=NOW)
    assert [story.run.number for story in past.stories] == [1]
    assert "old.crm" in past.notes[0].ru
    assert names(path.parent) == {"new.xlsx", "new.crm"}
    assert past.stories[0].backup == list_backups(str(new), Config())[0].path
    undo(XlsxBook(new), None, Config(), NOW, reader=bound)
    assert shown(new) == "8"
    restore(XlsxBook(new), 2, Config(), NOW)
    assert shown(new) == "+7 8"


def test_a_damaged_backup_is_known_after_the_book_was_renamed(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    new = path.rename(path.with_name("new.xlsx"))
    runs(new)
    list_backups(str(new), Config())[0].path.write_text("damaged", encoding="utf-8")
    with pytest.raises(Exception, match="damaged"):
        restore(XlsxBook(new), 1, Config(), NOW)


def test_a_check_knows_the_history_of_a_renamed_book_and_moves_nothing(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    new = path.rename(path.with_name("new.xlsx"))
    assert len(run(XlsxBook(new), REPAIR, dry_run=True).notes) == 1
    assert names(path.parent) == {"new.xlsx", "old.crm"}


def test_a_run_says_that_it_took_the_history_over_once(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    new = path.rename(path.with_name("new.xlsx"))
    assert [len(run(XlsxBook(new), REPAIR).notes) for _ in range(2)] == [1, 0]
    assert runs(new) == 3


def test_where_memory_lies_apart_a_book_may_move_to_another_folder(path: Path, tmp_path: Path) -> None:
    config = config_of(memory_folder=str(tmp_path / "memory"))
    run(XlsxBook(path), REPAIR, config)
    (tmp_path / "far").mkdir()
    copy = Path(shutil.copy(path, tmp_path / "far" / "copy.xlsx"))
    assert runs(copy, config) == 0
    assert runs(path.rename(tmp_path / "far" / "new.xlsx"), config) == 1


def test_a_copy_does_not_take_the_memory_of_its_original(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    copy = Path(shutil.copy(path, path.with_name("copy.xlsx")))
    assert runs(copy) == 0
    run(XlsxBook(copy), REPAIR)
    assert (runs(path), runs(copy)) == (1, 1)


def test_another_book_does_not_take_the_memory_of_one_that_is_gone(path: Path) -> None:
    other = Path(shutil.copy(path, path.with_name("other.xlsx")))
    run(XlsxBook(path), REPAIR)
    path.unlink()
    assert runs(other) == 0
    assert names(path.parent) == {"other.xlsx", "old.crm"}


def test_a_memory_at_work_is_not_taken_over(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    new = path.rename(path.with_name("new.xlsx"))
    with locked(path.with_suffix(".crm"), str(path), 0):
        assert runs(new) == 0
    assert runs(new) == 1


def test_whatever_link_leads_to_a_book_it_has_one_journal(path: Path, tmp_path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link.xlsx"
    link.symlink_to(path)
    assert runs(link) == 1
    undo(XlsxBook(link), None, Config(), NOW, reader=bound)
    assert (runs(path), shown(path), link.is_symlink()) == (2, "8", True)
    assert names(link.parent) == {"link.xlsx"}


@pytest.mark.parametrize("command", ["history", "changes", "undo", "restore", "run"])
def test_a_book_that_is_not_there_is_said_so_and_leaves_no_trace(tmp_path: Path, command: str) -> None:
    path = tmp_path / "nofile.xlsx"
    with pytest.raises(UnreadableError) as raised:
        {
            "history": lambda: runs(path),
            "changes": lambda: changes_of(str(path), 1, Config()),
            "undo": lambda: undo(XlsxBook(path), None, Config(), NOW),
            "restore": lambda: restore(XlsxBook(path), None, Config(), NOW),
            "run": lambda: run(XlsxBook(path), REPAIR),
        }[command]()
    assert raised.value.exit_status == 4
    assert "такого файла нет" in raised.value.told("ru")
    assert names(tmp_path) == set()


def test_a_deleted_book_with_a_memory_can_be_brought_back(path: Path) -> None:
    run(XlsxBook(path), REPAIR)
    path.unlink()
    assert runs(path) == 1
    restore(XlsxBook(path), None, Config(), NOW)
    assert shown(path) == "8"
