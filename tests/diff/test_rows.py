"""Which record is which: by ID, by what it holds, by its neighbours."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import table
from tables import PEOPLE, Row, book, clients, in_order, without

from sheets_crm.diff.books import compare, compare_tables
from sheets_crm.model.cells import CellValue
from sheets_crm.model.difference import Rows
from sheets_crm.model.snapshot import Snapshot

QUICK = settings(max_examples=60, deadline=None)
NAMELESS = without(book(), "id")


def matched(before: Snapshot, after: Snapshot) -> Rows:
    return compare(before, after).sheets[0].rows


def pairs(before: Snapshot, after: Snapshot) -> set[tuple[int, int]]:
    rows = matched(before, after)
    assert set(rows.gone) | set(rows.before) == set(range(len(clients(before))))
    assert set(rows.new) | set(rows.after) == set(range(len(clients(after))))
    return set(zip(rows.before.tolist(), rows.after.tolist(), strict=True))


@pytest.mark.parametrize("before", [book(), NAMELESS], ids=["with IDs", "without IDs"])
@given(order=st.permutations(range(5)))
@QUICK
def test_sorted_rows_are_found_again(before: Snapshot, order: list[int]) -> None:
    assert pairs(before, in_order(before, order)) == {(was, now) for now, was in enumerate(order)}


@pytest.mark.parametrize("before", [book(), NAMELESS], ids=["with IDs", "without IDs"])
@given(kept=st.sets(st.integers(0, 4)))
@QUICK
def test_deleted_and_inserted_rows_are_told_apart(before: Snapshot, kept: set[int]) -> None:
    order = sorted(kept)
    after = in_order(before, order)
    assert pairs(before, after) == {(was, now) for now, was in enumerate(order)}
    assert pairs(after, before) == {(now, was) for now, was in enumerate(order)}


def changed(at: int, column: int, value: CellValue, *more: tuple[int, int, CellValue]) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = [list(row) for row in PEOPLE]
    for row, where, what in ((at, column, value), *more):
        rows[row][where] = what
    return rows


EDITS = {
    "a phone typed over": changed(1, 2, "+7 999 000-00-00"),
    "a name and an amount": changed(1, 1, "Борис Петров", (1, 3, 900)),
    "a lost ID": changed(2, 0, None),
    "another ID": changed(2, 0, "K-77"),
    "an ID that another has": changed(2, 0, "K-1"),
    "all IDs gone": changed(0, 0, None, *((at, 0, None) for at in range(1, 5))),
    "every phone": changed(0, 2, "1", *((at, 2, str(at)) for at in range(1, 5))),
}


@pytest.mark.parametrize("rows", EDITS.values(), ids=EDITS)
def test_an_edited_record_is_still_the_same(rows: list[Row]) -> None:
    after = book(rows)
    assert pairs(book(), after) == {(at, at) for at in range(5)}
    assert pairs(NAMELESS, without(after, "id")) == {(at, at) for at in range(5)}


def test_a_record_written_in_another_style_is_the_same_though_no_cell_is() -> None:
    restyled = changed(1, 1, "борис  ВЕТРОВ", (1, 2, "8(916)7654321"), (1, 3, "800,50 ₽"))
    after = in_order(without(book(restyled), "id"), [4, 1, 3, 0, 2])
    assert pairs(NAMELESS, after) == {(4, 0), (1, 1), (3, 2), (0, 3), (2, 4)}


def test_ids_outweigh_all_else() -> None:
    swapped = [[row[0], *other[1:]] for row, other in zip(PEOPLE, reversed(PEOPLE), strict=True)]
    assert pairs(book(), book(swapped)) == {(at, at) for at in range(5)}


def test_records_with_different_ids_are_not_the_same_for_a_phone() -> None:
    after = [*PEOPLE[:4], ("K-9", "Егор Жуков", "+7 903 555-99-00", 40)]
    assert pairs(book(), book(after)) == {(at, at) for at in range(4)}


def test_of_a_row_that_was_copied_the_first_is_the_record() -> None:
    rows = matched(book(), book([*PEOPLE, PEOPLE[1]]))
    assert (rows.before.tolist(), rows.after.tolist(), rows.new.tolist()) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [5])


def test_a_row_of_which_nothing_is_left_is_gone_though_another_stands_in_its_place() -> None:
    rows = matched(NAMELESS, without(book(changed(1, 1, "Зоя Иванова", (1, 2, "+7 111"), (1, 3, 77))), "id"))
    assert (rows.gone.tolist(), rows.new.tolist()) == ([1], [1])


def big(count: int, chosen: random.Random) -> list[list[CellValue]]:
    names = [f"Имя {chosen.randrange(count // 2)}" for _ in range(count)]
    phones = [f"+7 {chosen.randrange(10**10)}" if chosen.random() < 0.9 else None for _ in range(count)]
    return [[f"K-{at}", name, phone, chosen.randrange(9000)] for at, (name, phone) in enumerate(zip(names, phones, strict=True))]


@pytest.mark.parametrize("named", [True, False], ids=["with IDs", "without IDs"])
def test_many_rows_sorted_edited_and_deleted_are_found_quickly(*, named: bool) -> None:
    chosen = random.Random(7)
    rows = big(30_000, chosen)
    order = chosen.sample(range(len(rows)), len(rows) - 500)
    later = [list(rows[at]) for at in order]
    for at in range(0, len(later), 50):
        later[at][1] = f"Новое имя {at}"
    before, after = book(rows), book(later)
    if not named:
        before, after = without(before, "id"), without(after, "id")
    start = time.process_time()
    found = matched(before, after)
    took = time.process_time() - start
    home = np.full(len(rows), -1)
    home[found.before] = found.after
    right = sum(home[was] == now for now, was in enumerate(order))
    assert right >= (len(order) if named else len(order) * 0.998)
    assert took < 3, "a tenth of a second; the bound is loose, for busy machines"


@pytest.mark.parametrize("count", [20, 40, 200])
@pytest.mark.parametrize("still", [("name", "city"), ("phone", "email"), ("name", "email")])
def test_rows_without_ids_stay_where_they_are_though_half_of_their_columns_went(count: int, still: tuple[str, str]) -> None:
    chance = random.Random(count)
    rows = [
        {"name": f"Клиент {at}", "phone": f"+7 916 {at:07d}", "email": f"n{at}@example.ru", "city": chance.choice("МК")}
        for at in range(count)
    ]
    mixed = [
        {key: (mine if key in still else other)[key] for key in mine}
        for mine, other in zip(rows, chance.sample(rows, count), strict=True)
    ]
    found = compare_tables(table("clients", rows), table("clients", mixed)).rows
    assert (found.before == found.after).all()
