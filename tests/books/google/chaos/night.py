"""One seed: nights on which a job runs, fails, dies and is taken back beside a person at work, and then a quiet morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from sheets_server.drive import File
from sheets_server.faults import Faults
from sheets_server.journal import Journal
from sheets_server.running import OWNER, Running
from sheets_server.spreadsheet import Spreadsheet

from chaos.base import CLIENTS, LOOKS_UP, ORDERS, made
from chaos.oracle import Oracle, is_lookup
from chaos.person import COLLEAGUE, Colleague
from chaos.weather import PATIENCE, DiedError, MortalClient, Weather
from sheets_crm.books.google import book as google_book
from sheets_crm.books.google.account import Account, by_key
from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.writing import parting
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.reasons import DAY_FORMAT, PLAIN_TEXT, SOMEBODY, UNSHOWN, UNTYPED
from sheets_crm.engine.history import history
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.undo import UndoResult, undo
from sheets_crm.errors import SheetsCrmError, UsageError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.job import Job
from sheets_crm.model.plan import Change, Left, Plan, Receipt
from sheets_crm.model.settings import GoogleSettings, Settings
from sheets_crm.model.snapshot import Snapshot

NOW = datetime(2026, 3, 4, 3, 0)
NIGHTS = 2
LASTING = frozenset({DAY_FORMAT, PLAIN_TEXT, UNTYPED, UNSHOWN})
"""Why a cell is left by each run: what it holds, or how it is formatted, lets nothing be typed there for certain."""
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
    weather: Weather | None = None

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.file: File = made(self.server, self.dice)
        self.journal = Journal()
        self.oracle = Oracle(self.file, self.journal)
        assert self.file.book is not None
        with self.server.world.lock:
            self.server.world.share(self.file, COLLEAGUE)
            self.journal.adopt(self.file.book, [CLIENTS, ORDERS])
            for number in (CLIENTS, ORDERS):
                sheet = self.file.book.sheet(number)
                for place, cell in list(sheet.cells.items()):
                    if (value := cell.get("userEnteredValue")) and "formulaValue" in value:
                        self.journal.note(sheet, place, value, value["formulaValue"], when=0)
        self.person = Colleague(Random(self.seed), self.server.world, self.file, OWNER, self.journal, sheets=(CLIENTS, ORDERS))
        self.person.became = self.oracle.became
        self.person.rude = 0.1 if self.seed % 4 == 1 else 0.0
        folder = Settings(memory_folder=str(self.folder / str(self.seed)))
        self.settings = GoogleSettings(sheets_url=self.server.base, drive_url=self.server.base)
        self.config = Config(None, ConfigFile(settings=folder, google=self.settings))
        nightly = load_job("nightly")
        self.job: Job = nightly if self.seed % 5 == 0 else nightly.model_copy(update={"reports": ()})

    def open(self, *, mortal: bool = False) -> Watched:
        """Start a process: a fresh client, which may be doomed."""
        client = MortalClient(fresh(self.key), self.settings, sleep=lambda _: None, clock=lambda: 0.0)
        client.set_timeout(PATIENCE)
        client.token_request = partial(client.token_request, timeout=PATIENCE)
        client.weather = self.weather
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
        self.weather = weather = Weather(self.dice, faults, self.dice.choice((0.0, 0.0, 0.1, 0.2)), self.troubles)

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
            self.weather = None

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
        with in_pieces() if self.seed % 10 == 2 else nullcontext():
            return self._spent()

    def _spent(self) -> list[str]:
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
        """Run in peace: once to do what is to be done, and once more to find nothing to do; then look over the book.

        Columns that were sorted without the rest of their rows are held, and what is reckoned is reckoned as if they stood right.
        Once the first run has given records their IDs, the second may see better what belongs where, and reckon anew; where rows
        were deleted in the same night, it has less to see it by. Then it is the third that has nothing to do, or the fourth where
        of rows in which nothing stands but what was torn from others one is filled and looks like these no more. A formula of
        people's that looks up the IDs which the first gives needs another one, too.
        """
        first, second = (self._run(self.open()) for _ in range(2))
        for more in range(2 if first.plan.held else int(looks_up(self.file.book))):
            if written(second):
                self.troubles[f"second runs that needed {more + 1} more {when}"] += 1
                second = self._run(self.open())
        left = (one.change for one in _left(first) if one.why == SOMEBODY)
        self.bad += [f"{when}, {one} was left" for one in left if not self._only_spilled(one)]
        self.bad += [f"{when}, a second run wrote {one}" for one in written(second)]
        self.troubles[f"report tabs that a second run drew anew {when}"] += len(second.receipt.reports) if second.receipt else 0
        self.bad += [f"{when}: {one}" for one in self.oracle.end()]

    def _only_spilled(self, change: Change) -> bool:
        """Say whether its row holds nothing but what formulas spill there, which may be something else once others have IDs."""
        assert self.file.book is not None
        sheet = next(one for one in self.file.book.sheets if one.title == change.sheet)
        own = (
            sheet.entered(place) for place in sheet.cells if place[0] == change.row - 1 and place[1] != change.letter_index - 1
        )
        return not any(value and not is_lookup(value) for value in own)

    def _taken_back(self) -> None:
        """Take back all that can be taken back, and count what nobody touched since that yet holds no more what was typed."""
        self.oracle.note_strangers()
        runs = [story.run for story in history(self.open(), self.config, clock=NOW).stories]
        for number in [run.number for run in reversed(runs) if run.kind == "job" and run.changed]:
            with suppress(UsageError):
                result = undo(self.open(), number, self.config, NOW)
                self.bad += [f"the undo of run {number} left {one.change}" for one in _left(result) if one.why == SOMEBODY]
        self.troubles["typed cells of untouched records that were not given back"] += len([*self.oracle.not_given_back()])
        self.bad += [f"after the undo: {one}" for one in self.oracle.end()]


def _left(result: RunResult | UndoResult) -> tuple[Left, ...]:
    return result.receipt.kept if result.receipt else ()


def looks_up(book: Spreadsheet | None) -> bool:
    """Say whether a formula of people's shows the IDs of records."""
    assert book is not None
    return any(LOOKS_UP in str(cell.get("userEnteredValue")) for sheet in book.sheets for cell in sheet.cells.values())


def written(result: RunResult) -> list[object]:
    """Return the cells that a run wrote, or left for no reason that lasts."""
    if result.receipt is None:
        return []
    kept = [one for one in result.receipt.kept if one.why not in LASTING]
    every = (one for batch in result.receipt.written for one in batch)
    made = [(one.sheet, one.row_id, one.column, one.before, one.after) for one in every]
    return [*made, *kept]


@contextmanager
def in_pieces() -> Iterator[None]:
    """Let a write of a few cells be as large as one of a million: it goes out in pieces, with people between any two of them."""
    with patch.multiple(parting, USUAL=6_000, MOST=12_000, SHOWN=150, MOST_SHOWN=200), patch.object(google_book, "SHOWN", 150):
        yield


def fresh(key: Path) -> Account:
    """Return an account that has not signed in yet; reading the key itself takes longer than a run."""
    account = _by_key(key)
    return replace(account, credentials=copy(account.credentials))


@cache
def _by_key(key: Path) -> Account:
    return by_key(key)
