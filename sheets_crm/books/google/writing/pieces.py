"""A batch in pieces that Google takes and whose answers are not too large: what is written, and what each answer shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sheets_crm.books.google.writing import parting
from sheets_crm.books.google.writing.batch import Batch, Step
from sheets_crm.books.google.writing.facts import GoogleSnapshot
from sheets_crm.books.google.writing.marks import is_new_id
from sheets_crm.books.google.writing.showing import cells_shown, nameless_in, ranges_of

BY_ROW = frozenset({"fill", "mark"})
"""What is only known from an answer that shows its rows."""


def pieces_of(batch: Batch, snapshot: GoogleSnapshot) -> tuple[tuple[Batch, ...], tuple[Step, ...]]:
    """Return what goes out first, and the report tabs that are left for the end: none of them if all fits into one write.

    Among many pieces new IDs come first: by them all that follows is known, should the run be cut short.
    """
    core, tabs = batch.steps[: batch.core], batch.steps[batch.core :]
    little = cells_shown(core, snapshot) <= parting.MOST_SHOWN
    if little and batch.size <= parting.USUAL:
        return ((batch,) if batch.steps else ()), ()
    if not core:
        return parting.together(Batch(tabs)), ()
    whole = Batch(core, batch.ranges)
    new_columns = any(step.token and step.means == "other" for step in core)
    if new_columns or (little and whole.size <= parting.MOST):
        return (whole,), tabs
    plain = Batch(tuple(part for step in core if step.means not in BY_ROW for part in parting.blocks(step, parting.USUAL)))
    by_row = [step for step in core if step.means in BY_ROW]
    ids = {step: None for step in by_row if step.means == "mark" and is_new_id(step.targets[0], snapshot)}
    others = [step for step in by_row if step not in ids]
    nameless = nameless_in(core, snapshot)
    return (*_by_rows(ids, snapshot, nameless), *plain.parts(parting.USUAL), *_by_rows(others, snapshot, nameless)), tabs


def _by_rows(steps: Iterable[Step], snapshot: GoogleSnapshot, nameless: frozenset[str]) -> Iterator[Batch]:
    """Yield fills and marks by neighbouring rows, with answers that show them."""
    blocks: dict[tuple[str, int], list[Step]] = defaultdict(list)
    for step in steps:
        sheet = step.targets[0].change.sheet
        table = snapshot.table(sheet)
        assert table is not None
        blocks[sheet, (_rows(step)[0] - 1) // parting.block_rows(len(table.fields))].append(step)
    for key in sorted(blocks):
        block = sorted(blocks[key], key=lambda step: (step.means == "mark", _rows(step)))
        for part in Batch(tuple(block)).parts(parting.USUAL):
            spans = [_rows(step) for step in part.steps]
            rows = min(first for first, _ in spans), max(last for _, last in spans)
            yield Batch(part.steps, ranges_of(part.steps, snapshot, rows, nameless))


def _rows(step: Step) -> tuple[int, int]:
    """Return the first and the last row of the changes of a step."""
    rows = [target.change.row for target in step.targets]
    return min(rows), max(rows)
