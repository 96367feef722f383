"""What the last talk with each client was, and what came of it (C5, B5, C8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sheets_crm.ledger.clients import NOBODY, Clients
from sheets_crm.ledger.columns import Days, Texts, day_of
from sheets_crm.ledger.records import Records
from sheets_crm.model.serials import to_serial
from sheets_crm.model.snapshot import Snapshot

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch: its day, the key of its result ("": none), and the term that the client named."""

    day: date
    result: str
    term: date | None


@dataclass(frozen=True, eq=False)
class Touches:
    """The last touch of each client: days as serials, NaN for none."""

    day: Days
    result: Texts
    term: Days

    def of(self, at: int) -> Touch | None:
        """Return one client's last touch; None for a client whom nobody has talked to."""
        day = day_of(self.day[at])
        return Touch(day, self.result[at], day_of(self.term[at])) if day else None


def last_touches(snapshot: Snapshot, clients: Clients, today: date) -> Touches:
    """Return each client's last touch up to today; of several on one day the lowest in the sheet."""
    count, tables = len(clients), snapshot.of_kind("touches")
    if not tables:
        return Touches(np.full(count, np.nan), np.full(count, "", object), np.full(count, np.nan))
    touches = Records(tables)
    who, day = touches.joined(clients.of), touches.days("date")
    past = np.flatnonzero((who != NOBODY) & (day <= to_serial(today)))
    in_time = past[np.argsort(day[past], kind="stable")]
    last = np.full(count, NOBODY, np.intp)
    last[who[in_time]] = in_time
    return Touches(_at(last, day, np.nan), _at(last, touches.keys("result"), ""), _at(last, touches.days("term"), np.nan))


def _at(last: NDArray[np.intp], values: NDArray[T], none: object) -> NDArray[T]:
    out = np.full(len(last), none, values.dtype)
    out[last != NOBODY] = values[last[last != NOBODY]]
    return out
