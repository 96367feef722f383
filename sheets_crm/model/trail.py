"""What a book keeps of people beside what it shows, and how it forgets one of them: a database, by its triggers and marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from sheets_crm.model.cells import CellValue


@dataclass(frozen=True, slots=True)
class Life:
    """A record of which the book keeps more than it shows: what people changed in it, or all of it where it is `gone`.

    `row_ids` are the IDs that it ever had, `ids` and `names` those of the clients whose it ever was (a client is its own);
    `said` are the columns and what stood there.
    """

    kind: str
    key: int
    gone: bool
    row_ids: frozenset[str]
    ids: frozenset[str]
    names: frozenset[str]
    said: tuple[tuple[str, CellValue], ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """What is one person's: its `ids`, the `lives` of records by kind and key, the `gone` ones to be deleted, what `tells` of it.

    `tabs` are those of the program: what they say of the person can go, since they are drawn anew.
    """

    ids: frozenset[str]
    tabs: frozenset[str]
    lives: frozenset[tuple[str, int]]
    gone: frozenset[tuple[str, int]]
    tells: Callable[[CellValue], bool]


@dataclass(frozen=True, slots=True)
class Past:
    """How much of that there is: edits of people, records marked as gone, and texts: former ones, and on the program's tabs."""

    edits: int = 0
    records: int = 0
    texts: int = 0

    @property
    def count(self) -> int:
        """How much that is together."""
        return self.edits + self.records + self.texts

    def __bool__(self) -> bool:
        return bool(self.count)


NOTHING = Past()


@runtime_checkable
class Trailing(Protocol):
    """A book that keeps more of people than it shows."""

    def lives(self) -> Sequence[Life]:
        """Return the records that it keeps more of than it shows."""
        ...

    def past_of(self, whose: Whose) -> Past:
        """Count what it keeps of a person."""
        ...

    def forget(self, whose: Whose) -> Past:
        """Erase that, in one transaction; RefusedError where somebody else is at work."""
        ...

    def may_forget(self) -> bool:
        """Say whether this login may erase anything."""
        ...

    def past_before(self, moment: datetime) -> int:
        """Count people's edits from before a moment, in local time."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Erase them, and return how many they were."""
        ...

    def squeeze(self) -> None:
        """Give up the room of what was erased, so that it can be read there no more; as far as this login may."""
        ...
