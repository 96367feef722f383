"""Whatever cuts a run short, the book is the old or the new one, and the next command says which."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from small_books import NOW, SHEET, book_of, bound, run

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.history import History, history
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.journal.journal import Journal
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import UnreadableError, UsageError

REPAIR = {(2, "phone"): "+7", (3, "phone"): "+8"}
STEPS = ("asked", "verified", "ready", "visible")


class PowerCutError(BaseException):
    """The machine stops: nothing after it is done, not even what `finally` would do."""


def unreadable(_book: MemoryBook) -> str:
    raise UnreadableError("the file is gone")


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    return book_of(tmp_path, ("id", "phone"), ["K-1", "7"], ["K-2", "8"])


def told(book: MemoryBook) -> History:
    return history(book, Config(), clock=NOW)


def fall_at(book: MemoryBook, step: str, error: BaseException) -> None:
    def happens(now: str) -> None:
        if now == step:
            raise error

    book.happens = happens


def cut_at(book: MemoryBook, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop a run as kill -9 would: the code that tidies up after an error does not run either."""
    with monkeypatch.context() as patch:
        patch.setattr("sheets_crm.engine.applying._after_failure", lambda *_: None)
        fall_at(book, step, PowerCutError())
        with pytest.raises(PowerCutError):
            run(book, REPAIR)
    book.happens = lambda _: None


@pytest.mark.parametrize("step", STEPS)
def test_the_next_command_tells_what_became_of_the_run(book: MemoryBook, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = book.identity()
    cut_at(book, step, monkeypatch)
    written = step == "visible"
    assert (book.identity() != before) is written
    story = told(book)
    assert [one.run.state for one in story.stories] == ["done" if written else "interrupted"]
    assert len(story.notes) == 1
    assert ("можно отменить" if written else "ничего не изменилось") in story.notes[0].ru
    assert told(book).notes == (), "it is told once"


@pytest.mark.parametrize("step", STEPS)
def test_undo_after_a_cut_brings_back_what_was_written_and_nothing_else(
    book: MemoryBook, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.identity()
    cut_at(book, step, monkeypatch)
    if step == "visible":
        assert sum(map(len, undo(book, None, Config(), NOW, reader=bound).reversed)) == 2
    else:
        with pytest.raises(UsageError):
            undo(book, None, Config(), NOW, reader=bound)
    assert book.identity() == before


@pytest.mark.parametrize("step", STEPS)
def test_the_next_run_finishes_the_work_and_says_what_had_happened(
    book: MemoryBook, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_at(book, step, monkeypatch)
    result = run(book, REPAIR)
    assert len(result.notes) == 1
    assert (result.run is None) is (step == "visible")
    assert [book.value(SHEET, row, 2) for row in (2, 3)] == ["+7", "+8"]


def test_an_undo_that_was_cut_short_after_the_write_counts(book: MemoryBook, monkeypatch: pytest.MonkeyPatch) -> None:
    run(book, REPAIR)
    with monkeypatch.context() as patch:
        patch.setattr("sheets_crm.engine.applying._after_failure", lambda *_: None)
        fall_at(book, "visible", PowerCutError())
        with pytest.raises(PowerCutError):
            undo(book, None, Config(), NOW, reader=bound)
    book.happens = lambda _: None
    assert [one.run.state for one in told(book).stories] == ["undone", "done"]


@pytest.mark.parametrize("step", STEPS)
def test_edits_after_the_cut_do_not_confuse_the_story(book: MemoryBook, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_at(book, step, monkeypatch)
    book.put(SHEET, 2, 2, "typed later")
    assert [one.run.state for one in told(book).stories] == ["done" if step == "visible" else "interrupted"]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", STEPS)
def test_an_error_is_told_in_the_journal_at_once(book: MemoryBook, step: str, error: BaseException) -> None:
    fall_at(book, step, error)
    with pytest.raises(type(error)):
        run(book, REPAIR)
    with Journal.open(memory_folder(book.name, Config())) as journal:
        (entry,) = journal.runs()
    expected = "failed" if isinstance(error, OSError) else "interrupted"
    assert entry.state == ("done" if step == "visible" else expected)
    assert entry.note.ru
    assert entry.finished is not None


def test_where_the_book_is_gone_the_story_waits_until_it_is_back(book: MemoryBook, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_at(book, "visible", monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(MemoryBook, "identity", unreadable)
        assert told(book).notes == ()
        assert [one.run.state for one in told(book).stories] == ["prepared"]
    assert [one.run.state for one in told(book).stories] == ["done"]


def test_the_changes_are_on_disk_before_the_book_is_touched(book: MemoryBook) -> None:
    seen: list[tuple[str, int, str]] = []

    def look(step: str) -> None:
        db = sqlite3.connect(memory_folder(book.name, Config()) / "journal.sqlite")
        (changes,), (state,) = (
            db.execute("SELECT COUNT(*) FROM changes").fetchone(),
            db.execute("SELECT state FROM runs").fetchone(),
        )
        seen.append((step, changes, state))
        db.close()

    book.happens = look
    run(book, REPAIR)
    assert seen == [("asked", 2, "started"), ("verified", 2, "started"), ("ready", 2, "prepared"), ("visible", 2, "prepared")]


def test_a_run_that_is_still_at_work_is_not_called_interrupted(book: MemoryBook) -> None:
    stories: list[History] = []
    book.happens = lambda step: stories.append(told(book)) if step == "ready" else None
    run(book, REPAIR)
    assert [one.run.state for one in stories[0].stories] == ["prepared"]
    assert "работает ещё один запуск" in stories[0].notes[0].ru
