"""The process in which `watch` runs one job: it reads an order, and answers with nothing out of the book."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import BinaryIO

from sheets_crm.model.text import Text

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Stage:
    """How far the run is: until it backs up it can be given up at any moment, after that it is let finish."""

    def __init__(self) -> None:
        """Begin."""
        self.asked = False
        self.finishing = False

    def progress(self, _what: Text, step: int, steps: int) -> None:
        """Be told by the engine which step begins."""
        self.finishing = step >= steps - 1

    def asked_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Give the run up, unless it is about to write; being asked again changes nothing."""
        first, self.asked = not self.asked, True
        if first and not self.finishing:
            raise KeyboardInterrupt


def main() -> None:
    """Read the order from the standard input, run it, and answer on the standard output."""
    stage = Stage()
    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stage.asked_to_stop)
    out = _silence()
    try:
        # What a job needs is imported only now, when a signal no longer kills.
        from sheets_crm.cli.doing.watch_run import run_order

        told = run_order(sys.stdin.buffer.read(), stage.progress)
    except KeyboardInterrupt:
        told = b'{"outcome": "abandoned"}'
    with out:
        out.write(told)


def _silence() -> BinaryIO:
    """Return the standard output, and let whatever a library or a person's own rule prints go nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return out


if __name__ == "__main__":
    main()
