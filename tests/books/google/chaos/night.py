"""One seed: nights on which a job runs, fails, dies and is taken back beside a person at work, and then a quiet morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

from sheets_server.drive import File
from sheets_server.faults import Faults
from sheets_server.journal import Journal
from sheets_server.running import OWNER, Running

from chaos.base import CLIENTS, ORDERS, made
from chaos.oracle import Oracle
from chaos.person import Colleague
from chaos.weather import PATIENCE, DiedError, MortalClient, Weather
from sheets_crm.books.google.account import by_key
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.reasons import SOMEBODY
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import SheetsCrmError, UsageError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.job import Job
from sheets_crm.model.plan import Plan, Receipt
from sheets_crm.model.settings import GoogleSettings, Settings
from sheets_crm.model.snapshot import Snapshot

NOW = datetime(2026, 3, 4, 3, 0)
NIGHTS = 2
Write = Callable[[GoogleBook, Plan, Snapshot, Callable[[str], None]], Receipt]


class Watched(GoogleBook):
    """A book that tells the oracle what is about to be written, and writes by the protocol or by a weakened one."""

    oracle: Oracle
    writer: Write | None = None

    def _read(self) -> GoogleSnapshot:
        snapshot = super()._read()
        self.oracle.read = self.oracle.asked
        return snapshot

    def write(self, plan: Plan, snapshot: Snapshot, on_ready: Callable[[str], None]) -> Receipt:
        self.oracle.plan(plan, snapshot)
        return self.writer(self, plan, snapshot, on_ready) if self.writer else super().write(plan, snapshot, on_ready)


@dataclass
class Night:
    """What a seed needs, and what came of it."""

    server: Running
    key: Path
    folder: Path
    seed: int
    writer: Write | None = None
    troubles: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.file: File = made(self.server, self.dice)
        self.journal = Journal()
        self.oracle = Oracle(self.file, self.journal)
        assert self.file.book is not None
        with self.server.world.lock:
            self.journal.adopt(self.file.book, [CLIENTS, ORDERS])
            for number in (CLIENTS, ORDERS):
                sheet = self.file.book.sheet(number)
                for place, cell in list(sheet.cells.items()):
                    if (value := cell.get("userEnteredValue")) and "formulaValue" in value:
                        self.journal.note(sheet, place, value, value["formulaValue"], when=0)
        self.person = Colleague(Random(self.seed), self.server.world, self.file, OWNER, self.journal, sheets=(CLIENTS, ORDERS))
        self.person.rude = 0.1 if self.seed % 4 == 1 else 0.0
        folder = Settings(memory_folder=str(self.folder / str(self.seed)))
        self.settings = GoogleSettings(sheets_url=self.server.base, drive_url=self.server.base)
        self.config = Config(None, ConfigFile(settings=folder, google=self.settings))
        nightly = load_job("nightly")
        self.job: Job = nightly if self.seed % 5 == 0 else nightly.model_copy(update={"reports": ()})

    def open(self, *, mortal: bool = False) -> Watched:
        """Start a process: a fresh client, which may be doomed."""
        client = MortalClient(by_key(self.key), self.settings, sleep=lambda _: None)
        client.set_timeout(PATIENCE)
        if mortal:
            client.dies_in, client.sent_last = self.dice.randint(1, 6), self.dice.random() < 0.5
        book = Watched(self.file.id, client)
        book.oracle = self.oracle
        book.writer = self.writer
        return book

    @contextmanager
    def beset(self) -> Any:
        """Let the person be at work and the weather be bad."""
        faults = Faults(self.server.world)
        weather = Weather(self.dice, faults, self.dice.choice((0.0, 0.0, 0.1, 0.2)), self.troubles)

        def before(verb: str, target: str) -> None:
            for _ in range(self.dice.choice((0, 0, 1, 2, 3))):
                self.person.act()
            weather.before(verb, target)

        faults.every.append(before)
        try:
            with self.watching():
                yield
        finally:
            faults.remove()

    @contextmanager
    def watching(self) -> Any:
        """Let the oracle see each request."""
        world = self.server.world
        world.before.append(self.oracle.before)
        world.after.insert(0, self.oracle.after)
        try:
            yield
        finally:
            world.before.remove(self.oracle.before)
            world.after.remove(self.oracle.after)

    def spent(self) -> list[str]:
        """Live through all of it; return what must not have happened."""
        for _ in range(NIGHTS):
            with self.beset():
                self._disturbed()
        with self.watching():
            self._morning("after the nights")
            self._taken_back()
            self._morning("after the undo")
        self.troubles["numbers that came back as texts, or texts as numbers"] += self.oracle.retyped
        return [*self.oracle.bad, *self.bad]

    def _disturbed(self) -> None:
        book = self.open(mortal=self.dice.random() < 0.25)
        work = self._undone if self.dice.random() < 0.2 else self._run
        try:
            work(book)
        except SheetsCrmError as error:
            self.troubles[type(error).__name__] += 1
        except DiedError:
            self.troubles["died"] += 1

    def _run(self, book: Watched) -> RunResult:
        return run_job(book, self.job, self.config, NOW)

    def _undone(self, book: Watched) -> None:
        undo(book, None, self.config, NOW)

    def _morning(self, when: str) -> None:
        """Run in peace until there is nothing to do, and look over the book; in peace nothing is left as somebody's doing.

        The second run finds nothing to do but for rows that were copied with their ID: only once the copy has one of its own do
        the rules see that its fills were the other's.
        """
        first, second, third = (self._run(self.open()) for _ in range(3))
        self.troubles[f"second runs with something to do {when}"] += changes(second) > 0
        if changes(third):
            told = [(one.sheet, one.row_id, one.column, one.before, one.after) for batch in third.plan.changes for one in batch]
            self.bad.append(f"{when}, a third run has to change {told[:5]}")
        left = first.receipt.kept if first.receipt else ()
        self.bad += [f"{when}, {one.change} was left" for one in left if one.why == SOMEBODY]
        self.bad += [f"{when}: {one}" for one in self.oracle.end()]

    def _taken_back(self) -> None:
        """Take back all that can be taken back."""
        for _ in range(4):
            try:
                result = undo(self.open(), None, self.config, NOW)
            except UsageError:
                break
            left = result.receipt.kept if result.receipt else ()
            self.bad += [f"the undo left {one.change}" for one in left if one.why == SOMEBODY]
        self.troubles["typed cells that changed and were not given back"] += self.oracle.not_given_back()
        self.bad += [f"after the undo: {one}" for one in self.oracle.end()]


def changes(result: RunResult) -> int:
    """How many cells a run had to change.

    A number in a cell that somebody formatted as a day will always look like a day, and what TRUE is called there is not known.
    """
    every = (one for batch in result.plan.changes for one in batch)
    return sum(not isinstance(one.before, (bool, date, time)) or isinstance(one.after, (str, date)) for one in every)
