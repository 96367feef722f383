"""What of the accidents that were noticed is still so: nobody brought it back, typed over it, or moved it elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.accidents.find import noticed
from sheets_crm.diff.cells import loose_codes, unlike
from sheets_crm.ledger.columns import told
from sheets_crm.ledger.formulas import is_ours
from sheets_crm.ledger.put_back import FORMULAS, standing, without_put_back
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.identity import own_id
from sheets_crm.model.memory import Filled, Memory
from sheets_crm.model.noticed import Accident, Noticed
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table

ALIKE = 0.6
"""A row that is gone stands elsewhere if so much of what it held stands there in one row."""
MOSTLY = 0.75
"""One without an ID is back in its own sheet if so much of it stands in one row there: rows of a sheet are like each other."""
LEAST = 2
NOWHERE = -1


def open_ones(snapshot: Snapshot, context: Context, kinds: Collection[Accident]) -> list[Noticed]:
    """Return the accidents of these kinds that earlier runs noticed and those since, as far as they are still so."""
    now = noticed(context.since, context.now) if context.since else ()
    return still_open([one for one in (*context.memory.noticed, *now) if one.what in kinds], snapshot, context.memory)


def still_open(every: Iterable[Noticed], snapshot: Snapshot, memory: Memory) -> list[Noticed]:
    """Leave out the cells and rows of which people or the program have seen to it."""
    out, gone = list[Noticed](), list[Noticed]()
    for one in without_put_back(every):
        if one.what == "rows gone":
            gone.append(one)
        elif one.what == "column renamed":
            place = place_of(one, snapshot)
            out += [one] if place and place[1].title == one.title else []
        elif (left := one.pick(_still(one, snapshot, memory))) and len(left):
            out.append(left)
    return [*out, *_still_gone(gone, snapshot, memory)]


def place_of(one: Noticed, snapshot: Snapshot) -> tuple[Table, Field] | None:
    """Return the table and the column of an accident as they are now; None where either is gone."""
    table = snapshot.table(one.sheet)
    if table is None:
        return None
    found = table.field(one.column) or next((each for each in table.fields if one.title and each.title == one.title), None)
    return (table, found) if found else None


def positions(one: Noticed, table: Table) -> NDArray[np.intp]:
    """Return where its records stand in a table now; -1 where they do not. Those without an ID are known by their rows."""
    rows = {int(row): at for at, row in enumerate(table.rows.tolist())} if any(name[0] == "#" for name in one.ids) else {}
    at = [
        table.position.get(name, NOWHERE) if name[0] != "#" else rows.get(row, NOWHERE)
        for name, row in zip(one.ids, one.rows.tolist(), strict=True)
    ]
    return np.array(at, np.intp)


def _still(one: Noticed, snapshot: Snapshot, memory: Memory) -> NDArray[np.intp]:
    """Return which cells hold what they held when it was noticed, or what the program put into them since."""
    place = place_of(one, snapshot)
    there = snapshot.table(one.sheet)
    if place is None:
        gone = there is not None and one.what == "column gone"
        return np.flatnonzero(positions(one, there) >= 0) if gone and there else np.empty(0, np.intp)
    table, field = place
    at = positions(one, table)
    here = np.flatnonzero(at >= 0)
    now = field.cells.take(at[here])
    same = ~unlike(one.after.take(here), now)
    if one.what in FORMULAS:
        rows = zip(here.tolist(), one.rows[here].tolist(), table.rows[at[here]].tolist(), strict=True)
        kept = [standing(now, place, row) == standing(one.after, old, was) for place, (old, was, row) in enumerate(rows)]
        same[[*now.formulas]] = True  # what a formula makes of other cells may have changed
        same &= np.array(kept, bool)
    for place_now in np.flatnonzero(~same).tolist():
        name = table.ids[int(at[here[place_now]])]
        filled = memory.filled.get((table.sheet, name, field.name))
        same[place_now] = filled is not None and filled.value == now[place_now] and one.what in ("cleared", "column gone")
    return here[same & ~_of_the_program(one.before.take(here), at[here], table, field, memory.filled)]


def _of_the_program(
    before: Vector, at: NDArray[np.intp], table: Table, field: Field, filled: Mapping[tuple[str, str, str], Filled]
) -> NDArray[np.bool_]:
    """Say which values the program itself had put there and can put there again.

    A record whose ID somebody gave to another row, too, is called by its row until one of them gets another.
    """
    out = np.zeros(len(at), bool)
    if field.column is not None and field.column.owner != "staff":
        ids = table.cells("id") if table.field("id") else None
        for place, where in enumerate(at.tolist()):
            known = own_id(ids[where]) if ids is not None else ""
            own = filled.get((table.sheet, known or table.ids[where], field.name))
            out[place] = own is not None and own.value == before[place]
    return out


def _still_gone(gone: Sequence[Noticed], snapshot: Snapshot, memory: Memory) -> Iterator[Noticed]:
    groups = defaultdict[tuple[int | None, str], list[Noticed]](list)
    for one in gone:
        groups[one.run, one.sheet].append(one)
    for group in groups.values():
        held = rows_of(group)
        named = {name for name in held if name[0] != "#"}
        back = {name for name in named if name in memory.became or any(name in table.position for table in snapshot.tables)}
        back |= _elsewhere({name: values for name, values in held.items() if name not in back}, group[0].sheet, snapshot)
        for one in group:
            left = np.array([at for at, name in enumerate(one.ids) if name not in back], np.intp)
            if len(left):
                yield one.pick(left)


def rows_of(group: Iterable[Noticed]) -> Mapping[str, Sequence[int]]:
    """Return by record what stood in its cells, as numbers that are equal where the cells say the same in any style."""
    out = defaultdict[str, list[int]](list)
    for one in group:
        codes = loose_codes(one.before)
        for name, code in zip(one.ids, codes.tolist(), strict=True):
            if code:
                out[name].append(code)
    return out


def _elsewhere(held: Mapping[str, Sequence[int]], sheet: str, snapshot: Snapshot) -> set[str]:
    """Return the records that stand on another sheet now: somebody moved them there, into an archive as a rule."""
    if not held:
        return set()
    wanted = np.unique(np.array([code for codes in held.values() for code in codes], np.uint64))
    kinds = {table.sheet: table.kind for table in snapshot.tables}
    out = set[str]()
    for name, grid in snapshot.grids.items():
        other = kinds.get(name, kinds.get(sheet)) != kinds.get(sheet)  # orders name their clients, and are not these
        known = name == sheet and sheet in kinds  # where no table is recognised any more, the rows may well stand still
        if other or is_ours(grid):
            continue
        rows = _hits(grid, wanted) if not known or any(record[0] == "#" for record in held) else {}
        share = MOSTLY if known else ALIKE
        out |= {record for record, codes in held.items() if (not known or record[0] == "#") and _in_one_row(codes, rows, share)}
    return out


def _hits(grid: Grid, wanted: NDArray[np.uint64]) -> Mapping[int, set[int]]:
    """Return by wanted value the rows in which it stands."""
    rows = defaultdict[int, set[int]](set)
    for column in grid.columns.values():
        worded = np.flatnonzero(column.cells.kinds != Kind.EMPTY)
        codes = loose_codes(column.cells.take(worded))
        for at in np.flatnonzero(np.isin(codes, wanted)).tolist():
            rows[int(codes[at])].add(int(column.rows[worded[at]]))
    return rows


def _in_one_row(codes: Sequence[int], rows: Mapping[int, set[int]], share: float) -> bool:
    times = defaultdict[int, int](int)
    for code in set(codes):
        for row in rows.get(code, ()):
            times[row] += 1
    return max(times.values(), default=0) >= max(LEAST, share * len(set(codes)))


def names_of(group: Iterable[Noticed]) -> Mapping[str, str]:
    """Return what people call each record that is gone: what stood in its first column of words, a name as a rule."""
    out: dict[str, str] = {}
    for one in sorted(group, key=lambda each: (each.column != "name", each.column == "id", each.letter_index)):
        for name, text in zip(one.ids, told(one.before).tolist(), strict=True):
            if text:
                out.setdefault(name, text)
    return out
