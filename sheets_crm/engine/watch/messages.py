"""What `watch` and the process that runs a job tell each other, and what `watch` keeps for whoever looks after it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from sheets_crm.engine.settings.config import Config
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.job import Job
from sheets_crm.model.layout import Frozen, Words

Outcome = Literal["done", "clean", "unrecognised", "failed", "abandoned"]


class Order(Frozen):
    """Run this job on this book; the config goes along, so that one which was spoiled meanwhile does no harm."""

    place: str
    job: Job
    config_path: Path | None
    config: ConfigFile
    now: datetime

    def whole_config(self) -> Config:
        """Return the config as it was read."""
        return Config(self.config_path, self.config)


class Answer(Frozen):
    """What became of a run, without anything out of the book; `changed`, `kept` and `failed` count cells.

    `alarms` are rules, one for each finding that a person has to see before all else. `why` says what went wrong, `notes` tell
    of earlier runs that were cut short; `run` is its number in the book's history.
    """

    outcome: Outcome
    run: int | None = None
    changed: int = 0
    kept: int = 0
    failed: int = 0
    findings: int = 0
    alarms: tuple[str, ...] = ()
    why: Words | None = None
    notes: tuple[Words, ...] = ()


class Last(Frozen):
    """The last run of a task: when it began, for how many seconds it ran, and what became of it."""

    began: datetime
    seconds: float
    answer: Answer


class TaskState(Frozen):
    """One task: when it is due next, since when it is running (None: it is not), its last run, and failures in a row."""

    book: str
    job: str
    schedule: str
    next: datetime | None = None
    running: datetime | None = None
    last: Last | None = None
    failures: int = 0


class WatchState(Frozen):
    """The file that shows from outside how `watch` is doing; `alive` is renewed twice a minute."""

    pid: int
    since: datetime
    alive: datetime
    tasks: tuple[TaskState, ...] = ()
