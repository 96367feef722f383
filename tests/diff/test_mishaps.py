"""Columns cleared, dragged over or rounded are noticed to the cell, and honest work is never taken for that (D35, G7, G8)."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

from accidents import HONEST
from desk import KEYS, Desk
from mishaps import MISHAPS, Cell

from sheets_crm.diff.accidents.find import Found, accidents
from sheets_crm.diff.books import compare_tables
from sheets_crm.model.difference import SheetDiff
from sheets_crm.model.snapshot import Table

SCENARIOS = int(os.environ.get("SHEETS_CRM_SEEDS", "120"))
SIZES = (30, 60, 120, 300, 1000)
NOTICED, MOSTLY = 0.99, 0.8
MEANT = {"comment", "birthday", "email"}
"""What the desk's honest people empty, or overwrite with one remark, at one go: that is told, and theirs to keep."""


def night(seed: int) -> tuple[Random, Desk, Table]:
    random = Random(seed)
    desk = Desk.with_clients(random, random.choice(SIZES))
    return random, desk, people_own(desk)


def people_own(desk: Desk) -> Table:
    """The sheet with the sums as a column of people's own, which the program does not look after."""
    made = desk.table()
    return replace(made, fields=tuple(replace(one, column=None) if one.key == "orders_total" else one for one in made.fields))


def told(before: Table, after: Table) -> tuple[SheetDiff, tuple[Found, ...]]:
    diff = compare_tables(before, after)
    return diff, accidents(diff)


def test_what_is_lost_is_noticed_to_the_cell() -> None:
    met, missed, too_many = 0, Counter[str](), Counter[str]()
    for seed in range(SCENARIOS):
        random, desk, before = night(seed)
        what = list(MISHAPS)[seed % len(MISHAPS)]
        lost = what(desk)
        desk.everyday(random.randrange(6))
        if random.random() < 0.2:
            desk.sort(random.choice(KEYS))
        after = people_own(desk)
        if len(lost) < (1 if MISHAPS[what] == "jumped" else 10):
            continue
        met += 1
        found = {cell for one in told(before, after)[1] if one.what == MISHAPS[what] for cell in cells(one, before, after)}
        there = {cell for cell in lost if cell[0] in after.position}
        missed[what.__name__] += len(there & found) < MOSTLY * len(there)
        too_many[what.__name__] += len({cell for cell in found - lost if changed(cell, before, after)}) > 3
    assert missed.total() <= (1 - NOTICED) * met + 1, (missed, met)
    assert too_many.total() <= (1 - NOTICED) * met + 1, (too_many, met)


def cells(one: Found, before: Table, after: Table) -> set[Cell]:
    at = one.cells(compare_tables(before, after))[0]
    return {(after.ids[place], one.field.after.name) for place in at.tolist()}


def changed(cell: Cell, before: Table, after: Table) -> bool:
    row_id, key = str(cell[0]), cell[1]
    return before.cells(key)[before.position[row_id]] is not None


def test_honest_work_is_no_accident() -> None:
    alarms = []
    for seed in range(SCENARIOS):
        random, desk, before = night(seed)
        desk.everyday(random.randrange(max(2, len(desk.rows) // 20)))
        HONEST[seed % len(HONEST)](desk)
        desk.everyday(random.randrange(max(2, len(desk.rows) // 20)))
        if random.random() < 0.2:
            desk.sort(random.choice(KEYS[1:]), down=random.random() < 0.5)
        found = told(before, people_own(desk))[1]
        alarms += [
            (seed, seed % len(HONEST), one.what, one.field.after.name) for one in found if one.field.after.name not in MEANT
        ]
    assert not alarms
