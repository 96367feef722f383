"""The journal lies in the database: undo, history and blame work from any computer, and it tells what was written, no more."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from moving import LAYOUT, demo_book, moved, sql, values

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.engine.history import history
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import RefusedError

NOW = datetime(2026, 11, 20, 3)
FORMATS = load_job("formats")


class Computer:
    """One computer: a folder of its own, and the same database."""

    def __init__(self, folder: Path, address: str) -> None:
        folder.mkdir()
        self.config, self.book = Config(folder / "sheets-crm.yaml"), DatabaseBook(address, LAYOUT)

    def run(self) -> RunResult:
        return run_job(self.book, FORMATS, self.config, NOW)

    def states(self) -> list[tuple[int, str, str]]:
        told = history(self.book, self.config, clock=NOW).stories
        return [(one.run.number, one.run.kind, one.run.state) for one in told]


@pytest.fixture
def two(fresh_postgres: str, tmp_path: Path) -> tuple[Computer, Computer]:
    moved(demo_book(tmp_path, clients=8), fresh_postgres)
    return Computer(tmp_path / "one", fresh_postgres), Computer(tmp_path / "two", fresh_postgres)


def test_what_one_computer_did_another_tells_and_takes_back(two: tuple[Computer, Computer]) -> None:
    one, two_ = two
    before = values(one.book.read())
    result = one.run()
    assert result.receipt is not None
    assert result.receipt.written
    assert two_.states() == [(1, "job", "done")]
    assert undo(two_.book, None, two_.config, NOW).reversed
    assert values(two_.book.read()) == before
    assert one.states() == [(1, "job", "undone"), (2, "undo", "done")]


def test_two_computers_in_turn_keep_one_journal(two: tuple[Computer, Computer], fresh_postgres: str) -> None:
    one, two_ = two
    one.run()
    sql(fresh_postgres, "update orders set amount = amount + 1 where key = 1")
    assert two_.run().receipt is None
    assert one.states() == two_.states() == [(1, "job", "done"), (2, "job", "done")]
    assert [story.people for story in history(one.book, one.config, clock=NOW).stories] == [0, 1]


def test_a_write_that_broke_off_leaves_no_journal_of_it(two: tuple[Computer, Computer], fresh_postgres: str) -> None:
    one, two_ = two
    sql(fresh_postgres, "alter table clients add constraint nobody check (row < 0) not valid")
    with pytest.raises(RefusedError, match="did not take"):
        one.run()
    assert {state for _, _, state in two_.states()} <= {"failed"}
    sql(fresh_postgres, "alter table clients drop constraint nobody")
    assert two_.run().receipt is not None


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from sheets_crm.books.database import {module}
from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.engine.home.shared import Shared
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job, load_layout
{dying}
book = DatabaseBook(sys.argv[1], load_layout("extended"))
run_job(book, load_job("formats"), Config(Path(sys.argv[2]) / "sheets-crm.yaml"), datetime(2026, 11, 20, 3))
"""
DIE = "lambda *_: os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.parametrize(
    ("dying", "written"),
    [(f"remembering.keep = {DIE}", False), (f"Shared.keep = {DIE}", True)],
    ids=["before the write stands", "right after"],
)
def test_a_computer_that_dies_leaves_the_write_and_its_journal_or_neither(
    dying: str, two: tuple[Computer, Computer], fresh_postgres: str, *, written: bool
) -> None:
    one, two_ = two
    before = values(one.book.read())
    assert one.config.path
    script = KILLED.format(module="remembering", dying=dying)
    ended = subprocess.run([sys.executable, "-c", script, fresh_postgres, str(one.config.path.parent)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (values(two_.book.read()) != before) is written
    assert two_.states() == ([(1, "job", "done")] if written else [])
    assert one.states() == two_.states()
    if written:
        assert undo(two_.book, None, two_.config, NOW).reversed
        assert values(two_.book.read()) == before


def test_whoever_did_not_see_the_last_journal_writes_nothing(two: tuple[Computer, Computer], fresh_postgres: str) -> None:
    one, _ = two
    before = values(one.book.read())
    backup = one.book.backup

    def meanwhile(folder: Path, name: str) -> Path:
        sql(fresh_postgres, "update book set memory = memory + 1")
        return backup(folder, name)

    one.book.backup = meanwhile  # type: ignore[method-assign]
    with pytest.raises(RefusedError, match="another computer"):
        one.run()
    assert values(one.book.read()) == before
