"""The report tabs of a book after an undo: they tell of the book as it is again."""

from __future__ import annotations

from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.context import Context
from sheets_crm.model.report import Report
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.plan import redraw

JOB = "nightly"


def redrawn(snapshot: Snapshot, context: Context) -> tuple[Report, ...]:
    """Draw anew the report tabs that the book has; none is added."""
    return tuple(report for report in redraw(snapshot, load_job(JOB), context) if report.sheet in snapshot.grids)
