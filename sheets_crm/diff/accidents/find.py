"""Everything in a sheet that was done since an earlier moment and may well be an accident, each cell told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sheets_crm.diff.accidents.calculated import formula_lost, formula_moved, formula_put
from sheets_crm.diff.accidents.cells import Changed
from sheets_crm.diff.accidents.cleared import cleared
from sheets_crm.diff.accidents.jumped import jumped, new_jumps
from sheets_crm.diff.accidents.overwritten import overwritten
from sheets_crm.diff.accidents.retyped import retyped
from sheets_crm.diff.accidents.rounded import rounded
from sheets_crm.diff.cells import Flags, entered
from sheets_crm.diff.formulas import read_from
from sheets_crm.diff.scrambles.find import find_scrambles
from sheets_crm.model.cells import Vector
from sheets_crm.model.difference import BookDiff, FieldDiff, Positions, SheetDiff
from sheets_crm.model.memo import remembered
from sheets_crm.model.noticed import Accident, Noticed
from sheets_crm.model.snapshot import Field, Table

KINDS: tuple[tuple[Accident, Callable[[Changed], Flags]], ...] = (
    ("formula lost", formula_lost),
    ("formula put", formula_put),
    ("formula moved", formula_moved),
    ("cleared", cleared),
    ("rounded", rounded),
    ("overwritten", overwritten),
    ("retyped", retyped),
    ("jumped", jumped),
)
"""What is looked for in the cells that differ; what one has found, the next ones do not look at."""


@dataclass(frozen=True, eq=False)
class Found:
    """Cells of one column: `places` are those among the records that both tables have, `new` rows of the later table alone."""

    what: Accident
    field: FieldDiff
    places: Positions
    new: Positions

    def cells(self, sheet: SheetDiff) -> tuple[Positions, Vector, Vector]:
        """Return the positions in the later table, what stood there and what stands there now."""
        at = np.concatenate([sheet.rows.after[self.places], self.new])
        was = sheet.rows.before[self.places]
        steps = sheet.after.rows[sheet.rows.after[self.places]] - sheet.before.rows[was]
        before = read_from(self.field.before.cells.take(was), steps)
        after = self.field.after.cells.take(at)
        return at, before.spread(np.arange(len(self.places)), len(at)) if len(self.new) else before, after


@remembered
def accidents(sheet: SheetDiff) -> tuple[Found, ...]:
    """Return the accidents in the cells of one table; columns that were sorted without their rows are left to those who see to
    that, and the program's own columns to the program.
    """  # noqa: D205
    return tuple(_found(sheet)) if any(len(one.differ) for one in sheet.fields) or len(sheet.rows.new) else ()


def _found(sheet: SheetDiff) -> Iterator[Found]:
    moved = {id(column.field) for one in find_scrambles(sheet) for column in one.columns}
    none = np.empty(0, np.intp)
    for field in sheet.fields:
        column = field.after.column
        if id(field) in moved or (column is not None and (column.owner == "program" or column.format == "id")):
            continue
        left = Changed(sheet, field, field.differ)
        for what, look in KINDS:
            flags = look(left) if len(left) else np.empty(0, bool)
            if flags.any():
                yield Found(what, field, left.at[flags], none)
                left = left.part(~flags)
        new = (
            new_jumps(sheet, field) if len(sheet.rows.new) and (column is None or column.format in ("amount", "number")) else none
        )
        if len(new):
            yield Found("jumped", field, none, new)


def noticed(diff: BookDiff, seen: datetime) -> Iterator[Noticed]:
    """Yield all that may be an accident, and all rows and columns that are gone, as the run at work now sees it."""
    for sheet in diff.sheets:
        for one in accidents(sheet):
            at, before, after = one.cells(sheet)
            yield _told(one.what, sheet.after, one.field.after, at, before, after, seen)
        yield from _renamed(sheet, seen)
        yield from _gone("rows gone", sheet.before, sheet.before.fields, sheet.rows.gone, sheet.after.sheet, seen)
        yield from _gone("column gone", sheet.before, sheet.gone_fields, sheet.rows.before, sheet.after.sheet, seen)
    for table in diff.gone:
        yield from _gone("rows gone", table, table.fields, np.arange(len(table)), table.sheet, seen)


def _renamed(sheet: SheetDiff, seen: datetime) -> Iterator[Noticed]:
    for one in sheet.fields:
        was, now = one.before.title, one.after.title
        if was and now and was != now:
            told = sheet.after.sheet, one.after.name, now, one.after.letter_index
            yield Noticed("column renamed", *told, [""], np.zeros(1, np.int32), Vector.of([was]), Vector.of([now]), seen)


def _gone(
    what: Accident, table: Table, fields: tuple[Field, ...], at: Positions, sheet: str, seen: datetime
) -> Iterator[Noticed]:
    for field in fields:
        filled = at[entered(field.cells)[at]]
        if len(filled):
            one = _told(what, table, field, filled, field.cells.take(filled), Vector.empty(len(filled)), seen)
            yield Noticed(what, sheet, one.column, one.title, one.letter_index, one.ids, one.rows, one.before, one.after, seen)


def _told(what: Accident, table: Table, field: Field, at: Positions, before: Vector, after: Vector, seen: datetime) -> Noticed:
    ids = [table.ids[one] for one in at.tolist()]
    return Noticed(what, table.sheet, field.name, field.title, field.letter_index, ids, table.rows[at], before, after, seen)
