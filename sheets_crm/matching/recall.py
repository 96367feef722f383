"""Reading a table again: values that were read the last time are not read once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sheets_crm.matching.arrays import NONE, Ids, Lists
from sheets_crm.matching.reading import LONGEST, Part, Spread, Task


@dataclass(frozen=True, eq=False)
class Read:
    """Distinct values of one kind, and what was read from them."""

    values: list[str]
    part: Part


Values = Mapping[str, Read]
"""Values by kind."""


@dataclass(eq=False)
class Recall:
    """Spreads tasks as `spread` does, but for the values that are known; what it has come to know is in `now`."""

    spread: Spread
    known: Values = field(default_factory=dict)
    now: dict[str, list[Read]] = field(default_factory=dict)

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Part]:
        """Read tasks, in order."""
        place = {kind: {value: at for at, value in enumerate(read.values)} for kind, read in self.known.items()}
        found = [_places(values, place.get(kind, {})) for kind, values in tasks]
        fresh = [_unread(task, at) for task, at in zip(tasks, found, strict=True)]
        for (kind, values), at, read in zip(tasks, found, self.spread(fresh), strict=True):
            part = read if (at == NONE).all() else _beside(self.known[kind].part, at, read)
            self.now.setdefault(kind, []).append(Read(values, part))
            yield part

    def values(self) -> Values:
        """Return all that was read this time, but what is long; each kind in one piece."""
        return {kind: _in_one(reads) for kind, reads in self.now.items()}


def _places(values: Sequence[str], place: Mapping[str, int]) -> Ids:
    return np.fromiter((place.get(value, NONE) for value in values), np.int32, len(values))


def _unread(task: Task, at: Ids) -> Task:
    kind, values = task
    return kind, [values[one] for one in np.flatnonzero(at == NONE).tolist()]


def _beside(known: Part, at: Ids, read: Part) -> Part:
    """Put what is known (of values at these places) and what was read of the others in order."""
    order = at.copy()
    fresh = at == NONE
    order[fresh] = np.arange(int(fresh.sum()), dtype=np.int32) + len(known[0][0].lengths)
    lists = tuple(Lists.chained(both).some(order) for both in zip(known[0], read[0], strict=True))
    return lists, np.concatenate([known[1], read[1]])[order if len(known[1]) else order[:0]]


def _in_one(reads: Sequence[Read]) -> Read:
    values = [value for read in reads for value in read.values]
    lists = tuple(Lists.chained(many) for many in zip(*(read.part[0] for read in reads), strict=True))
    marks = np.concatenate([read.part[1] for read in reads])
    short = np.array([len(value) <= LONGEST for value in values], bool)
    at = np.flatnonzero(short).astype(np.int32)
    kept = tuple(one.some(at) for one in lists), marks[at] if len(marks) else marks
    return Read([values[one] for one in at.tolist()], kept)
