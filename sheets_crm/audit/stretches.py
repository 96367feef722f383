"""Copies of one formula that stand in a row or a column without a break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sheets_crm.audit.arrays import Axis
from sheets_crm.audit.workbook import Place


def stretches(places: Iterable[Place], axis: Axis, fewest: int) -> Iterator[list[Place]]:
    """Yield the unbroken stretches of at least so many cells, down columns or along rows."""
    down, right = (1, 0) if axis == "column" else (0, 1)
    run: list[Place] = []
    for place in sorted(places, key=lambda one: one[::-1] if down else one):
        if run and (run[-1][0] + down, run[-1][1] + right) == place:
            run.append(place)
            continue
        if len(run) >= fewest:
            yield run
        run = [place]
    if len(run) >= fewest:
        yield run
