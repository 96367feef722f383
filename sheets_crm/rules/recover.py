"""Brings back what went missing: the plan that `sheets-crm recover` makes, of what a person chose (D35, G7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from sheets_crm.diff.formulas import shifted
from sheets_crm.ledger.losses import place_of, positions
from sheets_crm.ledger.proposed import told
from sheets_crm.model.addresses import by_place
from sheets_crm.model.cells import CellValue, Formula
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.plan import Changes, Finding
from sheets_crm.model.snapshot import Field, Grid, Snapshot, Table
from sheets_crm.model.text import Text

NAME = "recover"
WAS = Text("вернулось то, что стояло", "what stood there is back")
ROW_WAS = Text("вернулась удалённая строка", "a deleted row is back")
NO_FORMULA = Text(
    "В общей книге программа формул не пишет и не стирает: внесите это сами",
    "In a shared book the program neither writes formulas nor takes them out: enter it by hand",
)


def plan_back(chosen: Sequence[Noticed], snapshot: Snapshot, *, formulas: bool) -> Iterator[Changes | Finding]:
    """Plan the way back of cells, columns and rows; without `formulas` those are told, to be entered by hand."""
    for one in chosen:
        if one.what in ("rows gone", "column renamed"):
            continue
        yield from (
            _cells(one, snapshot, formulas=formulas) if place_of(one, snapshot) else _column(one, snapshot, formulas=formulas)
        )
    groups = defaultdict[str, list[Noticed]](list)
    for one in chosen:
        if one.what == "rows gone":
            groups[one.sheet].append(one)
    for sheet, group in groups.items():
        yield from _rows(sheet, group, snapshot, formulas=formulas)


def _cells(one: Noticed, snapshot: Snapshot, *, formulas: bool) -> Iterator[Changes | Finding]:
    place = place_of(one, snapshot)
    assert place is not None
    table, field = place
    at = positions(one, table)
    steps = table.rows[at] - one.rows
    after = [_moved(one.before.entered(nth), int(step)) for nth, step in enumerate(steps.tolist())]
    stand = field.cells.formulas
    by_hand = {nth for nth, value in enumerate(after) if not formulas and (isinstance(value, Formula) or int(at[nth]) in stand)}
    yield from (_by_hand(table, int(at[nth]), field, after[nth]) for nth in sorted(by_hand))
    kept = [nth for nth in range(len(after)) if nth not in by_hand]
    if kept:
        where = at[kept]
        yield Changes(
            table.sheet,
            field.name,
            field.letter_index,
            NAME,
            table.rows[where],
            [table.ids[one_at] for one_at in where.tolist()],
            [field.cells.entered(one_at) for one_at in where.tolist()],
            [after[nth] for nth in kept],
            [WAS] * len(kept),
        )


def _column(one: Noticed, snapshot: Snapshot, *, formulas: bool) -> Iterator[Changes | Finding]:
    """Put a deleted column at the right of all that the sheet holds, or where it stood if nothing stands there now."""
    table, grid = snapshot.table(one.sheet), snapshot.grids.get(one.sheet)
    if table is None or grid is None or not formulas:
        says = Text(
            f"Столбца «{one.title}» нет, в нём было заполнено ячеек: {len(one)}",
            f"There is no column “{one.title}”, cells filled in it: {len(one)}",
        )
        mend = Text(
            "Он встанет на своё место с --apply. Если этого не вышло, добавьте столбец с таким заголовком и запустите ещё раз",
            "It comes to its place with --apply. If it did not, add a column with this header, and run it again",
        )
        yield Finding(one.sheet, "", "", NAME, "warning", says, mend)
        return
    letter = one.letter_index if one.letter_index not in grid.columns else max(grid.columns) + 1
    at = positions(one, table)
    there = np.flatnonzero(at >= 0)
    rows = np.concatenate([[table.header_row], table.rows[at[there]]]).astype(np.int32)
    steps = rows[1:] - one.rows[there]
    values = [_moved(one.before.entered(nth), int(step)) for nth, step in zip(there.tolist(), steps.tolist(), strict=True)]
    yield _by_place(one.sheet, letter, rows, [one.title, *values])


def _by_place(sheet: str, letter: int, rows: NDArray[np.int32], values: Sequence[CellValue]) -> Changes:
    order = np.argsort(rows, kind="stable")
    ids = [f"#{row}" for row in rows[order].tolist()]
    after = [values[at] for at in order.tolist()]
    return Changes(sheet, by_place(letter), letter, NAME, rows[order], ids, [None] * len(rows), after, [WAS] * len(rows))


def _rows(sheet: str, group: Sequence[Noticed], snapshot: Snapshot, *, formulas: bool) -> Iterator[Changes | Finding]:
    table, grid = snapshot.table(sheet), snapshot.grids.get(sheet)
    if table is None or grid is None:
        what = Text(f"Листа «{sheet}» больше нет", f"The sheet “{sheet}” is gone")
        yield Finding(
            sheet,
            "",
            "",
            NAME,
            "warning",
            what,
            Text("Верните копию: sheets-crm restore", "Bring a backup back: sheets-crm restore"),
        )
        return
    stood = {name: int(row) for one in group for name, row in zip(one.ids, one.rows.tolist(), strict=True)}
    homes = _homes(table, grid, stood)
    if len(homes) < len(stood):
        missing = len(stood) - len(homes)
        what = Text(
            f"Под таблицей не хватает пустых строк: {missing}", f"There are too few blank rows below the table: {missing}"
        )
        mend = Text(
            "Вставьте пустые строки над итогами и запустите ещё раз", "Insert blank rows above the totals, and run it again"
        )
        yield Finding(sheet, "", "", NAME, "warning", what, mend)
    for one in sorted(group, key=lambda each: each.letter_index):
        field = table.field(one.column) or next((each for each in table.fields if one.title and each.title == one.title), None)
        if field is not None:
            yield from _of_rows(one, table, grid, field, homes, formulas=formulas)


def _of_rows(
    one: Noticed, table: Table, grid: Grid, field: Field, homes: Mapping[str, int], *, formulas: bool
) -> Iterator[Changes | Finding]:
    rows, ids, after = list[int](), list[str](), list[CellValue]()
    for nth, (name, row) in enumerate(zip(one.ids, one.rows.tolist(), strict=True)):
        home = homes.get(name)
        if home is None or grid.entered(home, field.letter_index) is not None:
            continue
        value = _moved(one.before.entered(nth), home - row)
        if isinstance(value, Formula) and not formulas:
            says = Text(f"«{field.title}»: была формула {value}", f"“{field.title}”: there was the formula {value}")
            yield Finding(table.sheet, name, "", NAME, "note", says, NO_FORMULA)
            continue
        rows.append(home)
        ids.append(f"#{home}" if name.startswith("#") else name)
        after.append(value)
    if rows:
        order = np.argsort(rows, kind="stable").tolist()
        yield Changes(
            table.sheet,
            field.name,
            field.letter_index,
            NAME,
            np.array(rows, np.int32)[order],
            [ids[at] for at in order],
            [None] * len(rows),
            [after[at] for at in order],
            [ROW_WAS] * len(rows),
        )


def _homes(table: Table, grid: Grid, stood: Mapping[str, int]) -> dict[str, int]:
    """Return a blank row for each record: its own where it was only emptied, one between the records, or one below them."""
    used = set(table.rows.tolist())
    for column in grid.columns.values():
        made = column.cells.formulas
        used.update(row for at, row in enumerate(column.rows.tolist()) if at not in made)
    last = max(table.rows.tolist(), default=table.header_row)
    homes = {name: row for name, row in stood.items() if table.header_row < row <= last and row not in used}
    taken = used | set(homes.values())
    between = (row for row in range(table.header_row + 1, last) if row not in taken)
    top = next((row for row in sorted(used) if row > last), None)
    below = iter(range(last + 1, top)) if top else count(last + 1)
    for name in sorted(stood, key=lambda name: stood[name]):
        if name not in homes:
            home = next(between, None) or next(below, None)
            if home is None:
                break
            homes[name] = home
    return homes


def _moved(value: CellValue, step: int) -> CellValue:
    return Formula(shifted(value, step), value.result) if isinstance(value, Formula) and step else value


def _by_hand(table: Table, at: int, field: Field, was: CellValue) -> Finding:
    if isinstance(was, Formula):
        says = Text(f"«{field.title}»: была формула {was}", f"“{field.title}”: there was the formula {was}")
    else:
        says = Text(f"«{field.title}»: стояло {told(was, 'ru')}", f"“{field.title}”: there stood {told(was, 'en')}")
    return Finding.at(table, at, field.name, NAME, "note", says, NO_FORMULA)
