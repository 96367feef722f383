"""The line that shows what is being done: on a terminal only, and gone when it is done."""

from __future__ import annotations

from functools import partial

import pytest
from commands_run import Run
from rich.console import Console

from sheets_crm.cli import opening

TODAY = ("--today", "2026-11-22")
COMMANDS = (
    (("run", "nightly", "clients.xlsx", *TODAY), "[4/4]"),
    (("check", "clients.xlsx", *TODAY), "[2/4]"),
    (("adopt", "clients.xlsx"), "[2/2]"),
    (("new", "other.xlsx", "--demo", 3, *TODAY), "[2/2]"),
)
BACK = ((("undo", "clients.xlsx"), "[4/4]"), (("restore", "clients.xlsx"), "[2/2]"))


@pytest.fixture
def book(run: Run) -> None:
    run("new", "clients.xlsx", "--demo", 3, *TODAY)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "Console", partial(Console, force_terminal=True, width=100))


@pytest.mark.usefixtures("book", "terminal")
@pytest.mark.parametrize(("words", "last"), COMMANDS, ids=lambda one: one[0] if isinstance(one, tuple) else None)
def test_a_terminal_shows_how_far_it_is(run: Run, words: tuple[str, ...], last: str) -> None:
    said = run(*words)
    assert last in said.err
    assert last not in said.out


@pytest.mark.usefixtures("book", "terminal")
@pytest.mark.parametrize(("words", "last"), BACK, ids=["undo", "restore"])
def test_so_do_the_ways_back(run: Run, words: tuple[str, ...], last: str) -> None:
    run("run", "nightly", "clients.xlsx", *TODAY)
    assert last in run(*words).err


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("words", [words for words, _ in COMMANDS], ids=lambda one: one[0])
def test_a_log_file_gets_nothing_of_it(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).err == ""


@pytest.mark.usefixtures("book", "terminal")
def test_scripts_get_nothing_of_it_even_on_a_terminal(run: Run) -> None:
    assert run("check", "clients.xlsx", "--json", *TODAY).err == ""
