"""What goes out with which write: everything together where Google takes it, else what belongs together.

Google sets no limit but advises two megabytes, and its servers refuse a request of more than ten. So a run of up to two goes
out as one write. A larger one keeps its changes together up to eight, and its report tabs, with which nothing else is
connected, go with the second write. Beyond that each write is of two: every request is conditional on what stands in its cell,
wherever that is, so that people may be at work between the pieces.

Answers are large, too. Where whole columns are more than Google would show at once, fills and marks go out in pieces of
neighbouring rows, each with an answer that shows these rows, and marks are settled before the next piece begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sheets_crm.books.google.writing.batch import Batch, Request, Step

USUAL, MOST = 2_000_000, 8_000_000
"""Bytes of a request: what Google advises, and what may be sent in one piece all the same."""
SHOWN, MOST_SHOWN = 200_000, 1_000_000
"""Cells of an answer: what a piece shows, and what may be shown at once where a run needs no pieces."""


def block_rows(columns: int) -> int:
    """Return how many rows of so many columns a piece shows at most."""
    return max(SHOWN // max(columns, 1), 1)


def together(batch: Batch) -> tuple[Batch, ...]:
    """Return a batch in one piece where that is not too large, else in pieces of the usual size."""
    if batch.size <= MOST:
        return (batch,)
    steps = tuple(one for step in batch.steps for one in blocks(step, USUAL))
    return Batch(steps, batch.ranges).parts(USUAL)


def blocks(step: Step, limit: int) -> Iterator[Step]:
    """Part a step that fills many rows into such of fewer rows each; the last of them does all the rest."""
    body = step.request.get("updateCells", {})
    rows, area = body.get("rows", ()), body.get("range")
    if step.size <= limit or area is None or len(rows) < 2:  # noqa: PLR2004 - one row cannot be parted
        yield step
        return
    count = min(-(-step.size // limit) + 1, len(rows))
    edges = [len(rows) * at // count for at in range(count + 1)]
    first = area.get("startRowIndex", 0)
    for at, (start, end) in enumerate(pairwise(edges), 1):
        bottom = area.get("endRowIndex") if at == count else first + end
        span = area | {"startRowIndex": first + start} | ({} if bottom is None else {"endRowIndex": bottom})
        request: Request = {"updateCells": body | {"range": span, "rows": rows[start:end]}}
        last = at == count
        yield Step(request, step.means, step.targets if last else (), step.expect, step.token, step.tab if last else "")


def runs(numbers: Sequence[int], gap: int) -> Iterable[tuple[int, int]]:
    """Part ascending numbers into runs, first and last, between which more than so many are left out."""
    start = last = None
    for number in numbers:
        if start is None or last is None:
            start = number
        elif number - last > gap + 1:
            yield start, last
            start = number
        last = number
    if start is not None and last is not None:
        yield start, last
