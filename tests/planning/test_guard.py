from __future__ import annotations

import pytest
from making import context, snapshot, table

from sheets_crm.errors import UsageError
from sheets_crm.model.cells import CellError, CellValue, Formula
from sheets_crm.model.memory import Memory
from sheets_crm.model.plan import Changes
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text
from sheets_crm.planning.guard import guarded

WHY = Text("так надо", "so it must be")


def clients() -> Table:
    rows = [{"id": "K-00001", "phone": "8 916", "status": None}, {"id": "K-00002", "phone": "8 495", "status": "активный"}]
    return table("clients", rows, formulas={(1, "phone"): "=A1"})


def change(name: str, at: int, after: CellValue) -> Changes:
    return Changes.at(clients(), name, "some", [at], [after], WHY)


def test_a_plain_repair_passes() -> None:
    kept, _, findings = guarded(change("phone", 0, "+7 916"), snapshot(clients()), Memory())
    assert list(kept.after) == ["+7 916"]
    assert not findings


def test_a_formula_is_left_and_reported() -> None:
    kept, _, findings = guarded(change("phone", 1, "+7 495"), snapshot(clients()), Memory())
    assert not len(kept)
    assert [(one.cell, one.row_id, one.severity) for one in findings] == [("B3", "K-00002", "note")]


@pytest.mark.parametrize(
    ("text", "shows", "is_left"),
    [("=ARRAYFORMULA(LEN(A2:A))", "#REF!", True), ("=SORT(A2:A)", "#SPILL!", True), ("=ZZ9", "#REF!", False)],
)
def test_below_a_formula_that_waits_for_its_cells_nothing_is_filled(text: str, shows: str, is_left: bool) -> None:  # noqa: FBT001
    rows = [{"id": "K-00001", "status": CellError(shows)}, {"id": "K-00002", "status": None}]
    book = table("clients", rows, formulas={(0, "status"): text})
    kept, _, findings = guarded(Changes.at(book, "status", "some", [1], ["активный"], WHY), snapshot(book), Memory())
    assert (not len(kept), bool(findings)) == (is_left, is_left)


@pytest.mark.parametrize("decided", [False, True])
def test_rules_write_no_formulas(decided: bool) -> None:  # noqa: FBT001
    with pytest.raises(UsageError, match="formula"):
        guarded(change("phone", 0, Formula("=A1")), snapshot(clients()), Memory(), decided=decided)


def test_a_cell_of_the_staff_is_never_emptied() -> None:
    kept, _, findings = guarded(change("phone", 0, None), snapshot(clients()), Memory())
    assert not len(kept)
    assert len(findings) == 1


def test_what_changes_nothing_is_dropped_silently() -> None:
    kept, _, findings = guarded(change("phone", 0, "8 916"), snapshot(clients()), Memory())
    assert not len(kept)
    assert not findings


def test_a_number_that_becomes_the_same_text_is_a_change() -> None:
    book = table("clients", [{"id": "K-00001", "phone": 79161234567}])
    batch = Changes.at(book, "phone", "some", [0], ["79161234567"], WHY)
    kept, _, _ = guarded(batch, snapshot(book), Memory())
    assert len(kept) == 1


@pytest.mark.parametrize(("name", "stays_away"), [("phone", True), ("status", True), ("id", False)])
def test_a_repair_taken_back_is_not_made_again_but_program_columns_are(name: str, *, stays_away: bool) -> None:
    memory = Memory(declined=frozenset({(("Клиенты", "K-00001", name), "new")}))
    kept, declined, findings = guarded(change(name, 0, "new"), snapshot(clients()), memory)
    assert (len(kept) == 0, len(declined) == 1) == (stays_away, stays_away)
    assert not findings


def test_a_cell_that_an_undo_emptied_stays_empty_until_a_person_fills_it() -> None:
    memory = Memory(declined_fills=frozenset({("Клиенты", "K-00001", "status"), ("Клиенты", "K-00002", "status")}))
    book = snapshot(clients())
    assert len(guarded(change("status", 0, "неактивный"), book, memory).declined) == 1
    assert len(guarded(change("status", 1, "неактивный"), book, memory).made) == 1


def test_an_unknown_column_must_not_be_touched() -> None:
    book = clients()
    stranger = Field("col_D", 4, "Любимый цвет", book.cells("phone"))
    book = Table(book.kind, book.sheet, 1, book.rows, (*book.fields, stranger), book.ids)
    batch = Changes.at(book, "col_D", "some", [0], ["x"], WHY)
    with pytest.raises(UsageError, match="col_D"):
        guarded(batch, snapshot(book), context().memory)
