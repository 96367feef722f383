"""What is to be said before all else, and ends a run with exit status 1."""

from __future__ import annotations

from collections.abc import Iterable

from sheets_crm.model.plan import Finding
from sheets_crm.rules import lost, partial_sort

ALARMING = (partial_sort.NAME, lost.NAME)


def alarming(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that tell of columns at the wrong rows, or of a large loss."""
    return [one for one in findings if one.rule in ALARMING and one.severity == "error"]
