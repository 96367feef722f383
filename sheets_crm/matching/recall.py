"""Reading a table again: values that were read the last time are not read once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

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
    """Spreads tasks as `spread` does, but for the values that are known."""

    spread: Spread
    known: Values = field(default_factory=dict)
    _now: dict[str, list[Read]] = field(default_factory=dict)
    _new: dict[str, list[Read]] = field(default_factory=dict)

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Part]:
        """Read tasks, in order."""
        place = {kind: dict(zip(read.values, range(len(read.values)), strict=True)) for kind, read in self.known.items()}
        found = [_places(values, place.get(kind, {})) for kind, values in tasks]
        fresh = [_unread(task, at) for task, at in zip(tasks, found, strict=True)]
        for (kind, values), (_, unread), at, read in zip(tasks, fresh, found, self.spread(fresh), strict=True):
            part = read if len(unread) == len(values) else _beside(self.known[kind].part, at, read)
            self._now.setdefault(kind, []).append(Read(values, part))
            if unread:
                self._new.setdefault(kind, []).append(Read(unread, read))
            yield part

    def values(self) -> Values:
        """Return all that the table holds, but what is long; each kind in one piece."""
        return {kind: _in_one(reads) for kind, reads in self._now.items()}

    def news(self) -> Values:
        """Return what of it was read this time."""
        return {kind: _in_one(reads) for kind, reads in self._new.items()}


def together(many: Sequence[Values]) -> Values:
    """Put values of several times together."""
    kinds = dict.fromkeys(kind for values in many for kind in values)
    return {kind: _in_one([values[kind] for values in many if kind in values]) for kind in kinds}


def _places(values: Sequence[str], place: Mapping[str, int]) -> Ids:
    return np.fromiter(map(place.get, values, repeat(NONE)), np.int32, len(values))


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
    if len(reads) == 1 and max(map(len, reads[0].values), default=0) <= LONGEST:
        return reads[0]
    values = [value for read in reads for value in read.values]
    lists = tuple(Lists.chained(many) for many in zip(*(read.part[0] for read in reads), strict=True))
    marks = np.concatenate([read.part[1] for read in reads])
    short = np.array([len(value) <= LONGEST for value in values], bool)
    at = np.flatnonzero(short).astype(np.int32)
    kept = tuple(one.some(at) for one in lists), marks[at] if len(marks) else marks
    return Read([values[one] for one in at.tolist()], kept)
