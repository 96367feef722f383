"""All checks of the audit, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheets_crm.audit.checks import (
    calculation,
    circular,
    error_values,
    hidden_rows,
    inconsistent,
    missing_formula,
    range_edges,
    short_range,
    text_numbers,
)
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
    Check(error_values.NAME, Text("Ошибки и откуда они", "Errors and where they come from"), error_values.check),
    Check(circular.NAME, Text("Формула считает саму себя", "A formula that counts itself"), circular.check),
    Check(text_numbers.NAME, Text("Число записано текстом", "A number kept as text"), text_numbers.check),
    Check(calculation.NAME, Text("Как считает вся книга", "How the whole book calculates"), calculation.check),
    Check(missing_formula.NAME, Text("Число вместо формулы", "A number instead of a formula"), missing_formula.check),
    Check(inconsistent.NAME, Text("Формула не как у соседей", "A formula unlike its neighbours"), inconsistent.check),
    Check(short_range.NAME, Text("Итог короче соседних", "A total shorter than its neighbours"), short_range.check),
    Check(hidden_rows.NAME, Text("Скрытое в сумме", "Hidden cells in a sum"), hidden_rows.check),
    Check(range_edges.NAME, Text("Диапазон захватывает лишнее", "A range that takes in too much"), range_edges.check),
)
