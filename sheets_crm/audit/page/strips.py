"""The rows of a map: one by one where there is something to see, else rows of equal cells as one band."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sheets_crm.audit.page.plane import Plane

NEAR = 2
FEWEST = 4
MOST_BANDS = 200
HUNDRED = 100


class Strip(NamedTuple):
    """Rows of a plane from `first` to before `end` (positions); `alike` when all of them have the same classes."""

    first: int
    end: int
    alike: bool = True


def strips(plane: Plane, focus: Iterable[int], *, whole: bool, most_rows: int) -> list[Strip]:
    """Part a plane into strips: rows of the sheet near those in `focus` stand alone, and all of them when it is shown whole."""
    alone = np.full(len(plane.rows), whole)
    if not whole:
        alone[_near(plane.rows, focus, most_rows)] = True
    runs = list(_runs(plane, alone))
    return runs if whole else list(_banded(runs, alone))


def _near(rows: NDArray[np.int32], focus: Iterable[int], most: int) -> list[int]:
    found: dict[int, None] = {}
    for row in focus:
        low, high = np.searchsorted(rows, [row - NEAR, row + NEAR + 1])
        found.update(dict.fromkeys(range(low, high)))
        if len(found) >= most:
            break
    return list(found)


def _runs(plane: Plane, alone: NDArray[np.bool_]) -> Iterator[Strip]:
    """Yield stretches of equal rows that follow each other; rows that stand alone by themselves."""
    if not len(plane.rows):
        return
    differs = (plane.classes[1:] != plane.classes[:-1]).any(axis=1) | (np.diff(plane.rows) != 1)
    starts = [0, *(np.flatnonzero(differs | alone[1:] | alone[:-1]) + 1).tolist()]
    for first, end in zip(starts, [*starts[1:], len(plane.rows)], strict=True):
        yield Strip(first, end)


def _banded(runs: Sequence[Strip], alone: NDArray[np.bool_]) -> Iterator[Strip]:
    """Yield the rows that stand alone, and the longest runs as bands; when too many are left, those between are put together."""
    free = [run for run in runs if not alone[run.first]]
    few = sum(run.end - run.first if run.end - run.first < FEWEST else 1 for run in free) <= MOST_BANDS
    lengths = sorted((run.end - run.first for run in free), reverse=True)
    long = FEWEST if few else max(FEWEST, lengths[min(MOST_BANDS // 2, len(lengths) - 1)] + 1)
    mixed: Strip | None = None
    for run in runs:
        own = bool(alone[run.first])
        if own or few or run.end - run.first >= long:
            if mixed:
                yield mixed
            mixed = None
            if own or run.end - run.first >= FEWEST:
                yield run
            else:
                yield from (Strip(at, at + 1) for at in range(run.first, run.end))
        else:
            mixed = Strip(mixed.first if mixed else run.first, run.end, alike=mixed is None)
    if mixed:
        yield mixed


def commonest(plane: Plane, strip: Strip) -> tuple[list[int], list[int]]:
    """Return the commonest class of each column in a strip, and in how many of a hundred rows it stands (at least 1)."""
    if strip.alike:
        return plane.classes[strip.first].tolist(), [HUNDRED] * len(plane.columns)
    said, shares = [], []
    for at in range(len(plane.columns)):
        classes, times = np.unique(plane.classes[strip.first : strip.end, at], return_counts=True)
        most = int(times.argmax())
        said.append(int(classes[most]))
        shares.append(max(1, int(times[most]) * HUNDRED // (strip.end - strip.first)))
    return said, shares
