"""The number in order counts the rows from 1 (A4)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.memory import NUMBERING
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

ORDER = Text("номер по порядку", "number in order")
SLACK = 50


def check(snapshot: Snapshot, _context: Context) -> Iterator[Changes]:
    """Renumber the column № as 1, 2, 3 ... where it is a running number.

    Other numbers are somebody's own, unless the program made the sheet.
    """
    for table in snapshot.tables:
        one = table.field("number")
        if one is None or one.cells.formulas or not (table.ours or _is_running(one.cells)):
            continue
        wanted = np.arange(1, len(table) + 1)
        wrong = np.flatnonzero((one.cells.kinds != Kind.NUMBER) | (one.cells.numbers != wanted))
        if len(wrong):
            yield Changes.at(table, one.name, NUMBERING, wrong.tolist(), (wrong + 1).tolist(), ORDER)


def _is_running(cells: Vector) -> bool:
    """Say whether the filled cells may be running numbers: whole, small, and mostly different."""
    filled = cells.filled
    numbers = cells.numbers[filled]
    if not len(numbers):
        return True
    if (cells.kinds[filled] != Kind.NUMBER).any() or (numbers != np.floor(numbers)).any():
        return False
    return bool(numbers.min() >= 1 and numbers.max() <= 2 * len(cells) + SLACK and len(np.unique(numbers)) * 2 > len(numbers))


RULE = Rule(NUMBERING, Text("Номер по порядку", "Number in order"), check)
