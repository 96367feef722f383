"""What a book itself knows of who changed what, such as a database by its triggers (G10, H7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

from sheets_crm.model.cells import CellValue
from sheets_crm.model.text import Text


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One cell that somebody changed: the login `by` which they came ("" where nobody signs in), and when, in local time.

    `row_id` is the record's ID, `#17` by its sheet row where it has none, "" where it is no longer known.
    """

    at: datetime
    by: str
    sheet: str
    row_id: str
    column: str
    before: CellValue
    after: CellValue


@runtime_checkable
class Witness(Protocol):
    """A book that knows who changed what in it while the program was not at work."""

    def witnessed(self, since: datetime | None = None, cell: tuple[str, str, str] | None = None) -> Sequence[Witnessed]:
        """Return what people changed since a moment, oldest first; in one cell (sheet, row ID, column) or in all."""
        ...


def local_moment(told: str) -> datetime | None:
    """Return a moment that a book tells in ISO 8601 in local time; one without a zone is in UTC, None is no moment."""
    try:
        moment = datetime.fromisoformat(told.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def between(moment: datetime, since: datetime, until: datetime) -> bool:
    """Say whether something was between two runs, which tell the time in whole seconds."""
    return since <= moment < until + timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Saved:
    """One entry of a version history: when the last edit of it was made, in local time, and by whom; "" by the program."""

    at: datetime
    by: str


def saved_last(by: str, at: datetime | None, since: datetime, until: datetime) -> Text | None:
    """Say who saved a book last, and when, if that was between two moments; None where the book does not tell who."""
    if not by:
        return None
    when = f", {at:%d.%m.%Y %H:%M}" if at and since < at <= until else ""
    return Text(f"последним книгу сохранял {by}{when}", f"{by} saved the book last{when}")


@runtime_checkable
class Versioned(Protocol):
    """A book with a version history, which knows who was at work in it, but not on which cells."""

    def versions(self) -> Sequence[Saved]:
        """Return the history as far as the book tells it, oldest first; nothing where it cannot be asked for."""
        ...


def at_work(versions: Sequence[Saved], since: datetime, until: datetime) -> tuple[str, ...]:
    """Return who worked between two moments: edits that follow each other are one entry, which may end later."""
    after = next((one for one in versions if one.at > until), None)
    those = [*(one for one in versions if since < one.at <= until), *([after] if after else [])]
    return tuple(dict.fromkeys(one.by for one in those if one.by))
