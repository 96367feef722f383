"""The lock that keeps a second `watch` of the same config away, and the file that shows how the first one is doing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from sheets_crm.engine.files import replace_text
from sheets_crm.engine.settings.config import FILE_NAME, Config
from sheets_crm.engine.watch.messages import TaskState, WatchState
from sheets_crm.errors import RefusedError
from sheets_crm.model.text import Text

HEARTBEAT = timedelta(seconds=30)
STALE = timedelta(minutes=5)
"""A `watch` that has not shown itself for so long hangs, if its process is there at all."""
GLANCE = 1.0
"""Seconds to wait for the lock: `--status` holds it for a moment."""


@dataclass(frozen=True)
class Place:
    """Where the lock and the state of a config's `watch` lie: beside the config, or in the folder of `memory_folder`."""

    lock: Path
    state: Path


def place_of(config: Config) -> Place:
    """Return where `watch` of this config keeps its two files."""
    chosen = config.settings.memory_folder
    folder = config.folder / Path(chosen).expanduser() if chosen else config.folder
    stem = (config.path or Path(FILE_NAME)).stem
    return Place(folder / f"{stem}.watch.lock", folder / f"{stem}.watch.json")


@contextmanager
def alone(place: Place) -> Iterator[None]:
    """Be the only `watch` of a config; RefusedError when there is one already, or the folder cannot be written."""
    lock = FileLock(place.lock, timeout=GLANCE)
    try:
        place.lock.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as wrong:
        what = Text(
            "по этим настройкам уже работает другой sheets-crm watch", "another sheets-crm watch is at work on this config"
        )
        mend = Text("Как у него дела: sheets-crm watch --status", "How it is doing: sheets-crm watch --status")
        raise RefusedError(what, where=str(place.lock), mend=mend) from wrong
    except OSError as wrong:
        what = Text(
            f"в эту папку нельзя писать ({wrong.strerror})", f"nothing can be written into this folder ({wrong.strerror})"
        )
        mend = Text(
            "Дайте программе право писать в неё или назовите другую в настройке memory_folder",
            "Let the program write into it, or name another one in the setting memory_folder",
        )
        raise RefusedError(what, where=str(place.lock.parent), mend=mend) from wrong
    try:
        yield
    finally:
        lock.release()


def somebody_watches(place: Place) -> bool:
    """Say whether a `watch` of this config is running now."""
    if not place.lock.exists():
        return False
    try:
        with FileLock(place.lock, timeout=0):
            return False
    except (Timeout, OSError):
        return True


def read_state(place: Place) -> WatchState | None:
    """Return what the last `watch` left; None where there was none, or its file is not whole."""
    try:
        return WatchState.model_validate_json(place.state.read_bytes())
    except (OSError, ValidationError):
        return None


class Keeper:
    """Keeps the state file up to date."""

    def __init__(self, place: Place, now: datetime) -> None:
        """Take the place and the moment (with a zone) since when we watch; nothing is written yet."""
        self.place, self.since, self.written = place, now, now

    def keep(self, tasks: Iterable[TaskState], now: datetime) -> None:
        """Write the state; RefusedError when the disk does not take it."""
        state = WatchState(pid=os.getpid(), since=self.since, alive=now, tasks=tuple(tasks))
        self.written = now
        replace_text(self.place.state, state.model_dump_json(indent=1) + "\n")

    def wants(self, now: datetime) -> bool:
        """Say whether it is time to show that we are alive; so too when the clock went back."""
        return abs(now - self.written) >= HEARTBEAT
