"""A sort that took only some columns is noticed, every cell goes back to its client, and honest work is never taken for one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from accidents import ACCIDENTS, HONEST
from desk import KEYS, Desk
from tables import book, clients

from sheets_crm.diff.books import compare_tables
from sheets_crm.diff.scrambles.find import Scramble, find_scrambles
from sheets_crm.diff.scrambles.mend import mend, unclear
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Table

SCENARIOS = int(os.environ.get("SHEETS_CRM_SEEDS", "144"))
FIRST = int(os.environ.get("SHEETS_CRM_FIRST_SEED", "0"))
SIZES = (20, 30, 60, 120, 300, 1000)
NOTICED = 0.99
SILENTLY_WRONG = 0.001
Cell = tuple[str, str]


def day(seed: int, what: Callable[[Desk], object]) -> tuple[Table, Desk, object]:
    """A day at the desk: edits, something that touches many cells, more edits, and now and then a proper sort before or after."""
    random = Random(seed)
    desk = Desk.with_clients(random, random.choice(SIZES))
    desk.everyday(random.randrange(10))
    if random.random() < 0.3:
        desk.sort(random.choice(KEYS))
    before = desk.table()
    desk.everyday(random.randrange(max(2, len(desk.rows) // 20)))
    done = what(desk)
    desk.everyday(random.randrange(max(2, len(desk.rows) // 20)))
    if random.random() < 0.2:
        desk.sort(random.choice(KEYS[1:]), down=random.random() < 0.5)
    return before, desk, done


def given_back(scrambles: list[Scramble], before: Table, after: Table) -> tuple[dict[Cell, CellValue], set[Cell]]:
    """What the cells hold once the moved ones are back, and of which it is said that nobody can tell."""
    cells = {(row_id, key): value for key in KEYS for row_id, value in zip(after.ids, after.cells(key).values(), strict=True)}
    told = set[Cell]()
    for one in scrambles:
        for column in mend(one):
            key = column.column.field.after.name
            for row, source in zip(column.rows.tolist(), column.sources.tolist(), strict=True):
                cells[after.ids[row], key] = before.cells(key)[source]
            told |= {(after.ids[row], key) for row in np.flatnonzero(unclear(column, one)).tolist()}
    return cells, told


def test_accidents_are_noticed_and_every_cell_goes_back() -> None:
    met, missed, cells, wrong = 0, list[tuple[int, str]](), 0, Counter[str]()
    for seed in range(FIRST, FIRST + SCENARIOS):
        what = ACCIDENTS[seed % len(ACCIDENTS)]
        before, desk, seen = day(seed, what)
        if not isinstance(seen, int) or seen < 10:
            continue
        met += 1
        after = desk.table()
        found = find_scrambles(compare_tables(before, after))
        if not found:
            missed.append((seed, what.__name__))
            continue
        now, told = given_back(found, before, after)
        for row_id in set(before.ids) & set(after.ids):
            for key in KEYS[1:]:
                cells += 1
                if now[row_id, key] != desk.truth[row_id][key]:
                    wrong["told" if (row_id, key) in told else what.__name__] += 1
    silent = wrong.total() - wrong["told"]
    assert len(missed) <= (1 - NOTICED) * met + 1, (missed, met)
    assert silent <= SILENTLY_WRONG * cells, (wrong, cells)


def test_honest_work_is_never_taken_for_an_accident() -> None:
    for seed in range(FIRST, FIRST + SCENARIOS):
        before, desk, _ = day(10**6 + seed, HONEST[seed % len(HONEST)])
        found = find_scrambles(compare_tables(before, desk.table()))
        assert not found, (seed, seed % len(HONEST), [column.field.after.title for one in found for column in one.columns])


@pytest.mark.parametrize("count", [20, 200, 2000])
def test_a_sort_of_the_right_half_goes_back_to_the_last_cell(count: int) -> None:
    desk = Desk.with_clients(Random(count), count)
    before = desk.table()
    desk.carry(["phone", "email"], desk.ordered("phone", range(count), down=False), range(count))
    after = desk.table()
    found = find_scrambles(compare_tables(before, after))
    assert {column.field.after.name for one in found for column in one.columns} == {"phone", "email"}
    now, told = given_back(found, before, after)
    assert {cell: value for cell, value in now.items() if value != desk.truth[cell[0]][cell[1]]} == {}
    assert not told


@pytest.mark.parametrize("moved", [True, False])
def test_figures_drawn_anew_are_no_sort_however_usual_most_of_them_are(moved: bool) -> None:  # noqa: FBT001
    """An export was laid over: a few figures are most of a column and always balance, the rare ones do not."""
    random = Random(5)
    known = [random.choice((0, 1, 5, 10)) if random.random() < 0.9 else random.randrange(100, 400) for _ in range(3000)]
    anew = sorted(known) if moved else [one if random.random() < 0.5 else random.choice(known) for one in known]
    before, after = (
        clients(book([(f"K-{at}", one) for at, one in enumerate(told)], ("id", "orders_total"))) for told in (known, anew)
    )
    assert bool(find_scrambles(compare_tables(before, after))) is moved
