"""A run writes its plan after a backup and a journal entry, or nothing at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_books import NOW, SHEET, book_of, bound, config_of, run, values

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.history import changes_of, history
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.memory import recall
from sheets_crm.engine.run import add_columns
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError, UsageError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Column
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import NewColumn

HEADER = ("id", "name", "phone", "status")
REPAIRS: dict[tuple[int, str], CellValue] = {(2, "phone"): "+7 916 123-45-67", (3, "status"): "активный"}


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    return book_of(tmp_path, HEADER, ["K-00001", "Анна", "8 916 123-45-67", "активный"], ["K-00002", "Борис", None, None])


def states(book: MemoryBook) -> list[tuple[int, str, str]]:
    return [(story.run.number, story.run.kind, story.run.state) for story in history(book, Config(), clock=NOW).stories]


def remembered(book: MemoryBook) -> Memory:
    with Journal.open(memory_folder(book.name, Config())) as journal:
        return recall(journal, "ru")


def test_the_plan_is_written_and_the_journal_tells_every_cell(book: MemoryBook) -> None:
    result = run(book, REPAIRS)
    assert result.run == 1
    assert book.value(SHEET, 2, 3) == "+7 916 123-45-67"
    told = [
        (one.row_id, one.column, one.before, one.after, one.rule, one.reason.ru) for one in changes_of(book.name, 1, Config())
    ]
    assert told == [
        ("K-00001", "phone", "8 916 123-45-67", "+7 916 123-45-67", "phones", "телефон приведён к одному виду"),
        ("K-00002", "status", None, "активный", "phones", "телефон приведён к одному виду"),
    ]
    (story,) = history(book, Config(), clock=NOW).stories
    assert (story.run.state, story.run.changed, story.rules) == ("done", 2, {"phones": 2})
    assert story.run.user
    assert story.backup is not None


def test_a_second_run_writes_nothing_and_makes_no_backup(book: MemoryBook) -> None:
    run(book, REPAIRS)
    before = book.identity()
    result = run(book, REPAIRS)
    assert (result.run, result.receipt, book.identity()) == (None, None, before)
    assert len(list_backups(book.name, Config())) == 1
    assert states(book) == [(1, "job", "done"), (2, "job", "done")]


def test_a_dry_run_leaves_no_trace(book: MemoryBook, tmp_path: Path) -> None:
    before = book.identity()
    result = run(book, REPAIRS, dry_run=True)
    assert (result.run, result.plan.count(), book.identity()) == (None, 2, before)
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_knows_what_earlier_runs_did(book: MemoryBook) -> None:
    run(book, REPAIRS)
    assert run(book, REPAIRS, dry_run=True).plan.empty


@pytest.mark.parametrize("moment", ["before the backup", "while writing"])
def test_a_book_that_somebody_changed_meanwhile_is_left_alone(book: MemoryBook, moment: str) -> None:
    def edit(_step: object = None, *_: object) -> None:
        book.put(SHEET, 2, 2, "Анна Петровна")

    options: dict[str, Any] = {"progress": lambda _what, step, _steps: edit() if step == 3 else None}
    if moment == "while writing":
        book.happens, options = (lambda step: edit() if step == "asked" else None), {}
    with pytest.raises(RefusedError) as raised:
        run(book, REPAIRS, **options)
    assert raised.value.exit_status == 3
    assert values(book)[1:] == [["K-00001", "Анна Петровна", "8 916 123-45-67", "активный"], ["K-00002", "Борис", None, None]]
    assert [state for *_, state in states(book)] in ([], ["failed"])


def test_a_refused_run_leaves_no_changes_and_no_needless_backup(book: MemoryBook) -> None:
    def refuse(step: str) -> None:
        if step == "verified":
            raise RefusedError("open in Excel")

    book.happens = refuse
    with pytest.raises(RefusedError):
        run(book, REPAIRS)
    assert states(book) == [(1, "job", "failed")]
    assert changes_of(book.name, 1, Config()) == ()
    assert list_backups(book.name, Config()) == ()
    book.happens = lambda _: None
    assert run(book, REPAIRS).run == 2, "a number is not used again"


def test_the_journal_is_private_and_lies_beside_the_book(book: MemoryBook, tmp_path: Path) -> None:
    run(book, REPAIRS)
    journal = tmp_path / "clients.crm" / "journal.sqlite"
    assert journal.stat().st_mode & 0o777 == 0o600


def test_the_journal_lies_where_the_setting_says(book: MemoryBook, tmp_path: Path) -> None:
    run(book, REPAIRS, config_of(memory_folder=str(tmp_path / "far"), backups={"folder": str(tmp_path / "copies")}))
    assert (tmp_path / "far" / "clients.crm" / "journal.sqlite").is_file()
    assert [path.suffix for path in (tmp_path / "copies").iterdir()] == [".memory"]
    assert not (tmp_path / "clients.crm").exists()


def test_memory_tells_rules_what_the_program_filled_and_when(book: MemoryBook) -> None:
    run(book, REPAIRS)
    memory = remembered(book)
    assert {place: (filled.value, filled.at) for place, filled in memory.filled.items()} == {
        (SHEET, "K-00002", "status"): ("активный", NOW)
    }, "a repair of a person's cell is no filling"
    assert [(past.run, past.at, past.column, past.after) for past in memory.history] == [
        (1, NOW, "status", "активный"),
        (1, NOW, "phone", "+7 916 123-45-67"),
    ]
    assert memory.highest_ids == {"K": 2}


def test_records_are_known_by_the_id_that_the_run_gave_them(tmp_path: Path) -> None:
    book = book_of(tmp_path, HEADER, [None, "Анна", "8", None])
    run(book, {(2, "id"): "K-00007", (2, "phone"): "+7"})
    assert {one.row_id for one in changes_of(book.name, 1, Config())} == {"K-00007"}
    assert remembered(book).highest_ids == {"K": 7}


def test_columns_come_only_when_asked_for_and_go_with_a_restore(book: MemoryBook) -> None:
    snapshot = book.read()
    column = Column.model_validate({"key": "tier", "title": {"ru": "Важность", "en": "Tier"}})
    result = add_columns(book, [NewColumn(SHEET, 1, 5, "Важность", column)], snapshot, Config(), NOW)
    assert (result.run, book.value(SHEET, 1, 5)) == (1, "Важность")
    for number in (None, 1):
        with pytest.raises(UsageError, match="restore, run 1"):
            undo(book, number, Config(), NOW, reader=bound)
    restore(book, 1, Config(), NOW)
    assert book.identity() == snapshot.identity


def test_old_backups_go_only_beyond_both_count_and_age(book: MemoryBook) -> None:
    config = config_of(backups={"keep": 2, "days": 10})
    for day in range(6):
        run(book, {(2, "phone"): f"+7 {day}"}, config, clock=lambda day=day: NOW + timedelta(days=day * 4))
    assert [backup.run for backup in list_backups(book.name, config)] == [6, 5, 4]
    newest = config_of(backups={"keep": 1, "days": 0})
    run(book, {(2, "phone"): "+8"}, newest, clock=lambda: NOW + timedelta(days=90))
    assert [backup.run for backup in list_backups(book.name, newest)] == [7]


def test_files_that_are_not_our_backups_are_never_deleted(book: MemoryBook, tmp_path: Path) -> None:
    folder = tmp_path / "clients.crm" / "backups"
    folder.mkdir(parents=True)
    others = ["clients old.memory", "clients 2001-01-01 00-00-00 run x.xlsx", "staff 2001-01-01 00-00-00 run 1.xlsx"]
    for name in others:
        (folder / name).touch()
    run(book, REPAIRS, config_of(backups={"keep": 1, "days": 0}))
    assert {path.name for path in folder.iterdir()} >= set(others)
