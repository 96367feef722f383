"""The whole audit of one workbook."""

from __future__ import annotations

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import workbook_of
from sheets_crm.model.snapshot import Snapshot


def audit(snapshot: Snapshot) -> list[Finding]:
    """Return all that the checks find in a workbook, by check, then by sheet."""
    workbook = workbook_of(snapshot)
    return [finding for check in CHECKS for finding in check.find(workbook)]
