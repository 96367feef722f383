"""IDs, numbers, required fields, limits: what makes a row a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import context, snapshot, table, values

from sheets_crm.model.cells import CellValue
from sheets_crm.model.memory import Memory
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.planning.apply import applied
from sheets_crm.rules import ids, limits, numbering, required


def after(book: Snapshot, memory: Memory | None = None) -> Snapshot:
    return applied(book, ids.check(book, context(memory=memory)))


@pytest.mark.parametrize(
    ("had", "gets"),
    [
        ([None, None], ["K-00001", "K-00002"]),
        (["K-00007", None], ["K-00007", "K-00008"]),
        (["A-17", None, "B"], ["A-17", "K-00001", "B"]),
        (["K-00001", "K-00001"], ["K-00001", "K-00002"]),
        (["  ", 5], ["K-00001", 5]),
    ],
    ids=["first", "goes on from the highest", "own codes stay", "a copied row gets its own", "blank is none"],
)
def test_every_row_gets_an_id_once(had: list[CellValue], gets: list[CellValue]) -> None:
    book = snapshot(table("clients", [{"id": one, "name": "x"} for one in had]))
    assert values(after(book).tables[0], "id") == gets


def test_an_id_of_a_deleted_row_is_never_given_again() -> None:
    book = snapshot(table("clients", [{"id": "K-00001"}, {"id": None}]))
    assert values(after(book, Memory(highest_ids={"K": 40})).tables[0], "id") == ["K-00001", "K-00041"]


@given(st.lists(st.one_of(st.none(), st.sampled_from(["K-00001", "K-00009", "свой", "K-1x"])), max_size=12))
def test_ids_end_up_unique_and_a_second_run_changes_nothing(had: list[str | None]) -> None:
    book = after(snapshot(table("clients", [{"id": one, "name": "x"} for one in had], columns=["id"])))
    made = values(book.tables[0], "id")
    assert len(set(made)) == len(made) == len(had)
    assert not list(ids.check(book, context()))


def test_changes_of_a_new_row_already_bear_its_id() -> None:
    (batch,) = ids.check(snapshot(table("clients", [{"id": None, "name": "x"}])), context())
    assert list(batch.ids) == ["K-00001"]


@pytest.mark.parametrize(
    ("had", "gets"),
    [
        ([None, None, None], [1, 2, 3]),
        ([3, 1, 2], [1, 2, 3]),
        ([1, None, 2], [1, 2, 3]),
        ([1, 2, 3], [1, 2, 3]),
        ([1050, 7001, 33], [1050, 7001, 33]),
        (["17-б", None, None], ["17-б", None, None]),
    ],
    ids=["new", "after a sort", "after an insertion", "in order", "numbers of one's own", "not numbers"],
)
def test_the_number_in_order_is_counted_anew(had: list[CellValue], gets: list[CellValue]) -> None:
    book = snapshot(table("clients", [{"number": one, "name": "x"} for one in had], ours=False))
    assert values(applied(book, numbering.check(book, context())).tables[0], "number") == gets


def test_a_formula_counts_better_than_we_do() -> None:
    book = snapshot(table("clients", [{"number": 5, "name": "x"}], formulas={(0, "number"): "=ROW()-1"}))
    assert not list(numbering.check(book, context()))


def test_an_empty_name_is_reported_at_its_cell() -> None:
    book = snapshot(table("clients", [{"id": "K-00001", "name": "ООО «Ромашка»"}, {"id": "K-00002", "name": "  "}]))
    (finding,) = required.check(book, context())
    assert (finding.row_id, finding.cell, finding.severity) == ("K-00002", "B3", "error")


@pytest.mark.parametrize(("buyers_only", "cells"), [(True, ["B3"]), (False, [])])
def test_only_buyers_where_the_setting_says_so(*, buyers_only: bool, cells: list[str]) -> None:
    rows = [{"name": "А", "last_order": 45000}, {"name": "Б", "last_order": None}]
    found = required.check(snapshot(table("clients", rows)), context(buyers_only=buyers_only))
    assert [one.cell for one in found] == cells


@pytest.mark.parametrize(("kind", "limit"), [("services", 10), ("channels", 20)])
def test_one_entry_too_many_is_one_finding_with_its_row(kind: str, limit: int) -> None:
    full = [{"title": f"Пункт {n}"} for n in range(limit)]
    assert not list(limits.check(snapshot(table(kind, full)), context()))
    (finding,) = limits.check(snapshot(table(kind, [*full, {"title": "лишний"}])), context())
    assert finding.cell == f"A{limit + 2}"


def test_a_formula_without_its_value_is_not_an_empty_name() -> None:
    book = snapshot(table("clients", [{"name": None, "phone": "1"}], formulas={(0, "name"): '=HYPERLINK("x", "ООО")'}))
    assert not list(required.check(book, context()))
