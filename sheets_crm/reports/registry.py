"""Every report, in the order of the tabs."""

from __future__ import annotations

from sheets_crm.reports import archive, duplicates, formulas, inactive, journal, now, proposals, quality, summary
from sheets_crm.reports.kind import Evidence, ReportKind

__all__ = ["REPORTS", "Evidence", "ReportKind"]

REPORTS: tuple[ReportKind, ...] = (
    summary.KIND,
    now.KIND,
    inactive.KIND,
    quality.KIND,
    formulas.KIND,
    duplicates.KIND,
    proposals.KIND,
    archive.KIND,
    journal.KIND,
)
