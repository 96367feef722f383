"""A job in a process of its own: its memory goes when it ends, and nothing that befalls it befalls `watch`."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress

from pydantic import ValidationError

from sheets_crm.engine.watch.messages import Answer, Order
from sheets_crm.model.layout import Words

MODULE = "sheets_crm.cli.doing.watch_child"
LOOK = 1.0
"""Seconds to wait for the end between two looks at everything else."""
LIMIT = 2 * 3600.0
"""Seconds after which a job is taken to hang; a million rows take minutes."""
STOPS = (signal.SIGTERM, signal.SIGINT)
"""By these a process ends that was asked to before it could listen: nothing has been written then."""
HUNG = Words(ru="прогон не кончился за два часа и прерван", en="the run did not end within two hours and was stopped")
FELL = Words(ru="процесс задания упал", en="the job's process fell")


class JobProcess:
    """A job at work in another process."""

    def __init__(self, order: Order) -> None:
        """Start it; OSError when the system has no room for it."""
        command = [sys.executable, "-P", "-m", MODULE]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.began, self.asked = time.monotonic(), False
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as to_child:
            to_child.write(order.model_dump_json().encode())

    def answer(self) -> Answer | None:
        """Return what became of it, or None after about a second in which it was still at work."""
        try:
            self.process.wait(LOOK)
        except subprocess.TimeoutExpired:
            if time.monotonic() - self.began < LIMIT:
                return None
            self.process.kill()
            self.process.wait()
            self._said()
            return Answer(outcome="failed", why=HUNG)
        return self._answer()

    def stop(self) -> None:
        """Ask it to end; on Windows it has heard the same Ctrl-C as we did."""
        self.asked = True
        if sys.platform != "win32":
            self.process.terminate()

    def _answer(self) -> Answer:
        try:
            return Answer.model_validate_json(self._said())
        except ValidationError:
            if self.asked or -self.process.returncode in STOPS:
                return Answer(outcome="abandoned")
            detail = f" ({self.process.returncode})"
            return Answer(outcome="failed", why=Words(ru=FELL.ru + detail, en=FELL.en + detail))

    def _said(self) -> bytes:
        assert self.process.stdout is not None
        with self.process.stdout as from_child:
            return from_child.read()
