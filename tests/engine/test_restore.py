"""A backup comes back byte for byte, and what stood there before is backed up first (G9)."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_books import NOW, SHEET, book_of, bound, run

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.history import history
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.journal.memory import recall
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError, UnreadableError, UsageError


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    return book_of(tmp_path, ("id", "phone"), ["K-1", "0"])


def states(book: MemoryBook) -> list[tuple[str, str]]:
    return [(story.run.kind, story.run.state) for story in history(book, Config(), clock=NOW).stories]


def no_disk(_step: str) -> None:
    raise OSError("disk")


def test_the_book_is_again_what_it_was_before_the_run(book: MemoryBook) -> None:
    identities = [book.identity()]
    for value in "abc":
        run(book, {(2, "phone"): value})
        identities.append(book.identity())
    restore(book, 2, Config(), NOW)
    assert book.identity() == identities[1]
    assert states(book) == [("job", "done"), ("job", "undone"), ("job", "undone"), ("restore", "done")]
    with Journal.open(memory_folder(book.name, Config())) as journal:
        assert recall(journal, "ru").declined == frozenset(), "a restore declines nothing"


def test_a_restore_is_taken_back_by_another(book: MemoryBook) -> None:
    for value in "abc":
        run(book, {(2, "phone"): value})
    book.put(SHEET, 2, 2, "typed by a person")
    after = book.identity()
    restored = restore(book, 1, Config(), NOW)
    restore(book, restored.run, Config(), NOW)
    assert book.identity() == after
    assert states(book)[:3] == [("job", "done")] * 3


def test_an_undo_that_a_restore_took_back_does_not_count(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "a"})
    undone = undo(book, 1, Config(), NOW, reader=bound)
    restore(book, undone.run, Config(), NOW)
    assert book.value(SHEET, 2, 2) == "a"
    assert states(book) == [("job", "done"), ("undo", "undone"), ("restore", "done")]
    assert undo(book, None, Config(), NOW, reader=bound).target.number == 1


def test_without_a_number_the_newest_backup_comes_back(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "a"})
    before = book.identity()
    run(book, {(2, "phone"): "b"})
    assert restore(book, None, Config(), NOW).restored.run == 2
    assert book.identity() == before


def test_a_damaged_backup_is_refused(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "a"})
    list_backups(book.name, Config())[0].path.write_text("damaged", encoding="utf-8")
    with pytest.raises(RefusedError, match="damaged"):
        restore(book, 1, Config(), NOW)
    assert book.value(SHEET, 2, 2) == "a"


def test_a_restore_that_fails_is_told_as_failed(book: MemoryBook) -> None:
    run(book, {(2, "phone"): "a"})
    book.happens = no_disk
    with pytest.raises(OSError, match="disk"):
        restore(book, 1, Config(), NOW)
    assert states(book)[-1] == ("restore", "failed")


@pytest.mark.parametrize("number", [None, 1, 9])
def test_where_there_is_no_backup_it_is_said_so(book: MemoryBook, number: int | None) -> None:
    with pytest.raises(UsageError):
        restore(book, number, Config(), NOW)


def test_a_copy_that_the_book_does_not_know_is_unreadable(book: MemoryBook, tmp_path: Path) -> None:
    (tmp_path / "x.memory").write_text("?", encoding="utf-8")
    with pytest.raises(UnreadableError):
        book.restore(tmp_path / "x.memory")
