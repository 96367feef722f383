"""The report tabs of a book that is put right again, by an undo or otherwise: they tell of it as it will be."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.context import Context
from sheets_crm.model.plan import Changes
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.plan import redraw

JOB = "nightly"


def redrawn(snapshot: Snapshot, context: Context, changes: Sequence[Changes] = ()) -> tuple[Report, ...]:
    """Draw anew the report tabs that the book has; none is added. `changes` are what is about to be written with them."""
    drawn = redraw(snapshot, load_job(JOB), context, changes=changes)
    return tuple(report for report in drawn if report.sheet in snapshot.grids)
