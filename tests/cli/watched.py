"""A real `sheets-crm watch`, started as a person would, and what it tells line by line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import openpyxl

COMMAND = [sys.executable, "-c", "from sheets_crm.cli.main import main; main()"]
HEARING = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {COMMAND[-1]}"
"""What a shell starts in the background ignores Ctrl+C, and so does all that it starts."""
PATIENCE = 240.0
OFTEN = "schedules: {nightly: every 2 seconds}\nbooks:\n  clients.xlsx:\n"
ROWS = [["Клиент", "Телефон", "Email"], ["анна иванова", "8 916 123 45 67", "ANNA@EXAMPLE.COM "], ["Олег Петров", "", ""]]


def book(path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    workbook.save(path)
    return path


@dataclass
class Watching:
    """The process, and the events that it has told."""

    process: subprocess.Popen[str]
    lines: Queue[str] = field(default_factory=Queue)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for an event that is as wanted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                event = json.loads(self.lines.get(timeout=1))
            except Empty:
                continue
            self.events.append(event)
            if wanted(event):
                return dict(event)
        raise AssertionError(self.events)

    def ended(self, number: int) -> int:
        """Send a signal, and return the exit status; what waits for the next run would not end in time."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(folder: Path, *words: str) -> Iterator[Watching]:
    """Start `sheets-crm watch --json` in a folder; it is ended by force if the block leaves it alive."""
    command = [sys.executable, "-c", HEARING, "watch", "--json", *words]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield Watching(process)
    finally:
        process.kill()
        process.wait()


def crm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run another command in the same folder, in Russian."""
    env = {**os.environ, "LANG": "ru_RU.UTF-8"}
    return subprocess.run([*COMMAND, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", env=env, check=False)
