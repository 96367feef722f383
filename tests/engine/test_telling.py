"""What a run tells of itself while it is at work: each step, and on the way through the rules which of them it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_books import NOW

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.model.text import Text
from sheets_crm.rules.registry import RULES

NIGHTLY = load_job("nightly")


class Heard(list[tuple[str, int, int]]):
    def __call__(self, what: Text, step: int, steps: int) -> None:
        self.append((what.en, step, steps))

    @property
    def words(self) -> list[str]:
        return list(dict.fromkeys(what for what, _, _ in self))


@pytest.fixture
def book(tmp_path: Path) -> MemoryBook:
    rows = [("Клиент", "Телефон", "ID"), ("ООО  «Ромашка»", "8 916 123-45-67", None)]
    return MemoryBook.of(str(tmp_path / "clients.xlsx"), {"Клиенты": rows})


def test_a_run_names_its_steps_and_each_rule_in_the_order_of_the_job(book: MemoryBook) -> None:
    heard = Heard()
    run_job(book, NIGHTLY, Config(), NOW, progress=heard)
    titles = {rule.name: rule.title.en for rule in RULES}
    rules = [f"Checking by the rules: {titles[one.rule][0].lower()}{titles[one.rule][1:]}" for one in NIGHTLY.steps]
    assert [one for one in heard.words if one in rules] == rules
    assert [one for one in heard.words if one not in rules] == [
        "Reading the book",
        "Checking by the rules",
        "Backing up",
        "Writing",
    ]
    assert [step for _, step, _ in heard] == sorted(step for _, step, _ in heard)
    assert {steps for _, _, steps in heard} == {4}


def test_being_listened_to_changes_nothing(book: MemoryBook, tmp_path: Path) -> None:
    alone = MemoryBook(str(tmp_path / "alone" / "clients.xlsx"), {name: dict(cells) for name, cells in book.sheets.items()})
    one, other = run_job(book, NIGHTLY, Config(), NOW, progress=Heard()), run_job(alone, NIGHTLY, Config(), NOW)
    assert one.plan.findings == other.plan.findings
    assert book.sheets == alone.sheets


def test_a_settled_book_is_answered_for_before_anything_can_be_told(book: MemoryBook) -> None:
    run_job(book, NIGHTLY, Config(), NOW)
    heard = Heard()
    run_job(book, NIGHTLY, Config(), NOW, progress=heard)
    assert heard == []


def test_undo_and_restore_tell_of_their_steps_too(book: MemoryBook) -> None:
    run_job(book, NIGHTLY, Config(), NOW)
    undone, brought = Heard(), Heard()
    undo(book, None, Config(), NOW, progress=undone)
    restore(book, None, Config(), NOW, progress=brought)
    assert undone.words == ["Reading the book", "Looking what has changed since", "Backing up", "Writing"]
    assert brought.words == ["Backing up", "Bringing the backup back"]
