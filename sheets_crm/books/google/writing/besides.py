"""What somebody typed between reading and writing, and what was repaired with its column: the journal must hold it, too (rule 8).

A replacement says how many cells it changed, and the same answer shows the column. Where as many cells show the new value as
were changed, beside those that showed it before, each of them was changed; one that is in no plan was typed meanwhile, and what
was typed there is what was replaced. Where somebody typed the new value at the same time, it cannot be told who made which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sheets_crm.books.google.writing.batch import Step, Target
from sheets_crm.books.google.writing.standing import Standing, shape
from sheets_crm.model.cells import CellValue
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Table


@dataclass
class Besides:
    """Finds such cells, repair by repair; `found` are the changes that were made of them."""

    found: list[Changes] = field(default_factory=list)
    _before: dict[tuple[str, str], Mapping[object, set[str]]] = field(default_factory=dict)

    def look(self, step: Step, count: int, standing: Standing) -> None:
        """See whether a repair changed cells that are in no plan."""
        change = step.targets[0].change
        if step.means != "repair" or change.after is None or not count or not standing.rows_of:
            return
        named = {row: row_id for row_id, row in standing.rows_of.items()}
        showed = self._showed(standing, change.column).get(shape(change.after), set())
        now = [row for row in standing.rows_showing(change.column, change.after) if named.get(row, "") not in showed]
        planned = {one.change.row_id for one in step.targets}
        more = [row for row in now if named.get(row) not in planned]
        if more and len(now) == count and all(named.get(row) in standing.table.position for row in more):
            self.found.append(_changes(step.targets, standing.table, [named[row] for row in more]))

    def _showed(self, standing: Standing, column: str) -> Mapping[object, set[str]]:
        """Return the records by what a field of theirs showed when it was read."""
        table = standing.table
        if (table.sheet, column) not in self._before:
            out: dict[object, set[str]] = {}
            for row_id, value in _filled(standing, column):
                out.setdefault(shape(value), set()).add(row_id)
            self._before[table.sheet, column] = out
        return self._before[table.sheet, column]


def _filled(standing: Standing, column: str) -> Iterator[tuple[str, CellValue]]:
    cells = standing.table.cells(column)
    return ((standing.table.ids[at], cells[at]) for at in np.flatnonzero(cells.filled).tolist())


def _changes(targets: Sequence[Target], table: Table, ids: Sequence[str]) -> Changes:
    """Make the changes, in the rows in which the records were read."""
    one, many = targets[0].change, len(ids)
    rows = table.rows[[table.position[row_id] for row_id in ids]]
    return Changes(
        one.sheet,
        one.column,
        one.letter_index,
        one.rule,
        rows,
        ids,
        [one.before] * many,
        [one.after] * many,
        [one.reason] * many,
    )
