"""What a format says of one value: it is fine (None), it is certain how to repair it, or only a person can tell."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_crm.model.cells import CellValue
from sheets_crm.model.severity import Severity
from sheets_crm.model.text import Text


@dataclass(frozen=True, slots=True)
class Repair:
    """The value that was certainly meant, and why."""

    value: CellValue
    reason: Text


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with a value, and what a person should do."""

    message: Text
    hint: Text
    severity: Severity = "warning"


Verdict = Repair | Doubt | None
