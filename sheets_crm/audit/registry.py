"""All checks of the audit, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheets_crm.audit.checks import inconsistent, missing_formula, range_edges, short_range
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
    Check(short_range.NAME, Text("Итог короче соседних", "A total shorter than its neighbours"), short_range.check),
    Check(inconsistent.NAME, Text("Формула не как у соседей", "A formula unlike its neighbours"), inconsistent.check),
)
