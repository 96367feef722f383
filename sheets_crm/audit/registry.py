"""All checks of the audit, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheets_crm.audit.checks import missing_formula, range_edges
from sheets_crm.audit.finding import Finding
from sheets_crm.audit.workbook import Workbook
from sheets_crm.model.text import Text


@dataclass(frozen=True)
class Check:
    """A check's name in the JSON, its title for people, and the function that does it."""

    name: str
    title: Text
    find: Callable[[Workbook], Iterator[Finding]]


CHECKS = (
    Check(missing_formula.NAME, Text("Число вместо формулы", "A number instead of a formula"), missing_formula.check),
    Check(range_edges.NAME, Text("Диапазон захватывает лишнее", "A range that takes in too much"), range_edges.check),
)
