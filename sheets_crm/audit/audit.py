"""The whole audit of one workbook."""

from __future__ import annotations

from sheets_crm.audit.finding import Finding
from sheets_crm.audit.registry import CHECKS
from sheets_crm.audit.workbook import Workbook, workbook_of
from sheets_crm.model.grids import Pages


def audit(snapshot: Pages) -> list[Finding]:
    """Return all that the checks find in a workbook, by check, then by sheet."""
    return findings_in(workbook_of(snapshot))


def findings_in(workbook: Workbook) -> list[Finding]:
    """Return all that the checks find in a workbook that is laid out already."""
    return [finding for check in CHECKS for finding in check.find(workbook)]
