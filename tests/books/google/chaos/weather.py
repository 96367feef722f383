"""What goes wrong between the program and Google, and the moment in which the program itself dies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from requests import ReadTimeout, Response
from requests.exceptions import ConnectionError as BrokenError
from sheets_server.faults import Fault, Faults, dropped, expired, too_many

from sheets_crm.books.google.client import GoogleClient

PATIENCE = 600.0
"""Seconds after which the program gives up: so many that no machine is too busy, and nothing goes wrong but what is meant to."""


class DiedError(BaseException):
    """The process is gone: nothing that it might still do happens."""


class MortalClient(GoogleClient):
    """A client in a process that dies at its n-th request from now, before it goes out or before its answer comes in."""

    dies_in: int | None = None
    dead = False
    sent_last = False
    weather: Weather | None = None

    def _signed(self, method: str, endpoint: str, **about: Any) -> Response:  # type: ignore[override]
        if self.dead:
            raise DiedError
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in <= 0:
                self.dead = True
                if self.sent_last:
                    self._sent(method, endpoint, **about)
                raise DiedError
        return self._sent(method, endpoint, **about)

    def _sent(self, method: str, endpoint: str, **about: Any) -> Response:
        """Send a request; an answer that was not to come in time is not waited for."""
        try:
            return super()._signed(method, endpoint, **about)
        except BrokenError as broken:
            if self.weather and self.weather.is_late:
                raise ReadTimeout(request=broken.request) from broken
            raise


@dataclass
class Weather:
    """Faults at random: each request is struck with this chance.

    `is_late` says that the last answer did not come in time, rather than that the connection broke.
    """

    dice: Random
    faults: Faults
    chance: float = 0.0
    met: Counter[str] = field(default_factory=Counter)
    is_late: bool = False

    def before(self, _verb: str, target: str) -> None:
        """Perhaps let the request that comes now go wrong."""
        if target.startswith("/token") or self.dice.random() >= self.chance:
            return
        name, fault = self.one()
        self.met[name] += 1
        self.is_late = name.startswith("time-out")
        self.faults.queue[:] = [fault]

    def one(self) -> tuple[str, Fault]:
        status = self.dice.choice((500, 502, 503, 504))
        kinds: dict[str, Fault] = {
            "429": too_many(),
            "5xx": Fault(status=status),
            "5xx, done": Fault(status=status, after=True),
            "hung up": dropped(),
            "hung up, done": dropped(after=True),
            "401": expired(),
        }
        if self.dice.random() < 0.02:
            kinds = {"time-out": dropped(), "time-out, done": dropped(after=True)}
        name = self.dice.choice(list(kinds))
        return name, kinds[name]
